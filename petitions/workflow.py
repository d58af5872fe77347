"""How a work order moves. `advance()` is the only door.

Which steps there are stands in `transitions.TRANSITIONS`, who may take them in `permissions.MAY`, what must be true
before in `guards`, what they leave behind in `effects`. Anything not in the table is refused.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import models, transaction

from core import ledger
from core.actors import Actor
from core.models import Event
from petitions import deadlines, effects, guards, permissions
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import Action
from petitions.models import WorkOrder
from petitions.refusals import NotAllowed, NotPermitted
from petitions.transitions import BY_ACTION, PREVIOUS, SAME, TRANSITIONS, Transition

log = logging.getLogger(__name__)

Draft = tuple[models.Model, Event]
# The petitioner's answers: the unit must not learn them from an event (practice §2.10), they stand in their own row.
ANSWERS = frozenset({"contacted", "solved", "rating", "comment", "may_publish", "cause"})


@transaction.atomic
def advance(order: WorkOrder, action: Action, *, by: Actor, at: datetime, **data: Any) -> WorkOrder:
    """Take one step. Refused as a whole, or done as a whole with its event in the same transaction.

    Raises `NotAllowed` (409: not from this state, or a guard says no), `NotPermitted` (403: not by this person),
    `deadlines.NoLimit` (settings incomplete). `data` is what the action asks for, as checked by its form.
    """
    if data.get("primary"):
        data["primary"] = _lock_both(order, data["primary"])
    case = Case.lock(order.pk)
    event = step(case, Action(action), by=by, at=at, machine=deadlines.clockwork(), data=data)
    case.save()
    ledger.record_many([event])
    return case.order


def _lock_both(order: WorkOrder, primary: WorkOrder) -> WorkOrder:
    """The other order of a merge as it is now. The older one is locked first, so that two people who merge two orders
    into each other do not wait for each other."""
    rows = WorkOrder.objects.select_for_update(of=("self",)).filter(pk__in=[order.pk, primary.pk]).order_by("pk")
    return next(row for row in rows if row.pk == primary.pk)


def step(case: Case, action: Action, *, by: Actor, at: datetime, machine: Clockwork, data: dict[str, Any]) -> Draft:
    """Take one step in memory: change the case, and return the event that witnesses it."""
    order, transition = case.order, BY_ACTION[action]
    if not permissions.may(by, action, case):
        raise NotPermitted(action)
    if order.status not in transition.sources:
        log.warning("Refused %s of order %s in state %s for %s", action, order.number, order.status, by.name)
        raise NotAllowed.by_state(action, order)
    guards.check(case, action, at=at, machine=machine, data=data)
    return _take(case, transition, by=by, at=at, machine=machine, data=data)


def accept_at_the_door(case: Case, *, by: Actor, at: datetime, machine: Clockwork) -> Draft:
    """T02 for a petition that came with a category: who may send it in has accepted it by choosing one."""
    return _take(case, BY_ACTION[Action.ACCEPT], by=by, at=at, machine=machine, data={})


def _take(
    case: Case, transition: Transition, *, by: Actor, at: datetime, machine: Clockwork, data: dict[str, Any]
) -> Draft:
    order, action = case.order, transition.action
    before, clocks_before = order.status, dict(case.clocks)
    order.status = _target(transition, order)
    effects.apply(case, action, by=by, at=at, machine=machine, data=data)
    effects.before_clocks(case, (*transition.stops, *transition.resumes), at=at, machine=machine)
    _turn_clocks(case, transition, at, machine)
    effects.after_clocks(case, action, at=at, machine=machine)
    deadlines.show(order, case.clocks)
    order.version += 1
    order.updated_at = at
    return ledger.draft(
        order, f"workorder.{action}", by=by, at=at, **_witness(case, before, clocks_before), **_plain(data)
    )  # fmt: skip


def legal(case: Case, *, by: Actor) -> list[Action]:
    """What this person may do with the case as it stands, in the order of the table."""
    return [row.action for row in TRANSITIONS
            if case.order.status in row.sources and permissions.may(by, row.action, case)]  # fmt: skip


def _target(transition: Transition, order: WorkOrder) -> str:
    if transition.target == SAME:
        return order.status
    if transition.target == PREVIOUS:
        return order.previous_status
    return transition.target


def _turn_clocks(case: Case, transition: Transition, at: datetime, machine: Clockwork) -> None:
    for name in transition.stops:
        _stop(case, name, at)
    for name in transition.pauses:
        if name in case.clocks and case.clocks[name].is_running:
            machine.pause(case.clocks[name], at)
            case.touch(case.clocks[name])
    for name in transition.resumes:
        if name in case.clocks:
            machine.resume(case.clocks[name], at)
            case.touch(case.clocks[name])
    for name in transition.starts:
        case.clocks[name] = machine.start(name, case.order, at)
        case.add(case.clocks[name])


def _stop(case: Case, name: str, at: datetime) -> None:
    clock = case.clocks.pop(name, None)
    if clock:
        clock.stopped_at = clock.paused_at or at  # a clock that stood still stopped when it was paused
        clock.paused_at = None
        case.touch(clock)


def _witness(case: Case, before: str, clocks_before: dict) -> dict[str, Any]:
    """What the event says of state and clocks: enough to replay the row."""
    order = case.order
    started = {name: clock.due_at for name, clock in case.clocks.items() if clocks_before.get(name) is not clock}
    stopped = sorted(set(clocks_before) - set(case.clocks))
    return {"before": before, "after": order.status, "round": order.round, "due": started, "stopped": stopped}


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """The action's data for the timeline, rows named by what a reader knows them by."""
    return {
        key: [str(item) for item in value] if isinstance(value, (list, tuple))
        else str(value) if isinstance(value, models.Model) else value
        for key, value in data.items() if key not in ANSWERS
    }  # fmt: skip

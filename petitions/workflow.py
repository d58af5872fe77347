"""How a work order moves. `advance()` is the only door.

Which steps there are stands in `transitions.TRANSITIONS`, who may take them in `permissions.MAY`, what must be true
before in `guards`, what they leave behind in `effects`. Anything not in the table is refused.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from core import ledger
from core.actors import Actor
from core.models import Event
from petitions import deadlines, effects, guards, permissions, replay, statutory
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import Action, ClockName, Status
from petitions.models import WorkOrder
from petitions.refusals import NotAllowed, NotPermitted
from petitions.transitions import BY_ACTION, PREVIOUS, SAME, TRANSITIONS, Transition

log = logging.getLogger(__name__)
REFUSED = "Refused %s of order %s in state %s for %s: %s"

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
    elif action == Action.UNMERGE:
        _lock_with_primary(order)
    case = Case.lock(order.pk)
    event = step(case, Action(action), by=by, at=at, machine=deadlines.clockwork(), data=data)
    case.save()
    ledger.record_many([event, *_told_at_primary(case, Action(action), by=by, at=at)])
    return case.order


@transaction.atomic
def amend(
    order: WorkOrder, kind: str, change: Callable[[Case, Clockwork], bool | None], *, by: Actor, at: datetime,
    **data: Any,
) -> bool:  # fmt: skip
    """Change a case outside its way: clocks after an edit of the calendar, a whistle that hangs on it. The event
    `workorder.<kind>` witnesses it like a step. `change` answers False when there was nothing to change."""
    case, machine = Case.lock(order.pk), deadlines.clockwork()
    before = replay.image(case)
    if change(case, machine) is False:
        return False
    effects.repeat_due_moments(case)
    deadlines.show(case.order, case.clocks)
    case.order.updated_at = at
    case.save()
    ledger.record(case.order, f"workorder.{kind}", by=by, at=at, **replay.changes(before, replay.image(case)), **data)
    return True


def _lock_both(order: WorkOrder, primary: WorkOrder) -> WorkOrder:
    """The other order of a merge as it is now. The older one is locked first, so that two people who merge two orders
    into each other do not wait for each other."""
    rows = WorkOrder.objects.select_for_update(of=("self",)).filter(pk__in=[order.pk, primary.pk]).order_by("pk")
    return next(row for row in rows if row.pk == primary.pk)


def _lock_with_primary(order: WorkOrder) -> None:
    primary = WorkOrder.objects.get(pk=order.pk).merged_into
    if primary:
        _lock_both(order, primary)


def _told_at_primary(case: Case, action: Action, *, by: Actor, at: datetime) -> list[Draft]:
    """The order that petitions join or leave has it in its own history too."""
    if action not in (Action.MERGE, Action.UNMERGE) or case.merge is None:
        return []
    kind = "workorder.joined" if action == Action.MERGE else "workorder.left"
    merge = case.merge
    return [
        ledger.draft(merge.primary, kind, by=by, at=at, order=case.order.number, petitions=merge.petitions)
    ]  # fmt: skip


def step(case: Case, action: Action, *, by: Actor, at: datetime, machine: Clockwork, data: dict[str, Any]) -> Draft:
    """Take one step in memory: change the case, and return the event that witnesses it."""
    must_be_open(case, action, by=by)
    guards.check(case, action, by=by, at=at, machine=machine, data=data)
    return _take(case, BY_ACTION[action], by=by, at=at, machine=machine, data=data)


def must_be_open(case: Case, action: Action, *, by: Actor) -> None:
    """Refuse, and log, what this person may not do or what the table does not have from here."""
    order = case.order
    if not permissions.may(by, action, case):
        log.warning(REFUSED, action, order.number, order.status, by.name, "not permitted")
        raise NotPermitted(action)
    if order.status not in BY_ACTION[action].sources:
        log.warning(REFUSED, action, order.number, order.status, by.name, "wrong state")
        raise NotAllowed.by_state(action, order)


def accept_at_the_door(case: Case, *, by: Actor, at: datetime, machine: Clockwork, **data: Any) -> Draft:
    """T02 for a petition that came with a category: who may send it in has accepted it by choosing one."""
    return _take(case, BY_ACTION[Action.ACCEPT], by=by, at=at, machine=machine, data=data)


def _take(
    case: Case, transition: Transition, *, by: Actor, at: datetime, machine: Clockwork, data: dict[str, Any]
) -> Draft:
    order, action = case.order, transition.action
    before, status = replay.image(case), order.status
    order.status = _target(transition, order)
    effects.apply(case, action, by=by, at=at, machine=machine, data=data)
    effects.before_clocks(case, (*transition.stops, *transition.resumes), at=at, machine=machine)
    _turn_clocks(case, transition, at, machine)
    effects.after_clocks(case, action, at=at, machine=machine, data=data)
    deadlines.show(order, case.clocks)
    order.version += 1
    order.updated_at = at
    told = {"before": status, "after": order.status, "round": order.round}
    return ledger.draft(
        order, f"workorder.{action}", by=by, at=at, **told, **replay.changes(before, replay.image(case)), **_plain(data)
    )  # fmt: skip


def legal(case: Case, *, by: Actor) -> list[Action]:
    """What this person may do with the case as it stands, in the order of the table."""
    return [row.action for row in TRANSITIONS
            if case.order.status in row.sources and permissions.may(by, row.action, case)]  # fmt: skip


def _target(transition: Transition, order: WorkOrder) -> str:
    if transition.target == SAME:
        return order.status
    if transition.target == PREVIOUS:
        return Status(order.previous_status)
    return transition.target


def _turn_clocks(case: Case, transition: Transition, at: datetime, machine: Clockwork) -> None:
    for name in transition.stops:
        if name in case.clocks:
            stop(case, name, at, machine)
    for name in transition.pauses:
        if name in case.clocks and case.clocks[name].is_running:
            machine.pause(case.clocks[name], at)
            case.touch(case.clocks[name])
    for name in transition.resumes:
        if name in case.clocks:
            machine.resume(case.clocks[name], at)
            case.touch(case.clocks[name])
    for name in transition.starts:
        _start(case, name, at, machine)


def _start(case: Case, name: ClockName, at: datetime, machine: Clockwork) -> None:
    try:
        case.clocks[name] = machine.start(name, case.order, statutory.counts_from(case.order, name, at))
    except deadlines.NoLimit:
        if name not in deadlines.OPTIONAL:
            raise
    else:
        case.add(case.clocks[name])


def stop(case: Case, name: str, at: datetime, machine: Clockwork) -> None:
    clock = case.clocks.pop(name)
    machine.stop(clock, at)
    case.touch(clock)


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """The action's data for the timeline, rows named by what a reader knows them by."""
    return {
        key: [str(item) for item in value] if isinstance(value, (list, tuple))
        else str(value) if isinstance(value, models.Model) else value
        for key, value in data.items() if key not in ANSWERS
    }  # fmt: skip

"""How a work order moves. TRANSITIONS is the whole truth; `advance()` is the only door.

Each row is one line of practice §2.3: what may be done from which state, where it leads, what it does to the clocks.
Who may do it stands in `permissions.MAY`, what it leaves behind in `effects`. Anything not in the table is refused.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from core import ledger
from core.actors import Actor
from core.models import Event
from petitions import deadlines, effects, guards, permissions
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import Action, ClockName, Status
from petitions.models import WorkOrder
from petitions.refusals import NotAllowed, NotPermitted

log = logging.getLogger(__name__)

Draft = tuple[models.Model, Event]

A, S, C = Action, Status, ClockName
ANSWERS = frozenset({"contacted", "solved", "rating", "comment", "may_publish", "cause"})
SAME = "same"  # the order stays where it is
PREVIOUS = "previous"  # the order goes back to where it was before a return was asked for
ALL = tuple(ClockName)
NONE: tuple[ClockName, ...] = ()
DONE = (C.REVIEW, C.HANDLE, C.REWORK)  # a reply is passed on: its clocks end where they were paused


@dataclass(frozen=True, slots=True)
class Transition:
    id: str
    action: Action
    sources: frozenset[Status]
    target: Status | str
    stops: tuple[ClockName, ...] = ()
    starts: tuple[ClockName, ...] = ()
    pauses: tuple[ClockName, ...] = ()
    resumes: tuple[ClockName, ...] = ()


def T(id, action, sources, target, stops=NONE, starts=NONE, pauses=NONE, resumes=NONE):
    sources = frozenset(sources) if isinstance(sources, (set, frozenset)) else frozenset({sources})
    return Transition(id, action, sources, target, stops, starts, pauses, resumes)


GIVEN_OUT = {S.DISPATCHED, S.HANDLING, S.REWORKING}
BEFORE_REPLY = {S.REGISTERED, S.ACCEPTED, S.DISPATCHED, S.RETURN_PENDING, S.ARBITRATING, S.HANDLING}

TRANSITIONS = (
    # id    action                 from                             to                 stops               starts
    T("T02", A.ACCEPT,             S.REGISTERED,                    S.ACCEPTED,        (C.INTAKE,),        (C.DISPATCH,)),
    T("T03", A.REFUSE,             S.REGISTERED,                    S.NOT_ACCEPTED,    ALL),
    T("T04", A.ANSWER,             S.REGISTERED,                    S.ANSWERED,        ALL),
    T("T05", A.MERGE,              {S.REGISTERED, S.ACCEPTED},      S.MERGED,          ALL),
    T("T06", A.DISPATCH,           S.ACCEPTED,                      S.DISPATCHED,      (C.DISPATCH,),      (C.SIGN, C.HANDLE)),
    T("T07", A.SIGN,               S.DISPATCHED,                    S.HANDLING,        (C.SIGN,),          (C.CONTACT,)),
    T("T09", A.REQUEST_RETURN,     {S.DISPATCHED, S.HANDLING},      S.RETURN_PENDING,  NONE,               (C.RETURN_REVIEW,), pauses=(C.HANDLE,)),
    T("T10", A.APPROVE_RETURN,     S.RETURN_PENDING,                S.ACCEPTED,        ALL,                (C.DISPATCH,)),
    T("T11", A.REJECT_RETURN,      S.RETURN_PENDING,                PREVIOUS,          (C.RETURN_REVIEW,), NONE, resumes=(C.HANDLE,)),
    T("T12", A.ARBITRATE,          {S.DISPATCHED, S.RETURN_PENDING, S.HANDLING}, S.ARBITRATING, (C.RETURN_REVIEW,), (C.ARBITRATION,), pauses=(C.HANDLE,)),
    T("T13", A.AWARD,              S.ARBITRATING,                   S.DISPATCHED,      ALL,                (C.SIGN, C.HANDLE)),
    T("T14", A.REASSIGN,           GIVEN_OUT,                       S.DISPATCHED,      ALL,                (C.SIGN, C.HANDLE)),
    T("T16", A.CONTACT,            S.HANDLING,                      SAME),
    T("T18", A.SUSPEND,            S.HANDLING,                      S.SUSPENDED,       NONE,               NONE, pauses=(C.HANDLE, C.CONTACT)),
    T("T19", A.RESUME,             S.SUSPENDED,                     S.HANDLING,        NONE,               NONE, resumes=(C.HANDLE, C.CONTACT)),
    T("T20", A.SUBMIT,             {S.HANDLING, S.REWORKING},       S.SUBMITTED,       (C.CONTACT,),       (C.REVIEW,), pauses=(C.HANDLE, C.REWORK)),
    T("T21", A.REPAIR,             S.SUBMITTED,                     S.HANDLING,        (C.REVIEW,),        NONE, resumes=(C.HANDLE, C.REWORK)),
    T("T22", A.TO_VERIFICATION,    S.SUBMITTED,                     S.VERIFYING,       DONE,               (C.VERIFY,)),
    T("T23", A.TO_FOLLOW_UP,       S.SUBMITTED,                     S.FOLLOW_UP,       DONE,               (C.FOLLOW_UP,)),
    T("T24", A.VERIFY,             S.VERIFYING,                     S.FOLLOW_UP,       (C.VERIFY,),        (C.FOLLOW_UP,)),
    T("T25", A.FAIL_VERIFICATION,  S.VERIFYING,                     S.REWORKING,       (C.VERIFY,),        (C.REWORK,)),
    T("T26", A.CLOSE,              S.FOLLOW_UP,                     S.CLOSED,          ALL),
    T("T26", A.MISS_CALL,          S.FOLLOW_UP,                     SAME),
    T("T27", A.PROPOSE_REWORK,     S.FOLLOW_UP,                     SAME),
    T("T27", A.REWORK,             S.FOLLOW_UP,                     S.REWORKING,       (C.FOLLOW_UP,),     (C.REWORK,)),
    T("T28", A.REOPEN,             S.CLOSED,                        S.REWORKING,       NONE,               (C.REWORK,)),
    T("T30", A.WITHDRAW,           BEFORE_REPLY,                    S.WITHDRAWN,       ALL),
    T("T33", A.CLOSE_WITHOUT_CALL, {S.SUBMITTED, S.VERIFYING},      S.CLOSED,          ALL),
    T("T32", A.ARCHIVE,            {S.CLOSED, S.NOT_ACCEPTED, S.ANSWERED, S.WITHDRAWN}, S.ARCHIVED, ALL),
)  # fmt: skip

BY_ACTION = {transition.action: transition for transition in TRANSITIONS}  # an action has one row


@transaction.atomic
def advance(order: WorkOrder, action: Action, *, by: Actor, at: datetime, **data: Any) -> WorkOrder:
    """Take one step. Refused as a whole, or done as a whole with its event in the same transaction.

    Raises `NotAllowed` (409: not from this state, or a guard says no), `NotPermitted` (403: not by this person),
    `deadlines.NoLimit` (settings incomplete). `data` is what the action asks for, as checked by its form.
    """
    case = Case.lock(order.pk)
    event = step(case, Action(action), by=by, at=at, machine=deadlines.clockwork(), data=data)
    case.save()
    ledger.record_many([event])
    return case.order


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
    effects.apply(case, action, by=by, at=at, data=data)
    _turn_clocks(case, transition, at, machine)
    effects.after_clocks(case, action, at=at, machine=machine)
    deadlines.show(order, case.clocks)
    order.version += 1
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
        return order.status_before_return
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
    """The action's data for the timeline, rows named by what a reader knows them by, without the petitioner's
    answers: the unit must not learn them from the event (practice §2.10), they stand in their own row."""
    return {
        key: [str(item) for item in value] if isinstance(value, (list, tuple))
        else str(value) if isinstance(value, models.Model) else value
        for key, value in data.items() if key not in ANSWERS
    }  # fmt: skip

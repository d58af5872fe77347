"""Clocks whose moments a step sets otherwise than their limit does, and where those moments are repeated."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from core.calendar import CalendarNotLoaded
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.effects.base import REAIM, Turn, reaims
from petitions.enums import Action, ClockName, Matter, Urgency
from petitions.models import Clock


def before_clocks(case: Case, going_on: Iterable[ClockName], *, at: datetime, machine: Clockwork) -> None:
    """A handle clock that stood goes on or ends: what it stood is not the unit's handling time."""
    clock = case.clocks.get(ClockName.HANDLE)
    if clock and clock.paused_at and ClockName.HANDLE in going_on:
        case.order.paused_minutes += machine.worked_minutes(clock.paused_at, at) or 0


def after_clocks(case: Case, action: Action, *, at: datetime, machine: Clockwork, data: dict[str, Any]) -> None:
    """What a step does to the moments of the clocks that its row in the table has turned."""
    if action in REAIM:
        REAIM[action](Turn(case, at, machine, data))
    repeat_due_moments(case)


def repeat_due_moments(case: Case) -> None:
    """Due moments stand on the clocks; lists and indicators read them from the order and its units."""
    clocks, order, lead = case.clocks, case.order, case.lead
    if lead and ClockName.SIGN in clocks:
        lead.sign_due_at = clocks[ClockName.SIGN].due_at
        case.touch(lead)
    if ClockName.CONTACT in clocks and order.contacted_at is None:
        order.contact_due_at = clocks[ClockName.CONTACT].due_at
    if ClockName.HANDLE in clocks and order.submitted_at is None:  # a later round's lead was not late in the first
        order.handle_due_at = clocks[ClockName.HANDLE].due_at
    for assist in case.assists:
        clock = case.assist_clocks.get(assist.department_id)
        if clock:
            assist.assist_due_at = clock.due_at
            case.touch(assist)


@reaims(Action.REJECT_RETURN)
def _time_to_sign(turn: Turn) -> None:
    """T11: whoever has not signed yet has a working hour at least."""
    if ClockName.SIGN in turn.case.clocks:
        _not_before(turn, ClockName.SIGN, partial(turn.machine.days.add_hours, turn.at, 1))


@reaims(Action.REPAIR)
def _time_to_repair(turn: Turn) -> None:
    """T21: a reply sent back leaves a working day at least."""
    for name in {ClockName.HANDLE, ClockName.REWORK} & set(turn.case.clocks):
        _not_before(turn, name, partial(turn.machine.days.add_days, turn.at, 1))


def _not_before(turn: Turn, name: str, earliest: Callable[[], datetime]) -> None:
    """Where the calendar ends before that moment, the due moment stays: a year nobody entered stops no work."""
    clock = turn.case.clocks[name]
    try:
        moment = earliest()
    except CalendarNotLoaded:
        return
    if clock.due_at and clock.due_at < moment:
        turn.machine.aim(clock, lambda: moment)
        turn.machine.rearm(clock, turn.at)
        turn.case.touch(clock)


@reaims(Action.DISPATCH, Action.AWARD, Action.REASSIGN, Action.ADD_ASSIST)
def _start_assist_clocks(turn: Turn) -> None:
    """An assist's own clock ends before that of the lead, who needs its result (T15)."""
    case, lead_clock = turn.case, turn.case.handling_clock
    for assist in case.assists:
        if assist.is_owed and assist.department_id not in case.assist_clocks and lead_clock:
            clock = turn.machine.start_assist(assist, lead_clock, turn.at)
            case.assist_clocks[assist.department_id] = clock
            case.add(clock)


@reaims(Action.SUSPEND, Action.RENEW_SUSPENSION)
def _review_on(turn: Turn) -> None:
    """The review falls on the day that was named, at the end of business."""
    clock, day = turn.case.clocks[ClockName.SUSPENSION], turn.case.requests[Matter.SUSPENSION].review_on
    turn.machine.aim(clock, lambda: turn.machine.days.close_of(day))


@reaims(Action.RAISE_URGENCY)
def _hurry(turn: Turn) -> None:
    """T31: the limits of the new urgency count from now, and nothing is due later than it was."""
    case = turn.case
    for name in HURRIED & set(case.clocks):
        _hasten(turn, case.clocks[name])
    if case.order.urgency == Urgency.CRITICAL and case.lead and ClockName.DANGER not in case.clocks:
        case.clocks[ClockName.DANGER] = turn.machine.start(ClockName.DANGER, case.order, turn.at)
        case.add(case.clocks[ClockName.DANGER])


def _hasten(turn: Turn, clock: Clock) -> None:
    """For a clock that stands still, now is the moment at which it stopped."""
    now = clock.paused_at or turn.at
    faster = turn.machine.start(ClockName(clock.name), turn.case.order, now)
    if faster.due_at and (clock.due_at is None or faster.due_at < clock.due_at):
        turn.machine.hasten(clock, faster)
        turn.machine.rearm(clock, now)
        turn.case.touch(clock)


HURRIED = frozenset({
    ClockName.INTAKE, ClockName.DISPATCH, ClockName.SIGN, ClockName.CONTACT, ClockName.HANDLE, ClockName.RETURN_REVIEW,
    ClockName.ARBITRATION, ClockName.VERIFY,
})  # fmt: skip

"""Clocks as people read them. Pure: rows, a moment and the calendar make a face."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import moments
from core.calendar import Calendar, CalendarNotLoaded
from core.components import ClockFace
from core.models import Event
from petitions import deadlines, timeline
from petitions.enums import Action, ClockName, DeadlineLamp, Status, TimeBase, TimeUnit
from petitions.models import Clock, Timed, WorkOrder

STOPPED = "stopped"
TAKEN_AWAY = frozenset({
    Action.APPROVE_RETURN, Action.ARBITRATE, Action.AWARD, Action.REASSIGN, Action.MERGE, Action.WITHDRAW,
    Action.AUTO_SIGN,
})  # fmt: skip


def of_order(order: WorkOrder, *, now: datetime, days: Calendar) -> ClockFace | None:
    """The clock that says how late an order is; None when nothing is awaited."""
    if order.status == Status.SUSPENDED:
        return ClockFace(_("Deadline"), DeadlineLamp.PAUSED, note=Status.SUSPENDED.label)
    if not order.clock:
        return None
    return _face(ClockName(order.clock).label, order, order.clock_base, now, days)


def of_clock(clock: Clock, *, now: datetime, days: Calendar, pause: str = "", end: str = "") -> ClockFace:
    """One clock of an order, running, paused or stopped. `pause` says who paused it and why, `end` what ended it."""
    return of_timed(clock, ClockName(clock.name).label, now=now, days=days, pause=pause, end=end)


def of_timed(clock: Timed, label: str, *, now: datetime, days: Calendar, pause: str = "", end: str = "") -> ClockFace:
    """Any row that time runs for."""
    if clock.stopped_at:
        return _face(label, clock, clock.base, clock.stopped_at, days, lamp=STOPPED, note=_stopped(clock, now, end))
    if clock.paused_at:
        return _face(label, clock, clock.base, clock.paused_at, days, lamp=DeadlineLamp.PAUSED, note=pause)
    return _face(label, clock, clock.base, now, days, note=_running(clock))


def of_clocks(clocks: Iterable[Clock], events: Iterable[Event], *, now: datetime, days: Calendar) -> list[ClockFace]:
    """All clocks of an order, the running ones first. The event of the moment says who made one stand still. A window
    that is shut is left out: nobody was late."""
    by_moment = {event.at: event for event in events}
    told = [clock for clock in clocks if clock.stopped_at is None or clock.name not in deadlines.WINDOWS]
    return [
        of_clock(
            clock,
            now=now,
            days=days,
            pause=_pause(by_moment.get(clock.paused_at)),
            end=_end(by_moment.get(clock.stopped_at)),
        )
        for clock in sorted(told, key=lambda clock: (clock.stopped_at is not None, clock.paused_at is not None))
    ]


def _pause(event: Event | None) -> str:
    return f"{timeline.author(event)} {timeline.title_of(event)}" if event else ""


def _end(event: Event | None) -> str:
    """Where the order was taken away, the clock was in time, but not because something was done."""
    is_cut_short = event is not None and event.kind.removeprefix(timeline.PREFIX) in TAKEN_AWAY
    return timeline.title_of(event) if event and is_cut_short else ""


def _face(
    label: str, row: Any, base: str, at: datetime, days: Calendar, *, lamp: str = "", note: str = ""
) -> ClockFace:
    """`row` is an order or a clock: both have the moments of the lamp."""
    left, used = _measure(row, base, at, days)
    return ClockFace(
        label, lamp or deadlines.lamp(row, at), left, used, row.due_at, working=base == TimeBase.WORKING, note=note
    )  # fmt: skip


def _measure(row: Any, base: str, at: datetime, days: Calendar) -> tuple[timedelta | None, float]:
    """What is left on the clock's own base, and which share is used. Nothing where the calendar is not entered."""
    if row.due_at is None or row.yellow_at is None:
        return None, 0.0
    try:
        left = deadlines.elapsed(base, at, row.due_at, days)
        from_yellow = deadlines.elapsed(base, row.yellow_at, row.due_at, days)
    except CalendarNotLoaded:
        return None, 0.0
    whole = from_yellow / float(1 - deadlines.YELLOW)
    return left, 1 - left / whole if whole else 1.0


def _running(clock: Timed) -> str:
    if clock.due_at is None:
        return _("Limit %(limit)s; the calendar of that year has not been entered") % {"limit": limit(clock)}
    return _("Limit %(limit)s, due %(due)s") % {"limit": limit(clock), "due": moments.due(clock.due_at)}


def _stopped(clock: Timed, now: datetime, end: str) -> str:
    said = {"at": moments.short(clock.stopped_at, now=now), "limit": limit(clock), "step": end}
    if end:
        return _("Stopped %(at)s by “%(step)s”, limit %(limit)s") % said
    return _("Stopped %(at)s, limit %(limit)s") % said


def limit(clock: Timed) -> str:
    """How long a clock may run: 4 working hours, 1 day, 60 calendar days."""
    return _unit(clock) % {"n": f"{clock.amount.normalize():f}"}


def _unit(clock: Timed) -> str:
    count = 1 if clock.amount == 1 else 2
    is_working = clock.base == TimeBase.WORKING
    if clock.base == TimeBase.CALENDAR:
        return ngettext("%(n)s calendar day", "%(n)s calendar days", count)
    if clock.unit == TimeUnit.MINUTES:
        return ngettext("%(n)s minute", "%(n)s minutes", count)
    if clock.unit == TimeUnit.HOURS and is_working:
        return ngettext("%(n)s working hour", "%(n)s working hours", count)
    if clock.unit == TimeUnit.HOURS:
        return ngettext("%(n)s hour", "%(n)s hours", count)
    if is_working:
        return ngettext("%(n)s working day", "%(n)s working days", count)
    return ngettext("%(n)s day", "%(n)s days", count)

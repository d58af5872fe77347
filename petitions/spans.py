"""How long a clock ran, stood and was given: what is needed to aim it anew by another calendar. Pure.

A due moment is its limit counted from the start, plus what the clock stood, plus whatever else was granted or fixed
(an extension, the minimum time after a repair, the day an assist is due before its lead). The last part is not kept
anywhere by itself: it is what is left when the other two are taken away by the calendar they were counted by.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from core.calendar import CITY_TIME, Calendar, CalendarNotLoaded
from core.models import Event
from petitions.deadlines import ORANGE, YELLOW, Limit, due, elapsed, forward
from petitions.enums import TimeBase
from petitions.models import Timed

Pause = tuple[datetime, datetime]
NOTHING = timedelta(0)


@dataclass(frozen=True)
class Change:
    """An edit of the calendar: what was counted by, what is counted by now, the days that differ, and when it was made
    (None: not yet)."""

    before: Calendar
    after: Calendar
    days: tuple[date, ...]
    made_at: datetime | None = None

    def is_older_than(self, row: Timed) -> bool:
        """A clock that was started after the edit was counted by the new calendar, or at most within seconds by the
        old one, where a process had not heard of it yet."""
        return self.made_at is not None and row.started_at >= self.made_at

    def concerns(self, row: Timed) -> bool:
        """Whether one of the days lies between the start of a clock and its due moment."""
        if row.due_at is None:
            return True
        first, last = (moment.astimezone(CITY_TIME).date() for moment in (row.started_at, row.due_at))
        return any(first <= day <= last for day in self.days)


def pauses(events: Iterable[Event], key: str, started_at: datetime) -> list[Pause]:
    """The pauses a clock has behind it, as the events of its order tell them: `clocks` is [started, due, paused]."""
    found: list[Pause] = []
    since: float | None = None
    for event in events:
        told = (event.data.get("clocks") or {}).get(key)
        if told is None or told[0] != started_at.timestamp():
            continue
        if since is not None and told[2] is None:
            found.append((datetime.fromtimestamp(since, UTC), event.at))
        since = told[2]
    return found


def moved(row: Timed, change: Change, stood: Sequence[Pause]) -> datetime | None:
    """When a clock is due by the new calendar; None while the calendar of that year is not entered."""
    if row.base == TimeBase.NATURAL or not change.concerns(row):
        return row.due_at
    try:
        plain = _plain(row, stood, change.after)
        if row.due_at is None:
            return plain
        counted = _plain(row, stood, change.before)
        if change.is_older_than(row):
            return plain if row.due_at == counted else row.due_at
        granted = elapsed(row.base, counted, row.due_at, change.before)
        return shift(row.base, plain, granted, change.after)
    except CalendarNotLoaded:
        return row.due_at


def _plain(row: Timed, stood: Sequence[Pause], days: Calendar) -> datetime:
    """The limit from the start and what the clock stood, nothing else."""
    first = due(Limit(row.amount, row.unit, row.base), row.started_at, days)
    return shift(row.base, first, _stood(row.base, stood, days), days)


def lamp_moments(row: Timed, due_at: datetime, stood: Sequence[Pause], days: Calendar) -> tuple[datetime, datetime]:
    """When 70 % and 90 % of the time are used, pauses left out."""
    whole = elapsed(row.base, row.started_at, due_at, days) - _stood(row.base, stood, days)
    yellow, orange = (_reach(row, whole * float(share), stood, days) for share in (YELLOW, ORANGE))
    return yellow, orange


def _reach(row: Timed, run: timedelta, stood: Sequence[Pause], days: Calendar) -> datetime:
    """The moment by which a clock has run so long."""
    start = row.started_at
    for begin, end in stood:
        ahead = elapsed(row.base, start, begin, days)
        if run <= ahead:
            break
        run, start = run - ahead, end
    return forward(row.base, start, run, days)


def _stood(base: str, stood: Sequence[Pause], days: Calendar) -> timedelta:
    return sum((elapsed(base, begin, end, days) for begin, end in stood), NOTHING)


def shift(base: str, moment: datetime, length: timedelta, days: Calendar) -> datetime:
    """A due moment moved on, or back. Calendar days end on a working day wherever they fall (民法典 art. 203)."""
    if not length:
        return moment
    if base == TimeBase.WORKING:
        return days.add(moment, length) if length > NOTHING else days.subtract(moment, -length)
    if base == TimeBase.CALENDAR:
        return days.add_calendar_days(moment + length, 0)
    return moment + length

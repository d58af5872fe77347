"""Counting working time.

Worked time is a never-falling function W of the moment: it stands still at night, at lunch and on holidays, and runs
with the clock in office hours. Time worked between two moments is W(b) - W(a); adding hours is W turned round. Days
are counted on the list of working days. Rules and vectors: practice §2.5; Civil Code arts. 201 and 203 (the starting
day is not counted; a period that ends on a rest day ends on the next working day).

Nothing here reads a clock or the database except `load()`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.kept import Kept
from core.models import BusinessHours, CalendarDay, CalendarYear

CITY_TIME = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)

Window = tuple[int, int]  # office hours as seconds after midnight
OFFICE_HOURS = ((date.min, (("08:30", "12:00"), ("14:00", "17:30"))),)  # until a city enters its own


class CalendarNotLoaded(Exception):
    """A moment falls in a year whose working days nobody has entered. An administrator must, nobody may guess."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(year)

    def __str__(self) -> str:
        return _(
            "The working calendar of %(year)s has not been entered, so no deadline can be set there. "
            "An administrator enters it from the State Council notice under System › Working calendar."
        ) % {"year": self.year}


@dataclass(frozen=True)
class Calendar:
    """The working days of some consecutive years.

    `years` are the years entered; `exceptions` say of a day whether it is worked where that differs from Monday to
    Friday; `hours` are (first day, windows) pairs in order of the first day.
    """

    years: tuple[int, ...]
    exceptions: Mapping[date, bool]
    hours: tuple[tuple[date, tuple[Window, ...]], ...]

    # --- days

    def is_workday(self, day: date) -> bool:
        self._require(day)
        return self._is_worked(day)

    def close_of(self, day: date) -> datetime:
        """End of business of a day, whether it is worked or not."""
        return _at(day, self._windows(day)[-1][1])

    def add_days(self, moment: datetime, days: Decimal | int) -> datetime:
        """End of business of the n-th working day after the day of `moment`. Half days are counted in hours."""
        if days != int(days):
            return self.add_hours(moment, Decimal(days) * self.hours_per_day(_local(moment).date()))
        day = _local(moment).date()
        self._require(day)
        index = bisect_right(self._workdays, day) + int(days) - 1
        if index >= len(self._workdays):
            raise CalendarNotLoaded(self.years[-1] + 1)
        return self.close_of(self._workdays[index])

    def days_before(self, moment: datetime, days: int) -> datetime:
        """End of business of the n-th working day before the day of `moment`."""
        index = bisect_left(self._workdays, _local(moment).date()) - days
        if index < 0:
            raise CalendarNotLoaded(self.years[0] - 1)
        return self.close_of(self._workdays[index])

    def add_calendar_days(self, moment: datetime, days: int) -> datetime:
        """End of business of the day `days` later, or of the next working day when that one is a rest day."""
        last = _local(moment).date() + days * DAY
        self._require(last)
        index = bisect_left(self._workdays, last)
        if index >= len(self._workdays):
            raise CalendarNotLoaded(self.years[-1] + 1)
        return self.close_of(self._workdays[index])

    def hours_per_day(self, day: date) -> Decimal:
        """Working hours of an ordinary working day under the office hours in force on `day`."""
        return Decimal(sum(end - start for start, end in self._windows(day))) / 3600

    def with_days(self, changed: Mapping[date, bool | None]) -> "Calendar":
        """The calendar in which these days are worked, or not, or as the plain week has them (None)."""
        kept = {day: worked for day, worked in self.exceptions.items() if day not in changed}
        said = {day: worked for day, worked in changed.items() if worked is not None}
        return replace(self, exceptions=kept | said)

    # --- hours

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; negative when `end` is earlier."""
        return timedelta(seconds=self._worked_until(end) - self._worked_until(start))

    def add(self, moment: datetime, work: timedelta) -> datetime:
        """The first moment by which `work` (working time, positive) has passed since `moment`."""
        if work <= timedelta(0):
            return moment
        return self._when_worked(self._worked_until(moment) + work.total_seconds())

    def subtract(self, moment: datetime, work: timedelta) -> datetime:
        """The first moment from which `work` (working time, positive) is left until `moment`."""
        if work <= timedelta(0):
            return moment
        return self._when_worked(self._worked_until(moment) - work.total_seconds())

    def add_back(self, moment: datetime, work: timedelta) -> datetime:
        """The last moment from which `work` (working time, positive) is left until `moment`."""
        target = max(self._worked_until(moment) - work.total_seconds(), 0.0)
        index = max(bisect_right(self._totals, target) - 1, 0)
        day, rest = self._workdays[index], target - self._totals[index]
        for opens, closes in self._windows(day):
            if rest < closes - opens:
                return _at(day, opens + rest)
            rest -= closes - opens
        return self.close_of(day)

    def add_hours(self, moment: datetime, hours: Decimal | int) -> datetime:
        return self.add(moment, timedelta(seconds=float(Decimal(hours) * 3600)))

    # --- W, the working time since the first day known, in seconds

    def _worked_until(self, moment: datetime) -> float:
        local = _local(moment)
        day = local.date()
        self._require(day)
        index = bisect_left(self._workdays, day)
        total: float = self._totals[index]
        if index < len(self._workdays) and self._workdays[index] == day:
            total += _worked_by(local, self._windows(day))
        return total

    def _when_worked(self, target: float) -> datetime:
        """W turned round: the first moment at which so many seconds have been worked."""
        index = bisect_left(self._totals, target) - 1
        if index < 0:
            raise CalendarNotLoaded(self.years[0] - 1)
        if index >= len(self._workdays):
            raise CalendarNotLoaded(self.years[-1] + 1)
        day, rest = self._workdays[index], target - self._totals[index]
        for opens, closes in self._windows(day):
            if rest <= closes - opens:
                return _at(day, opens + rest)
            rest -= closes - opens
        raise AssertionError("a working day holds its own working time")

    @cached_property
    def _workdays(self) -> list[date]:
        first, end = date(self.years[0], 1, 1), date(self.years[-1] + 1, 1, 1)
        days = (first + n * DAY for n in range((end - first).days))
        return [day for day in days if self._is_worked(day)]

    @cached_property
    def _totals(self) -> list[int]:
        """Seconds worked before each working day, and at last in all of them: one longer than `_workdays`."""
        return [0, *accumulate(sum(end - start for start, end in self._windows(day)) for day in self._workdays)]

    @cached_property
    def _years(self) -> frozenset[int]:
        return frozenset(self.years)

    def _is_worked(self, day: date) -> bool:
        worked = self.exceptions.get(day)
        return day.weekday() < 5 if worked is None else worked

    def _windows(self, day: date) -> tuple[Window, ...]:
        index = bisect_right(self.hours, day, key=lambda pair: pair[0]) - 1
        return self.hours[max(index, 0)][1]

    def _require(self, day: date) -> None:
        if day.year not in self._years:
            raise CalendarNotLoaded(day.year)


def build(
    years: Iterable[int],
    exceptions: Mapping[date, bool],
    hours: Sequence[tuple[date, Sequence[Sequence[str]]]] = OFFICE_HOURS,
) -> Calendar:
    """A calendar from plain data. Only the last unbroken run of years counts: a gap would make working time lie."""
    known = sorted(set(years))
    start = len(known) - 1
    while start > 0 and known[start - 1] == known[start] - 1:
        start -= 1
    windows = tuple((day, tuple((_seconds(a), _seconds(b)) for a, b in pairs)) for day, pairs in sorted(hours))
    return Calendar(tuple(known[max(start, 0) :]), dict(exceptions), windows)


def _read() -> Calendar:
    return build(
        CalendarYear.objects.values_list("year", flat=True),
        dict(CalendarDay.objects.values_list("day", "is_workday")),
        list(BusinessHours.objects.values_list("valid_from", "windows")) or OFFICE_HOURS,
    )


_kept = Kept(_read)


def load() -> Calendar:
    """The city's calendar as entered, kept in the process (see `core.kept`)."""
    return _kept.get()


def changed() -> None:
    """Whoever edits the calendar says so."""
    _kept.forget()


def _seconds(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 3600 + int(minute) * 60


def _local(moment: datetime) -> datetime:
    return moment.astimezone(CITY_TIME)


def _at(day: date, seconds: float) -> datetime:
    return datetime.combine(day, time.min, CITY_TIME) + timedelta(seconds=seconds)


def _worked_by(local: datetime, windows: tuple[Window, ...]) -> float:
    clock = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
    return sum(min(max(clock - opens, 0), closes - opens) for opens, closes in windows)

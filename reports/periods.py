"""Which stretch of time a gate of the year looks at, and from when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.calendar import CITY_TIME, CalendarNotLoaded
from petitions.deadlines import Clockwork
from petitions.effects.units import WRONG_LEAD_WITHIN
from reports.enums import Gate

DAY = timedelta(days=1)
LONGEST_REST = 40  # days: five working days have passed sooner, whatever the holidays


@dataclass(frozen=True, slots=True)
class Period:
    """Orders are counted by their first dispatch, from `start` to before `end`, as they stood at `as_of`."""

    start: datetime
    end: datetime
    as_of: datetime
    settled_before: datetime
    """Of orders dispatched before this moment it is known whether their lead was right."""

    @property
    def is_over(self) -> bool:
        """What is counted before the end of the period is provisional."""
        return self.as_of >= self.end


def period_of(gate: Gate, year: int, *, as_of: datetime, machine: Clockwork) -> Period:
    """A year starts from the figures of the year before. Raises `CalendarNotLoaded`."""
    first, after = {
        Gate.YEAR_START: (midnight(year - 1, 1), midnight(year, 1)),
        Gate.MID_YEAR: (midnight(year, 1), midnight(year, 7)),
        Gate.YEAR_END: (midnight(year, 1), midnight(year + 1, 1)),
    }[gate]
    return Period(first, after, as_of, settled_before(as_of, machine))


def midnight(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=CITY_TIME)


def settled_before(as_of: datetime, machine: Clockwork) -> datetime:
    """The end of the last day from which the working days that settle a dispatch have passed."""
    today = as_of.astimezone(CITY_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    for days in range(LONGEST_REST):
        day = today - days * DAY
        if not machine.is_within(WRONG_LEAD_WITHIN, since=day, at=as_of):
            return day + DAY
    raise CalendarNotLoaded(today.year)

"""When petitions come in: more on working days than at the weekend, more in the morning than at night."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from core.calendar import CITY_TIME, Calendar

DAY = timedelta(days=1)
REST_DAY = 0.35  # of a working day's petitions
GROWTH_A_YEAR = 0.15
# How the year breathes: heating complaints in winter, heavy rain and school entry in summer.
BY_MONTH = (1.10, 0.85, 1.0, 0.95, 0.95, 1.05, 1.10, 1.05, 0.95, 0.90, 1.15, 1.15)
# Petitions in each hour of the day: two peaks in office hours, a hotline that is awake at night.
BY_HOUR = (2, 1, 1, 1, 1, 2, 6, 14, 34, 52, 50, 38, 22, 24, 40, 48, 44, 34, 26, 24, 20, 14, 8, 4)


def months_before(moment: datetime, months: int) -> datetime:
    """The same time of day so many months earlier, on the 28th at the latest."""
    index = moment.year * 12 + moment.month - 1 - months
    return moment.replace(year=index // 12, month=index % 12 + 1, day=min(moment.day, 28))


def arrivals(count: int, start: datetime, until: datetime, days: Calendar, chance: Random) -> Iterator[datetime]:
    """Exactly `count` moments in order. Drawn day by day, so that no more than a day's are in memory."""
    first, last = start.astimezone(CITY_TIME), until.astimezone(CITY_TIME)
    dates = [first.date() + n * DAY for n in range((last.date() - first.date()).days + 1)]
    weights = [_weight(day, first.date(), days) for day in dates]
    weights[-1] *= _share_of_day(last)
    total, reached, given = sum(weights), 0.0, 0
    for day, weight in zip(dates, weights, strict=True):
        reached += weight
        due = round(count * reached / total)
        yield from sorted(_moments(due - given, day, start, until, chance))
        given = due


def _weight(day: date, first: date, days: Calendar) -> float:
    grown = 1 + GROWTH_A_YEAR * (day - first).days / 365
    return grown * BY_MONTH[day.month - 1] * (1 if days.is_workday(day) else REST_DAY)


def _share_of_day(moment: datetime) -> float:
    return max(sum(BY_HOUR[: moment.hour]) / sum(BY_HOUR), 0.01)


def _moments(count: int, day: date, start: datetime, until: datetime, chance: Random) -> Iterator[datetime]:
    """A moment that would lie outside the time asked for is moved to its edge."""
    midnight = datetime.combine(day, time.min, CITY_TIME)
    for hour in chance.choices(range(24), weights=BY_HOUR, k=count):
        moment = midnight + timedelta(hours=hour, seconds=chance.randrange(3600))
        yield min(max(moment, start), until)

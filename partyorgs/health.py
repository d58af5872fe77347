"""The health index of an organisation (practice §3.8). Pure, and Decimal from the first point to the last digit.

Five basics of twenty points each make the index. A red item is a fact about the organisation, read from its own dates
and never typed; with one of them no number of points lifts the index over 69.99. The index proposes, it lists nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partyorgs.enums import Basic, HealthLevel, RedItem
from partyorgs.terms import add_months

POINTS_A_BASIC = Decimal(20)
CAP = Decimal("69.99")
# The source of bands and stars is the five-star scheme of practice §3.8 [P]; a city may have another.
LEVELS = (
    (Decimal(90), HealthLevel.HEALTHY),
    (Decimal(70), HealthLevel.SUB_HEALTHY),
    (Decimal(0), HealthLevel.UNHEALTHY),
)
STARS = ((Decimal(95), 5), (Decimal(90), 4), (Decimal(80), 3), (Decimal(70), 2), (Decimal(60), 1), (Decimal(0), 0))

ELECTION_MONTHS, SECRETARY_MONTHS, ACTIVITY_MONTHS = 6, 3, 6


@dataclass(frozen=True, slots=True)
class Facts:
    """What of an organisation can be red. A day that is not on record is no red item: it is not known."""

    term_due_on: date | None = None
    postponed_until: date | None = None
    secretary_vacant_since: date | None = None
    last_activity_on: date | None = None


@dataclass(frozen=True, slots=True)
class Result:
    basics: Mapping[Basic, Decimal]
    points: Decimal
    red_items: tuple[RedItem, ...]
    index: Decimal
    level: HealthLevel
    stars: int


def red_items(facts: Facts, on: date) -> tuple[RedItem, ...]:
    postponed = facts.postponed_until is not None and on <= facts.postponed_until
    found = {
        RedItem.ELECTION: _is_older(facts.term_due_on, ELECTION_MONTHS, on) and not postponed,
        RedItem.SECRETARY: _is_older(facts.secretary_vacant_since, SECRETARY_MONTHS, on),
        RedItem.ACTIVITY: _is_older(facts.last_activity_on, ACTIVITY_MONTHS, on),
    }
    return tuple(item for item, is_red in found.items() if is_red)


def result(scores: Iterable[tuple[str, Decimal]], red: tuple[RedItem, ...] = ()) -> Result:
    """From the points of the items, each with its basic."""
    basics = dict.fromkeys(Basic, Decimal(0))
    for basic, points in scores:
        basics[Basic(basic)] += points
    total = sum(basics.values(), Decimal(0))
    index = min(total, CAP) if red else total
    return Result(basics, total, red, index, level(index), stars(index))


def level(index: Decimal) -> HealthLevel:
    return next(name for least, name in LEVELS if index >= least)


def stars(index: Decimal) -> int:
    return next(count for least, count in STARS if index >= least)


def _is_older(day: date | None, months: int, on: date) -> bool:
    """Whether more than that many months have passed."""
    return day is not None and on > add_months(day, months)

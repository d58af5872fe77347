"""The shapes a figure can take: a share, a handling time, a weighted mean of shares, a quotient with the outside.

What each indicator counts is written in `outcome` and `process`; here is how counting becomes a `Value`.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from reports.enums import Direction, Grain, Source, Unit
from reports.facts import AssignmentTraits, OrderFact, OrderTraits
from reports.indicators.populations import dispatched, in_outcome_set
from reports.indicators.tallies import Tally
from reports.values import Value, to_decimal

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Traits = TypeVar("Traits")
TraitsOfFact = TypeVar("TraitsOfFact", covariant=True)

MINUTES_PER_HOUR = 60
HUNDRED = 100
TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Reference:
    """What the facts of one subject do not hold."""

    population: int | None = None
    """Residents (常住) of the area."""

    baseline_hours: Decimal | None = None
    """The frozen, named mean handling time that the present one is compared with."""

    answered: int = 0
    """Orders answered at intake (T04) in the period."""

    accepted: int = 0
    """Orders accepted for dispatch (T02) in the period."""


@dataclass(frozen=True, slots=True)
class PassLine:
    """A limit a figure is held against, e.g. at least 97."""

    keeps: Callable[[Decimal, Decimal], bool]
    limit: Decimal


class Behind(NamedTuple):
    """The work orders behind a figure, each as often as it counts."""

    numerator: list[int]
    denominator: list[int]


class Fact(Protocol[TraitsOfFact]):
    @property
    def work_order_id(self) -> int: ...
    @property
    def traits(self) -> TraitsOfFact: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(ABC):
    """A figure with a name. `definition` says to people what the code counts."""

    code: str
    label: "StrPromise"
    definition: "StrPromise"
    over: Grain
    unit: Unit = Unit.PERCENT
    direction: Direction = Direction.HIGHER_BETTER
    source: Source = Source.SYSTEM
    basis: str = ""
    """The instrument or seed row the formula rests on."""

    pass_line: PassLine | None = None

    @abstractmethod
    def measure(self, tally: Tally, reference: Reference) -> Value: ...

    def behind(self, facts: Iterable[Any]) -> Behind:
        """For facts of the grain it is `over`. None for what is made of other figures or counted elsewhere."""
        return Behind([], [])

    def passes(self, value: Value) -> bool | None:
        if self.pass_line is None or value.value is None:
            return None
        return self.pass_line.keeps(value.value, self.pass_line.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Indicator, Generic[Traits]):
    """Of the rows that satisfy `denominator`, what `numerator` makes of each: yes, no, or something between."""

    numerator: Callable[[Traits], int | Decimal]
    denominator: Callable[[Traits], bool]

    @abstractmethod
    def rows(self, tally: Tally) -> Mapping[Traits, int]: ...

    def count(self, tally: Tally) -> tuple[Fraction, int]:
        counts: Counter[int | Decimal] = Counter()  # by weight, so that the exact sum is made of a few terms
        for traits, times in self.rows(tally).items():
            if self.denominator(traits):
                counts[self.numerator(traits)] += times
        return sum((Fraction(weight) * times for weight, times in counts.items()), Fraction()), counts.total()

    def measure(self, tally: Tally, reference: Reference) -> Value:
        numerator, n = self.count(tally)
        return Value.ratio(numerator, n, n=n, scale=HUNDRED)

    def behind(self, facts: Iterable[Fact[Traits]]) -> Behind:
        counted = [fact for fact in facts if self.denominator(fact.traits)]
        return Behind(
            numerator=[fact.work_order_id for fact in counted if self.numerator(fact.traits)],
            denominator=[fact.work_order_id for fact in counted],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShare(Share[OrderTraits]):
    over: Grain = Grain.ORDERS

    def rows(self, tally: Tally) -> Mapping[OrderTraits, int]:
        return tally.orders


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentShare(Share[AssignmentTraits]):
    over: Grain = Grain.ASSIGNMENTS

    def rows(self, tally: Tally) -> Mapping[AssignmentTraits, int]:
        return tally.assignments


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedMean(Indicator):
    """Shares of one hundred, weighed together. A part without a value gives its weight to the others.

    It is only as sound as its weakest part, so n is the smallest of the parts that count.
    """

    over: Grain = Grain.ORDERS
    unit: Unit = Unit.POINTS
    parts: tuple[tuple[OrderShare, Decimal], ...]

    def measure(self, tally: Tally, reference: Reference) -> Value:
        counts = [(Fraction(weight), *part.count(tally)) for part, weight in self.parts]
        known = [(weight, numerator, n) for weight, numerator, n in counts if n and weight]
        return Value.ratio(
            sum(weight * HUNDRED * numerator / n for weight, numerator, n in known),
            sum(weight for weight, _, _ in known),
            n=min((n for _, _, n in known), default=0),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlingTime(Indicator):
    over: Grain = Grain.ORDERS
    unit: Unit = Unit.HOURS
    direction: Direction = Direction.LOWER_BETTER

    def behind(self, facts: Iterable[OrderFact]) -> Behind:
        timed = [fact.work_order_id for fact in facts if fact.handle_minutes is not None and dispatched(fact.traits)]
        return Behind(numerator=timed, denominator=timed)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanHandlingTime(HandlingTime):
    def measure(self, tally: Tally, reference: Reference) -> Value:
        n = tally.minutes.total()
        return Value.ratio(total_hours(tally), n, n=n)


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentileHandlingTime(HandlingTime):
    """By nearest rank: the shortest time within which that share of the orders was handled.

    It is the time of an order that exists, found in the full distribution; nothing is interpolated.
    """

    percentile: int

    def measure(self, tally: Tally, reference: Reference) -> Value:
        n = tally.minutes.total()
        minutes = nearest_rank(tally.minutes, ceil(Fraction(self.percentile * n, HUNDRED)))
        hours = None if minutes is None else to_decimal(Fraction(minutes, MINUTES_PER_HOUR))
        return Value(numerator=None, denominator=None, value=hours, n=n)


def total_hours(tally: Tally) -> Fraction:
    return Fraction(sum(minutes * times for minutes, times in tally.minutes.items()), MINUTES_PER_HOUR)


def nearest_rank(counts: Mapping[int, int], rank: int) -> int | None:
    reached = 0
    for size in sorted(counts):
        reached += counts[size]
        if reached >= rank:
            return size
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedUp(HandlingTime):
    """How much shorter the mean handling time is than the frozen baseline."""

    unit: Unit = Unit.PERCENT
    direction: Direction = Direction.HIGHER_BETTER

    def measure(self, tally: Tally, reference: Reference) -> Value:
        n = tally.minutes.total()
        if not n or reference.baseline_hours is None:
            return Value.ratio(0, 0, n=n)
        baseline = Fraction(reference.baseline_hours)
        return Value.ratio(baseline - total_hours(tally) / n, baseline, n=n, scale=HUNDRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PerTenThousandResidents(Indicator):
    over: Grain = Grain.ORDERS
    unit: Unit = Unit.PER_10K
    direction: Direction = Direction.NEUTRAL

    def measure(self, tally: Tally, reference: Reference) -> Value:
        n = sum(times for traits, times in tally.orders.items() if in_outcome_set(traits))
        return Value.ratio(n, reference.population or 0, n=n, scale=TEN_THOUSAND)

    def behind(self, facts: Iterable[OrderFact]) -> Behind:
        return Behind([fact.work_order_id for fact in facts if in_outcome_set(fact.traits)], [])


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectAnswer(Indicator):
    """An answered petition never becomes a dispatched order, so intake counts it and not the facts."""

    over: Grain = Grain.INTAKE

    def measure(self, tally: Tally, reference: Reference) -> Value:
        n = reference.answered + reference.accepted
        return Value.ratio(reference.answered, n, n=n, scale=HUNDRED)

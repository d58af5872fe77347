"""The year's score: targets against actuals, practice §3.6. Exact inside, Decimal at the door."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from reports.enums import ProgressLight
from reports.values import to_decimal

NOTHING, FULL = Fraction(0), Fraction(100)
NO_POINTS = Decimal(0)
BONUS_AT_MOST = Decimal(5)
HALF = Decimal("0.5")

LightFloors = tuple[tuple[Decimal, ProgressLight], ...]
# Percentage points ahead of plan, from the best light down; below them all it is red. Practice §3.5.
LIGHT_FLOORS: LightFloors = (
    (Decimal(-5), ProgressLight.GREEN),
    (Decimal(-15), ProgressLight.YELLOW),
    (Decimal(-30), ProgressLight.ORANGE),
)


class TargetNotBeyondFloor(ValueError):
    """A target has to lie on the better side of the floor or ceiling, or there is nothing to measure along."""


@dataclass(frozen=True, slots=True)
class Milestone:
    weight: Decimal
    done: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator in a unit's year."""

    weight: Decimal
    points: Fraction | None
    """0 to 100, from one of the three rules below. None: nothing to measure; the others share its weight."""

    expected_by_mid_year: Decimal = HALF

    @property
    def contribution(self) -> Decimal | None:
        """Points times weight, in hundredths: what the table shows beside the points."""
        return None if self.points is None else to_decimal(self.points * Fraction(self.weight) / 100)


@dataclass(frozen=True, slots=True)
class Score:
    weighted: Decimal
    bonus: Decimal
    deduction: Decimal
    total: Decimal


def higher_better(actual: Decimal | None, *, floor: Decimal, target: Decimal) -> Fraction | None:
    if target <= floor:
        raise TargetNotBeyondFloor(f"target {target} is not above the floor {floor}")
    return along(actual, start=floor, end=target)


def lower_better(actual: Decimal | None, *, ceiling: Decimal, target: Decimal) -> Fraction | None:
    if target >= ceiling:
        raise TargetNotBeyondFloor(f"target {target} is not below the ceiling {ceiling}")
    return along(actual, start=ceiling, end=target)


def by_milestones(milestones: Iterable[Milestone]) -> Fraction:
    done = sum(Fraction(milestone.weight) for milestone in milestones if milestone.done)
    return clamp(Fraction(done))


def along(actual: Decimal | None, *, start: Decimal, end: Decimal) -> Fraction | None:
    """How much of the way from start to end was gone, in hundredths."""
    if actual is None:
        return None
    return clamp(FULL * (Fraction(actual) - Fraction(start)) / (Fraction(end) - Fraction(start)))


def clamp(points: Fraction) -> Fraction:
    return min(max(points, NOTHING), FULL)


def score(
    lines: Sequence[Line],
    *,
    bonus: Decimal = NO_POINTS,
    deduction: Decimal = NO_POINTS,
    bonus_at_most: Decimal = BONUS_AT_MOST,
) -> Score | None:
    """The weighted mean, what documents add and listed rules take away. No single line can veto the rest.

    None where no line could be measured.
    """
    weighted = weighted_mean([(line.weight, line.points) for line in lines if line.points is not None])
    if weighted is None:
        return None
    bonus = min(bonus, bonus_at_most)
    total = clamp(weighted + Fraction(bonus) - Fraction(deduction))
    return Score(to_decimal(weighted), bonus, deduction, to_decimal(total))


def expectation(lines: Sequence[Line]) -> Decimal | None:
    """The points due by mid-year, of the same lines that `score` counts."""
    counted = [line for line in lines if line.points is not None]
    expected = weighted_mean([(line.weight, FULL * Fraction(line.expected_by_mid_year)) for line in counted])
    return None if expected is None else to_decimal(expected)


def weighted_mean(weighted: Sequence[tuple[Decimal, Fraction]]) -> Fraction | None:
    weights = sum(Fraction(weight) for weight, _ in weighted)
    if not weights:
        return None
    return sum(Fraction(weight) * points for weight, points in weighted) / Fraction(weights)


def light(gap: Decimal, floors: LightFloors = LIGHT_FLOORS) -> ProgressLight:
    """`gap`: how many percentage points the year is ahead of what was expected by now; negative is behind."""
    return next((colour for floor, colour in floors if gap >= floor), ProgressLight.RED)

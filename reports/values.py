"""A figure and what it rests on: exact inside, rounded once into Decimal, cut to two places for the eye."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from reports.enums import Band

Exact = int | Decimal | Fraction

NO_VALUE = "—"
SMALL_SAMPLE = 5

BandFloors = tuple[tuple[Decimal, Band], ...]
# From best to worst, each with the least score that earns it; below them all is to improve. Practice §3.3.
BAND_FLOORS: BandFloors = (
    (Decimal(90), Band.GOOD),
    (Decimal(80), Band.FAIRLY_GOOD),
    (Decimal(70), Band.FAIR),
)

# Pinned here, so that a stored figure has the same digits whatever the calling thread has set.
DIGITS = Context(prec=28)
CENT = Decimal("0.01")


def to_decimal(exact: Exact) -> Decimal:
    """28 significant digits. A sum of thirds that makes 90 is 90 here, not 89.99…, and earns its band."""
    fraction = Fraction(exact)
    return DIGITS.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))


def display(number: Decimal | None) -> str:
    """Two places, halves away from zero; a dash where there is nothing to divide by."""
    if number is None:
        return NO_VALUE
    rounded = number.quantize(CENT, rounding=ROUND_HALF_UP)
    return f"{rounded + 0:f}"  # + 0: never "-0.00"


def band_of(score: Decimal, floors: BandFloors = BAND_FLOORS) -> Band:
    return next((band for floor, band in floors if score >= floor), Band.TO_IMPROVE)


@dataclass(frozen=True, slots=True)
class Value:
    """The result of one indicator for one subject."""

    numerator: Decimal | None
    """None for a percentile: it is picked, not divided."""

    denominator: Decimal | None
    value: Decimal | None
    """None where the denominator is zero: shown as a dash, its weight goes to the other parts."""

    n: int
    """How many facts the figure rests on."""

    @classmethod
    def ratio(cls, numerator: Exact, denominator: Exact, *, n: int, scale: int = 1) -> "Value":
        return cls(
            numerator=to_decimal(numerator),
            denominator=to_decimal(denominator),
            value=to_decimal(scale * Fraction(numerator) / Fraction(denominator)) if denominator else None,
            n=n,
        )

    @property
    def is_small(self) -> bool:
        """Too few to judge by: marked, and never banded."""
        return self.value is not None and self.n < SMALL_SAMPLE

    def band(self, floors: BandFloors = BAND_FLOORS) -> Band | None:
        if self.value is None or self.is_small:
            return None
        return band_of(self.value, floors)

    def __str__(self) -> str:
        return display(self.value)

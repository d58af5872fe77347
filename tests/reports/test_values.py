"""Rounding happens once, and bands look at the figure before it is rounded for the eye."""

from decimal import Decimal

import pytest

from reports.enums import Band
from reports.values import Value, display


@pytest.mark.parametrize(
    ("number", "shown"),
    [("0.005", "0.01"), ("0.004999", "0.00"), ("-0.005", "-0.01"), ("-0.001", "0.00"), ("385", "385.00")],
)
def test_display_rounds_half_up_to_two_places(number, shown):
    assert display(Decimal(number)) == shown


@pytest.mark.parametrize(
    ("score", "band"),
    [
        ("100", Band.GOOD),
        ("90", Band.GOOD),
        ("89.9999", Band.FAIRLY_GOOD),
        ("80", Band.FAIRLY_GOOD),
        ("79.995", Band.FAIR),  # shown as 80.00, but not 80
        ("70", Band.FAIR),
        ("69.99", Band.TO_IMPROVE),
        ("0", Band.TO_IMPROVE),
    ],
)
def test_band_floors(score, band):
    assert Value.ratio(Decimal(score), 1, n=5).band() == band

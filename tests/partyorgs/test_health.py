"""The health index to the last digit, and what is red (practice §3.8)."""

from datetime import date
from decimal import Decimal

import pytest

from partyorgs import health
from partyorgs.enums import Basic, HealthLevel, RedItem
from partyorgs.health import Facts

TODAY = date(2026, 11, 18)
H1 = tuple(zip(Basic, map(Decimal, ("18", "16.5", "17", "19", "16")), strict=True))


def test_vector_h1():
    found = health.result(H1)

    assert (found.points, found.index, found.level, found.stars) == (
        Decimal("86.5"), Decimal("86.5"), HealthLevel.SUB_HEALTHY, 3,
    )  # fmt: skip
    assert found.basics == dict(H1)


def test_vector_h2_the_same_with_the_post_vacant_for_four_months():
    red = health.red_items(Facts(secretary_vacant_since=date(2026, 7, 18)), TODAY)

    found = health.result(H1, red)

    assert found.red_items == (RedItem.SECRETARY,)
    assert (found.points, found.index, found.level) == (Decimal("86.5"), Decimal("69.99"), HealthLevel.UNHEALTHY)


def test_a_red_item_lifts_no_index_up_to_the_cap():
    found = health.result([(Basic.TEAM, Decimal("12.5"))], (RedItem.ACTIVITY,))

    assert found.index == Decimal("12.5")


def test_many_halves_add_up_to_the_last_digit():
    found = health.result([(Basic.TEAM, Decimal("0.1"))] * 3)

    assert found.index == Decimal("0.3")


@pytest.mark.parametrize(
    ("index", "level", "stars"),
    [
        ("100", HealthLevel.HEALTHY, 5),
        ("95", HealthLevel.HEALTHY, 5),
        ("94.99", HealthLevel.HEALTHY, 4),
        ("90", HealthLevel.HEALTHY, 4),
        ("89.99", HealthLevel.SUB_HEALTHY, 3),
        ("80", HealthLevel.SUB_HEALTHY, 3),
        ("79.99", HealthLevel.SUB_HEALTHY, 2),
        ("70", HealthLevel.SUB_HEALTHY, 2),
        ("69.99", HealthLevel.UNHEALTHY, 1),
        ("60", HealthLevel.UNHEALTHY, 1),
        ("59.99", HealthLevel.UNHEALTHY, 0),
        ("0", HealthLevel.UNHEALTHY, 0),
    ],
)
def test_levels_and_stars(index, level, stars):
    assert (health.level(Decimal(index)), health.stars(Decimal(index))) == (level, stars)


@pytest.mark.parametrize(
    ("facts", "red"),
    [
        (Facts(), ()),
        (Facts(term_due_on=date(2026, 5, 18)), ()),
        (Facts(term_due_on=date(2026, 5, 17)), (RedItem.ELECTION,)),
        (Facts(term_due_on=date(2026, 5, 17), postponed_until=date(2026, 11, 18)), ()),
        (Facts(term_due_on=date(2026, 5, 17), postponed_until=date(2026, 11, 17)), (RedItem.ELECTION,)),
        (Facts(secretary_vacant_since=date(2026, 8, 18)), ()),
        (Facts(secretary_vacant_since=date(2026, 8, 17)), (RedItem.SECRETARY,)),
        (Facts(last_activity_on=date(2026, 5, 18)), ()),
        (Facts(last_activity_on=date(2026, 5, 17)), (RedItem.ACTIVITY,)),
    ],
)
def test_what_is_red(facts, red):
    """More than six months, three months, six months: the day itself is not more."""
    assert health.red_items(facts, TODAY) == red

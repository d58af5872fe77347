"""Venues on a map, and how much they are used."""

from datetime import date

import pytest

from core import ledger
from grids import venues
from grids.models import VenueVisits
from grids.refusals import Refused
from tests.grids import ground
from tests.grids.ground import GRID, NOW, STREET, TODAY

pytestmark = pytest.mark.usefixtures("town")

OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)


def count(venue, month, number):
    return venues.count_visits(venue, month=month, count=number, by=ground.hong(), at=NOW)


def test_points_are_those_of_the_place_that_have_coordinates(django_assert_num_queries):
    centre = ground.make_venue(lon=90.005, lat=3.005, radius_m=1500)
    ground.make_venue("没有坐标的驿站", place=GRID)
    ground.make_venue("关了的驿站", place=GRID, lon=90.0, lat=3.0, valid_to=TODAY)
    ground.make_venue("北栈中心", place="990102003", lon=90.0, lat=3.5)

    with django_assert_num_queries(1):
        (point,) = venues.points(on=TODAY, within=STREET)

    assert point == venues.Point(
        90.005, 3.005, "望潮街道党群服务中心", "党群服务中心", f"/venues/{centre.pk}/", 1500
    )  # fmt: skip
    assert [point.name for point in venues.points(on=TODAY)] == ["望潮街道党群服务中心", "北栈中心"]


def test_use_is_measured_against_what_it_is_made_for():
    venue = ground.make_venue(capacity=1000)
    count(venue, SEPTEMBER, 650)
    count(venue, date(2026, 10, 20), 120)

    uses = venues.uses(venue)

    assert [(use.month, use.share, use.is_low) for use in uses] == [(SEPTEMBER, 0.65, False), (OCTOBER, 0.12, True)]


def test_without_a_measure_there_is_no_share():
    venue = ground.make_venue()
    count(venue, OCTOBER, 10)

    (use,) = venues.uses(venue)
    assert (use.share, use.is_low) == (None, False)


def test_a_number_entered_again_replaces_the_earlier_one():
    venue = ground.make_venue()
    count(venue, OCTOBER, 10)
    count(venue, OCTOBER, 12)

    event = ledger.history(venue).last()
    assert [row.count for row in VenueVisits.objects.all()] == [12]
    assert (event.data["before"], event.data["count"]) == (10, 12)


def test_a_month_that_has_not_begun_is_refused():
    with pytest.raises(Refused) as refusal:
        count(ground.make_venue(), date(2026, 12, 1), 1)

    assert refusal.value.field == "month"


def test_of_several_venues_the_newest_whole_month(django_assert_num_queries):
    rows = [ground.make_venue(f"阵地{n}", capacity=100) for n in range(3)]
    for venue in rows[:2]:
        count(venue, SEPTEMBER, 40)
        count(venue, OCTOBER, 50)
        count(venue, date(2026, 11, 1), 5)  # this month is not whole

    with django_assert_num_queries(1):
        last = venues.last_uses(rows, on=TODAY)

    assert {pk: (use.month, use.count) for pk, use in last.items()} == {row.pk: (OCTOBER, 50) for row in rows[:2]}

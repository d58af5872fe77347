"""The map changes in June; what was counted in March stays as it was, and December follows the new tree."""

from datetime import date

import pytest

from grids.wishes import Part
from petitions.models import WorkOrder
from reports import underlying
from reports.reconciliation import reconcile
from tests.grids.mapping import change, merge, move, rename, split
from tests.reports import ground
from tests.reports.ground import MARCH, NORTH, TIDE, YEAR, found_city, petition, roll, seen

SPRING, SUMMER = date(2026, 3, 10), date(2026, 7, 10)
END_OF_MARCH, JUNE, END_OF_YEAR = date(2026, 3, 31), date(2026, 6, 15), date(2026, 12, 31)
WEST = f"{TIDE}001001"


@pytest.fixture
def city(db):
    """Petitions of March in every place, deep and less deep."""
    found_city()
    for number, code in enumerate([*ground.GRIDS, f"{TIDE}001", TIDE, "990102", ""]):
        for _each in range(number + 1):
            petition(code, SPRING)


def left_half(west=90.0):
    return ground.square(west, 3.0, 0.005) | {
        "coordinates": [[[west, 3.0], [west + 0.005, 3.0], [west + 0.005, 3.01], [west, 3.01], [west, 3.0]]]
    }


def test_march_stays_bit_for_bit_and_december_follows_the_new_tree(city):
    """Must be shown: a street merger and a grid split in June."""
    before = roll(MARCH, END_OF_MARCH)

    merge(NORTH, TIDE, into=NORTH, on=JUNE)
    rename(NORTH, "潮栈街道", on=date(2026, 6, 20))
    split(f"{NORTH}001001", 北片=[], 南片=[], on=date(2026, 6, 20))

    after = roll(MARCH, END_OF_MARCH)
    assert after.canonical() == before.canonical()
    assert after.digest() == before.digest()
    assert reconcile(after) == reconcile(before)

    december = roll(YEAR, END_OF_YEAR)
    assert december.digest() != before.digest()
    assert TIDE not in december.places
    assert december.places[NORTH].name == "潮栈街道"
    moved = before.places[TIDE].total.petitions + before.places[NORTH].total.petitions
    assert december.places[NORTH].total.petitions == moved
    assert december.total == before.total
    assert reconcile(december).is_equal


def test_petitions_of_the_new_places_count_in_the_old_tree_where_they_lay_then(city):
    merge(NORTH, TIDE, into=NORTH, on=JUNE)
    petition(f"{NORTH}002001", SUMMER)  # 望潮社区一网格 under its new code
    petition(NORTH, SUMMER)  # one of the two streets, as it was in March: nobody knows which

    rolled = roll(YEAR, END_OF_MARCH)

    march = roll(MARCH, END_OF_MARCH)
    assert rolled.places[WEST].total.petitions == march.places[WEST].total.petitions + 1
    assert rolled.places["990102"].own.petitions == march.places["990102"].own.petitions + 1
    assert rolled.places[NORTH].total == march.places[NORTH].total


def test_grid_that_was_split_keeps_its_petitions_in_the_community(city):
    split(WEST, 东片=[], 西片=[], on=JUNE)

    rolled = roll(YEAR, END_OF_YEAR)

    assert rolled.places[f"{TIDE}001"].own.petitions == 1 + 7  # of the grid, and those never known closer
    (finding,) = [each for each in reconcile(rolled).findings if each.kind == "ambiguous"]
    assert (finding.place, finding.place_name, finding.petitions) == (WEST, "望潮社区", 1)


def test_point_decides_between_the_parts_of_a_grid(city):
    left, right = left_half(), left_half(90.005)
    petition(WEST, SPRING, point=(90.002, 3.005))
    petition(WEST, SPRING, point=(90.007, 3.005))
    petition(WEST, SPRING, point=(95.0, 3.0))
    change("split", WEST, parts=(Part("西片", geometry=left), Part("东片", geometry=right)), on=JUNE)

    rolled = roll(YEAR, END_OF_YEAR)

    assert rolled.places[f"{TIDE}001003"].total.petitions == 1
    assert rolled.places[f"{TIDE}001004"].total.petitions == 1
    assert rolled.places[f"{TIDE}001"].own.petitions == 2 + 7
    for code in (f"{TIDE}001003", f"{TIDE}001"):
        orders = underlying.behind(WorkOrder.objects.all(), underlying.in_place(rolled, code), rolled)
        assert orders.count() == rolled.places[code].total.petitions


def test_branch_goes_with_its_grid_and_march_sees_it_at_the_old_one(city):
    move(WEST, "990103001001", on=JUNE)

    march, year = seen(roll(MARCH, END_OF_MARCH)), seen(roll(YEAR, END_OF_YEAR))

    assert march.organizations["望潮社区第1网格党支部"] == 1
    assert year.organizations["望潮社区第1网格党支部"] == 1
    assert year.places["990103001001002"] == 1
    assert march.organizations["云溪社区党组织"] == 6
    assert year.organizations["云溪社区党组织"] == 6  # the branch still stands below 望潮社区: named, not hidden
    (finding,) = [
        each for each in reconcile(roll(YEAR, END_OF_YEAR)).findings
        if (each.kind, each.place) == ("elsewhere", "990103001001")
    ]  # fmt: skip
    assert (finding.organization, finding.petitions) == ("望潮社区第1网格党支部", 1)


def test_every_number_has_its_orders(city):
    merge(NORTH, TIDE, into=NORTH, on=JUNE)
    petition(NORTH, SUMMER)

    for on in (END_OF_MARCH, END_OF_YEAR):
        rolled = roll(YEAR, on)
        for code, line in rolled.places.items():
            orders = underlying.behind(WorkOrder.objects.all(), underlying.in_place(rolled, code), rolled)
            assert orders.count() == line.total.petitions, code
        for code, line in rolled.organizations.items():
            orders = underlying.behind(WorkOrder.objects.all(), underlying.answered_by(rolled, code), rolled)
            assert orders.count() == line.total.petitions, code


@pytest.mark.parametrize("more", [0, 5])
def test_a_roll_up_costs_the_same_at_any_size(more, city, django_assert_num_queries):
    for _each in range(more):
        petition(WEST, SPRING)
        petition(f"{NORTH}001002", SUMMER)

    with django_assert_num_queries(7):
        reconcile(roll(YEAR, END_OF_YEAR))

"""Both trees tell the same; what is planted between them is found by name."""

from datetime import date

import pytest

from grids.models import Area, Grid
from partyorgs.enums import PartyOrgKind
from partyorgs.models import PartyOrganization
from reports.reconciliation import Row, reconcile
from tests.grids.mapping import split
from tests.reports.ground import GRIDS, NORTH, TIDE, YEAR, found_city, organization, petition, roll

SPRING, TODAY = date(2026, 3, 10), date(2026, 12, 31)
WEST, EAST = f"{TIDE}001001", f"{TIDE}001002"


@pytest.fixture(autouse=True)
def _city(db):
    found_city()
    for code in GRIDS:
        petition(code, SPRING)


def findings():
    found = reconcile(roll(YEAR, TODAY)).findings
    return [(each.kind, each.place, each.organization, each.petitions) for each in found]


def test_where_both_trees_are_whole_there_is_no_difference():
    petition(f"{TIDE}001", SPRING)

    told = reconcile(roll(YEAR, TODAY))

    assert (told.by_place, told.by_party, told.unanswered, told.findings) == (7, 7, 0, [])
    assert told.rows == [
        Row("city", 7, 7, 0, 0), Row("district", 7, 7, 0, 0), Row("street", 7, 7, 0, 0),
        Row("community", 7, 7, 0, 0), Row("grid", 6, 6, 0, 0),
    ]  # fmt: skip
    assert told.is_equal


def test_no_place_and_a_place_that_never_was_are_named_and_counted_by_the_city():
    petition("", SPRING)
    petition(f"{TIDE}009001", SPRING)

    told = reconcile(roll(YEAR, TODAY))

    assert findings() == [("no_place", "", "", 1), ("off_the_map", f"{TIDE}009001", "", 1)]
    assert (told.by_place, told.by_party, told.is_equal) == (8, 8, True)


def test_place_that_ended_without_a_successor_is_named():
    Grid.objects.filter(code=WEST).update(valid_to=date(2026, 6, 1))

    assert ("off_the_map", WEST, "", 1) in findings()
    assert ("bound_to_no_place", WEST, "望潮社区第1网格党支部", 0) in findings()
    assert reconcile(roll(YEAR, TODAY)).is_equal


def test_for_a_grid_without_a_branch_the_community_answers():
    PartyOrganization.objects.filter(grid__code=WEST).update(valid_to=date(2026, 6, 1))

    told = reconcile(roll(YEAR, TODAY))

    assert findings() == [("grid_without_branch", WEST, "望潮社区党组织", 1)]
    assert told.rows[-1] == Row("grid", 6, 5, 1, 0)
    assert told.is_equal


def test_for_a_grid_with_a_group_only_the_branch_of_the_group_answers():
    PartyOrganization.objects.filter(grid__code=WEST).update(valid_to=date(2026, 6, 1))
    branch = PartyOrganization.objects.get(grid__code=EAST)
    organization(f"{branch.code}0001", "一号楼党小组", PartyOrgKind.GROUP, grid=Grid.objects.get(code=WEST))

    rolled = roll(YEAR, TODAY)

    assert rolled.answering[WEST].name == "望潮社区第2网格党支部"
    assert reconcile(rolled).rows[-1] == Row("grid", 6, 8, 0, 2)
    assert reconcile(rolled).is_equal


def test_organisations_that_lead_nowhere_or_beside_another_are_named():
    organization("00010009", "街角联合党支部", PartyOrgKind.BRANCH)
    organization("00010008", "望潮街道第二党工委", PartyOrgKind.WORKING_COMMITTEE, area=Area.objects.get(code=TIDE))

    assert findings() == [
        ("elsewhere", TIDE, "望潮社区第1网格党支部", 1),
        ("elsewhere", TIDE, "望潮社区第2网格党支部", 1),
        ("elsewhere", TIDE, "海棠社区第1网格党支部", 1),
        ("several_leaders", TIDE, "望潮街道第二党工委、望潮街道党组织", 3),
        ("bound_to_no_place", "", "街角联合党支部", 0),
    ]
    assert reconcile(roll(YEAR, TODAY)).is_equal


def test_where_nobody_leads_up_to_the_city_nobody_answers():
    PartyOrganization.objects.update(valid_to=date(2026, 6, 1))

    told = reconcile(roll(YEAR, TODAY))

    assert (told.by_place, told.by_party, told.unanswered, told.is_equal) == (6, 0, 6, True)
    assert {each.kind for each in told.findings} == {"unanswered"}


def test_part_of_a_grid_that_begins_without_a_branch_is_named():
    split(f"{NORTH}001001", 北片=[], 南片=[], on=date(2026, 6, 15))
    petition(f"{NORTH}001003", date(2026, 7, 1))
    petition(f"{NORTH}001004", date(2026, 7, 1))

    assert findings() == [
        ("ambiguous", f"{NORTH}001001", "", 1),
        ("grid_without_branch", f"{NORTH}001004", "北栈社区党组织", 1),
    ]
    assert reconcile(roll(YEAR, TODAY)).is_equal

"""Sizes and committees: what is warned of, and that the list finds just what the card warns of."""

import pytest

from partyorgs import structure
from partyorgs.models import PartyOrganization

CASES = [
    # kind, members, full members, committee, units, fields warned of
    ("branch", 30, 2, None, None, ["full_member_count"]),
    ("branch", 30, 3, None, None, []),
    ("grid_branch", 50, 40, 5, None, []),
    ("grid_branch", 51, 40, 5, None, ["member_count"]),
    ("branch", 20, 7, 0, None, ["committee_seats"]),
    ("branch", 20, 7, 3, None, []),
    ("branch", 20, 6, 3, None, ["committee_seats"]),
    ("branch", 20, 6, 0, None, []),
    ("branch", 20, 15, 6, None, ["committee_seats"]),
    ("branch", 20, 15, 8, None, ["committee_seats"]),
    ("joint_branch", 9, 5, None, 5, []),
    ("joint_branch", 9, 5, None, 6, ["unit_count"]),
    ("general_branch", 49, None, None, None, ["member_count"]),
    ("general_branch", 50, None, None, None, []),
    ("general_branch", 100, None, None, None, []),
    ("general_branch", 101, None, None, None, ["member_count"]),
    ("party_committee", 100, None, None, None, ["member_count"]),
    ("party_committee", 101, None, None, None, []),
    ("party_committee", None, None, None, None, []),
    ("working_committee", 5, None, None, None, []),
]


@pytest.fixture
def row(organization):
    def make(kind, members, full, seats, units, grid=None):
        return organization(
            kind=kind, member_count=members, full_member_count=full, committee_seats=seats, unit_count=units, grid=grid
        )

    return make


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case[:5])))
def test_the_card_warns_and_the_list_finds_the_same(case, row, grid):
    *facts, fields = case
    made = row(*facts, grid=grid if facts[0] == "grid_branch" else None)

    assert [warning.field for warning in structure.warnings(made)] == fields
    assert PartyOrganization.objects.filter(structure.unusual()).exists() == bool(fields)


def test_members_of_a_functional_branch_are_said_to_be_in_no_total(row):
    (warning,) = structure.warnings(row("functional_branch", 12, None, None, None))

    assert warning.field == "member_count"


def test_the_team_of_a_hamlet_has_three_officers(organization):
    made = organization(kind="branch", hamlet="东屯", officer_count=2, volunteer_count=9)

    assert [warning.field for warning in structure.warnings(made)] == ["officer_count"]

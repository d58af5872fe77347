"""Founding and editing organisations, the tree level by level, and what can never be true of them."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from core import ledger
from core.calendar import CITY_TIME
from core.refusals import Refusal
from partyorgs import organizations
from partyorgs.models import PartyOrganization
from tests import factories
from tests.partyorgs import party
from tests.partyorgs.party import OFFICE

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 10, tzinfo=CITY_TIME)


@pytest.fixture
def city(db):
    return factories.make_city()


@pytest.fixture
def tree(city):
    return party.plant(city)


def test_one_level_of_the_tree(tree):
    (street,) = organizations.below(tree.root, TODAY)

    assert (street, street.has_below, street.count_below) == (tree.street, True, 2)
    assert organizations.root(TODAY) == tree.root
    assert organizations.above(tree.branch) == [tree.root, tree.street, tree.community]


def test_totals_leave_out_members_of_others(tree):
    party.add(tree.community, "branch", "退休干部党支部", member_count=12)
    party.add(tree.community, "functional_branch", "志愿服务功能型党支部", member_count=99)

    assert organizations.totals(tree.community, TODAY) == organizations.Totals(organizations=3, members=42)


def test_a_new_organisation_gets_the_next_code(tree):
    made = organizations.found(
        tree.community, kind="branch", name="新党支部", valid_from=TODAY, document="组发9号", by=OFFICE, at=NOW
    )

    assert (made.code, made.parent) == ("0001000100010002", tree.community)
    event = ledger.history(made).get()
    assert (event.kind, event.data["document"], event.data["valid_from"]) == (
        "partyorg.founded", "组发9号", "2026-11-18",
    )  # fmt: skip


def test_an_edit_is_on_record_and_an_empty_one_is_not(tree):
    for _ in range(2):
        organizations.edit(
            tree.branch, {"member_count": 31}, seen=organizations.version(tree.branch), by=OFFICE, at=NOW
        )

    event = ledger.history(tree.branch).get()
    assert (event.data["before"], event.data["after"]) == ({"member_count": 30}, {"member_count": 31})


def test_nobody_overwrites_what_another_has_entered_meanwhile(tree):
    seen = organizations.version(tree.branch)
    organizations.edit(tree.branch, {"member_count": 31}, seen=seen, by=OFFICE, at=NOW)

    with pytest.raises(Refusal) as refused:
        organizations.edit(tree.branch, {"member_count": 32}, seen=seen, by=OFFICE, at=NOW)

    assert refused.value.code == "second"


def test_two_who_make_a_lead_of_one_place_are_not_both_right(tree, city):
    """The form asks first; between its question and the row somebody else may have answered."""
    row = party.add(tree.street, "branch", "又一个牵头")

    with pytest.raises(Refusal) as refused:
        organizations.edit(row, {"area": city.grid.community, "is_lead": True}, seen=0, by=OFFICE, at=NOW)

    assert refused.value.code == "second"
    row.refresh_from_db()
    assert not row.is_lead


def test_who_heads_both(tree):
    for row, committee, collective in ((tree.community, True, True), (tree.branch, True, False)):
        row.secretary_heads_committee, row.secretary_heads_collective = committee, collective
        row.save()

    assert organizations.heads_both(TODAY) == (1, 2)


# --- what can never be true


def test_partyorganization_one_lead_an_area(tree, city):
    with pytest.raises(IntegrityError), transaction.atomic():
        party.add(tree.street, "branch", "又一个牵头", area=city.grid.community, is_lead=True)

    tree.community.valid_to = TODAY
    tree.community.save()
    party.add(tree.street, "branch", "后来的牵头", area=city.grid.community, is_lead=True)


def test_partyorganization_one_lead_a_grid(tree, city):
    with pytest.raises(IntegrityError):
        party.add(tree.community, "group", "又一个牵头", grid=city.grid, is_lead=True)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"is_lead": True}, "partyorganization_leads_a_place"),
        ({"member_count": 5, "full_member_count": 6}, "partyorganization_full_members_are_members"),
        ({"postponed_until": TODAY}, "partyorganization_postponed_iff_document"),
        ({"postponement_document": "组发3号"}, "partyorganization_postponed_iff_document"),
        ({"stars": 6, "rated_on": TODAY}, "partyorganization_one_to_five_stars"),
        ({"stars": 3}, "partyorganization_one_to_five_stars"),
    ],
)
def test_partyorganization_constraints(fields, constraint, organization):
    with pytest.raises(IntegrityError, match=constraint):
        organization(**fields)


def test_there_is_no_room_for_members_as_persons():
    """Counts, dates, documents: a field for a person would have to be argued for here."""
    fields = {field.name for field in PartyOrganization._meta.get_fields()}

    assert {name for name in fields if name.startswith("member_") or name.endswith(("_name", "phone"))} == {
        "member_count"
    }

"""What hangs on a place goes with it, or stays with the place of its day on purpose: nothing is forgotten."""

from datetime import timedelta

import pytest
from django.apps import apps

from core.models import User
from grids import followers
from grids.models import Area, Grid, InnerPlace
from partyorgs import seats
from partyorgs.models import (
    CoordinationMechanism,
    Department,
    DutyItem,
    FormerSeat,
    PartyOrganization,
    Post,
    RoleGrant,
    StationedUnit,
)
from tests.grids.conftest import FIRST_DAY
from tests.grids.mapping import JUNE, MARCH, merge, move, split

WEST, EAST, BEGONIA, NORTH = "990102001001001", "990102001001002", "990102001002001", "990102003001001"
LATER = JUNE + timedelta(days=1)

# Every column that names a place, and what becomes of it.
CARRIED_ALONG = {
    "grids.Area.parent", "grids.Grid.community", "grids.Grid.street", "grids.InnerPlace.grid",
}  # fmt: skip
FOLLOWS = {
    "grids.PlaceName.grid", "grids.PlaceName.area", "grids.LegacyGrid.grid", "grids.GridOverlay.overlay",
    "grids.GridOverlay.base", "partyorgs.Post.area", "partyorgs.Post.grid", "partyorgs.PartyOrganization.area",
    "partyorgs.PartyOrganization.grid", "partyorgs.Department.street", "partyorgs.DutyItem.street",
    "partyorgs.DutyChange.street", "partyorgs.CoordinationMechanism.area",
    "partyorgs.StationedUnit.street", "petitions.DispatchRule.area",
}  # fmt: skip
REMAINS = {
    "petitions.Petition.grid", "petitions.Petition.street",  # as it was said on its day
    "petitions.Whistle.street",  # the street that blew it
    "partyorgs.TradeCoverage.district",  # as it was counted on its day
    "partyorgs.FormerSeat.area", "partyorgs.FormerSeat.grid",
}  # fmt: skip


def test_every_column_that_names_a_place_is_decided_upon():
    named = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model in (Area, Grid, InnerPlace)
    }

    assert named == CARRIED_ALONG | FOLLOWS | REMAINS


# --- what the floor above hangs on places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town(town):
    """The small town, with people and organisations."""


def post(kind="grid_chief", **fields):
    return Post.objects.create(kind=kind, **{"person_name": "王测试", "start_on": FIRST_DAY, **fields})


def organization(code, place, kind="grid_branch"):
    field = "grid" if isinstance(place, Grid) else "area"
    return PartyOrganization.objects.create(code=code, name=code, kind=kind, valid_from=FIRST_DAY, **{field: place})


def office(area):
    return Department.objects.create(
        code=f"S{area.code}", name=area.name, short_name=area.name, system="government", kind="street", street=area,
        valid_from=FIRST_DAY,
    )  # fmt: skip


def grid(code):
    return Grid.objects.get(code=code)


def area(code):
    return Area.objects.get(code=code)


def test_posts_end_at_the_old_grid_and_go_on_at_the_new_one():
    post(grid=grid(WEST))
    post(grid=grid(WEST), person_name="", start_on=None)

    made = move(WEST, "990102003001")

    rows = Post.objects.order_by("grid__code", "person_name").values_list(
        "grid__code", "person_name", "start_on", "end_on"
    )
    assert list(rows) == [
        (WEST, "", None, JUNE), (WEST, "王测试", FIRST_DAY, JUNE),
        ("990102003001002", "", JUNE, None), ("990102003001002", "王测试", JUNE, None),
    ]  # fmt: skip
    assert made.followed == {"partyorgs.posts": 2}


def test_post_that_begins_later_begins_at_the_new_grid():
    post(grid=grid(WEST), start_on=LATER)

    move(WEST, "990102003001")

    assert list(Post.objects.values_list("grid__code", "start_on", "end_on")) == [("990102003001002", LATER, None)]


def test_chief_of_a_building_goes_with_the_building():
    for number in ("00021", "00022"):
        InnerPlace.objects.create(
            code=f"{WEST}{number}", level="building", name=number, grid=grid(WEST), valid_from=FIRST_DAY
        )
        post("building_chief", grid=grid(WEST), place_code=f"{WEST}{number}", person_name=number)
    post(grid=grid(WEST), person_name="网格长")

    split(WEST, 甲=[f"{WEST}00021"], 乙=[f"{WEST}00022"])

    now = Post.objects.filter(end_on=None).order_by("person_name")
    assert list(now.values_list("person_name", "grid__name", "place_code")) == [
        ("00021", "甲", "99010200100100300021"), ("00022", "乙", "99010200100100400022"), ("网格长", "甲", ""),
    ]  # fmt: skip


def test_organisations_move_and_where_they_stood_is_kept():
    committee, branch = (
        organization("0001", area("990102001"), "working_committee"),
        organization("00010001", grid(WEST)),
    )

    merge("990102003", "990102001", into="990102003")
    move("990102003002001", "990102003001", on=LATER)

    assert PartyOrganization.objects.get(pk=branch.pk).grid.code == "990102003001002"
    places = [[seat.place for seat in seats.read(day)] for day in (MARCH, JUNE, LATER)]
    assert places == [
        ["990102001", WEST], ["990102003", "990102003002001"], ["990102003", "990102003001002"],
    ]  # fmt: skip
    assert FormerSeat.objects.filter(organization=committee).count() == 1


def test_seats_of_any_day_cost_two_queries(django_assert_num_queries):
    for number, code in enumerate((WEST, EAST, BEGONIA)):
        organization(f"{number:04}", grid(code))
    split(WEST, 甲=[], 乙=[])

    with django_assert_num_queries(2):
        assert len(seats.read(MARCH)) == 3


def test_office_goes_with_its_street_or_ends_where_there_is_one_already(area_of_clouds):
    north, tide = office(area("990102003")), office(area("990102001"))

    move("990102003", "990103")
    assert Department.objects.get(pk=north.pk).street.code == "990103003"

    move("990102001", "990103", on=LATER)
    merge("990103003", "990103001", into="990103003", on=LATER + timedelta(days=1))
    rows = Department.objects.order_by("code").values_list("street__code", "valid_to")
    assert list(rows) == [("990103001", LATER + timedelta(days=1)), ("990103003", None)]
    assert tide.pk


@pytest.fixture
def area_of_clouds():
    return Area.objects.create(
        code="990103", level="district", name="云溪区", parent=area("990100"), valid_from=FIRST_DAY
    )  # fmt: skip


@pytest.mark.parametrize(
    ("held", "holds"),
    [
        (WEST, {WEST, "990102003002001"}),
        ("990102001001", {"990102001001", "990102003002"}),
        ("990102001", {"990102001", "990102003"}),
        ("990102003", {"990102003", "990102001"}),
        (NORTH, {NORTH}),
        ("990102", {"990102"}),
        ("", {""}),
    ],
)
def test_roles_are_held_in_what_became_of_a_place_and_for_its_old_orders(held, holds):
    user = User.objects.create(username="sun", name="孙硕")
    role = "grid_worker" if held else "office_admin"
    RoleGrant.objects.create(user=user, role=role, area_code=held, valid_from=FIRST_DAY)

    merge("990102003", "990102001", into="990102003")

    rows = RoleGrant.objects.active(JUNE).values_list("area_code", flat=True).order_by()
    assert set(rows) == holds
    assert list(RoleGrant.objects.active(MARCH).values_list("area_code", flat=True).order_by()) == [held]


def test_duty_list_and_mechanism_go_with_their_street(area_of_clouds):
    street, host = area("990102003"), office(area("990102003"))
    DutyItem.objects.create(code="S-1", title="楼道", lead=host, street=street, valid_from=FIRST_DAY)
    for each in (street, area("990102001")):
        CoordinationMechanism.objects.create(level="street", area=each, name=each.name, chief_convener_post="书记")

    move("990102003", "990103")
    merge("990102001001", "990102001002", name="潮棠社区", on=LATER)

    assert DutyItem.objects.get().street.code == "990103003"
    assert set(CoordinationMechanism.objects.values_list("area__code", flat=True)) == {"990103003", "990102001"}


def test_a_follower_says_what_it_carries():
    assert followers.label("grids.names") != "grids.names"
    assert followers.label("gone") == "gone"


def test_a_team_stationed_at_a_street_goes_on_at_the_street_after_it():
    old, new = area("990102001"), area("990102003")
    unit = Department.objects.create(
        code="D77", name="执法局", short_name="执法局", system="government", valid_from=FIRST_DAY
    )  # fmt: skip
    StationedUnit.objects.create(department=unit, street=old, name="中队", platform="enforcement", since=FIRST_DAY)

    merge(old.code, new.code, into=new.code)

    rows = StationedUnit.objects.order_by("since", "id").values_list("street__code", "since", "until")
    assert list(rows) == [(old.code, FIRST_DAY, JUNE), (new.code, JUNE, None)]

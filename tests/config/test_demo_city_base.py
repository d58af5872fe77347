"""The fictional city, counted against practice §8.1 and §8.2, and used as the portal uses it."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import Count, F, Sum

from config import demo_accounts
from config.demo_city import load_base, map_changes
from config.demo_city.tables import table
from core.models import User
from grids import codes, locate, shapes
from grids.models import Area, Grid, GridOverlay, LegacyGrid, PlaceChange, PlaceName
from partyorgs import directory, roles
from partyorgs.enums import Role
from partyorgs.models import (
    CoordinationMechanism,
    Department,
    DutyItem,
    MemberDepartment,
    PartyOrganization,
    Post,
    RoleGrant,
    SpecialWorkingGroup,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
SEED = 20261122
MODELS = (
    Area, Grid, GridOverlay, PlaceName, LegacyGrid, Department, DutyItem, CoordinationMechanism, MemberDepartment,
    SpecialWorkingGroup, PartyOrganization, Post, User, RoleGrant,
)  # fmt: skip

CATEGORIES_WITH_ASSISTS = [row for row in table("categories.csv") if row["assist_department_codes"]]
# One for every 60 and every 20 households begun, grid by grid.
BUILDING_CHIEFS, UNIT_CHIEFS = 685, 1954


@pytest.fixture(scope="module")
def counts(django_db_setup, django_db_blocker):
    """The city, loaded once for all tests of this file and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_base(NOW, SEED)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _city(counts, db):
    """Every test sees the city, and what it changes itself is undone."""


def rows(model):
    return list(model.objects.order_by("pk").values())


# --- counts


def test_counts(counts):
    assert counts == {
        "areas": 1 + 4 + 12 + 36,
        "grids": 102 + 12 + 6,
        "grid overlays": 3 * (9 + 12 + 9 + 12) + 12,
        "place names": 36 * 3,
        "departmental grids": 102 * 3,
        "departments": 31 + 12,
        "duty items": 126,
        "cooperations": sum(len(row["assist_department_codes"].split(";")) for row in CATEGORIES_WITH_ASSISTS),
        "mechanisms": 1 + 4,
        "member departments": 30,
        "working groups": 5,
        "party organisations": 1 + 4 + 12 + 36 + 98 + 196 + 3 + 4 + 3,
        "posts": 102 + 102 + BUILDING_CHIEFS + UNIT_CHIEFS,
        "accounts": 16 + 30 + 12,
        "role grants": 15 + 30 + 12,
    }


def test_second_run_changes_nothing():
    before = {model: rows(model) for model in MODELS}

    load_base(NOW + timedelta(days=30), SEED + 1)

    assert {model: rows(model) for model in MODELS} == before


def test_same_seed_makes_the_same_city():
    """Elections, gaps and numbers of members are drawn by lot, but always the same lot."""
    drawn = "code", "kind", "member_count", "term_due_on", "secretary_vacant_since"
    before = list(PartyOrganization.objects.order_by("code").values_list(*drawn))
    PartyOrganization.objects.update(parent=None)
    PartyOrganization.objects.all().delete()

    load_base(NOW, SEED)

    assert list(PartyOrganization.objects.order_by("code").values_list(*drawn)) == before


# --- places


def test_every_code_follows_the_rules():
    areas = set(Area.objects.order_by("code").values_list("code", flat=True))

    problems = [
        (grid.code, str(problem))
        for grid in Grid.objects.order_by("code")
        for problem in codes.validate(grid.code, kind=grid.kind, parents=areas)
    ] + [(code, str(problem)) for code in areas for problem in codes.validate(code, parents=areas)]

    assert problems == []


def test_every_community_has_base_grids_and_no_two_overlap():
    communities = Area.objects.filter(level="community").order_by("code").values_list("code", flat=True)
    grids = {grid.code: grid for grid in Grid.objects.filter(kind="basic").order_by("code")}
    boundaries = {code: shapes.read(grid.geometry) for code, grid in grids.items()}

    assert codes.uncovered(communities, grids) == []
    assert len(boundaries) == 102
    assert shapes.overlaps(boundaries, tolerance=0.1) == []


def test_households_and_population_are_shared_out_to_the_last_one():
    for level, relation in (("community", "community"), ("street", "street")):
        sums = Grid.objects.filter(kind="basic").values(f"{relation}__code").order_by(f"{relation}__code")
        shared = sums.annotate(households=Sum("households"), people=Sum("population"))
        wanted = Area.objects.filter(level=level).order_by("code").values_list("code", "households", "population")

        assert [tuple(row.values()) for row in shared] == list(wanted)


def test_overlay_grids():
    overlays = Counter(Grid.objects.exclude(kind="basic").values_list("kind", "street__name").order_by("code"))

    assert overlays == {
        ("industry", "望潮街道"): 3,
        ("industry", "云溪街道"): 3,
        ("industry", "城关镇"): 3,
        ("industry", "创智街道"): 3,
        ("enterprise", "创智街道"): 6,
    }
    assert not Grid.objects.exclude(kind="basic").annotate(n=Count("covered")).filter(n=0).exists()


def test_every_grid_is_found_by_its_code_and_by_a_point_in_it():
    for grid in Grid.objects.filter(kind="basic").order_by("code"):
        middle = shapes.read(grid.geometry).centroid

        assert locate.locate(grid_code=grid.code).grid.id == grid.pk
        assert locate.locate(point=(middle.x, middle.y)).grid.id == grid.pk


def test_every_name_leads_to_its_place():
    for row in table("gazetteer.csv"):
        assert locate.locate(address=f"{row['name']}3栋附近").code == row["place_code"]


def test_street_and_road_together():
    place = locate.locate(address="东湾区北栈街道北栈枕木路 12 号驼铃小区门口")

    assert (place.how, place.grid.code, place.street.name) == ("address", "990102003001001", "北栈街道")


# --- units and duties


def test_units():
    assert Counter(Department.objects.order_by("code").values_list("kind", flat=True)) == {
        "member": 30,
        "street": 12,
        "placeholder": 1,
    }
    offices = Department.objects.filter(kind="street").order_by("code")
    assert list(offices.values_list("code", "short_name", "street__name")[:4]) == [
        ("S990102001", "望潮街道办", "望潮街道"),
        ("S990102002", "书院街道办", "书院街道"),
        ("S990102003", "北栈街道办", "北栈街道"),
        ("S990102100", "双桥镇政府", "双桥镇"),
    ]


@pytest.mark.parametrize(
    ("code", "superior"),
    [
        ("D14", "D01"),
        ("D01", "D02"),
        ("D02", None),
        ("D25", "D16"),
        ("D26", "D05"),
        ("D27", "D13"),
        ("D28", "D13"),
        ("S990102003", "D01"),
        ("D00", None),
    ],
)
def test_who_answers_when_the_unit_itself_is_complained_about(code, superior):
    above = Department.objects.get(code=code).superior

    assert (above and above.code) == superior


def test_units_are_found_by_initials():
    assert [unit.code for unit in directory.find("cgj")] == ["D14"]
    assert [unit.code for unit in directory.find("bzjdb")] == ["S990102003"]


def test_duties_follow_the_categories():
    assert DutyItem.objects.filter(territory_allowed=True).count() == 5
    assert not DutyItem.objects.filter(territory_allowed=True).exclude(lead__code="D00", part="basic").exists()
    assert not DutyItem.objects.filter(territory_allowed=False, lead__code="D00").exists()

    lift = DutyItem.objects.get(code="C-010502")
    helpers = lift.cooperations.order_by("order").values_list("department__code", flat=True)

    assert lift.lead.code == "D13"
    assert list(helpers) == ["D11", "D21", "D09", "D00"]


def test_mechanism_of_the_city():
    city = CoordinationMechanism.objects.get(level="city")
    liaisons = list(city.members.order_by("department__code").values_list("department__code", "liaison_name"))

    assert city.host_department.code == "D01"
    assert liaisons[0] == ("D01", "张测试01")
    assert liaisons[-1] == ("D30", "张测试30")
    assert all(group.ends_on > TODAY for group in city.working_groups.order_by("id"))
    assert CoordinationMechanism.objects.filter(level="district").count() == 4


# --- the party tree and posts


def test_party_tree():
    kinds = Counter(PartyOrganization.objects.order_by("code").values_list("area__level", "kind"))

    assert kinds == {
        ("city", "party_committee"): 1,
        ("district", "party_committee"): 3,
        ("district", "working_committee"): 1,
        ("street", "working_committee"): 7,
        ("street", "party_committee"): 5,
        ("community", "party_committee"): 12,
        ("community", "general_branch"): 14,
        ("community", "branch"): 10,
        (None, "grid_branch"): 98,
        (None, "group"): 196,
        (None, "industry_committee"): 3,
        ("community", "joint_committee"): 4,
        ("community", "functional_branch"): 3,
    }


def test_party_tree_hangs_together():
    roots = PartyOrganization.objects.filter(parent=None)

    assert [root.name for root in roots] == ["中共澄明市委员会"]
    assert not (PartyOrganization.objects.exclude(parent=None).exclude(code__startswith=F("parent__code")).exists())
    assert PartyOrganization.objects.within("0001").count() == 357


def test_conditions_seeded_in_the_party_tree():
    half_a_year = TODAY + timedelta(days=183)
    terms = PartyOrganization.objects.filter(term_due_on__isnull=False)
    vacant = PartyOrganization.objects.get(secretary_vacant_since__isnull=False)
    without = Grid.objects.filter(kind="basic", party_organizations=None)

    assert PartyOrganization.objects.overdue(TODAY).count() == 2
    assert terms.filter(term_due_on__range=(TODAY, half_a_year)).count() == 3
    assert vacant.secretary_vacant_since == date(2026, 7, 23)
    assert without.count() == 4


def test_posts():
    assert Counter(Post.objects.order_by("id").values_list("kind", flat=True)) == {
        "grid_chief": 102,
        "grid_worker": 102,
        "building_chief": BUILDING_CHIEFS,
        "unit_chief": UNIT_CHIEFS,
    }
    assert not Post.objects.vacant().exists()


# --- accounts


def test_one_account_a_role_two_arbitrators_and_one_super_administrator():
    roles_held = Counter(account.role for account in demo_accounts.ACCOUNTS)

    assert roles_held == Counter([*Role.values, Role.ARBITRATOR, ""])


@pytest.mark.parametrize(
    ("username", "role", "unit", "area"),
    [
        ("paidan", "dispatcher", None, ""),
        ("chengguan", "liaison", "D14", ""),
        ("d13", "liaison", "D13", ""),
        ("s990102003", "liaison", "S990102003", ""),
        ("jiedao", "street_coordinator", "S990102003", "990102003"),
        ("wangge", "grid_worker", None, "990102003001001"),
    ],
)
def test_accounts_hold_their_role(username, role, unit, area):
    user = User.objects.get(username=username)
    (grant,) = roles.actor_on(user, TODAY).grants

    assert (grant.role, grant.area_code) == (role, area)
    assert grant.department_id == (unit and Department.objects.get(code=unit).pk)


def test_every_unit_has_a_liaison():
    liaisons = RoleGrant.objects.filter(role="liaison").values("department")

    assert list(Department.objects.assignable().exclude(pk__in=liaisons)) == []


def test_accounts_open_with_the_password_printed(rf):
    user = authenticate(rf.get("/"), username="admin", password=demo_accounts.PASSWORD)

    assert user.is_superuser


# --- changes of the map


def test_map_was_changed_and_what_is_planted_stays():
    assert map_changes.change_map(NOW) == 2
    assert map_changes.change_map(NOW) == 2

    assert [change.kind for change in PlaceChange.objects.order_by("effective_on")] == ["rename", "split"]
    base = Grid.objects.active(TODAY).filter(kind="basic")
    assert (base.count(), base.filter(party_organizations=None).count()) == (103, 4)
    assert Area.objects.active(TODAY).filter(level="community").count() == 36
    assert base.filter(code__startswith="990103001003").exclude(posts__kind="grid_chief").count() == 0
    parts = base.filter(code__in=["990103001003007", "990103001003008"]).order_by("code")
    assert locate.locate(point=shapes.read(parts[1].geometry).centroid.coords[0]).grid.name == "锦绣社区第二网格东片"

"""The fictional city, counted against practice §8.1 and §8.2, and used as the portal uses it."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import Count, F, Q, Sum

from config import demo_accounts
from config.demo_city import load_base, map_changes, party_tree
from config.demo_city.duty_lists import BARE
from config.demo_city.rules import RECLAIMED_STREET
from config.demo_city.tables import table
from core import ledger
from core.models import User
from grids import campaigns, codes, locate, shapes, venues
from grids.enums import ManagingMode
from grids.filters.estates import little_used
from grids.models import (
    Area,
    Campaign,
    CampaignItem,
    Estate,
    EstateAgreement,
    EstateManagement,
    Grid,
    GridOverlay,
    IdleSpace,
    LegacyGrid,
    PlaceChange,
    PlaceName,
    PropertyCompany,
    SpaceUse,
    Venue,
    VenueVisits,
)
from partyorgs import directory, dutyversions, mechanism, roles, rosters, vacancies
from partyorgs.dutylists import Scope
from partyorgs.enums import Role
from partyorgs.models import (
    Convener,
    CoordinationMechanism,
    Department,
    DutyItem,
    DutyRevision,
    HealthCheck,
    MechanismRule,
    MemberDepartment,
    OnCall,
    PartyOrganization,
    Post,
    RectificationCase,
    RoleGrant,
    SpecialWorkingGroup,
    StationedUnit,
    StreetEvaluation,
    TermElection,
    TradeCoverage,
    TrainingSession,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
SEED = 20261122
MODELS = (
    Area, Grid, GridOverlay, PlaceName, LegacyGrid, Department, DutyItem, CoordinationMechanism, MemberDepartment,
    SpecialWorkingGroup, PartyOrganization, Post, User, RoleGrant, PropertyCompany, Estate, EstateManagement,
    EstateAgreement, CampaignItem, Venue, VenueVisits, IdleSpace, SpaceUse, TermElection, HealthCheck,
    RectificationCase, TradeCoverage, TrainingSession, Convener, MechanismRule, OnCall, StationedUnit, StreetEvaluation,
)  # fmt: skip

CATEGORIES_WITH_ASSISTS = [row for row in table("categories.csv") if row["assist_department_codes"]]
# One for every 60 and every 20 households begun, grid by grid.
BUILDING_CHIEFS, UNIT_CHIEFS = 685, 1954
POSTS = {
    "grid_chief": 102, "grid_worker": 102, "building_chief": BUILDING_CHIEFS, "unit_chief": UNIT_CHIEFS,
    "grid_branch_secretary": 98, "courtyard_chief": 30, "street_chief": 12, "contact_leader": 12, "lane_chief": 27,
    "first_secretary": 9, "legal_adviser": 36, "rule_of_law_deputy": 36, "community_police": 36,
}  # fmt: skip


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
        "party organisations": 1 + 4 + 12 + 36 + 98 + 196 + 98 + 3 + 4 + 3,
        "elections": 36,
        "health checks": 20,
        "rectification cases": 1,
        "coverage of trades": 6 * 4,
        "training sessions": 9,
        "posts": sum(POSTS.values()),
        "stationed units": 5 * 6,
        "days on call": (30 + 12 - 2) * 14 - 1,
        "accounts": 16 + 30 + 12,
        "role grants": 15 + 30 + 12,
        "property companies": 8,
        "estates": 24 * 2,
        "items of campaigns": 18,
        "venues": 12 + 6 + 8 + 1,
        "idle spaces": 9,
        "revisions": 2,
        "versions of duties": 126 + (230 + 48 + 25) + (20 + 37 + 10 + 3) + 2,
    }


def test_second_run_changes_nothing():
    before = {model: rows(model) for model in MODELS}

    load_base(NOW + timedelta(days=30), SEED + 1)

    assert {model: rows(model) for model in MODELS} == before


def test_same_seed_makes_the_same_city():
    """Elections, gaps and numbers of members are drawn by lot, but always the same lot."""
    drawn = "code", "kind", "member_count", "term_due_on", "secretary_vacant_since"
    there = list(PartyOrganization.objects.order_by("code").values_list(*drawn))

    again = sorted(party_tree.grow(TODAY, Random(SEED)), key=lambda row: row.code)

    assert [tuple(getattr(row, name) for name in drawn) for row in again] == there


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
    assert not DutyItem.objects.filter(code__startswith="C-", territory_allowed=False, lead__code="D00").exists()

    lift = DutyItem.objects.get(code="C-010502")
    helpers = lift.cooperations.order_by("order").values_list("department__code", flat=True)

    assert lift.lead.code == "D13"
    assert list(helpers) == ["D11", "D21", "D09", "D00"]


def test_one_street_list_is_cut_from_230_to_109_and_every_item_has_a_destination():
    """S3-14: −121, −52.61 %."""
    scope = Scope("street", street=RECLAIMED_STREET)
    [cut, begun] = dutyversions.days(scope)

    found = dutyversions.between(begun, cut, scope)

    assert (found.before, found.after, found.net, round(found.share * 100, 2)) == (230, 109, -121, -52.61)
    moved = [difference for difference in found.differences if difference.kind == "moved"]
    assert len(moved) == 121
    assert {difference.destination for difference in moved} <= {f"D{number:02}" for number in range(3, 25)}
    parts = Counter(item.part for item in dutyversions.listed(cut, scope))
    assert parts == {"basic": 61, "cooperative": 48, "reclaimed": 25}


def test_community_lists_have_20_and_37_items():
    """S3-15, S1-16, S2-57."""
    kinds = Counter(DutyItem.objects.active(TODAY).exclude(code__startswith="C-").values_list("list_kind", flat=True))

    assert kinds == {
        "street": 61 + 48 + 25 + 1, "community_duty": 20, "community_service": 37, "secretary": 10, "entry_permit": 3,
    }  # fmt: skip


def test_a_revision_moves_one_category_and_drops_another_with_two_opinions_in():
    revision = DutyRevision.objects.get(state="opinions")

    assert list(revision.changes.values_list("code", "action", "lead__code")) == [
        ("C-030103", "change", "D14"), ("C-040501", "drop", "D05"),
    ]  # fmt: skip
    assert dict(revision.opinions.values_list("department__code", "stance")) == {"D12": "agree", "D14": "object"}
    assert list(DutyItem.objects.filter(dutyversions.handed_down_bare()).values_list("code", flat=True)) == [BARE]


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
        (None, "contact_household"): 98,
        (None, "industry_committee"): 3,
        ("community", "joint_committee"): 4,
        ("community", "functional_branch"): 3,
    }


def test_party_tree_hangs_together():
    roots = PartyOrganization.objects.filter(parent=None)

    assert [root.name for root in roots] == ["中共澄明市委员会"]
    assert not (PartyOrganization.objects.exclude(parent=None).exclude(code__startswith=F("parent__code")).exists())
    assert PartyOrganization.objects.within("0001").count() == 455


def test_conditions_seeded_in_the_party_tree():
    half_a_year = TODAY + timedelta(days=183)
    terms = PartyOrganization.objects.filter(term_due_on__isnull=False)
    vacant = PartyOrganization.objects.get(secretary_vacant_since__isnull=False)
    without = Grid.objects.filter(kind="basic", party_organizations=None)

    assert PartyOrganization.objects.overdue(TODAY).count() == 2
    assert terms.filter(term_due_on__range=(TODAY, half_a_year)).count() == 3
    assert vacant.secretary_vacant_since == date(2026, 7, 23)
    assert without.count() == 4


def test_a_round_of_health_checks_with_h1_and_h2():
    """Practice §3.8: the same points, and in one of the two the secretary post vacant for four months."""
    checks = HealthCheck.objects.filter(points=Decimal("86.5"))
    vacant = checks.get(organization__secretary_vacant_since__isnull=False)
    sister = checks.filter(organization__secretary_vacant_since=None).order_by("organization__code").first()

    assert (sister.index, sister.level, sister.red_items) == (Decimal("86.50"), "sub_healthy", [])
    assert (vacant.index, vacant.level, vacant.red_items) == (Decimal("69.99"), "unhealthy", ["secretary"])
    assert vacant.round.closed_at is None


def test_one_case_is_tracked_and_two_trades_are_blank():
    case = RectificationCase.objects.get()
    blanks = [cell for cell in TradeCoverage.objects.order_by("pk") if cell.is_blank]

    assert (case.state, case.measures.filter(done_on=None).count()) == ("tracked", 0)
    assert case.accepted_on < TODAY < case.tracked_until
    assert sorted(str(cell) for cell in blanks) == ["网约车 · 禾田县", "网络主播 · 高新区"]


def test_every_area_has_one_lead_organisation_and_four_grids_have_none():
    led = PartyOrganization.objects.filter(is_lead=True)

    assert set(led.exclude(area=None).values_list("area__code", flat=True)) == set(
        Area.objects.order_by("code").values_list("code", flat=True)
    )
    assert led.exclude(grid=None).count() == 98


def test_posts():
    assert Counter(Post.objects.order_by("id").values_list("kind", flat=True)) == POSTS


def test_vacant_posts_and_missing_roles_to_be_found():
    vacant = Counter(Post.objects.vacant().order_by("id").values_list("kind", flat=True))
    found = vacancies.report("990100", on=TODAY).total

    assert vacant == {
        "grid_worker": 3, "building_chief": 7, "unit_chief": 13, "legal_adviser": 3, "community_police": 2,
        "grid_branch_secretary": 2,
    }  # fmt: skip
    assert (found.grids.lacking, found.advisers.lacking, found.police.lacking) == (3, 3, 2)


def test_of_a_vacant_post_one_reads_who_left_it():
    worker = Post.objects.vacant().filter(kind="grid_worker").order_by("id").first()
    came, left = ledger.history(worker)

    assert (came.kind, left.kind, left.data["on"]) == ("post.appoint", "post.relieve", worker.end_on.isoformat())
    assert came.data["name"] == left.data["name"]
    assert ledger.broken([came, left]) is None


def test_every_member_department_has_a_liaison_and_a_backup_with_a_telephone():
    members = MemberDepartment.objects.order_by("pk")

    assert not members.filter(Q(liaison_phone="") | Q(backup_name="") | Q(backup_phone="")).exists()


def test_one_special_group_is_nearly_through_and_all_have_members():
    groups = SpecialWorkingGroup.objects.order_by("pk")

    assert [mechanism.state_of(group, on=TODAY) for group in groups].count("ending") == 1
    assert all(group.members.count() >= 3 for group in groups)


def test_units_without_a_roster_and_a_day_left_open_are_found():
    units = {unit.pk: unit.code for unit in Department.objects.assignable().order_by("code")}
    monday = NOW - timedelta(days=6)  # Monday of the week in which the city was founded

    gaps = rosters.gaps(units, monday)

    assert {units[pk]: len(days) for pk, days in gaps.items() if days} == {"D16": 1, "D30": 14, "S990121200": 14}


# --- estates, venues, spaces


def test_st_13_in_the_city():
    campaign = Campaign.objects.get()
    (red,) = campaign.items.not_cleared().select_related("estate")

    assert str(campaigns.progress(campaign.items.all())) == "17/18"
    assert (red.estate.name, red.due_on < TODAY) == ("汽笛苑", True)
    assert [estate.name for estate in Estate.objects.unmanaged(TODAY)] == ["汽笛苑"]
    assert list(campaigns.missing(campaign, TODAY)) == []


def test_estates_show_what_their_pages_are_for():
    terms = Estate.objects.filter(committees__term_ends_on__lte=TODAY)
    low = Estate.objects.filter(committees__party_share__lte=50)
    late = EstateAgreement.objects.filter(done_at=None, due_on__lt=TODAY)

    assert (terms.count(), low.count(), late.count()) == (1, 3, 1)
    assert set(Estate.objects.managed(TODAY).order_by("id").values_list("mode", flat=True)) == set(ManagingMode.values)


def test_venues_are_on_the_map_and_two_are_little_used():
    kinds = Counter(Venue.objects.order_by("id").values_list("kind", flat=True))

    assert len(venues.points(on=TODAY)) == Venue.objects.count()
    assert kinds == {
        "service_centre": 12, "neighbourhood": 2, "canteen": 2, "drivers_home": 1, "taxi_stop": 1, "grid_room": 8,
        "social_desk": 1,
    }  # fmt: skip
    assert Venue.objects.filter(little_used(TODAY)).count() == 2


def test_idle_spaces_stand_at_every_status():
    assert Counter(IdleSpace.objects.order_by("id").values_list("status", flat=True)) == {
        "idle": 4, "matched": 1, "in_use": 4,
    }  # fmt: skip


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

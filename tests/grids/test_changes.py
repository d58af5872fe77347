from datetime import date, timedelta

import pytest

from core import ledger
from core.actors import SYSTEM
from grids import changes, codes, locate, shapes, tree
from grids.enums import PlaceChangeKind
from grids.models import Area, Grid, GridOverlay, InnerPlace, LegacyGrid, PlaceChange, PlaceName, Succession
from grids.wishes import NotAllowed, Part, Wish
from tests.grids.conftest import FIRST_DAY, square
from tests.grids.mapping import JUNE, MARCH, change, merge, moment, move, pairs, rename, split

WEST, EAST, BEGONIA, NORTH = "990102001001001", "990102001001002", "990102001002001", "990102003001001"
pytestmark = pytest.mark.usefixtures("town")


def active(model=Grid, on=JUNE):
    return list(model.objects.active(on).order_by("code").values_list("code", flat=True))


def refusal(do, *given, **more):
    before = {model: list(model.objects.order_by("pk").values()) for model in (Area, Grid, PlaceChange, Succession)}
    with pytest.raises(NotAllowed) as refused:
        do(*given, **more)
    assert {model: list(model.objects.order_by("pk").values()) for model in before} == before
    return refused.value.field, refused.value.code


# --- a new name


def test_rename_keeps_the_code_and_the_old_name_is_remembered():
    made = rename("990102001", "观潮街道")

    assert pairs(made) == [("990102001", "990102001")]
    assert Area.objects.get(code="990102001").name == "观潮街道"
    assert [tree.as_of(day).nodes["990102001"].name for day in (MARCH, JUNE)] == ["望潮街道", "观潮街道"]


def test_of_several_new_names_each_day_has_its_own():
    rename("990102001", "观潮街道", on=date(2026, 4, 1))
    rename("990102001", "听潮街道", on=date(2026, 6, 1))

    days = (date(2026, 3, 1), date(2026, 5, 1), date(2026, 6, 1))
    assert [tree.as_of(day).nodes["990102001"].name for day in days] == ["望潮街道", "观潮街道", "听潮街道"]


def test_tree_of_any_day_costs_two_queries(django_assert_num_queries):
    for number in range(3):
        rename("990102001", f"第{number}街道", on=date(2026, 4, 1 + number))

    with django_assert_num_queries(2):
        tree.as_of(MARCH)


# --- split


def test_split_of_a_grid_ends_it_and_begins_its_parts():
    made = split(WEST, 甲=[], 乙=[])

    assert pairs(made) == [(WEST, "990102001001003"), (WEST, "990102001001004")]
    assert active() == [EAST, "990102001001003", "990102001001004", BEGONIA, NORTH]
    assert active(on=MARCH) == [WEST, EAST, BEGONIA, NORTH]


def test_split_with_boundaries_is_found_by_point():
    west, east = square(90.00, 3.0), square(90.01, 3.0)
    west["coordinates"][0] = [[90.0, 3.0], [90.005, 3.0], [90.005, 3.01], [90.0, 3.01], [90.0, 3.0]]
    east["coordinates"][0] = [[90.005, 3.0], [90.01, 3.0], [90.01, 3.01], [90.005, 3.01], [90.005, 3.0]]
    change("split", WEST, parts=(Part("甲", geometry=west), Part("乙", geometry=east, households=300)))

    assert locate.locate(point=(90.002, 3.005)).grid.name == "甲"
    assert Grid.objects.get(name="乙").households == 300


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (None, "boundary_missing"),
        ({"type": "Point", "coordinates": [90.0, 3.0]}, "no_polygon"),
        (square(90.005, 3.0, 0.005), "not_the_old_one"),
        (square(90.00, 3.0), "overlap"),
    ],
)
def test_boundaries_that_do_not_make_the_old_grid_are_refused(second, code):
    parts = (Part("甲", geometry=square(90.00, 3.0, 0.005)), Part("乙", geometry=second))

    assert refusal(change, "split", WEST, parts=parts) == ("parts", code)


def test_what_lies_in_a_split_grid_goes_where_it_was_told():
    grid = Grid.objects.get(code=WEST)
    for code, level in ((f"{WEST}00021", "building"), (f"{WEST}0002102", "unit"), (f"{WEST}05", "micro_grid")):
        InnerPlace.objects.create(code=code, level=level, name=level, grid=grid, valid_from=FIRST_DAY)

    split(WEST, 甲=[f"{WEST}00021"], 乙=[f"{WEST}05"])

    assert active(InnerPlace) == ["99010200100100300021", "9901020010010030002102", "99010200100100405"]
    assert all(place.code.startswith(place.grid.code) for place in InnerPlace.objects.active(JUNE).order_by("code"))


def test_split_of_a_community_shares_out_its_grids():
    Grid.objects.filter(code=WEST).update(households=300)

    made = split("990102001001", 东=[EAST], 西=[WEST])

    assert pairs(made) == [
        ("990102001001", "990102001003"), (EAST, "990102001003002"),
        ("990102001001", "990102001004"), (WEST, "990102001004001"),
    ]  # fmt: skip
    assert Grid.objects.get(code="990102001004001").community.code == "990102001004"
    assert Area.objects.get(code="990102001004").households == 300


def test_parts_that_are_not_whole_are_refused():
    assert refusal(split, "990102001001", 东=[EAST], 西=[]) == ("parts", "not_whole")
    assert refusal(split, "990102001001", 东=[EAST, WEST], 西=[WEST]) == ("parts", "not_whole")
    assert refusal(split, "990102001001", 东=[EAST, WEST], 西=[]) == ("parts", "empty_part")
    assert refusal(split, WEST, 甲=[]) == ("parts", "too_few")


# --- merge


def test_merger_of_streets_into_one_of_them_gives_new_codes_to_all_that_comes():
    made = merge("990102003", "990102001", into="990102003")

    assert pairs(made) == [
        ("990102003", "990102003"), ("990102001", "990102003"),
        ("990102001001", "990102003002"), (WEST, "990102003002001"), (EAST, "990102003002002"),
        ("990102001002", "990102003003"), (BEGONIA, "990102003003001"),
    ]  # fmt: skip
    assert active(Area) == ["990100", "990102", "990102003", "990102003001", "990102003002", "990102003003"]
    assert set(Grid.objects.active(JUNE).order_by().values_list("street__code", flat=True)) == {"990102003"}
    assert [area.code for area in tree.as_of(MARCH).children("990102")] == ["990102001", "990102003"]


def test_merger_into_a_new_street_keeps_numbers_that_are_free():
    made = merge("990102001", "990102003", name="潮栈街道")

    assert dict(pairs(made)) == {
        "990102001": "990102002", "990102001001": "990102002001", "990102001002": "990102002002",
        WEST: "990102002001001", EAST: "990102002001002", BEGONIA: "990102002002001",
        "990102003": "990102002", "990102003001": "990102002003", NORTH: "990102002003001",
    }  # fmt: skip


def test_merger_of_grids_unites_their_boundaries_and_people():
    Grid.objects.filter(code__in=[WEST, EAST]).update(households=200, population=500)

    merge(WEST, EAST, name="一网格")

    new = Grid.objects.get(code="990102001001003")
    assert (new.households, new.population) == (400, 1000)
    assert shapes.read(new.geometry).equals(shapes.read(square(90.0, 3.0)).union(shapes.read(square(90.01, 3.0))))


def test_mergers_that_make_no_sense_are_refused():
    assert refusal(merge, WEST, name="一") == ("codes", "too_few")
    assert refusal(merge, WEST, BEGONIA, name="一") == ("codes", "not_alike")
    assert refusal(merge, WEST, "990102001001", name="一") == ("codes", "not_alike")
    assert refusal(merge, WEST, EAST) == ("name", "empty")
    assert refusal(merge, WEST, EAST, into=NORTH) == ("target", "not_among_them")


# --- move


def test_moved_grid_gets_the_next_free_number_of_its_kind():
    Grid.objects.filter(code=WEST).update(households=100, population=260)
    Area.objects.filter(code__in=["990102001", "990102001001"]).update(households=700, population=1900)

    made = move(WEST, "990102003001")

    assert pairs(made) == [(WEST, "990102003001002")]
    moved = Grid.objects.get(code="990102003001002")
    assert (moved.community.code, moved.street.code) == ("990102003001", "990102003")
    figures = Area.objects.filter(code__in=["990102001", "990102001001", "990102003", "990102003001"])
    assert list(figures.order_by("code").values_list("households", "population")) == [
        (600, 1640), (600, 1640), (100, 260), (100, 260),
    ]  # fmt: skip


def test_moved_street_takes_everything_along(area):
    area("990103", "district", "云溪区")

    move("990102001", "990103")

    assert active(on=JUNE) == [NORTH, "990103001001001", "990103001001002", "990103001002001"]
    assert Area.objects.get(code="990103001").parent.code == "990103"
    assert Grid.objects.get(code="990103001001001").street.code == "990103001"


def test_a_code_is_never_given_twice():
    move(WEST, "990102001002", on=date(2026, 4, 1))  # …002002
    move("990102001002002", "990102001001", on=date(2026, 5, 1))  # …001001 and …001002 were given before
    move("990102001001003", "990102001002", on=date(2026, 6, 1))

    assert active(on=date(2026, 6, 1)) == [EAST, BEGONIA, "990102001002003", NORTH]


def test_moves_that_make_no_sense_are_refused(area):
    area("990102003002", "community", "新栈社区")

    assert refusal(move, WEST, "990102003") == ("target", "wrong_target")
    assert refusal(move, WEST, "990102001001") == ("target", "wrong_target")
    assert refusal(move, WEST, "990102099001") == ("target", "wrong_target")
    assert refusal(move, BEGONIA, "990102001001") == ("codes", "last_one")
    assert refusal(move, "990102", "990100") == ("codes", "wrong_level")


def test_no_number_left_is_said(grid):
    for number in range(1, 100):
        Area.objects.create(
            code=f"990102{number:03}", level="street", name=f"第{number}街道", valid_from=FIRST_DAY,
            parent=Area.objects.get(code="990102"),
        ) if number not in (1, 3) else None  # fmt: skip

    assert refusal(merge, "990102001", "990102003", name="潮栈街道") == ("codes", "no_number_left")


# --- paper, days, people


def test_paper_and_day_are_checked():
    assert refusal(rename, "990102001", "观潮街道", at=moment(JUNE - timedelta(days=1))) == ("effective_on", "to_come")
    assert refusal(rename, "990102001", "观潮街道", at=moment(JUNE + timedelta(days=93))) == (
        "effective_on", "too_late",
    )  # fmt: skip
    assert refusal(rename, "990102001", "望潮街道") == ("name", "same_name")
    assert refusal(rename, "990102099", "观潮街道") == ("codes", "not_there")
    assert refusal(rename, "9.90102E+14", "观潮街道") == ("codes", "text")
    nameless = Wish(PlaceChangeKind.RENAME, ("990102001",), " ", JUNE, "观潮")
    assert refusal(changes.make, nameless, by=SYSTEM, at=moment(JUNE)) == ("document", "no_document")


def test_what_has_ended_cannot_be_changed_again():
    split(WEST, 甲=[], 乙=[])

    assert refusal(split, WEST, 甲=[], 乙=[], on=JUNE + timedelta(days=1)) == ("codes", "not_there")
    assert refusal(rename, "990102001001003", "丙") == ("effective_on", "too_young")


def test_change_is_on_record():
    made = split(WEST, 甲=[], 乙=[])
    (event,) = ledger.history(made.change)

    assert (event.kind, event.data["change"], event.data["rows"]) == ("place_change.made", "split", 2)
    assert event.data["places"][0] == [WEST, WEST, "990102001001003", "甲"]
    assert event.data["boundaries"] == {WEST: square(90.00, 3.0)}


def test_preview_tells_what_would_be_and_leaves_nothing():
    wish = Wish(PlaceChangeKind.MERGE, ("990102003", "990102001"), "7号", JUNE, target="990102003")
    before = {model: list(model.objects.order_by("pk").values()) for model in (Area, Grid, PlaceChange, Succession)}

    seen = changes.preview(wish, by=SYSTEM, at=moment(JUNE))

    assert {model: list(model.objects.order_by("pk").values()) for model in before} == before
    assert seen.digest == changes.make(wish, by=SYSTEM, at=moment(JUNE)).digest


@pytest.mark.parametrize("more", [0, 6])
def test_a_street_costs_the_same_however_much_lies_in_it(more, django_assert_num_queries, grid):
    for number in range(3, 3 + more):
        grid(f"99010200100100{number}")

    with django_assert_num_queries(48):
        merge("990102003", "990102001", into="990102003")


# --- what hangs on places


def test_names_and_departmental_codes_follow(place_name):
    grid = Grid.objects.get(code=WEST)
    place_name("纸鲸苑", grid)
    LegacyGrid.objects.create(system="fire", code="XF-01", grid=grid, valid_from=FIRST_DAY)

    made = split(WEST, 甲=[], 乙=[])

    for model in (PlaceName, LegacyGrid):
        now = model.objects.active(JUNE).order_by("grid__code").values_list("grid__code", flat=True)
        assert list(now) == ["990102001001003", "990102001001004"]
        assert model.objects.active(MARCH).get().grid.code == WEST
    assert made.followed == {"grids.names": 1, "grids.legacy": 1}
    assert locate.read(JUNE).by_address("纸鲸苑北门").code == "990102001001"


def test_overlays_lie_over_what_became_of_their_base_grids(grid):
    overlay = grid("990102001000701", kind="industry")
    for code in (WEST, BEGONIA):
        GridOverlay.objects.create(overlay=overlay, base=Grid.objects.get(code=code))

    split(WEST, 甲=[], 乙=[])
    grid("990102001002003")
    move(BEGONIA, "990102003001", on=JUNE + timedelta(days=1))

    later = Grid.objects.active(JUNE + timedelta(days=1))
    covered = GridOverlay.objects.filter(overlay__in=later, base__in=later).order_by("base__code")
    assert list(covered.values_list("base__code", flat=True)) == ["990102001001003", "990102001001004"]


def test_new_codes_keep_every_rule(area):
    area("990103", "district", "云溪区")
    merge("990102001001", "990102001002", name="潮棠社区")
    move("990102001", "990103", on=JUNE + timedelta(days=1))

    day = JUNE + timedelta(days=1)
    areas = active(Area, day)
    problems = [
        problem
        for grid in Grid.objects.active(day).order_by("code")
        for problem in codes.validate(grid.code, kind=grid.kind, parents=areas)
    ]
    assert problems == []
    assert codes.uncovered([code for code in areas if len(code) == 12], active(on=day)) == []


def test_code_that_other_systems_still_have_leads_to_what_became_of_it():
    move(WEST, "990102003001")
    split(EAST, 甲=[], 乙=[])

    places = locate.read(JUNE)
    found = [places.by_grid_code(code).code for code in (WEST, f"{WEST}00021", EAST, "990102003001002")]
    assert found == ["990102003001002", "990102003001002", "990102001001", "990102003001002"]
    assert places.by_grid_code("990102001001099") is None
    assert locate.read(MARCH).by_grid_code(WEST).code == WEST

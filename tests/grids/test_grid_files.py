"""Areas, grids and what lies in them from files: every rule of practice §4.2, and what becomes of good rows."""

import json
from datetime import date, timedelta

import pytest
import shapely
from django.db.models import Max
from django.utils import timezone, translation

from core.importing.runs import Mode
from core.models import Event
from core.refusals import Refusal
from grids import locate
from grids.importing.areas import Areas
from grids.importing.gridfiles import Grids
from grids.importing.inner import InnerPlaces
from grids.importing.overlays import LegacyGrids, Overlays
from grids.models import Area, Grid, GridOverlay, InnerPlace, LegacyGrid
from tests.grids.conftest import square
from tests.grids.filing import LOCKS, features, sheet, take

HEAD = ["网格编码", "网格名称", "户数", "边界"]
FREE = "990102001001003"  # the next number in the first community of the town


def wkt(west, south, side=0.01):
    return shapely.to_wkt(shapely.from_geojson(json.dumps(square(west, south, side))))


def grid_row(code=FREE, boundary="", name="三网格", households="300"):
    return [code, name, households, boundary]


def boundary_of(code):
    return Grid.objects.get(code=code).geometry


# --- areas


AREAS = sheet(
    ["区划编码", "区划名称", "区划类型", "重点社区类型", "户数"],
    ["990100", "澄明市", "", "", ""],
    ["990102001001", "望潮社区", "城区", "老旧社区、大型社区", "1200"],
    ["990102001", "望潮街道", "", "", ""],
    ["990102", "东湾区", "", "", ""],
)
IN_ORDER = sheet(*(AREAS.decode().splitlines()[n].split(",") for n in (0, 1, 4, 3, 2)))


@pytest.mark.django_db
def test_areas_are_taken_in_from_the_city_down():
    taken = take(Areas, IN_ORDER)

    assert taken.counts == (4, 0, 0, 0)
    community = Area.objects.select_related("parent__parent__parent").get(code="990102001001")
    assert community.parent.parent.parent.name == "澄明市"
    assert (community.kind, community.households, community.valid_from) == ("urban", 1200, timezone.localdate())
    assert community.focus_types == ["large", "old"]


@pytest.mark.django_db
def test_an_area_whose_place_above_stands_further_down_is_refused():
    taken = take(Areas, AREAS)

    assert [(fault.row, fault.column) for fault in taken.faults] == [(3, "区划编码"), (4, "区划编码")]
    assert taken.codes == ["parent", "parent"]
    assert not Area.objects.exists()


def test_an_area_gets_another_name_and_keeps_what_the_file_leaves_empty(town):
    Area.objects.filter(code="990102001001").update(households=900)

    taken = take(Areas, sheet(["编码", "名称", "户数"], ["990102001001", "新潮社区", ""]))

    assert taken.counts == (0, 1, 0, 0)
    assert Area.objects.values_list("name", "households").get(code="990102001001") == ("新潮社区", 900)


# --- the code of a grid


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("9.90102E+14", "text"),
        ("990102001001003.0", "text"),
        ("99010200100100O", "digits"),
        ("99010200100103", "length"),
        ("990102001001", "level"),
        ("990102001001000", "sequence"),
        ("990102001009001", "parent"),
        ("990102099001001", "parent"),
        ("990102601001001", "street_range"),
        ("990102001000003", "community"),
    ],
)
def test_a_code_that_breaks_a_rule_is_refused_with_the_remedy(town, code, why):
    taken = take(Grids, sheet(HEAD, grid_row(code)))

    assert why in taken.codes
    fault = taken.faults[0]
    assert (fault.row, fault.column, fault.value) == (2, "网格编码", code)
    assert fault.remedy
    assert Grid.objects.count() == 4


def test_a_number_is_told_that_codes_are_text(town):
    with translation.override("zh-hans"):
        (fault,) = take(Grids, sheet(HEAD, grid_row("9.90102E+14"))).faults

    assert "编码须为文本格式" in fault.reason


def test_the_kind_must_fit_the_number(town):
    taken = take(Grids, sheet([*HEAD, "网格类型"], [*grid_row("990102001001712"), "基础网格"]))

    assert taken.codes == ["kind"]


def test_the_kind_follows_from_the_number_where_none_is_given(town):
    take(Grids, sheet(HEAD, grid_row("990102001000705")))

    assert Grid.objects.values_list("kind", "community", "street__code").get(code="990102001000705") == (
        "industry", None, "990102001",
    )  # fmt: skip


def test_the_community_must_be_there_on_the_first_day(town):
    tomorrow = timezone.localdate() + timedelta(days=1)
    Area.objects.filter(code="990102001001").update(valid_from=tomorrow)

    assert take(Grids, sheet(HEAD, grid_row())).codes == ["parent"]
    assert take(Grids, sheet([*HEAD, "生效日期"], [*grid_row(), str(tomorrow)])).counts == (1, 0, 0, 0)


def test_a_code_that_has_ended_is_never_given_again(town):
    Grid.objects.filter(code="990102001001002").update(valid_to=date(2024, 1, 1))

    assert take(Grids, sheet(HEAD, grid_row("990102001001002"))).codes == ["unique"]


def test_the_same_code_twice_in_a_file_names_the_first_row(town):
    taken = take(Grids, sheet(HEAD, grid_row(), grid_row(name="又一网格")))

    assert taken.codes == ["twice_in_file"]
    assert "2" in taken.faults[0].reason


# --- boundaries


@pytest.mark.parametrize(
    ("boundary", "why"),
    [
        ("在村口", "no_geometry"),
        ("POINT(90.05 3.0)", "no_polygon"),
        ("LINESTRING(90.05 3.0, 90.06 3.0)", "no_polygon"),
        ("POLYGON((90.05 3, 90.06 3.01, 90.06 3, 90.05 3.01, 90.05 3))", "invalid_polygon"),
        ("POLYGON((4 90.05, 4 90.06, 4.01 90.06, 4.01 90.05, 4 90.05))", "swapped"),
        ("POLYGON((500000 340000, 500100 340000, 500100 340100, 500000 340100, 500000 340000))", "elsewhere"),
    ],
)
def test_a_boundary_that_cannot_be_is_refused(town, boundary, why):
    taken = take(Grids, sheet(HEAD, grid_row(boundary=boundary)))

    assert taken.codes == [why]
    assert taken.faults[0].column == "边界"
    assert taken.faults[0].remedy


@pytest.mark.parametrize("geometry", [wkt(90.05, 3.0), f"SRID=4490;{wkt(90.05, 3.0)}", json.dumps(square(90.05, 3.0))])
def test_boundaries_come_as_wkt_or_geojson(town, geometry):
    assert take(Grids, sheet(HEAD, grid_row(boundary=geometry))).counts == (1, 0, 0, 0)

    assert shapely.from_geojson(json.dumps(boundary_of(FREE))).equals(
        shapely.from_geojson(json.dumps(square(90.05, 3.0)))
    )


def test_a_geojson_file_is_a_table_of_its_features(town):
    taken = take(
        Grids,
        features(
            ({"网格编码": FREE, "name": "三网格", "户数": 310}, square(90.05, 3.0)),
            ({"网格编码": 990102001001004.0, "name": "四网格"}, square(90.06, 3.0)),
        ),
        Mode.VALID,
    )

    assert taken.counts == (1, 0, 0, 1)
    assert (taken.codes, taken.faults[0].row) == (["text"], 2)
    assert Grid.objects.values_list("name", "households").get(code=FREE) == ("三网格", 310)
    assert boundary_of(FREE)["type"] == "Polygon"


def test_a_property_that_must_not_be_kept_refuses_the_file(town):
    content = features(
        ({"网格编码": FREE, "name": "三网格"}, None), ({"网格编码": FREE, "name": "四网格", "网格长身份证号": ""}, None)
    )

    with pytest.raises(Refusal) as refusal:
        take(Grids, content)

    assert refusal.value.code == "forbidden_column"


@pytest.mark.parametrize("content", [b'{"type": "Feature"}', features(({"name": "x"}, None))[:-20]])
def test_what_is_no_feature_collection_is_refused(town, content):
    with pytest.raises(Refusal) as refusal:
        take(Grids, content)

    assert refusal.value.code == "unreadable"


def test_two_rows_over_one_another_are_both_refused(town):
    taken = take(
        Grids,
        sheet(HEAD, grid_row(boundary=wkt(90.05, 3.0)), grid_row("990102001001004", wkt(90.055, 3.0))),
        Mode.VALID,
    )

    assert taken.codes == ["overlap", "overlap"]
    assert "990102001001004" in taken.faults[0].reason
    assert FREE in taken.faults[1].reason


def test_a_boundary_over_one_that_is_kept_is_refused(town):
    taken = take(Grids, sheet(HEAD, grid_row(boundary=wkt(90.005, 3.0))))

    assert taken.codes == ["overlap"]


def test_less_than_five_metres_over_one_another_is_how_surveys_are(town):
    metre = 1 / 111_320

    assert take(Grids, sheet(HEAD, grid_row(boundary=wkt(90.03 - 4 * metre, 3.0)))).counts == (1, 0, 0, 0)


def test_overlay_grids_may_lie_over_base_grids(town):
    assert take(Grids, sheet(HEAD, grid_row("990102001000705", wkt(90.0, 3.0)))).counts == (1, 0, 0, 0)


def test_a_grid_that_moves_out_of_the_way_makes_room(town):
    rows = grid_row("990102001001002", wkt(90.06, 3.0)), grid_row(boundary=wkt(90.01, 3.0))

    assert take(Grids, sheet(HEAD, *rows)).counts == (1, 1, 0, 0)


# --- all, or those that are good


def test_one_faulty_row_keeps_all_out(town):
    taken = take(Grids, sheet(HEAD, grid_row(), grid_row("990102099001001")))

    assert taken.counts == (1, 0, 0, 1)
    assert not taken.tally.is_written
    assert Grid.objects.count() == 4
    assert not Event.objects.filter(kind="register.import").exists()


def test_the_good_rows_are_taken_where_that_is_wanted(town):
    taken = take(Grids, sheet(HEAD, grid_row(), grid_row("990102099001001")), Mode.VALID)

    assert taken.tally.is_written
    assert Grid.objects.filter(code=FREE).exists()
    assert Grid.objects.count() == 5


def test_a_check_writes_nothing(town):
    assert take(Grids, sheet(HEAD, grid_row()), Mode.CHECK).counts == (1, 0, 0, 0)

    assert Grid.objects.count() == 4


def test_the_same_file_again_changes_nothing_and_a_corrected_one_what_differs(town):
    rows = [grid_row(boundary=wkt(90.05, 3.0)), grid_row("990102001001004", wkt(90.06, 3.0))]
    take(Grids, sheet(HEAD, *rows))
    before = Grid.objects.aggregate(newest=Max("edited_at"))

    again = take(Grids, sheet(HEAD, *rows))
    untouched = Grid.objects.aggregate(newest=Max("edited_at"))
    rows[1] = grid_row("990102001001004", wkt(90.07, 3.0), households="333")
    corrected = take(Grids, sheet(HEAD, *rows))

    assert (again.counts, corrected.counts) == ((0, 0, 2, 0), (0, 1, 1, 0))
    assert Grid.objects.get(code="990102001001004").households == 333
    assert untouched == before
    assert Grid.objects.aggregate(newest=Max("edited_at"))["newest"] > before["newest"]


def test_an_import_leaves_one_event_whatever_its_length(town):
    take(Grids, sheet(HEAD, grid_row(), grid_row("990102001001004")))

    (event,) = Event.objects.filter(kind="register.import")
    assert (event.data["register"], event.data["new"], event.data["faulty"]) == ("grids", 2, 0)


def test_processes_read_the_map_anew(town):
    assert locate.locate(point=(90.055, 3.005)) is None

    take(Grids, sheet(HEAD, grid_row(boundary=wkt(90.05, 3.0))))

    assert locate.locate(point=(90.055, 3.005)).grid.code == FREE


def test_what_the_whole_looks_like_is_remarked(town, area):
    area("990102001003", "community", "空社区")
    hole = shapely.Polygon(
        [(90.04, 3.0), (90.07, 3.0), (90.07, 3.03), (90.04, 3.03)], [[(90.05, 3.01), (90.06, 3.01), (90.06, 3.02)]]
    )

    with translation.override("en"):
        taken = take(Grids, sheet(HEAD, grid_row(boundary=shapely.to_wkt(hole))), Mode.CHECK)

    remarks = {remark.text: remark.examples for remark in taken.tally.remarks}
    assert remarks["Communities without a base grid"] == ("990102001003",)
    assert remarks["Communities whose base grids do not lie side by side"] == ("990102001001",)
    assert remarks["Communities with a blank between their base grids"][0].startswith("990102001001")


# --- within grids, and over them


INNER = ["统一编码", "名称", "户数"]


def test_buildings_and_units_find_their_grid_by_their_code(town):
    taken = take(
        InnerPlaces,
        sheet(
            INNER,
            ["99010200100100105", "五号微网格", "40"],
            ["99010200100100105021", "21栋", "48"],
            ["9901020010010010502102", "二单元", "24"],
        ),
    )

    assert taken.counts == (3, 0, 0, 0)
    assert set(InnerPlace.objects.values_list("level", "grid__code")) == {
        ("micro_grid", "990102001001001"), ("building", "990102001001001"), ("unit", "990102001001001"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("99010200100100900021", "parent"),  # no such grid
        ("9901020010010010002102", "parent"),  # no such building
        ("990102001001001", "level"),
        ("99010200100100100000", "sequence"),
    ],
)
def test_what_lies_in_nothing_is_refused(town, code, why):
    assert why in take(InnerPlaces, sheet(INNER, [code, "21栋", ""])).codes


def test_overlays_say_which_base_grids_lie_under_a_grid(town, grid):
    grid("990102001000705", kind="industry", community=None)
    rows = sheet(["叠加网格编码", "基础网格编码"], ["990102001000705", "990102001001001"])

    assert take(Overlays, rows).counts == (1, 0, 0, 0)
    assert take(Overlays, rows).counts == (0, 0, 1, 0)
    assert GridOverlay.objects.values_list("overlay__code", "base__code").get() == (
        "990102001000705", "990102001001001",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("overlay", "base", "why"),
    [
        ("990102001001001", "990102001001002", ["kind"]),
        ("990102001000706", "990102001001001", ["unknown_place"]),
    ],
)
def test_only_overlay_grids_lie_over_base_grids(town, overlay, base, why):
    assert take(Overlays, sheet(["叠加网格编码", "基础网格编码"], [overlay, base])).codes == why


def test_grids_of_before_lead_to_the_unified_one(town):
    rows = sheet(["原网格编码", "原系统", "原网格名称", "网格编码"], ["MZ-7", "民政", "一格", "990102001001001"])

    assert take(LegacyGrids, rows).counts == (1, 0, 0, 0)
    assert take(LegacyGrids, rows).counts == (0, 0, 1, 0)
    assert LegacyGrid.objects.values_list("system", "grid__code").get() == ("civil", "990102001001001")


# --- cost


@pytest.mark.parametrize("rows", [1, 100])
def test_a_batch_costs_the_same_queries_at_any_length(town, rows, django_assert_num_queries):
    content = sheet(INNER, *([f"99010200100100100{number:03}", f"{number}栋", ""] for number in range(1, rows + 1)))

    with django_assert_num_queries(15 + LOCKS):
        assert take(InnerPlaces, content).counts == (rows, 0, 0, 0)

"""What is drawn of a place is the union of its base grids."""

import json

import pytest
import shapely
from shapely.geometry import box, shape

from grids import outlines
from grids.models import Grid

pytestmark = pytest.mark.usefixtures("town")


def drawn(code):
    return {
        feature["id"]: shape(feature["geometry"]) for feature in json.loads(outlines.drawing(code).body)["features"]
    }


@pytest.mark.parametrize(
    ("code", "outlined"),
    [
        ("990100", {"990102": 4}),  # areas in hundredths of a degree squared
        ("990102", {"990102001": 3, "990102003": 1}),
        ("990102001", {"990102001001": 2, "990102001002": 1}),
        ("990102001001", {"990102001001001": 1, "990102001001002": 1}),
        ("990102001001001", {}),
    ],
)
def test_an_area_is_drawn_by_the_base_grids_in_it(code, outlined):
    areas = {place: round(polygon.area * 1e4, 3) for place, polygon in drawn(code).items()}

    assert areas == outlined


def test_what_has_no_boundary_is_left_out():
    Grid.objects.get(code="990102003001001").delete()

    assert set(drawn("990102")) == {"990102001"}


def test_overlay_grids_are_not_drawn(grid):
    grid("990102003000701", kind="industry", geometry=json.loads(shapely.to_geojson(box(89, 3, 91, 4))))

    assert round(drawn("990102")["990102003"].area * 1e4, 3) == 1


def test_neighbours_that_overlap_by_a_strip_are_one_area(grid):
    """Surveys never meet exactly."""
    grid("990102003001002", geometry=json.loads(shapely.to_geojson(box(90.00999, 3.5, 90.02, 3.51))))

    whole = drawn("990102")["990102003"]

    assert whole.geom_type == "Polygon"
    assert whole.is_valid
    assert round(whole.area * 1e4, 2) == 2


def test_the_tag_changes_with_the_boundaries_and_with_nothing_else():
    tags = [outlines.drawing("990102").tag]
    row = Grid.objects.get(code="990102003001001")
    row.name = "新名"
    row.save()
    tags.append(outlines.drawing("990102").tag)
    row.geometry = json.loads(shapely.to_geojson(box(90, 3.5, 90.005, 3.51)))
    row.save()
    tags.append(outlines.drawing("990102").tag)

    assert tags[0] == tags[1] != tags[2]


def test_what_was_drawn_once_asks_only_whether_the_map_is_old(django_assert_num_queries):
    outlines.drawing("990102")

    with django_assert_num_queries(1):
        outlines.drawing("990102")


def test_a_sketch_fits_its_box():
    view, strokes = outlines.sketch("990102001")

    assert view == "-2 -2 204 71"  # three squares side by side, two units of margin
    assert [stroke.code for stroke in strokes] == ["990102001001", "990102001002"]
    assert strokes[1].path.startswith("M")


def test_nothing_drawn_is_no_sketch():
    Grid.objects.all().delete()

    assert outlines.sketch("990102") == ("", [])

import pytest

from grids import shapes

METRE = 1 / shapes.METRES_A_DEGREE


def box(west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def overlaps(**boundaries):
    return shapes.overlaps({code: shapes.read(boundary) for code, boundary in boundaries.items()})


def test_neighbours_do_not_overlap():
    assert overlaps(a=box(0, 0, 0.01, 0.01), b=box(0.01, 0, 0.02, 0.01)) == []


@pytest.mark.parametrize(("metres", "pairs"), [(4, []), (6, [("a", "b")])])
def test_overlap_is_wider_than_five_metres(metres, pairs):
    assert overlaps(a=box(0, 0, 0.01, 0.01), b=box(0.01 - metres * METRE, 0, 0.02, 0.01)) == pairs


def test_overlaps_names_every_pair_once():
    twice = box(0, 0, 0.01, 0.01)

    assert overlaps(a=twice, b=twice, c=twice, d=box(1, 1, 2, 2)) == [("a", "b"), ("a", "c"), ("b", "c")]


@pytest.mark.parametrize(
    ("value", "is_polygon"),
    [
        (box(0, 0, 1, 1), True),
        ({"type": "Point", "coordinates": [0, 0]}, False),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}, False),  # crosses itself
        ({"type": "Polygon"}, False),
        ({}, False),
        (3, False),
    ],
)
def test_is_polygon(value, is_polygon):
    assert shapes.is_polygon(value) is is_polygon


def test_overlaps_of_some_are_those_they_take_part_in():
    boxes = {"a": box(0, 0, 2, 2), "b": box(1, 1, 3, 3), "c": box(2.5, 2.5, 4, 4), "d": box(9, 9, 10, 10)}
    boundaries = {code: shapes.read(boundary) for code, boundary in boxes.items()}

    assert shapes.overlaps(boundaries, of={"c"}) == [("b", "c")]
    assert shapes.overlaps(boundaries, of={"a", "b"}) == [("a", "b"), ("b", "c")]
    assert shapes.overlaps(boundaries, of=set()) == []


def test_what_neighbours_leave_blank_is_measured_and_filled():
    ring = [box(0, 0, 0.03, 0.01), box(0, 0.02, 0.03, 0.03), box(0, 0.01, 0.01, 0.02), box(0.02, 0.01, 0.03, 0.02)]

    whole, blank = shapes.filled([shapes.read(boundary) for boundary in ring])

    assert round(blank / 1e6, 1) == 1.2  # 0.01 degrees are about 1.11 km
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0


def test_neighbours_that_touch_leave_no_blank():
    neighbours = [shapes.read(box(0, 0, 0.01, 0.01)), shapes.read(box(0.01, 0, 0.02, 0.01))]

    assert shapes.filled(neighbours)[1] == 0

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

from datetime import date

import pytest

from grids import locate
from grids.models import Area, Grid, PlaceName

WEST, NORTH = (90.005, 3.005), (90.005, 3.505)
pytestmark = pytest.mark.usefixtures("town")


def found(**given):
    """What a place is found by, and its code."""
    place = locate.locate(**given)
    return place and (place.how, place.code)


# --- each way


def test_grid_code_says_the_place():
    place = locate.locate(grid_code="990102001002001")

    assert place.how == "grid_code"
    assert [place.grid.code, place.community.name, place.street.name, place.district.name] == [
        "990102001002001",
        "海棠社区",
        "望潮街道",
        "东湾区",
    ]


def test_building_code_says_the_grid_it_stands_in():
    assert found(grid_code=" 9901020010020010002102 ") == ("grid_code", "990102001002001")


def test_overlay_grid_has_no_community(grid):
    grid("990102001000701", kind="industry")

    place = locate.locate(grid_code="990102001000701")

    assert place.community is None
    assert place.street.name == "望潮街道"


def test_point_falls_into_its_base_grid():
    assert found(point=WEST) == ("point", "990102001001001")
    assert found(point=NORTH) == ("point", "990102003001001")


def test_point_on_a_common_border_goes_to_the_smaller_code():
    assert found(point=(90.01, 3.005)) == ("point", "990102001001001")


def test_point_ignores_overlay_grids(grid):
    west = Grid.objects.get(code="990102001001001")
    grid("990102001000701", kind="industry", geometry=west.geometry)
    west.geometry = None
    west.save()

    assert found(point=WEST) is None


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("东湾区望潮街道海棠社区 3 号楼", "990102001002"),
        ("纸鲸苑5栋", "990102001001001"),
        ("望潮街道纸鲸苑5栋", "990102001001001"),
        ("纸鲸苑二期5栋", "990102001001002"),  # the longest name counts
        ("Ｍ１广场", "990102001002"),  # full-width, another case
        ("m1 广 场", "990102001002"),
        ("人民路8号", "990102"),  # there are two: what they have in common
        ("北栈街道人民路8号", "990102003001"),
        ("望潮社区和海棠社区之间", "990102001"),
        ("望潮街道", "990102001"),
        ("东湾区某处", "990102"),
        ("澄明市", None),
        ("不知道在哪里", None),
    ],
)
def test_address_leads_to_the_deepest_place_its_names_agree_on(address, code, town, place_name):
    place_name("纸鲸苑", town["west"])
    place_name("纸鲸苑二期", town["east"])
    place_name("M1广场", Area.objects.get(code="990102001002"))
    place_name("人民路", Area.objects.get(code="990102001001"))
    place_name("人民路", Area.objects.get(code="990102003001"))

    assert found(address=address) == (code and ("address", code))


def test_single_characters_are_no_names(town, place_name):
    place_name("楼", town["west"])

    assert found(address="三号楼") is None


# --- precedence


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"grid_code": "990102001002001", "point": NORTH, "address": "望潮社区"}, "990102001002001"),
        ({"grid_code": "990102001002099", "point": NORTH, "address": "望潮社区"}, "990102003001001"),
        ({"grid_code": "", "point": (0, 0), "address": "望潮社区"}, "990102001001"),
        ({"grid_code": "no code", "point": None, "address": None}, None),
        ({}, None),
    ],
)
def test_first_that_leads_somewhere_counts(given, code):
    place = locate.locate(**given)

    assert (place and place.code) == code


# --- what changes


def test_edit_is_seen_at_once():
    assert found(point=WEST) == ("point", "990102001001001")

    west = Grid.objects.get(code="990102001001001")
    west.name = "新名"
    west.save()

    assert locate.locate(point=WEST).grid.name == "新名"


def test_new_name_is_seen_at_once(town, place_name):
    assert found(address="萤火湾") is None

    place_name("萤火湾", town["north"])

    assert found(address="萤火湾") == ("address", "990102003001001")


def test_retired_place_is_not_found():
    assert found(grid_code="990102003001001")

    retired = Grid.objects.get(code="990102003001001")
    retired.valid_to = date(2026, 1, 1)
    retired.save()

    assert found(grid_code="990102003001001") is None
    assert found(point=NORTH) is None


def test_map_of_an_earlier_day_has_the_places_of_that_day():
    retired = Grid.objects.get(code="990102003001001")
    retired.valid_to = date(2026, 1, 1)
    retired.save()

    assert locate.read(date(2025, 12, 31)).find(point=NORTH).grid.code == "990102003001001"
    assert locate.read(date(2026, 1, 1)).find(point=NORTH) is None


def test_warm_map_asks_once(django_assert_num_queries):
    locate.current()

    with django_assert_num_queries(1):
        locate.locate(grid_code="990102001002001", point=WEST, address="望潮社区")


def test_map_is_read_in_five_queries(django_assert_num_queries):
    with django_assert_num_queries(5):
        locate.read(date(2026, 1, 1))


def test_map_without_places_finds_nothing():
    PlaceName.objects.all().delete()
    Grid.objects.all().delete()

    assert found(point=WEST, address="纸鲸苑") is None

"""What can never be true of a place. Every test is named for the constraint it holds."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from grids.models import Area, Grid, GridOverlay, PlaceName

pytestmark = pytest.mark.usefixtures("town")


def refuses(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_area_dates_in_order(area):
    with refuses("area_dates_in_order"):
        area("990102009", "street", "倒流街道", valid_from=date(2026, 1, 2), valid_to=date(2026, 1, 2))


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("990101", "city"),
        ("990200", "district"),
        ("990102", "street"),
        ("990102001", "community"),
        ("99010A", "district"),
    ],
)
def test_area_code_fits_level(code, level):
    parent = None if level == "city" else Area.objects.get(code="990102001")
    Grid.objects.all().delete()

    with refuses("area_code_fits_level"):
        Area.objects.create(code=f"{code}", level=level, name="错", parent=parent, valid_from=date(2020, 1, 1))


def test_area_only_city_has_no_parent():
    with refuses("area_only_city_has_no_parent"):
        Area.objects.create(code="990109", level="district", name="孤区", valid_from=date(2020, 1, 1))


def test_grid_dates_in_order(grid):
    with refuses("grid_dates_in_order"):
        grid("990102001001009", valid_to=date(2019, 1, 1))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("990102001001701", "basic"),
        ("990102001001001", "industry"),
        ("990102001001701", "enterprise"),
        ("990102001001801", "special"),
    ],
)
def test_grid_code_fits_kind(code, kind, grid):
    Grid.objects.all().delete()

    with refuses("grid_code_fits_kind"):
        grid(code, kind=kind)


def test_grid_base_grid_in_a_community(grid):
    with refuses("grid_base_grid_in_a_community"):
        grid("990102001000001")


def test_gridoverlay_once(town, grid):
    overlay = grid("990102001000701", kind="industry")
    GridOverlay.objects.create(overlay=overlay, base=town["west"])

    with pytest.raises(IntegrityError):
        GridOverlay.objects.create(overlay=overlay, base=town["west"])


def test_gridoverlay_not_over_itself(town):
    with refuses("gridoverlay_not_over_itself"):
        GridOverlay.objects.create(overlay=town["west"], base=town["west"])


@pytest.mark.parametrize("both", [True, False])
def test_placename_means_one_place(both, town):
    places = {"grid": town["west"], "area": town["west"].community} if both else {}

    with refuses("placename_means_one_place"):
        PlaceName.objects.create(name="两可路", valid_from=date(2020, 1, 1), **places)


def test_placename_dates_in_order(town):
    with refuses("placename_dates_in_order"):
        PlaceName.objects.create(name="旧路", grid=town["west"], valid_from=date(2020, 1, 1), valid_to=date(2019, 1, 1))


def test_placename_once_a_grid(town, place_name):
    place_name("纸鲸苑", town["west"])
    place_name("纸鲸苑", town["east"])

    with pytest.raises(IntegrityError):
        place_name("纸鲸苑", town["west"])


def test_placename_once_an_area(town, place_name):
    place_name("人民路", town["west"].community)

    with pytest.raises(IntegrityError):
        place_name("人民路", town["west"].community)


# --- what clean() says kindly


def test_area_clean_wants_the_parent_of_the_code():
    street = Area.objects.get(code="990102003")

    with pytest.raises(ValidationError) as refusal:
        Area(code="990102001009", level="community", name="远社区", parent=street, valid_from=date(2020, 1, 1)).clean()

    assert list(refusal.value.message_dict) == ["code"]


def test_area_clean_knows_the_kinds_of_focus():
    with pytest.raises(ValidationError) as refusal:
        Area(code="990100", level="city", name="澄明市", focus_types=["large", "shiny"]).clean()

    assert list(refusal.value.message_dict) == ["focus_types"]


def test_grid_clean_wants_code_and_community_to_agree(town):
    grid = town["west"]
    grid.code = "990102003001009"

    with pytest.raises(ValidationError) as refusal:
        grid.clean()

    assert list(refusal.value.message_dict) == ["code"]


def test_grid_clean_wants_a_polygon(town):
    grid = town["west"]
    grid.geometry = {"type": "Point", "coordinates": [90, 3]}

    with pytest.raises(ValidationError) as refusal:
        grid.clean()

    assert list(refusal.value.message_dict) == ["geometry"]


def test_gridoverlay_clean_wants_an_overlay_over_a_base_grid(town):
    with pytest.raises(ValidationError):
        GridOverlay(overlay=town["west"], base=town["east"]).clean()


def test_overlay_covers_and_base_is_covered(town, grid):
    overlay = grid("990102001000701", kind="industry")
    GridOverlay.objects.create(overlay=overlay, base=town["west"])
    GridOverlay.objects.create(overlay=overlay, base=town["begonia"])

    assert list(Grid.objects.filter(overlays__overlay=overlay).order_by("code")) == [town["west"], town["begonia"]]
    assert list(Grid.objects.filter(covered__base=town["west"])) == [overlay]

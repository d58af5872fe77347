"""The card of an area or a grid: what this floor has to say."""

from datetime import date

import pytest
from django.urls import reverse

from core.models import User
from grids.models import Area, Grid, GridOverlay, InnerPlace, LegacyGrid, PlaceChange, Succession
from tests.grids.conftest import FIRST_DAY

WEST, EAST = "990102001001001", "990102001001002"
pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def card(sit_down, sun):
    client = sit_down(sun)
    return lambda code, **query: client.get(reverse("grids:card", args=[code]), query)


def boxes(response):
    """What each box prints, by its template."""
    drawn = [*response.context["main_boxes"], *response.context["aside_boxes"]]
    return {box.template.rpartition("/")[2]: box.data for box in drawn}


def facts(response):
    return {str(fact.label): str(fact.value) for fact in boxes(response)["_facts.html"]["facts"]}


def test_whoever_holds_no_role_here_sees_no_card(sit_down):
    stranger = sit_down(User.objects.create(username="lan"))

    assert stranger.get(reverse("grids:card", args=[WEST])).status_code == 403


def test_what_does_not_exist_has_no_card(card):
    assert card("990102001001099").status_code == 404


def test_a_building_is_on_the_card_of_its_grid(card):
    response = card(WEST + "0002102")

    assert (response.status_code, response.url) == (302, f"/places/{WEST}/")


def test_card_of_a_grid_says_what_and_where_it_is(card):
    Area.objects.filter(code="990102001001").update(kind="urban")
    Grid.objects.filter(code=WEST).update(households=520, population=1400)
    InnerPlace.objects.create(
        code=WEST + "01", level="micro_grid", name="一组", grid_id=_pk(WEST), valid_from=FIRST_DAY
    )
    for number in (1, 2):
        InnerPlace.objects.create(
            code=f"{WEST}0000{number}", level="building", name=f"{number}号楼", grid_id=_pk(WEST), valid_from=FIRST_DAY
        )  # fmt: skip

    response = card(WEST)

    assert facts(response) == {
        "Unified code": WEST,
        "Kind of grid": "base grid",
        "Town or country": "urban",
        "Households": "520 · more than the usual 300 to 500",
        "Population": "1,400",
        "micro-grid": "1",
        "building": "2",
        "Validity": "from 2020-01-01",
    }
    assert [name for name, _url in response.context["crumbs"]] == ["澄明市", "东湾区", "望潮街道", "望潮社区"]


def test_card_of_an_area_counts_what_lies_in_it(card, grid):
    Area.objects.filter(code="990102001").update(households=900, focus_types=["old"])
    grid("990102001000701", kind="industry")

    response = card("990102001")

    assert facts(response) == {
        "Unified code": "990102001",
        "Level of the place": "street (town, township)",
        "Focus": "old community",
        "Households": "900",
        "Population": "None",
        "base grid": "3",
        "industry grid": "1",
        "Validity": "from 2020-01-01",
    }
    below = boxes(response)["_below.html"]["branches"]
    assert [(branch.place.code, branch.grids) for branch in below] == [
        ("990102001001", 2), ("990102001002", 1), ("990102001000701", 0),
    ]  # fmt: skip


def test_card_shows_the_boundary_among_the_neighbours(card):
    sketch = card(WEST).content.decode().partition('class="sketch"')[2].partition("</svg>")[0]

    assert sketch.count("<path d=") == 2
    assert sketch.count('class="sketch-own"') == 1


def test_card_says_that_a_boundary_is_missing(card):
    row = Grid.objects.get(code=WEST)
    row.geometry = None
    row.save()

    assert "Not drawn yet." in card(WEST).content.decode()


def test_base_grid_names_what_lies_over_it_and_the_other_way_round(card, grid, town):
    over = grid("990102001000701", kind="industry")
    gone = grid("990102001000702", kind="industry", valid_to=date(2026, 1, 1))
    for overlay in (over, gone):
        GridOverlay.objects.create(overlay=overlay, base=town["west"])

    on_base, on_overlay = (boxes(card(code))["_overlays.html"] for code in (WEST, over.code))

    assert (on_base["is_base"], on_base["grids"]) == (True, [over])
    assert (on_overlay["is_base"], on_overlay["grids"]) == (False, [town["west"]])
    assert "_overlays.html" not in boxes(card(EAST))


def test_card_tells_codes_of_departments_and_names_people_use(card, town, place_name):
    LegacyGrid.objects.create(system="fire", code="XF-07", grid=town["west"], valid_from=FIRST_DAY)
    place_name("纸鲸苑", town["west"])

    page = card(WEST).content.decode()

    assert "XF-07" in page
    assert "纸鲸苑" in page
    assert not {"_legacy.html", "_names.html"} & boxes(card(EAST)).keys()


def test_history_leads_from_the_old_code_to_the_new_ones(card):
    change = PlaceChange.objects.create(
        kind="split", effective_on=date(2026, 6, 1), document="东政发〔2026〕8号", made_at="2026-05-20T09:00:00+08:00",
        made_by_name="王敏",
    )  # fmt: skip
    for code in (WEST, EAST):
        Succession.objects.create(
            change=change, from_code="990102001001009", from_name="望潮第九网格", to_code=code, to_name=code
        )

    page = card(WEST).content.decode()

    assert "东政发〔2026〕8号" in page
    assert 'href="/places/990102001001009/"' in page
    assert EAST not in page.partition("timeline")[2]


def test_card_of_an_ended_place_says_that_it_is_not_in_force(card):
    Grid.objects.filter(code=WEST).update(valid_to=date(2026, 1, 1))

    assert "not in force on" in card(WEST).content.decode()
    earlier = card(WEST, on="2025-12-31").content.decode()
    assert "not in force on" not in earlier
    assert "As of 2025-12-31." in earlier


def test_links_of_a_card_of_an_earlier_day_stay_on_that_day(card):
    response = card("990102001001", on="2025-12-31")

    assert response.context["crumbs"][0] == ("澄明市", "/places/990100/?on=2025-12-31")
    assert f'href="/places/{WEST}/?on=2025-12-31"' in response.content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_cost_does_not_grow_with_what_lies_in_a_place(card, grid, more, django_assert_num_queries):
    for number in range(more):
        grid(f"99010200100101{number}")
    card("990102001001")

    with django_assert_num_queries(17):
        card("990102001001")


def _pk(code):
    return Grid.objects.get(code=code).pk

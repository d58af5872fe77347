"""The directory of grids: the tree of places, and the grids of the chosen one."""

from datetime import date

import pytest
from django.urls import reverse

from core.models import User
from grids.models import Area, Grid
from partyorgs.models import Post

PAGE = reverse("grids:directory")
WEST, EAST, BEGONIA, NORTH = "990102001001001", "990102001001002", "990102001002001", "990102003001001"
pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def page(sit_down, sun):
    client = sit_down(sun)
    return lambda **query: client.get(PAGE, query)


def codes_of(response):
    return [grid.code for grid in response.context["listing"].rows]


def open_branches(branch):
    """Codes of the places in the tree that can be seen, and which of them are open."""
    inside = [code for child in branch.below or () for code in open_branches(child)]
    return [branch.place.code + ("" if branch.below is None else "+"), *inside]


def test_whoever_holds_no_role_here_sees_no_places(sit_down):
    assert sit_down(User.objects.create(username="lan")).get(PAGE).status_code == 403


def test_tree_opens_down_to_the_chosen_place(page):
    assert open_branches(page().context["root"]) == ["990100+", "990102"]
    assert open_branches(page(place="990102001").context["root"]) == [
        "990100+", "990102+", "990102001+", "990102001001", "990102001002", "990102003",
    ]  # fmt: skip


def test_every_branch_says_how_many_base_grids_lie_in_it(page, grid):
    grid("990102001000701", kind="industry")

    root = page(place="990102").context["root"]

    assert [root.grids, *(child.grids for child in root.below[0].below)] == [4, 3, 1]


def test_a_branch_comes_by_itself(sit_down, sun):
    response = sit_down(sun).get(reverse("grids:branch", args=["990102001"]))

    assert [branch.place.code for branch in response.context["branches"]] == ["990102001001", "990102001002"]
    assert 'hx-get="/places/990102001001/branch/"' in response.content.decode()


def test_overlay_grids_stand_in_their_street_and_grids_in_their_community(sit_down, sun, grid):
    grid("990102001000701", kind="industry")
    client = sit_down(sun)

    def branch(code):
        return [row.place.code for row in client.get(reverse("grids:branch", args=[code])).context["branches"]]

    assert branch("990102001")[-1] == "990102001000701"
    assert branch("990102001001") == [WEST, EAST]


@pytest.mark.parametrize("code", ["990102009", WEST])
def test_what_is_no_area_has_no_branch(sit_down, sun, code):
    assert sit_down(sun).get(reverse("grids:branch", args=[code])).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [WEST, EAST, BEGONIA, NORTH]),
        ({"place": "990102001001"}, [WEST, EAST]),
        ({"q": "990102003"}, [NORTH]),
        ({"q": "海棠"}, [BEGONIA]),  # a community
        ({"q": "望潮街道"}, [WEST, EAST, BEGONIA]),
        ({"q": "纸鲸苑"}, [EAST]),  # what people call it
        ({"kind": "industry"}, []),
        ({"setting": "rural"}, [NORTH]),
        ({"focus": "old"}, [WEST, EAST]),
        ({"focus": "large"}, []),
        ({"tab": "worker"}, [EAST, BEGONIA, NORTH]),
        ({"tab": "boundary"}, [BEGONIA]),
        ({"tab": "size"}, [WEST]),
    ],
)
def test_what_is_asked_for_is_found(query, found, page, town, place_name):
    place_name("纸鲸苑", town["east"])
    Area.objects.filter(code="990102003001").update(kind="rural")
    Area.objects.filter(code="990102001001").update(kind="urban", focus_types=["resettlement", "old"])
    Grid.objects.filter(code=WEST).update(households=120)
    Grid.objects.filter(code=BEGONIA).update(geometry=None)
    Post.objects.create(kind="grid_worker", person_name="孙硕", grid=town["west"])
    Post.objects.create(kind="grid_worker", grid=town["east"])  # vacant
    Post.objects.create(kind="grid_worker", person_name="前任", grid=town["north"], end_on=date(2026, 1, 1))

    assert codes_of(page(**query)) == found


def test_rows_name_what_they_lack(page, town):
    Post.objects.create(kind="grid_worker", person_name="孙硕", grid=town["west"])
    Grid.objects.filter(code=WEST).update(geometry=None)

    rows = {grid.code: [str(gap) for gap in grid.lacks] for grid in page(place="990102001001").context["listing"].rows}

    assert rows == {WEST: ["without boundary"], EAST: ["without full-time grid worker"]}


def test_directory_of_a_day_has_the_grids_and_the_tree_of_that_day(page, grid):
    Grid.objects.filter(code=NORTH).update(valid_to=date(2026, 6, 1))
    Area.objects.filter(code__startswith="990102003").update(valid_to=date(2026, 6, 1))

    before, after = page(on="2026-05-31", place="990102"), page(on="2026-06-01", place="990102")

    assert (NORTH in codes_of(before), NORTH in codes_of(after)) == (True, False)
    assert "990102003" in open_branches(before.context["root"])
    assert "990102003" not in open_branches(after.context["root"])


@pytest.mark.parametrize("query", [{"on": "2026-02-30"}, {"on": "yesterday"}, {"place": "0"}, {"kind": "round"}])
def test_what_makes_no_sense_is_left_out_and_said(page, query):
    response = page(**query)

    assert len(codes_of(response)) == 4
    assert len(response.context["listing"].problems) == 1


def test_search_keeps_the_chosen_place(page):
    assert 'name="place" value="990102001"' in page(place="990102001").content.decode()


def test_a_search_brings_list_and_tree(sit_down, sun):
    response = sit_down(sun).get(PAGE, {"q": "海棠", "place": "990102"}, headers={"HX-Request": "true"})

    page = response.content.decode()
    assert 'id="list-results"' in page
    assert 'id="tree"' in page
    assert "<html" not in page


def test_city_without_places_says_so(page):
    Grid.objects.all().delete()
    for level in ("community", "street", "district", "city"):
        Area.objects.filter(level=level).delete()

    response = page()

    assert response.context["root"] is None
    assert "No grids yet" in response.content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_cost_does_not_grow_with_the_grids(page, grid, more, django_assert_num_queries):
    for number in range(more):
        grid(f"99010200100101{number}")
    page(place="990102001001")

    with django_assert_num_queries(16):
        page(place="990102001001")

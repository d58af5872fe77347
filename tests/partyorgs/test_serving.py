"""Who serves a place on a day, as its card says it."""

from datetime import date

import pytest
from django.urls import reverse

from partyorgs.models import Post


@pytest.fixture
def card(grant, wei, client):
    """What a box of the card prints for a liaison."""
    grant("grid_worker", area_code="990102003001001")
    client.force_login(wei)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    def read(place, template, **query):
        response = client.get(reverse("grids:card", args=[place.code]), query)
        return next((box.data for box in response.context["main_boxes"] if box.template.endswith(template)), None)

    return read


def posts(data):
    return {line.label: ([post.person_name for post in line.holders], line.vacant) for line in data["lines"]}


def test_one_grid_is_served_by_several_people(card, grid):
    for kind, name in (("grid_worker", "孙硕"), ("grid_chief", "王敏"), ("part_time", "李青"), ("part_time", "")):
        Post.objects.create(kind=kind, person_name=name, grid=grid)
    Post.objects.create(kind="community_police", person_name="赵警官", area=grid.community)
    Post.objects.create(kind="street_chief", person_name="钱街长", area=grid.community)  # serves no grid in particular

    assert posts(card(grid, "_place_posts.html")) == {
        "grid chief": (["王敏"], 0),
        "full-time grid worker": (["孙硕"], 0),
        "part-time grid worker": (["李青"], 1),
        "community police officer": (["赵警官"], 0),
    }


def test_posts_are_those_of_the_day(card, grid):
    Post.objects.create(kind="grid_chief", person_name="前任", grid=grid, start_on="2020-01-01", end_on="2026-06-01")
    Post.objects.create(kind="grid_chief", person_name="现任", grid=grid, start_on="2026-06-01")

    assert posts(card(grid, "_place_posts.html", on="2026-05-31")) == {"grid chief": (["前任"], 0)}
    assert posts(card(grid, "_place_posts.html", on="2026-06-01")) == {"grid chief": (["现任"], 0)}


@pytest.mark.parametrize("level", ["community", "street", "city"])
def test_an_area_counts_the_posts_of_its_grids(card, grid, level):
    area = {"community": grid.community, "street": grid.street, "city": grid.street.parent.parent}[level]
    for name in ("孙硕", "", ""):
        Post.objects.create(kind="unit_chief", person_name=name, grid=grid)
    Post.objects.create(kind="contact_leader", person_name="周书记", area=area)

    data = card(area, "_place_posts.html")

    assert [(tally.label, tally.posts, tally.vacant) for tally in data["tallies"]] == [("unit chief", 3, 2)]
    assert posts(data) == {"contact leader of the area": (["周书记"], 0)}


def test_nobody_serves_it(card, grid):
    assert card(grid, "_place_posts.html") is None


def test_a_grid_has_its_own_organisations_and_the_one_that_leads_its_community(card, grid, organization):
    lead = organization("0001", area=grid.community, kind="general_branch")
    organization("0002", area=grid.community, kind="joint_committee")
    branch = organization("00010001", grid=grid, kind="grid_branch", parent=lead)
    organization("00010002", grid=grid, kind="group", parent=lead, valid_to=date(2026, 1, 1))

    data = card(grid, "_place_party.html")

    assert (data["lead"], data["own"]) == ([lead], [branch])


def test_what_leads_an_area_stands_first(card, grid, organization):
    joint = organization("0001", area=grid.community, kind="joint_committee")
    lead = organization("0002", area=grid.community, kind="branch")

    assert card(grid.community, "_place_party.html")["own"] == [lead, joint]


def test_a_place_without_organisation_says_so(card, grid, client):
    assert card(grid, "_place_party.html") == {"lead": [], "own": []}
    assert "no organisation of its own" in client.get(reverse("grids:card", args=[grid.code])).content.decode()

"""Which posts stand vacant and which places lack a role: the figures, and that the lists behind them agree."""

import pytest
from django.urls import reverse

from partyorgs import vacancies
from partyorgs.enums import PostKind
from tests.factories import GRID, OTHER_GRID
from tests.partyorgs.ground import COMMUNITY, TODAY, community, post, second_grid

PAGE = reverse("partyorgs:vacancies")


def figure(place, name):
    found = getattr(place, name)
    return found.total, found.lacking


@pytest.fixture
def staffed(city):
    """One grid with its worker, one without; a police contact of a grid; nobody advises in law."""
    without = second_grid()
    post(PostKind.GRID_WORKER, "赵测试")
    post(PostKind.GRID_WORKER, "", grid=without)
    post(PostKind.BUILDING_CHIEF, "钱测试")
    post(PostKind.UNIT_CHIEF, "")
    post(PostKind.COMMUNITY_POLICE, "沈测试")
    post(PostKind.LEGAL_ADVISER, "", area=community())
    return without


def test_figures_of_a_community_grid_by_grid(staffed):
    found = vacancies.report(COMMUNITY, on=TODAY)

    assert {place.code: figure(place, "posts") for place in found.places} == {
        COMMUNITY: (1, 1), GRID: (4, 1), staffed.code: (1, 1),
    }  # fmt: skip
    assert {place.code: figure(place, "grids") for place in found.places} == {
        COMMUNITY: (0, 0), GRID: (1, 0), staffed.code: (1, 1),
    }  # fmt: skip
    assert (figure(found.total, "posts"), figure(found.total, "chiefs")) == ((6, 3), (2, 1))
    assert (figure(found.total, "advisers"), figure(found.total, "police")) == ((1, 1), (1, 0))
    assert {kind: (one.total, one.lacking) for kind, one in found.kinds.items() if one.total} == {
        "grid_worker": (2, 1), "building_chief": (1, 0), "unit_chief": (1, 1), "community_police": (1, 0),
        "legal_adviser": (1, 1),
    }  # fmt: skip


@pytest.mark.parametrize("code", ["990100", "990102", COMMUNITY[:9]])
def test_every_level_adds_up_to_what_lies_below_it(code, staffed):
    found = vacancies.report(code, on=TODAY)

    for name in ("posts", "chiefs", "grids", "advisers", "police"):
        parts = [figure(place, name) for place in found.places]
        assert figure(found.total, name) == tuple(map(sum, zip(*parts, strict=True))), name


def test_a_grid_that_is_gone_counts_for_nothing(staffed):
    staffed.valid_to = TODAY
    staffed.save()

    found = vacancies.report(COMMUNITY, on=TODAY)

    assert (figure(found.total, "posts"), figure(found.total, "grids")) == ((5, 2), (1, 0))


def test_the_lists_behind_the_figures_hold_as_many(cast, staffed, sit_down):
    mei = sit_down(cast.mei)

    page = mei.get(PAGE, {"place": COMMUNITY})

    for label, one, url in page.context["stats"]:
        assert mei.get(url).context["listing"].total == one.lacking, label
    for label, one, url in page.context["kinds"]:
        assert mei.get(url).context["listing"].total == one.lacking, label


def test_grids_without_a_worker_and_communities_without_an_adviser_are_listed(cast, staffed, sit_down):
    mei = sit_down(cast.mei)

    def lacking(kind, **asked):
        listing = mei.get(reverse("partyorgs:lacking", args=[kind]), asked).context["listing"]
        return [row.code for row in listing.rows]

    assert lacking("grid_worker") == [staffed.code, OTHER_GRID]
    assert lacking("grid_worker", place=COMMUNITY) == [staffed.code]
    assert lacking("legal_adviser", place=COMMUNITY) == [COMMUNITY]
    assert lacking("community_police", place=COMMUNITY) == []
    assert mei.get(reverse("partyorgs:lacking", args=["unit_chief"])).status_code == 404


@pytest.mark.parametrize("code", ["12", "99010299", "990199", f"{GRID}00001"])
def test_a_place_that_does_not_exist_has_no_report(code, cast, sit_down):
    assert sit_down(cast.mei).get(PAGE, {"place": code}).status_code == 404


@pytest.mark.parametrize("grids", [1, 3])
def test_the_report_costs_the_same_for_any_place(grids, cast, sit_down, django_assert_num_queries):
    post(PostKind.GRID_WORKER, "")
    for n in range(1, grids):
        post(PostKind.GRID_WORKER, "", grid=second_grid(10 + n))
    mei = sit_down(cast.mei)

    with django_assert_num_queries(22):
        assert len(mei.get(PAGE, {"place": COMMUNITY}).context["places"]) == grids

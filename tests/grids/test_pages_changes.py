"""Changes of the map in the browser: asked for, looked at, confirmed; and the look-up of departmental grids."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from core.models import User
from grids.models import Area, Grid, LegacyGrid, PlaceChange
from partyorgs.models import RoleGrant
from tests.grids.mapping import moment, rename, split

WEST, EAST, BEGONIA = "990102001001001", "990102001001002", "990102001002001"
pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"
    with override("en"):
        yield


def person(client, role, **grant):
    user = User.objects.create(username=role, name="王敏")
    RoleGrant.objects.create(user=user, role=role, valid_from=date(2020, 1, 1), **grant)
    client.force_login(user)
    return client


@pytest.fixture
def mei(client):
    return person(client, "office_admin")


@pytest.fixture
def sun(client):
    return person(client, "grid_worker", area_code=WEST)


def new(kind, query=""):
    return reverse("grids:change-new", args=[kind]) + query


def paper(**said):
    return {"effective_on": timezone.localdate().isoformat(), "document": "7号", **said}


def confirmed(client, url, said):
    """Look at what would happen, then do it."""
    seen = client.post(url, said)
    assert PlaceChange.objects.count() == 0
    return client.post(url, said | {"confirmed": seen.context["made"].digest})


# --- making one


def test_rename_is_shown_before_it_is_done(mei):
    said = paper(code="990102001", name="观潮街道")

    seen = mei.post(new("rename"), said)

    assert [(row.from_name, row.to_name) for row in seen.context["rows"]] == [("望潮街道", "观潮街道")]
    assert Area.objects.get(code="990102001").name == "望潮街道"
    answer = confirmed(mei, new("rename"), said)
    assert answer.status_code == 302
    assert Area.objects.get(code="990102001").name == "观潮街道"


def test_merger_and_move_by_the_form(mei):
    answer = confirmed(mei, new("merge"), paper(codes="990102003\n990102001", target="990102003"))

    change = PlaceChange.objects.get()
    assert answer.url == reverse("grids:change", args=[change.pk])
    assert change.successions.count() == 7
    said = paper(code="990102003002001", target="990102003001")
    assert "that is too" not in mei.post(new("move"), said).content.decode()
    assert list(mei.post(new("move"), said).context["form"].errors) == ["effective_on"]  # it began today


def test_split_asks_first_which_place_then_where_each_thing_goes(mei):
    start = mei.get(new("split"))
    assert list(start.context["form"].fields) == ["code", "parts"]
    url = new("split", "?code=990102001001&parts=2")
    assert f"in_{WEST}" in mei.get(url).context["form"].fields

    confirmed(mei, url, paper(name_1="东社区", name_2="西社区", **{f"in_{WEST}": "2", f"in_{EAST}": "1"}))

    assert list(Grid.objects.active(timezone.localdate()).filter(community__name="西社区")) == [
        Grid.objects.get(code="990102001004001")
    ]


def test_split_of_a_grid_takes_boundaries(mei):
    url = new("split", f"?code={WEST}&parts=2")
    said = paper(name_1="甲", name_2="乙", households_1=120, geometry_1="{broken")

    answer = mei.post(url, said)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["geometry_1"]
    confirmed(mei, url, said | {"geometry_1": ""})
    assert Grid.objects.get(name="甲").households == 120


def test_split_of_what_is_not_there_says_so(mei):
    for code in ("990102001009", "990102"):
        form = mei.get(new("split", f"?code={code}&parts=2")).context["form"]
        assert list(form.errors) == ["code"]


def test_refusal_stands_at_its_field(mei):
    answer = mei.post(new("move"), paper(code=BEGONIA, target="990102001"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["target"]
    late = mei.post(new("rename"), paper(code=BEGONIA, name="乙") | {"effective_on": "2020-06-01"})
    assert list(late.context["form"].errors) == ["effective_on"]
    wrong = mei.post(new("rename"), paper(code="9.9E+14", name="乙"))
    assert wrong.context["form"].errors["code"] == ["The code must be in text format."]


def test_preview_that_no_longer_holds_is_shown_anew(mei):
    said = paper(code=WEST, target="990102001002")
    digest = mei.post(new("move"), said).context["made"].digest
    Grid.objects.create(
        code="990102001002002", name="新", valid_from=date(2020, 1, 1), street=Area.objects.get(code="990102001"),
        community=Area.objects.get(code="990102001002"),
    )  # fmt: skip

    answer = mei.post(new("move"), said | {"confirmed": digest})

    assert answer.context["has_moved"]
    assert [row.to_code for row in answer.context["rows"]] == ["990102001002003"]
    assert PlaceChange.objects.count() == 0


def test_sent_twice_it_is_done_once(mei):
    said = paper(code=WEST, target="990102001002")
    digest = mei.post(new("move"), said).context["made"].digest

    first, second = (mei.post(new("move"), said | {"confirmed": digest}) for _each in range(2))

    assert (first.status_code, second.status_code) == (302, 422)
    assert PlaceChange.objects.count() == 1


def test_only_the_office_changes_the_map(sun):
    assert sun.get(reverse("grids:changes")).status_code == 200
    assert sun.get(new("rename")).status_code == 403
    assert sun.post(new("rename"), paper(code=WEST, name="乙")).status_code == 403


def test_there_are_four_kinds(mei):
    assert mei.get(new("delete")).status_code == 404


# --- seeing them


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same(count, mei, django_assert_num_queries):
    for number in range(count):
        day = date(2026, 4, 1) + timedelta(days=number)
        rename("990102001", f"第{number}街道", on=day, at=moment(day))

    mei.get(reverse("grids:changes"))  # what the process keeps is read

    with django_assert_num_queries(8):
        answer = mei.get(reverse("grids:changes"))

    newest = f"第{count - 2}街道" if count > 1 else "望潮街道"
    assert answer.context["listing"].rows[0].tops == [["990102001", newest, "990102001", f"第{count - 1}街道"]]


@pytest.mark.parametrize("parts", [2, 3])
def test_one_change_costs_the_same(parts, mei, django_assert_num_queries):
    made = split(WEST, **{str(number): [] for number in range(parts)})
    mei.get(reverse("grids:changes"))

    with django_assert_num_queries(9):
        answer = mei.get(reverse("grids:change", args=[made.change.pk]))

    assert len(answer.context["listing"].rows) == parts


@pytest.mark.parametrize(("question", "found"), [(WEST, 1), ("甲", 1), ("9901020010010", 1), ("没有", 0), ("7号", 1)])
def test_changes_are_found_by_code_name_and_document(question, found, mei):
    split(WEST, 甲=[], 乙=[])

    assert mei.get(reverse("grids:changes"), {"q": question}).context["listing"].total == found


# --- departmental grids


def entry(**said):
    given = {"system": "fire", "code": "XF-7", "name": "消防七格", "grid_code": WEST, "drawn_on": "2019-05-01"}
    return given | said


def test_code_of_a_departmental_grid_is_entered_and_looked_up(mei):
    assert mei.post(reverse("grids:legacy"), entry()).status_code == 302
    assert mei.post(reverse("grids:legacy"), entry()).status_code == 422  # it stands there already

    for question in ("XF-7", "消防", WEST, "990102001"):
        rows = mei.get(reverse("grids:legacy"), {"q": question}).context["listing"].rows
        assert [(row.code, row.grid.code) for row in rows] == [("XF-7", WEST)]
    assert mei.get(reverse("grids:legacy"), {"system": "civil"}).context["listing"].total == 0


def test_new_departmental_grid_is_refused_unless_for_an_industry(mei, grid):
    grid("990102001000701", kind="industry")

    refused = mei.post(reverse("grids:legacy"), entry(drawn_on="2026-05-01"))
    allowed = mei.post(reverse("grids:legacy"), entry(drawn_on="2026-05-01", grid_code="990102001000701"))

    assert list(refused.context["form"].errors) == ["drawn_on"]
    assert allowed.status_code == 302
    assert list(LegacyGrid.objects.values_list("grid__code", flat=True).order_by("id")) == ["990102001000701"]


def test_code_for_no_grid_is_refused(mei):
    answer = mei.post(reverse("grids:legacy"), entry(grid_code="990102001001009"))

    assert list(answer.context["form"].errors) == ["grid_code"]


def test_grid_worker_looks_up_and_enters_nothing(sun):
    assert sun.get(reverse("grids:legacy")).context["form"] is None
    assert sun.post(reverse("grids:legacy"), entry()).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_look_up_costs_the_same(count, mei, django_assert_num_queries):
    for number in range(count):
        LegacyGrid.objects.create(
            system="fire", code=f"XF-{number}", grid=Grid.objects.get(code=WEST), valid_from=date(2019, 1, 1)
        )

    mei.get(reverse("grids:changes"))

    with django_assert_num_queries(7):
        mei.get(reverse("grids:legacy"))

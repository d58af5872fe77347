"""The duty matrix: who leads, cooperates, finds; ∅, ⧉ and ⚑ where something is wrong; two days side by side."""

from datetime import timedelta

import pytest
from django.urls import reverse

from partyorgs.enums import DutyListKind, DutyPart
from partyorgs.models import Department, DutyCooperation, DutyItem
from petitions import catalogue, dutyuse, findings
from petitions.enums import Channel, Status
from petitions.models import Category, DispatchRule
from tests.factories import HALLWAY, MANHOLE, PAVEMENT, SINCE, order_in, person
from tests.petitions.duties import DAY, award, carry_out, claim, drops, end, gives, propose

MATRIX = reverse("petitions:duty-matrix")
PAVING, COVERS, HALLS = f"C-{PAVEMENT}", f"C-{MANHOLE}", f"C-{HALLWAY}"


@pytest.fixture
def shown(cast, sit_down):
    """The matrix as Mei sees it: the marks of each row by column."""

    def look(**asked):
        matrix = sit_down(cast.mei).get(MATRIX, asked).context["matrix"]
        return {row.code: row for row in matrix.rows}

    return look


def marks(row):
    return {cell.column.key: cell.symbols for cell in row.cells if cell.symbols}


def item_url(code):
    return reverse("petitions:duty-item", args=[code])


def test_a_row_says_who_leads_who_cooperates_and_who_finds(city, shown):
    order_in(Status.HANDLING, channel=Channel.GRID_REPORT)
    order_in(Status.HANDLING, category=HALLWAY, channel=Channel.HOUSEHOLD_VISIT)

    rows = shown()

    assert marks(rows[PAVING]) == {"D14": "●", "D15": "○", "grid": "◇"}
    assert marks(rows[HALLS]) == {"street": "●", "community": "◇"}
    assert [row.verdict for row in rows.values()] == ["clear"] * 3


def test_petitions_returns_and_totals_stand_beside(city, shown, cast, sit_down):
    for status in (Status.HANDLING, Status.RETURN_PENDING):
        order_in(status)
    order_in(Status.NOT_ACCEPTED)

    rows = shown()
    matrix = sit_down(cast.mei).get(MATRIX).context["matrix"]

    assert (rows[PAVING].use.cases, rows[PAVING].use.return_rate) == (2, 0.5)
    assert (matrix.use.cases, matrix.use.returned) == (2, 1)
    assert {column.key: (led, joined) for column, led, joined in matrix.totals} == {
        "D14": (2, 0), "D15": (0, 1), "street": (1, 0), "community": (0, 0), "grid": (0, 0),
    }  # fmt: skip


def test_the_planted_vacuum_and_overlap_are_marked(city, wednesday, shown):
    end(HALLS, on=wednesday.date())
    claim(city.manhole, city.water, code="W-1")
    award(order_in(Status.HANDLING), city.water, at=wednesday)

    rows = shown()

    assert {code: (row.verdict, row.leads) for code, row in rows.items()} == {
        HALLS: ("gap", 0), COVERS: ("overlap", 2), "W-1": ("overlap", 2), PAVING: ("disputed", 1),
    }  # fmt: skip
    assert marks(rows[HALLS]) == {}
    assert (marks(rows[COVERS]), marks(rows["W-1"])) == ({"D14": "●", "D16": "⧉"}, {"D16": "●", "D14": "⧉"})
    assert marks(rows[PAVING])["D16"] == "⚑"


def test_only_what_is_wrong_may_be_asked_for(city, wednesday, shown):
    end(HALLS, on=wednesday.date())
    claim(city.manhole, city.water, code="W-1")

    assert set(shown(only="gap")) == {HALLS}
    assert set(shown(only="overlap")) == {COVERS, "W-1"}
    assert set(shown(only=["gap", "overlap"])) == {HALLS, COVERS, "W-1"}
    assert shown(only="disputed") == {}


def test_a_category_that_never_had_an_item_stands_there_by_its_number(city, wednesday, shown):
    Category.objects.create(code="029901", level1="城市管理", level2="其他", name="无主井盖")
    catalogue.changed()

    row = shown()["029901"]

    assert (row.title, row.verdict, row.category_codes) == ("无主井盖", "gap", ("029901",))


def test_an_item_of_a_unit_that_is_gone_or_that_may_go_to_no_street_has_no_lead(city, wednesday, shown):
    Department.objects.filter(code="D14").update(valid_to=wednesday.date())
    DutyItem.objects.filter(code=HALLS).update(part=DutyPart.RECLAIMED, territory_allowed=False)
    catalogue.changed()

    assert {row.verdict for row in shown().values()} == {"gap"}


def test_one_field_or_one_list_may_be_asked_for(city, shown):
    DutyItem.objects.create(
        code="X-1", title="书记抓治理", lead=city.office, list_kind=DutyListKind.SECRETARY, valid_from=SINCE
    )  # fmt: skip
    Category.objects.create(code="029901", level1="城市管理", level2="其他", name="无主井盖")
    catalogue.changed()

    assert set(shown(category="01")) == {HALLS}
    assert set(shown(duty_list="secretary")) == {"X-1"}
    assert set(shown(duty_list="department")) == {PAVING, COVERS, HALLS}
    assert set(shown()) == {PAVING, COVERS, HALLS, "029901"}  # what no petition goes by is not in the way


def test_two_days_side_by_side(city, wednesday, shown):
    day = wednesday.date() + 7 * DAY
    carry_out(propose(gives(PAVING, city.water), drops(HALLS), on=day))

    rows = shown(on=day.isoformat(), against=wednesday.date().isoformat())

    changed = {cell.column.key: (cell.symbols, cell.was) for cell in rows[PAVING].cells if cell.is_changed}
    assert changed == {"D14": ("", "●"), "D16": ("●", ""), "D15": ("", "○")}
    assert (rows[HALLS].is_ended, rows[HALLS].verdict) == (True, "gap")
    assert not rows[COVERS].is_changed


def test_what_one_sees_and_cannot_reach(city, wednesday, shown):
    """The grid finds both; in the hallways the street has a part, about the pavements it has none."""
    order_in(Status.HANDLING, channel=Channel.GRID_REPORT)
    order_in(Status.HANDLING, category=HALLWAY, channel=Channel.GRID_REPORT)
    order_in(Status.HANDLING, category=MANHOLE)

    assert set(shown(unreachable="on")) == {PAVING}

    placeholder, paving = DutyItem.objects.get(code=HALLS).lead, DutyItem.objects.get(code=PAVING)
    DutyCooperation.objects.create(duty=paving, department=placeholder, order=9)
    assert shown(unreachable="on") == {}


def test_nonsense_is_left_out_and_said(cast, sit_down):
    response = sit_down(cast.mei).get(MATRIX, {"on": "yesterday", "only": "nothing"})

    assert len(response.context["matrix"].rows) == 3
    assert "This filter is left out." in response.content.decode()


def test_units_see_the_matrix_and_strangers_do_not(cast, sit_down):
    for user in (cast.wei, cast.hong, cast.sun):
        assert sit_down(user).get(MATRIX).status_code == 200
    assert sit_down(person("none", "无")).get(MATRIX).status_code == 403
    assert sit_down(person("none", "无")).get(item_url(PAVING)).status_code == 403


@pytest.mark.parametrize("count", [1, 12])
def test_the_matrix_asks_the_same_few_questions_at_any_size(count, city, cast, sit_down, django_assert_num_queries):
    fill(count)
    order_in(Status.HANDLING)
    mei = sit_down(cast.mei)
    catalogue.load(), catalogue.category_rows()

    with django_assert_num_queries(14):
        response = mei.get(MATRIX)

    assert len(response.context["matrix"].rows) == 3 + count


def fill(count):
    """More units and items, each with two that cooperate."""
    street = DutyItem.objects.get(code=HALLS).lead
    for number in range(count):
        unit = Department.objects.create(
            code=f"D{100 + number}", name=f"第{number}局", short_name=f"{number}局", system="government",
            valid_from=SINCE,
        )  # fmt: skip
        category = Category.objects.create(code=f"99{number:04}", level1="其他", level2="其他", name=f"事项{number}")
        item = DutyItem.objects.create(code=f"F-{number}", title=category.name, lead=unit, valid_from=SINCE)
        DutyCooperation.objects.create(duty=item, department=street, order=1)
        DispatchRule.objects.create(category=category, duty_code=item.code, valid_from=SINCE)
    catalogue.changed()


# --- one item


def test_the_drawer_tells_text_petitions_disputes_and_findings(city, wednesday, cast, sit_down):
    order = order_in(Status.HANDLING, channel=Channel.GRID_REPORT)
    award(order, city.water, at=wednesday)
    findings.recompute(at=wednesday)
    DutyItem.objects.filter(code=PAVING).update(basis="城市道路管理条例第二十条")

    mei = sit_down(cast.mei)

    text = mei.get(item_url(PAVING), headers={"HX-Request": "true"}).content.decode()
    response = mei.get(item_url(PAVING))

    assert "<html" not in text
    assert "城市道路管理条例第二十条" in text
    assert response.context["use"] == dutyuse.Use(cases=1, given_out=1, by_grid=1)
    assert [(case.lead, is_seen) for case, is_seen in response.context["precedents"]] == [(city.water, True)]
    assert [finding.kind for finding in response.context["findings"]] == ["award"]
    assert [row.pk for row in response.context["newest"]] == [order.pk]


def test_whoever_may_not_see_the_order_reads_the_award_without_its_number(city, wednesday, cast, sit_down):
    order = order_in(Status.HANDLING)
    award(order, city.traffic, at=wednesday)

    response = sit_down(cast.chen).get(item_url(PAVING))

    assert [is_seen for _case, is_seen in response.context["precedents"]] == [False]
    assert response.context["newest"] == []
    assert order.number not in response.content.decode()


def test_an_item_that_ended_is_shown_as_it_was_with_what_became_of_its_petitions(city, wednesday, cast, sit_down):
    order_in(Status.HANDLING, category=HALLWAY)
    end(HALLS, on=wednesday.date())

    context = sit_down(cast.mei).get(item_url(HALLS)).context

    assert (context["item"].code, context["is_in_force"], context["use"].cases) == (HALLS, False, 1)


def test_a_category_without_any_item_has_a_page_and_an_unknown_code_has_none(cast, sit_down):
    mei = sit_down(cast.mei)

    assert mei.get(item_url(PAVEMENT)).context["title"] == "道路与人行道破损"
    assert mei.get(item_url("Z-9")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_item_asks_the_same_few_questions(
    count, city, wednesday, cast, sit_down, django_assert_num_queries
):
    for _ in range(count):
        award(order_in(Status.HANDLING), city.water, at=wednesday - timedelta(days=1))
    findings.recompute(at=wednesday)
    mei = sit_down(cast.mei)
    catalogue.load()

    with django_assert_num_queries(15):
        mei.get(item_url(PAVING))

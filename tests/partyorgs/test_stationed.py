"""Units stationed at streets: there once, evaluated by the street each quarter, and never a person."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import ledger
from partyorgs import stationed
from partyorgs.models import StationedUnit, StreetEvaluation
from partyorgs.stationed import NotStationed
from tests.factories import STREET, acting
from tests.partyorgs.ground import MORNING, TODAY

LIST = reverse("partyorgs:stationed")


@pytest.fixture
def unit(city, cast):
    return station(city, acting(cast.mei))


def station(city, by, name="执法中队", since=date(2026, 5, 1), platform="enforcement"):
    return stationed.station(
        department=city.roads, street=city.street, name=name, platform=platform, since=since, by=by, at=MORNING
    )


def evaluate(unit, by, year=2026, quarter=3, grade="good", text="配合好"):
    return stationed.evaluate(unit, year=year, quarter=quarter, grade=grade, text=text, by=by, at=MORNING)


def test_a_unit_is_sent_once_and_answers_to_both(city, cast, unit):
    again = station(city, acting(cast.mei))

    event = ledger.history(unit).get()
    assert (again, unit.reporting, event.kind, event.data["street"]) == (unit, "dual", "stationed.sent", STREET)


def test_it_is_withdrawn_once(cast, unit):
    mei = acting(cast.mei)
    with pytest.raises(NotStationed):
        stationed.withdraw(unit, on=unit.since, reason="", by=mei, at=MORNING)

    stationed.withdraw(unit, on=TODAY, reason="机构改革", by=mei, at=MORNING)
    stationed.withdraw(unit, on=TODAY, reason="机构改革", by=mei, at=MORNING)

    unit.refresh_from_db()
    assert unit.until == TODAY
    assert [event.kind for event in ledger.history(unit)] == ["stationed.sent", "stationed.withdrawn"]


def test_the_street_s_word_for_a_quarter_is_one_and_the_ledger_keeps_all(cast, unit):
    hong = acting(cast.hong)

    evaluate(unit, hong)
    evaluate(unit, hong)
    evaluate(unit, hong, grade="poor", text="两次未到场")

    row = StreetEvaluation.objects.get()
    assert (row.grade, row.text, row.by_name) == ("poor", "两次未到场", "李红")
    told = [event.data["grade"] for event in ledger.history(unit) if event.kind == "stationed.evaluated"]
    assert told == ["good", "poor"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"quarter": 1}, "quarter"),
        ({"year": 2027, "quarter": 1}, "quarter"),
        ({"grade": "poor", "text": " "}, "text"),
    ],
)
def test_what_is_no_evaluation(said, field, cast, unit):
    with pytest.raises(NotStationed) as refused:
        evaluate(unit, acting(cast.hong), **said)

    assert (refused.value.field, StreetEvaluation.objects.count()) == (field, 0)


@pytest.mark.parametrize(("day", "quarter"), [("01-01", 1), ("03-31", 1), ("04-01", 2), ("09-30", 3), ("12-31", 4)])
def test_quarters(day, quarter):
    assert stationed.quarter_of(date.fromisoformat(f"2026-{day}")) == (2026, quarter)


def test_the_street_evaluates_on_the_page_and_nobody_else(city, cast, unit, sit_down):
    address = reverse("partyorgs:stationed-act", args=[unit.pk, "evaluate"])
    said = {"quarter": "2026-3", "grade": "fair", "text": "夜间响应偏慢"}

    answers = {
        "office": sit_down(cast.mei).post(address, said).status_code,
        "department": sit_down(cast.wei).post(address, said).status_code,
        "street": sit_down(cast.hong).post(address, said).status_code,
        "nonsense": sit_down(cast.hong).post(address, {**said, "quarter": "第三季度"}).status_code,
    }

    assert answers == {"office": 403, "department": 403, "street": 302, "nonsense": 422}
    page = sit_down(cast.wei).get(reverse("partyorgs:stationed-unit", args=[unit.pk]))
    assert [row.text for row in page.context["evaluations"]] == ["夜间响应偏慢"]
    assert page.context["actions"] == []


def test_the_office_sends_and_withdraws_on_the_page(cast, city, sit_down):
    mei = sit_down(cast.mei)
    said = {"department": "D14", "street": STREET, "name": "执法中队", "platform": "enforcement",
            "reporting": "dual", "since": "2026-05-01"}  # fmt: skip

    sent = mei.post(reverse("partyorgs:stationed-new"), said)
    unit = StationedUnit.objects.get()
    gone = mei.post(
        reverse("partyorgs:stationed-act", args=[unit.pk, "withdraw"]), {"on": "2026-11-18", "reason": "机构改革"}
    )

    assert (sent.url, gone.status_code) == (reverse("partyorgs:stationed-unit", args=[unit.pk]), 302)
    assert sit_down(cast.hong).get(reverse("partyorgs:stationed-new")).status_code == 403


def test_the_list_is_parted_by_the_four_platforms(cast, city, unit, sit_down):
    """S3-20."""
    station(city, acting(cast.mei), name="司法所", platform="order")
    gone = station(city, acting(cast.mei), name="旧站", platform="service", since=TODAY - timedelta(days=9))
    stationed.withdraw(gone, on=TODAY, reason="", by=acting(cast.mei), at=MORNING)
    evaluate(unit, acting(cast.hong), grade="poor", text="未到场")
    mei = sit_down(cast.mei)

    listing = mei.get(LIST).context["listing"]

    assert [tab.count for tab in listing.tabs] == [2, 0, 0, 1, 1, 1]
    assert [(row.name, row.latest) for row in listing.rows] == [("执法中队", "poor"), ("司法所", None)]
    assert mei.get(LIST, {"place": "990103"}).context["listing"].total == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_at_any_length(rows, city, cast, sit_down, django_assert_num_queries):
    for n in range(rows):
        evaluate(station(city, acting(cast.mei), name=f"{n}队"), acting(cast.hong))
    mei = sit_down(cast.mei)

    with django_assert_num_queries(15):
        assert len(mei.get(LIST).context["listing"].rows) == rows

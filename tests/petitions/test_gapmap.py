"""What is wrong with who answers: gaps, overlaps, history and awards against the list; found, kept, and gone again."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core.calendar import CITY_TIME
from core.models import Job
from partyorgs.enums import Role
from partyorgs.models import AgendaItem, Department, DutyItem
from petitions import catalogue, findings, tasks
from petitions.catalogue import Duty, Lists, Row, Sort, Unit
from petitions.enums import FindingKind, Status
from petitions.gapmap import Award, Past, find, weigh
from petitions.models import DutyFinding
from petitions.routing import Matter
from tests.factories import GRID, HALLWAY, MANHOLE, OTHER_STREET, PAVEMENT, SINCE, order_in, person, submit_petition
from tests.petitions.duties import DAY, award, claim, end

LIST = reverse("petitions:duty-findings")
TODAY = date(2026, 11, 18)
ROADS, WATER, POLICE, OFFICE = (
    Unit(number, code, name, "member", None)
    for number, (code, name) in enumerate(
        [("D14", "城管局"), ("D16", "水务局"), ("D07", "公安局"), ("D01", "社工部")], 1
    )
)
LAMPS, CLUE = (
    Sort(11, "020403", "路灯不亮", "normal", "help", False, False),
    Sort(12, "990101", "线索", "normal", "help", True, False),
)


def lists(*rows, ended=None):
    """Each row is a lead and the area it leads in."""
    duties = tuple(
        Duty(f"C-{n}", "路灯养护", unit.id, (), False, False, SINCE, ended) for n, (unit, _area) in enumerate(rows)
    )
    kept = tuple(Row(n, LAMPS.id, f"C-{n}", "", area, SINCE, None) for n, (_unit, area) in enumerate(rows))
    return Lists((ROADS, WATER, POLICE, OFFICE), (LAMPS, CLUE), duties, kept).catalogue()


def past(number, *, lead=ROADS, place=GRID, hours=0.0, category=LAMPS.id, target=None, is_solved=True, on=TODAY):
    return Past(number, Matter(category, "help", place, target), lead.id if lead else None, is_solved, hours, on)


def found(orders, duties, awards=(), gone=None):
    return {(one.kind.value, one.key): one for one in find(orders, awards, duties, gone=gone or {}, on=TODAY)}


def test_a_list_in_order_has_no_finding():
    assert found([past(1), past(2)], lists((ROADS, ""))) == {}


def test_a_category_without_a_duty_in_force_is_a_gap_even_if_nobody_has_asked():
    (gap,) = found([], lists((ROADS, ""), ended=TODAY)).values()

    assert (gap.kind, gap.key, gap.cases, gap.weight) == (FindingKind.GAP, LAMPS.code, 0, 0)
    assert (gap.because.code, gap.duty_codes) == ("no_duty", ("C-0",))


def test_a_gap_weighs_its_volume_and_its_wait():
    orders = [past(1, lead=None, hours=2.0), past(2, lead=None, hours=30.0), past(3, lead=None, hours=10.0)]

    (gap,) = found(orders, lists()).values()

    assert (gap.because.code, gap.cases, gap.hours, gap.samples) == ("no_rule", 3, 10.0, (3, 2, 1))
    assert gap.weight == 3 * (1 + 10.0) == weigh(3, 10.0)


def test_the_wait_of_a_gap_is_of_those_who_came_when_nobody_led_any_more():
    orders = [past(1, hours=0.0, on=TODAY - 60 * DAY), past(2, hours=0.2, on=TODAY - 50 * DAY), past(3, hours=20.0)]

    (gap,) = found(orders, lists((ROADS, ""), ended=TODAY - 30 * DAY)).values()

    assert (gap.cases, gap.hours) == (3, 20.0)


def test_where_only_some_places_have_a_lead_the_others_are_the_gap():
    (gap,) = found([past(1), past(2, place=f"{OTHER_STREET}001001")], lists((ROADS, GRID[:9]))).values()

    assert (gap.kind, gap.samples) == (FindingKind.GAP, (2,))


def test_two_items_of_one_rank_that_name_different_units_overlap():
    (overlap,) = found([past(1), past(2)], lists((ROADS, ""), (WATER, ""))).values()

    assert (overlap.kind, overlap.cases) == (FindingKind.OVERLAP, 2)
    assert (overlap.unit_ids, overlap.duty_codes) == ((ROADS.id, WATER.id), ("C-0", "C-1"))


def test_a_rule_for_a_smaller_area_overrides_and_does_not_overlap():
    assert found([past(1)], lists((ROADS, ""), (WATER, GRID[:9]))) == {}


def test_two_items_that_name_the_same_unit_do_not_overlap():
    assert found([past(1)], lists((ROADS, ""), (ROADS, ""))) == {}


def test_an_item_whose_unit_is_gone_names_nobody():
    (gap,) = found([past(1)], lists((ROADS, "")), gone={ROADS.id: "城管局"}).values()

    assert (gap.kind, gap.because.code, gap.unit_ids) == (FindingKind.GAP, "unit_gone", (ROADS.id,))


SOLVED = [*(past(n) for n in range(6)), *(past(n, lead=WATER) for n in (6, 7)), *(past(n, lead=POLICE) for n in (8, 9))]


def test_what_three_units_solved_is_not_what_the_list_says():
    (history,) = found(SOLVED, lists((ROADS, ""))).values()

    assert (history.kind, history.cases, history.unit_ids) == (FindingKind.HISTORY, 4, (WATER.id, POLICE.id))


@pytest.mark.parametrize(
    "orders",
    [
        SOLVED[:8],  # two units only
        [*SOLVED[:7], SOLVED[8]],  # each of the others solved a single one
        [*SOLVED, *(past(n) for n in range(10, 24))],  # 4 of 24
        [replace(order, is_solved=False) for order in SOLVED],
        [*SOLVED[:6], *(past(n, lead=(WATER, POLICE)[n % 2], target=ROADS.id) for n in range(6, 10))],  # by rule
    ],
    ids=["two units", "once each", "too few", "unsolved", "complaints about the lead"],
)  # fmt: skip
def test_some_exceptions_are_no_history(orders):
    assert found(orders, lists((ROADS, ""))) == {}


def test_an_award_against_the_list_contests_it():
    awards = [Award(LAMPS.id, "help", GRID, WATER.id, 7), Award(LAMPS.id, "help", GRID, ROADS.id, 8)]

    (contest,) = found([past(1)], lists((ROADS, "")), awards).values()

    assert (contest.kind, contest.unit_ids, contest.samples) == (FindingKind.AWARD, (WATER.id,), (7,))


def test_petitions_without_a_category_fit_no_item():
    (rest,) = found([past(1, category=None, lead=None, hours=5.0)], lists((ROADS, ""))).values()

    assert (rest.kind, rest.key, rest.category_id, rest.cases) == (FindingKind.UNMATCHED, "none", None, 1)


def test_what_is_only_answered_with_guidance_needs_no_lead():
    assert found([past(1, category=CLUE.id, lead=None)], lists((ROADS, ""))) == {}


def test_the_heaviest_comes_first():
    orders = [past(1, category=None, lead=None), *(past(n, hours=4.0) for n in range(2, 5))]

    assert [one.kind for one in find(orders, [], lists((ROADS, ""), (WATER, "")), gone={}, on=TODAY)] == [
        FindingKind.OVERLAP, FindingKind.UNMATCHED,
    ]  # fmt: skip


# --- night after night


@pytest.fixture
def disorder(city, wednesday, cast):
    """The planted ones: hallways on no list, two items for manholes, an award against the list about pavements."""
    pavement = order_in(Status.HANDLING)
    order_in(Status.HANDLING, category=MANHOLE)
    order_in(Status.HANDLING, category=HALLWAY)
    end(f"C-{HALLWAY}", on=wednesday.date())
    claim(city.manhole, city.water, code="W-1")
    award(pavement, city.traffic, at=wednesday)
    return pavement


def named():
    return {(row.kind, row.category and row.category.name) for row in DutyFinding.objects.filter(gone_at=None)}


def test_the_planted_ones_are_found_by_name(disorder, city, wednesday):
    counts = findings.recompute(at=wednesday)

    assert named() == {("gap", "楼道堆物"), ("overlap", "井盖缺失破损"), ("award", "道路与人行道破损")}
    assert counts == {"found": 3, "new": 3, "gone": 0}
    overlap = DutyFinding.objects.get(kind="overlap")
    assert (overlap.unit_codes, overlap.duty_codes, overlap.cases) == (["D14", "D16"], [f"C-{MANHOLE}", "W-1"], 1)


def test_what_is_still_there_keeps_its_day_and_what_is_mended_goes(disorder, city, wednesday):
    findings.recompute(at=wednesday)
    DutyItem.objects.filter(code="W-1").update(valid_to=wednesday.date())

    counts = findings.recompute(at=wednesday + DAY)

    assert counts == {"found": 2, "new": 0, "gone": 1}
    gone = DutyFinding.objects.get(kind="overlap")
    assert (gone.first_seen_at, gone.last_seen_at, gone.gone_at) == (wednesday, wednesday, wednesday + DAY)
    still = DutyFinding.objects.get(kind="gap")
    assert (still.first_seen_at, still.last_seen_at, still.gone_at) == (wednesday, wednesday + DAY, None)


def test_what_returns_is_found_anew(disorder, city, wednesday):
    for day in range(3):
        DutyItem.objects.filter(code="W-1").update(valid_to=wednesday.date() if day == 1 else None)
        findings.recompute(at=wednesday + day * DAY)

    rows = DutyFinding.objects.filter(kind="overlap").order_by("first_seen_at")
    assert [(row.first_seen_at, row.gone_at) for row in rows] == [
        (wednesday, wednesday + DAY), (wednesday + 2 * DAY, None),
    ]  # fmt: skip


def test_a_dissolved_unit_is_found(city, wednesday):
    Department.objects.filter(code="D14").update(valid_to=wednesday.date())

    findings.recompute(at=wednesday)

    assert named() == {("gap", "道路与人行道破损"), ("gap", "井盖缺失破损")}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CITY_TIME)


@pytest.mark.parametrize(
    ("asked", "now", "is_due"),
    [
        (None, "2026-11-18T10:00", True),
        ("2026-11-18T03:05", "2026-11-18T10:00", False),
        ("2026-11-18T02:50", "2026-11-18T10:00", True),
        ("2026-11-17T03:05", "2026-11-18T02:00", False),
        ("2026-11-17T03:05", "2026-11-18T03:00", True),
    ],
)
def test_it_looks_once_a_night_and_makes_up_for_a_night_that_was_missed(db, asked, now, is_due):
    if asked:
        Job.objects.filter(pk=findings.ask_for().pk).update(created_at=at(asked))

    assert findings.is_due(at=at(now)) == is_due


def test_the_night_finds_what_is_wrong(disorder, wednesday):
    tasks.find_gaps()
    tasks.find_gaps()

    job = Job.objects.get(kind=findings.JOB)
    assert (job.owner, job.result) == (None, {"found": 3, "new": 3, "gone": 0})


# --- its pages


@pytest.fixture
def map_of_gaps(disorder, wednesday):
    findings.recompute(at=wednesday)


def test_mei_sees_the_map_with_reasons_and_figures(map_of_gaps, cast, sit_down):
    text = sit_down(cast.mei).get(LIST).content.decode()

    assert "No duty is in force for “楼道堆物”" in text
    assert "give “井盖缺失破损” to different units: 市城管局、市水务局." in text


def test_one_click_makes_an_agenda_item_and_two_clicks_the_same(map_of_gaps, cast, sit_down, wednesday):
    gap = DutyFinding.objects.get(kind="gap")
    address, mei = reverse("petitions:duty-finding-agenda", args=[gap.pk]), sit_down(cast.mei)

    for _ in range(2):
        assert mei.post(address).status_code == 302

    item = AgendaItem.objects.get()
    assert (item.source, item.source_key, item.raised_by_name) == (findings.SOURCE, str(gap.pk), "王敏")
    assert item.title == "Duties: gap: nobody leads, 楼道堆物"
    assert item.address == reverse("petitions:duty-finding", args=[gap.pk])
    assert "1 cases in twelve months" in item.text
    assert "on the agenda" in mei.get(LIST).content.decode()


def test_sample_cases_are_shown_to_whoever_may_see_them(map_of_gaps, disorder, cast, sit_down):
    address = reverse("petitions:duty-finding", args=[DutyFinding.objects.get(kind="award").pk])

    assert [order.pk for order in sit_down(cast.wei).get(address).context["samples"]] == [disorder.pk]
    answer = sit_down(cast.chen).get(address)
    assert answer.context["samples"] == []
    assert disorder.number not in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("wei", 403), ("hong", 403), ("mei", 302)])
def test_units_look_and_the_office_acts(who, status, map_of_gaps, cast, sit_down, monkeypatch):
    monkeypatch.setattr(tasks.find_gaps, "delay", lambda **given: None)
    client = sit_down(getattr(cast, who))
    gap = DutyFinding.objects.get(kind="gap")

    assert client.get(LIST).status_code == 200
    assert client.post(reverse("petitions:duty-findings-again")).status_code == status
    assert client.post(reverse("petitions:duty-finding-agenda", args=[gap.pk])).status_code == status
    assert client.post(reverse("petitions:duty-finding-agenda", args=[0])).status_code == (
        404 if status == 302 else 403
    )


def test_an_auditor_reads_and_somebody_without_a_role_does_not(map_of_gaps, cast, sit_down):
    auditor, nobody = person("shen", "沈", {"role": Role.AUDITOR}), person("none", "无")

    assert sit_down(auditor).get(LIST).status_code == 200
    assert sit_down(nobody).get(LIST).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_map_asks_the_same_few_questions(count, city, wednesday, cast, sit_down, django_assert_num_queries):
    for code in (PAVEMENT, MANHOLE, HALLWAY)[:count]:
        end(f"C-{code}", on=wednesday.date())
    submit_petition()
    findings.recompute(at=timezone.now())
    mei = sit_down(cast.mei)

    with django_assert_num_queries(13):
        response = mei.get(LIST)

    assert len(response.context["listing"].rows) == count


def test_finding_them_costs_the_same_few_questions_whatever_happened(city, wednesday, django_assert_num_queries):
    for _ in range(3):
        order_in(Status.HANDLING)
    catalogue.changed()

    with django_assert_num_queries(12):
        findings.recompute(at=wednesday + timedelta(hours=1))


def test_reasons_read_in_chinese(map_of_gaps):
    with translation.override("zh-hans"):
        reasons = [str(reason) for row in DutyFinding.objects.filter(kind="overlap") for reason in row.reasons]

    assert reasons == ["事项 C-020402、W-1 将“井盖缺失破损”分别交由不同单位主责：市城管局、市水务局。"]

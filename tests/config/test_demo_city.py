"""The generated past of the fictional city: the same each time, true to the workflow, shaped as practice §8.3 says."""

import hashlib
import json
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import groupby

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Max

from config import demo_city
from config.demo_city import dutygaps, rules
from config.demo_city.d1 import load_d1
from config.demo_city.petitions import Size, generate
from config.demo_city.years import load_years
from core import calendar, ledger
from core.actors import SYSTEM
from core.calendar import CITY_TIME
from core.models import CalendarYear, Delivery, Event, NumberSequence
from partyorgs.models import DutyProposal
from petitions import deadlines, exclusions, replay, sweep
from petitions.enums import OPEN, Action, AssignmentRole, Channel, ClockName, DeadlineLamp, PetitionKind, Status
from petitions.intake import REPEAT_WINDOW
from petitions.models import (
    Arbitration,
    Assignment,
    AssistRequest,
    Category,
    Clock,
    DispatchSuggestion,
    DutyCase,
    DutyFinding,
    DutyTrial,
    Exclusion,
    ExtensionRequest,
    FinalReply,
    FollowUp,
    IntegrityAlert,
    Petition,
    PetitionerProfile,
    Reply,
    ReturnRequest,
    SupervisionOrder,
    Suspension,
    Whistle,
    WorkOrder,
)
from reports.models import AssessmentCycle, AssessmentResult

MINUTE = timedelta(minutes=1)
UNTIL = datetime(2026, 11, 22, 10, 0, tzinfo=CITY_TIME)
SIZE = Size(count=400, months=12, seed=20261122, until=UNTIL)
SMALL = Size(count=60, months=6, seed=1, until=UNTIL)


@pytest.fixture(scope="module")
def states(django_db_setup, django_db_blocker):
    """The city with 400 petitions, made once for all tests of this file and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo_city.load_base(UNTIL, SIZE.seed)
        rules.load_rules(UNTIL.date())
        yield generate(SIZE)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _city(states, db):
    """Every test sees the city, and what it changes itself is undone."""


def at(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CITY_TIME)


def story(number):
    return WorkOrder.objects.filter(title__startswith=f"ST-{number}").order_by("registered_at", "id")


def share(queryset, count=SIZE.count):
    return queryset.count() / count


# --- the same each time


def made(size):
    """What a run adds to the city, without the keys the database gave it. Undone at once."""
    with transaction.atomic():
        newest = WorkOrder.objects.aggregate(Max("id"))["id__max"]
        generate(size)
        orders = WorkOrder.objects.filter(id__gt=newest).order_by("number")
        rows = [
            list(orders.values_list("number", "title", "status", "registered_at", "due_at", "closed_at", "lead__code")),
            list(Event.objects.filter(subject_id__gt=newest).order_by("id").values_list("seq", "kind", "at", "data")),
            [(row.name, row.phone) for row in PetitionerProfile.objects.order_by("petition__number")],
            list(Reply.objects.order_by("work_order__number", "id").values_list("public_text", flat=True)),
        ]
        transaction.set_rollback(True)
    return hashlib.sha256(json.dumps(rows, cls=DjangoJSONEncoder).encode()).hexdigest()


def test_the_same_numbers_make_the_same_petitions():
    assert made(SMALL) == made(SMALL)


def test_another_seed_makes_others():
    assert made(SMALL) != made(Size(SMALL.count, SMALL.months, SMALL.seed + 1, UNTIL))


# --- true to the workflow


def test_every_state_is_there(states):
    assert set(states) == set(Status.values)
    assert sum(states.values()) == SIZE.count == Petition.objects.count()


def test_every_order_can_be_replayed_from_an_unbroken_chain():
    stands = dict(WorkOrder.objects.order_by("id").values_list("id", "status"))
    events = Event.objects.filter(subject_type="petitions.workorder").order_by("subject_id", "seq")

    for order_id, group in groupby(events, key=lambda event: event.subject_id):
        history = list(group)
        steps = [event.data for event in history if "after" in event.data]
        assert ledger.broken(history) is None
        assert [step["before"] for step in steps[1:]] == [step["after"] for step in steps[:-1]]
        assert steps[-1]["after"] == stands.pop(order_id)
        assert [event.at for event in history] == sorted(event.at for event in history)
        assert history[-1].at <= UNTIL

    assert stands == {}


def test_every_row_is_what_its_history_tells():
    orders = WorkOrder.objects.select_related("merged_into").order_by("id")
    events, clocks, parts = defaultdict(list), defaultdict(list), defaultdict(list)
    for event in Event.objects.filter(subject_type="petitions.workorder").order_by("subject_id", "seq"):
        events[event.subject_id].append(event)
    for clock in Clock.objects.filter(stopped_at=None).order_by("id"):
        clocks[clock.work_order_id].append(clock)
    for part in Assignment.objects.filter(is_active=True).order_by("id"):
        parts[part.work_order_id].append(part)

    told = {
        order.number: replay.differences(order, events[order.pk], clocks[order.pk], parts[order.pk])
        for order in orders
    }  # fmt: skip
    assert {number: found for number, found in told.items() if found} == {}


def test_every_row_keeps_what_the_tables_promise():
    connection.check_constraints()

    given_out = WorkOrder.objects.filter(status__in=OPEN - {Status.REGISTERED, Status.ACCEPTED})
    leads = Assignment.objects.filter(role=AssignmentRole.LEAD, is_active=True)
    assert leads.count() == given_out.count() == leads.filter(work_order__in=given_out).count()
    assert not WorkOrder.objects.exclude(status__in=OPEN).exclude(clock="").exists()


def test_people_with_accounts_acted():
    by = set(Event.objects.exclude(by_id=None).values_list("by_name", flat=True))

    assert {"受理测试01", "派单测试01", "核查测试01", "回访测试01", "协调测试01", "联络测试14"} <= by


def test_running_clocks_are_due_and_some_are_late():
    waiting = WorkOrder.objects.filter(status__in=OPEN - {Status.SUSPENDED})
    lamps = {deadlines.lamp(order, UNTIL) for order in waiting}

    assert not Clock.objects.filter(due_at=None).exists()
    assert {DeadlineLamp.GREEN, DeadlineLamp.YELLOW, DeadlineLamp.RED} <= lamps
    assert DeadlineLamp.UNKNOWN not in lamps


def test_only_what_still_waits_for_routing_is_to_be_delivered():
    unrouted = WorkOrder.objects.filter(routed_at=None, status=Status.ACCEPTED)

    waiting = Delivery.objects.exclude(event__kind="dutyrevision.approve")  # the worker adds the rules it asks for
    delivered = set(waiting.values_list("event__subject_id", "event__kind"))

    assert delivered == {(order.pk, "workorder.accept") for order in unrouted}
    assert delivered


def test_real_petitions_go_on_counting_from_the_last_number():
    for prefix, model in (("GD", WorkOrder), ("SQ", Petition)):
        for sequence in NumberSequence.objects.filter(prefix=prefix).order_by("day"):
            day = f"{prefix}{sequence.day:%Y%m%d}"
            assert model.objects.filter(number__startswith=day).aggregate(Max("number"))["number__max"] == (
                f"{day}{sequence.last:06}"
            )


def test_a_repeat_follows_a_closed_order_of_the_same_person_and_matter():
    repeats = Petition.objects.filter(is_repeat=True).select_related("petitioner", "work_order")

    assert repeats
    for petition in repeats:
        registered_at = petition.work_order.registered_at
        assert PetitionerProfile.objects.filter(
            contact_hash=petition.petitioner.contact_hash,
            petition__work_order__category=petition.work_order.category_id,
            petition__work_order__closed_at__range=(registered_at - REPEAT_WINDOW, registered_at),
        ).exists()


def test_nobody_can_be_taken_for_a_real_person():
    for profile in PetitionerProfile.objects.order_by("pk"):
        assert profile.phone.startswith("199000")
        assert len(profile.phone) == 11


# --- shaped as practice says


def test_shares():
    petitions, orders = Petition.objects.all(), WorkOrder.objects.all()

    assert share(petitions.filter(channel=Channel.HOTLINE_12345)) == pytest.approx(0.55, abs=0.07)
    assert share(petitions.filter(channel=Channel.PORTAL)) == pytest.approx(0.15, abs=0.05)
    assert share(petitions.filter(kind=PetitionKind.HELP)) == pytest.approx(0.40, abs=0.07)
    assert share(petitions.filter(kind=PetitionKind.REPORT)) == pytest.approx(0.06, abs=0.04)
    assert share(petitions.filter(is_repeat=True)) == pytest.approx(0.08, abs=0.04)
    assert share(orders.filter(category__level1="物业与住房")) == pytest.approx(0.24, abs=0.07)
    assert share(orders.filter(return_count__gt=0)) == pytest.approx(0.07, abs=0.04)
    assert share(orders.filter(round__gt=1)) == pytest.approx(0.06, abs=0.04)
    assert share(orders.filter(status=Status.MERGED)) == pytest.approx(0.08, abs=0.04)


def test_most_units_keep_most_deadlines():
    signed = Assignment.objects.filter(signed_at__isnull=False, sign_due_at__isnull=False)
    in_time = [row.signed_at <= row.sign_due_at for row in signed]
    submitted = WorkOrder.objects.filter(submitted_at__isnull=False)
    punctual = [order.submitted_at <= order.handle_due_at for order in submitted]

    assert sum(in_time) / len(in_time) == pytest.approx(0.9, abs=0.05)
    assert sum(punctual) / len(punctual) == pytest.approx(0.9, abs=0.06)


def test_the_seasons_come_round():
    """Nobody complains of cold radiators in July."""
    heating = WorkOrder.objects.filter(category__code__in=["040401", "040402"])

    assert heating.filter(registered_at__month__in=[5, 6, 7, 8, 9]).count() <= 1
    assert heating.filter(registered_at__month__in=[11, 12, 1, 2, 3]).count() > 5


def test_the_desk_waits_for_every_reason():
    waiting = DispatchSuggestion.objects.filter(work_order__status__in=[Status.REGISTERED, Status.ACCEPTED])

    reasons = {suggestion.because[-1][0] for suggestion in waiting if not suggestion.is_applied}

    assert reasons == {"no_category", "guidance_only", "place_needed", "grassroots_guard", "conflict_unresolved"}


def test_titles_are_seldom_the_same():
    assert WorkOrder.objects.values("title").distinct().count() > SIZE.count * 0.8


# --- the work of these days


def test_nobody_stands_unsigned_longer_than_the_return_window():
    """What would have been counted as signed has been, and so nobody is told of it now."""
    assert not Clock.objects.filter(name=ClockName.RETURN_WINDOW, stopped_at=None, due_at__lt=UNTIL - MINUTE).exists()
    assert Assignment.objects.filter(is_auto_signed=True).exists()


def test_the_first_round_of_the_clocks_tells_of_a_few_orders_only():
    assert 1 <= sweep.sweep(by=SYSTEM, at=UNTIL) <= 10


@pytest.mark.parametrize(
    ("model", "waiting"),
    [
        (ExtensionRequest, {"state": "pending"}),
        (Suspension, {"state": "pending"}),
        (AssistRequest, {"state": "pending"}),
        (Assignment, {"is_active": True, "objected_at__isnull": False, "objection_settled_at": None}),
        (Arbitration, {"decided_at": None, "proposed_at__isnull": False}),
        (FinalReply, {"state": "pending"}),
        (Exclusion, {"state": "pending"}),
        (Exclusion, {"state": "checked"}),
    ],
)
def test_something_waits_for_whoever_decides(model, waiting):
    assert model.objects.filter(**waiting).exists()


def test_a_second_refusal_waits_for_arbitration():
    (order,) = WorkOrder.objects.filter(status=Status.RETURN_PENDING, return_count=2)

    states = ReturnRequest.objects.filter(work_order=order).order_by("id").values_list("state", flat=True)
    assert list(states) == ["approved", "pending"]


def test_suspensions_are_reviewed_before_their_day():
    in_force = Suspension.objects.filter(state="granted")

    assert in_force.filter(reviews__gt=0).exists()
    assert in_force.filter(review_on__lte=UNTIL.date() + timedelta(days=5)).exists()
    assert not in_force.filter(review_on__lt=UNTIL.date()).exists()


def test_supervision_stands_at_every_step():
    states = SupervisionOrder.objects.order_by("id").values_list("state", flat=True)

    assert set(states) == {"draft", "issued", "replied"}


def test_a_whistle_is_open_and_one_department_is_there():
    whistle = Whistle.objects.get(ended_at=None)

    assert [bool(call.arrived_at) for call in whistle.calls.order_by("department__code")] == [True, False]
    assert whistle.orders.get().has_open("whistle")


def test_an_integrity_alert_waits_to_be_looked_into():
    assert IntegrityAlert.objects.get(seen_at=None).kind == "rating_pressure"


# --- the stories


def steps_of(order):
    """What was done to it, without the way every order goes."""
    kinds = (event.kind.removeprefix("workorder.") for event in ledger.history(order))
    return [kind for kind in kinds if kind not in USUAL]


USUAL = {"register", "accept", "dispatch", "sign", "contact", "clock_ended", "submit", "to_follow_up",
         "to_verification", "verify", "archive"}  # fmt: skip


def test_st_01_three_departments_come_and_it_is_over_the_same_day():
    order = story("01").get()

    whistle = order.whistles.get()
    assert (order.status, order.closed_at.date()) == (Status.CLOSED, order.registered_at.date())
    assert [call.department.code for call in whistle.calls.order_by("department__code")] == ["D20", "D21", "D24"]
    assert all(call.arrived_at <= call.due_at and call.rating for call in whistle.calls.order_by("id"))
    assert (whistle.verdict, whistle.ended_by_name) == ("justified", "统筹测试03")
    assert steps_of(order) == ["whistle_blown", "whistle_ended", "close"]


def test_st_02_two_refuse_and_the_arbitrators_award_the_city_management():
    order = story("02").get()

    precedent = DutyCase.objects.get(order_number=order.number)
    dispute = precedent.arbitration
    assert (order.status, order.lead.code, order.lead_count) == (Status.CLOSED, "D14", 3)
    assert [row.department.code for row in dispute.positions.order_by("department__code")] == ["D12", "D13"]
    assert (dispute.cause, dispute.panel) == ("refusals", ["裁定测试01", "裁定测试02"])
    assert (precedent.lead.code, precedent.assists) == ("D14", ["D07", "S990103003"])
    assert DutyProposal.objects.get(occasion=order.number).text.startswith("居民楼内囤积废品")
    assert set(order.return_requests.values_list("was_wrong", flat=True)) == {False}


def test_st_03_the_lift_waits_until_the_neighbours_agree():
    order = story("03").get()

    suspension = order.suspensions.get()
    assert (suspension.cause, suspension.state) == ("G6", "ended")
    assert suspension.begun_at < suspension.ended_at < order.submitted_at
    assert order.solved == "solved"


def test_st_04_what_concerns_the_street_goes_above_it_and_the_street_learns_the_facts_only():
    order = story("04").get()

    slip = order.fact_slips.get()
    assert (order.is_confidential, order.lead.code, slip.department.code) == (True, "D01", "S990102002")
    assert slip.answered_at < order.closed_at
    assert order.number not in slip.facts + slip.demand


def test_st_05_fourteen_voices_become_one_order():
    primary, *others = story("05")

    assert [order.merged_into_id for order in others] == [primary.pk] * 13
    assert primary.petitions.count() == 14
    assert all(order.number.lower() in WorkOrder.objects.get(pk=primary.pk).search_text for order in others)


def test_st_06_unpaid_wages_are_urgent_and_four_units_help():
    order = story("06").get()

    assists = order.assignments.filter(role=AssignmentRole.ASSIST)
    assert (order.urgency, order.solved) == ("urgent", "solved")
    assert {row.department.code for row in assists} == {"D07", "D13", "D29", "S990103003"}
    assert all(row.piece and (row.finished_at or row.waived_at) for row in assists)


def test_st_08_a_clue_of_discipline_is_told_its_channel_and_given_to_nobody():
    order = story("08").get()

    refusal = ledger.history(order).get(kind=f"workorder.{Action.REFUSE}")
    assert (order.status, order.lead, refusal.data["reason_code"]) == (Status.NOT_ACCEPTED, None, "N2")
    assert "12388" in refusal.data["channel_text"]


def test_st_09_the_holiday_stops_the_clocks():
    """Vectors C1 and C2: dispatched on 30 September at 16:00."""
    order = story("09").get()

    assert order.dispatched_at == at("2026-09-30 16:00")
    assert order.assignments.get(role=AssignmentRole.LEAD).sign_due_at == at("2026-10-08 11:00")
    assert order.handle_due_at == at("2026-10-13 17:30")


def test_st_10_only_the_petitioner_withdraws():
    withdrawn, sister = story("10")

    alert = sister.integrity_alerts.get()
    assert (withdrawn.status, sister.status, sister.withdrawn_at) == (Status.WITHDRAWN, Status.CLOSED, None)
    assert (alert.kind, alert.department, alert.seen_by_name) == ("withdrawal_pressure", sister.lead, "督办测试01")


def test_st_11_rework_brings_another_answer():
    order = story("11").get()

    calls = FollowUp.objects.filter(work_order=order).order_by("at").values_list("solved", "rating")
    assert list(calls) == [("unsolved", 2), ("solved", 4)]
    assert (order.round, order.rating) == (2, 4)


def test_st_12_what_policy_cannot_give_gets_a_last_word_and_is_left_out_of_the_outcome():
    order = story("12").get()

    exclusion, final = order.exclusions.get(), order.final_replies.get()
    assert (order.status, order.result_code, order.solved) == (Status.CLOSED, "explained", "unsolved")
    assert (final.state, final.by_name, final.decided_by_name) == ("granted", "回访测试01", "召集测试01")
    assert (exclusion.ground, exclusion.state) == ("X1", "granted")
    assert order.excluded_at > order.closed_at
    assert exclusion.is_drawn == exclusions.is_drawn(order.number)
    assert bool(exclusion.rechecked_at) == exclusion.is_drawn


def test_st_14_what_was_taken_back_does_not_go_to_the_street():
    order = story("14").get()

    assert (order.status, order.lead) == (Status.ACCEPTED, None)
    assert order.suggestions.get().because[-1][0] == "grassroots_guard"


# --- the rules


def test_notes_of_categories_are_read():
    codes = {
        field: set(Category.objects.filter(**{field: True}).values_list("code", flat=True))
        for field in ("is_guidance", "confidential_by_rule", "is_restricted")
    }

    assert codes["is_guidance"] == {"140202", "140301", "140302", "140303"}
    assert len(codes["confidential_by_rule"]) == 20
    assert {"080302", "100102", "060302"} <= codes["is_restricted"]
    assert Category.objects.get(code="010502").may_suspend == "G6"
    assert Category.objects.get(code="070101").has_statutory_procedure


def test_the_year_to_come_is_decreed_by_the_city_itself():
    load_d1()
    rules.load_calendar(UNTIL.date())

    assert list(CalendarYear.objects.filter(source=rules.DECREE)) == [CalendarYear(year=2027)]
    assert not calendar.load().is_workday(at("2027-10-01 09:00").date())
    assert calendar.load().is_workday(at("2027-10-08 09:00").date())


# --- the command


def test_a_second_run_is_refused():
    with pytest.raises(CommandError, match="--append"):
        call_command("demo_city", petitions=50, verbosity=0)

    assert Petition.objects.count() == SIZE.count


def test_more_can_be_added_where_it_is_asked_for():
    call_command("demo_city", petitions=30, months=3, until="2026-11-22T10:00", append=True, verbosity=0)

    assert Petition.objects.count() == SIZE.count + 30 + 20  # and D1
    assert list(AssessmentCycle.objects.values_list("year", "state")) == [(2026, "targets_locked")]


def test_a_year_that_is_remembered_whole_has_been_judged():
    load_years(start=at("2025-01-01 00:00"), until=UNTIL)

    judged, present = AssessmentCycle.objects.order_by("year")
    assert (judged.state, present.state) == ("published", "targets_locked")
    assert AssessmentResult.objects.exclude(frozen_at=None).filter(cycle=judged).count() == 2


@pytest.mark.parametrize(
    "wrong", [{"petitions": 0}, {"months": 0}, {"until": "yesterday"}, {"until": "2026-02-30T10:00"}]
)
def test_nonsense_is_refused_in_words(wrong):
    with pytest.raises(CommandError):
        call_command("demo_city", verbosity=0, append=True, **wrong)


# --- who answers


def test_the_planted_gap_and_overlap_are_found_by_name_and_stand_first_and_marked():
    dutygaps.look(UNTIL)

    gap, overlap = (DutyFinding.objects.get(kind=kind, category__code=code) for kind, code in (
        ("gap", dutygaps.VACUUM_CATEGORY), ("overlap", dutygaps.OVERLAP_CATEGORY),
    ))  # fmt: skip
    assert (gap.category.name, gap.duty_codes) == ("群租与违规隔断", ["C-010305"])
    assert (overlap.category.name, overlap.unit_codes) == ("餐饮油烟", ["D14", "D12"])
    assert DutyFinding.objects.get(kind="award", category__name="餐饮油烟").unit_codes == ["D12"]
    assert DutyFinding.objects.order_by("-weight")[0] == gap


def test_the_proposed_list_was_tried_and_shows_what_it_would_do():
    dutygaps.look(UNTIL)

    trial = DutyTrial.objects.get(revision__title=dutygaps.TITLE)
    result = trial.result
    assert [(line["from"]["name"], line["to"]["name"]) for line in result["moves"]] == [("市生态环境局", "市公安局")]
    assert [line["category"] for line in result["gaps"]] == ["040501"]
    assert [line["category"] for line in result["closed"]] == [dutygaps.VACUUM_CATEGORY]
    assert [line["category"] for line in result["overlaps"]] == ["050301"]

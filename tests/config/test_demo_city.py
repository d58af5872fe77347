"""The generated past of the fictional city: the same each time, true to the workflow, shaped as practice §8.3 says."""

import hashlib
import json
from datetime import datetime
from itertools import groupby

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Max

from config import demo_city
from config.demo_city import rules
from config.demo_city.d1 import load_d1
from config.demo_city.petitions import Size, generate
from config.demo_city.years import load_years
from core import calendar, ledger
from core.calendar import CITY_TIME
from core.models import CalendarYear, Delivery, Event, NumberSequence
from petitions import deadlines
from petitions.enums import OPEN, Action, AssignmentRole, Channel, DeadlineLamp, PetitionKind, Status
from petitions.intake import REPEAT_WINDOW
from petitions.models import (
    Assignment,
    Category,
    Clock,
    DispatchSuggestion,
    FollowUp,
    Petition,
    PetitionerProfile,
    Reply,
    WorkOrder,
)
from reports.models import AssessmentCycle, AssessmentResult

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

    delivered = set(Delivery.objects.values_list("event__subject_id", "event__kind"))

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


# --- the stories


def test_st_05_fourteen_voices_become_one_order():
    primary, *others = story("05")

    assert [order.merged_into_id for order in others] == [primary.pk] * 13
    assert primary.petitions.count() == 14


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

    assert (withdrawn.status, sister.withdrawn_at) == (Status.WITHDRAWN, None)


def test_st_11_rework_brings_another_answer():
    order = story("11").get()

    calls = FollowUp.objects.filter(work_order=order).order_by("at").values_list("solved", "rating")
    assert list(calls) == [("unsolved", 2), ("solved", 4)]
    assert (order.round, order.rating) == (2, 4)


def test_st_12_what_policy_cannot_give_is_explained_and_left_out_of_the_outcome():
    order = story("12").get()

    assert (order.status, order.result_code, order.solved) == (Status.CLOSED, "explained", "unsolved")
    assert order.excluded_at > order.closed_at


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

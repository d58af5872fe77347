"""Letters and visits matters: what the regulation of 2022 says, on the track of its own."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from core import calendar, ledger
from core.calendar import CITY_TIME
from core.models import CalendarDay
from petitions import matters, statutory, workflow
from petitions.enums import Action, Channel, ClockName, Status, StatutoryClass, Track
from petitions.models import StatutoryReview, WorkOrder
from petitions.refusals import NotAllowed
from tests import factories
from tests.core.test_calendar import CALENDAR

APPEAL, ACCUSATION, OTHER = StatutoryClass.APPEAL, StatutoryClass.ACCUSATION, StatutoryClass.OTHER_PROCEDURE


def at(text):
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CITY_TIME)


@pytest.fixture
def mei(cast):
    return factories.acting(cast.mei)


@pytest.fixture
def holidays(city):
    CalendarDay.objects.bulk_create(CalendarDay(day=day, is_workday=on) for day, on in CALENDAR.exceptions.items())
    calendar.changed()


def received(moment, **said):
    return factories.submit_petition(at=moment, **({"channel": Channel.WALK_IN, "category": ""} | said))


def registered(mei, moment, statutory_class=APPEAL, **said):
    order = received(moment, **said)
    matters.register(order, statutory_class, by=mei, at=moment + timedelta(hours=1))
    order.refresh_from_db()
    return order


def closed(mei, **changes):
    """An appeal with its opinion, closed on 2 November."""
    order = factories.order_in(Status.CLOSED, at=at("11-02 09:00"), channel=Channel.WALK_IN)
    WorkOrder.objects.filter(pk=order.pk).update(**({"track": Track.XINFANG, "statutory_class": APPEAL} | changes))
    order.refresh_from_db()
    return order


def ask(order, mei, *, opinion_at="11-03 10:00", asked_at="11-10 10:00"):
    matters.ask_review(
        order, opinion_at=at(opinion_at), asked_at=at(asked_at), reason="不服", by=mei, at=at(asked_at)
    )  # fmt: skip
    return StatutoryReview.objects.filter(work_order=order).latest("level")


def code_of(do):
    with pytest.raises(NotAllowed) as refusal:
        do()
    return refusal.value.code


# --- registering


def test_registering_restarts_the_clock_from_the_receipt_and_is_on_record(mei, holidays):
    order = received(at("09-20 10:00"))

    matters.register(order, APPEAL, by=mei, at=at("09-20 11:00"), representatives=3)

    order.refresh_from_db()
    clock = order.clocks.get(stopped_at=None)
    assert (order.track, order.statutory_class) == (Track.XINFANG, APPEAL)
    assert (clock.name, clock.started_at) == (ClockName.INTAKE, order.registered_at)
    assert clock.due_at == order.due_at == at("10-08 17:30")  # C5
    event = ledger.history(order).last()
    assert (event.kind, event.by_name) == ("workorder.statutory_registered", "王敏")
    assert (event.data["statutory_class"], event.data["representatives"]) == (APPEAL, 3)
    assert event.data["row"]["track"] == "xinfang"


def test_an_accepted_one_has_its_15_days_to_be_passed_on(mei, holidays):
    order = received(at("09-20 10:00"), category=factories.PAVEMENT)

    matters.register(order, APPEAL, by=mei, at=at("09-20 11:00"))

    clock = order.clocks.get(stopped_at=None)
    assert (clock.name, clock.started_at, clock.due_at) == (ClockName.DISPATCH, order.registered_at, at("10-08 17:30"))


def test_an_accusation_is_confidential_from_then_on(mei):
    assert registered(mei, at("11-16 10:00"), ACCUSATION).is_confidential


@pytest.mark.parametrize(
    ("said", "statutory_class", "representatives", "code"),
    [
        ({"channel": Channel.HOTLINE_12345}, APPEAL, 1, "channel"),
        ({"channel": Channel.PORTAL}, APPEAL, 1, "channel"),
        ({"category": factories.PAVEMENT}, ACCUSATION, 1, "wrong_state"),
        ({}, APPEAL, 6, "representatives"),
    ],
)
def test_what_does_not_become_such_a_matter(mei, said, statutory_class, representatives, code):
    order = received(at("11-16 10:00"), **said)

    assert code == code_of(
        lambda: matters.register(
            order, statutory_class, by=mei, at=at("11-16 11:00"), representatives=representatives
        )
    )  # fmt: skip
    order.refresh_from_db()
    assert order.track == Track.ORDINARY


def test_it_is_registered_once_and_not_after_the_dispatch(mei):
    order = registered(mei, at("11-16 10:00"))
    given_out = factories.order_in(Status.DISPATCHED, channel=Channel.MAILBOX)

    assert code_of(lambda: matters.register(order, APPEAL, by=mei, at=at("11-16 12:00"))) == "registered"
    assert code_of(lambda: matters.register(given_out, APPEAL, by=mei, at=at("11-18 10:00"))) == "wrong_state"


def test_only_intake_and_the_office_register(cast):
    order = received(at("11-16 10:00"))

    for who in (cast.wei, cast.deputy, cast.hong):
        by = factories.acting(who)
        assert code_of(lambda by=by: matters.register(order, APPEAL, by=by, at=at("11-16 11:00"))) == "not_permitted"


# --- what is decided elsewhere


@pytest.mark.parametrize(
    ("statutory_class", "is_dispatched"),
    [(APPEAL, True), (StatutoryClass.OPINION, True), (ACCUSATION, False), (OTHER, False)],
)
def test_what_may_be_dispatched(statutory_class, is_dispatched):
    assert statutory.may_be_dispatched(WorkOrder(track=Track.XINFANG, statutory_class=statutory_class)) is is_dispatched


def test_an_ordinary_order_may_be_dispatched():
    assert statutory.may_be_dispatched(WorkOrder())


def test_of_an_accusation_only_the_hand_over_is_kept(mei):
    order = registered(mei, at("11-16 10:00"), ACCUSATION)

    matters.hand_over(order, organ="市纪委监委信访室", handed_at=at("11-16 15:00"), by=mei, at=at("11-16 15:05"))

    order.refresh_from_db()
    assert (order.status, order.not_accepted_reason) == (Status.NOT_ACCEPTED, "N2")
    event = ledger.history(order).last()
    assert (event.data["organ"], event.data["reason_code"]) == ("市纪委监委信访室", "N2")
    assert datetime.fromisoformat(event.data["handed_at"]) == at("11-16 15:00")


def test_another_procedure_is_named_to_the_petitioner(mei):
    order = registered(mei, at("11-16 10:00"), OTHER)

    matters.lead_into(order, channel_text="请向区法院提起行政诉讼。", by=mei, at=at("11-16 15:00"))

    order.refresh_from_db()
    assert (order.status, order.not_accepted_reason) == (Status.NOT_ACCEPTED, "N2")
    assert ledger.history(order).last().data["channel_text"] == "请向区法院提起行政诉讼。"


def test_an_appeal_is_neither_handed_over_nor_led_elsewhere(mei):
    order = registered(mei, at("11-16 10:00"))

    assert (
        code_of(
            lambda: matters.hand_over(order, organ="市纪委", handed_at=at("11-16 11:00"), by=mei, at=at("11-16 12:00"))
        )
        == "other_class"
    )
    assert code_of(lambda: matters.lead_into(order, channel_text="…", by=mei, at=at("11-16 12:00"))) == "other_class"


@pytest.mark.parametrize("statutory_class", [ACCUSATION, OTHER])
def test_neither_is_accepted(city, mei, statutory_class):
    order = registered(mei, at("11-16 10:00"), statutory_class)

    assert code_of(
        lambda: workflow.advance(order, Action.ACCEPT, by=mei, at=at("11-16 12:00"), category=city.pavement)
    ) == "ended_by_law"  # fmt: skip


# --- from when it counts


def test_the_60_days_count_from_the_acceptance_whoever_has_it(city, mei, holidays):
    order = registered(mei, at("08-06 10:00"))
    workflow.advance(order, Action.ACCEPT, by=mei, at=at("08-07 09:00"), category=city.pavement)
    passed_on = order.clocks.get(stopped_at=None)
    assert (passed_on.name, passed_on.started_at, passed_on.due_at) == (
        ClockName.DISPATCH, order.registered_at, at("08-21 17:30"),
    )  # fmt: skip

    workflow.advance(order, Action.DISPATCH, by=mei, at=at("08-12 09:00"), lead=city.roads)
    workflow.advance(order, Action.REASSIGN, by=mei, at=at("08-20 09:00"), lead=city.traffic, reason="误派")

    clock = order.clocks.get(name=ClockName.HANDLE, stopped_at=None)
    assert (clock.started_at, clock.due_at) == (at("08-07 09:00"), at("10-08 17:30"))  # C6


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (ClockName.INTAKE, "11-01 09:00"),
        (ClockName.DISPATCH, "11-01 09:00"),
        (ClockName.HANDLE, "11-05 09:00"),  # the acceptance, whoever has it by then
        (ClockName.CONTACT, "11-10 09:00"),
        (ClockName.REWORK, "11-10 09:00"),
    ],
)
def test_from_when_a_clock_counts(name, expected):
    matter = WorkOrder(track=Track.XINFANG, registered_at=at("11-01 09:00"), accepted_at=at("11-05 09:00"))
    ordinary = WorkOrder(registered_at=at("11-01 09:00"), accepted_at=at("11-05 09:00"))

    assert statutory.counts_from(matter, name, at("11-10 09:00")) == at(expected)
    assert statutory.counts_from(ordinary, name, at("11-10 09:00")) == at("11-10 09:00")


# --- review and re-review


def test_a_review_is_asked_for_in_30_days_and_answered_in_30(mei):
    order = closed(mei)

    review = ask(order, mei)

    assert (review.level, review.started_at, review.due_at) == (1, at("11-10 10:00"), at("12-10 17:30"))
    assert review.alert_at == review.yellow_at
    assert ledger.history(order).last().data["review"]["level"] == 1


@pytest.mark.parametrize(("asked_at", "is_late"), [("12-03 23:00", False), ("12-04 09:00", True)])
def test_the_30_days_to_ask(mei, asked_at, is_late):
    order = closed(mei)

    if is_late:
        assert code_of(lambda: ask(order, mei, asked_at=asked_at)) == "too_late"
    else:
        assert ask(order, mei, asked_at=asked_at).level == 1


def test_a_re_review_follows_the_answered_review(mei):
    order = closed(mei)
    review = ask(order, mei)
    assert code_of(lambda: ask(order, mei, asked_at="11-12 10:00")) == "undecided"

    matters.decide_review(review, opinion="维持", by=mei, at=at("11-20 10:00"))
    assert code_of(lambda: ask(order, mei, opinion_at="11-19 10:00", asked_at="11-25 10:00")) == "opinion_at"
    again = ask(order, mei, opinion_at="11-21 10:00", asked_at="11-25 10:00")

    assert (again.level, again.due_at) == (2, at("12-25 17:30"))
    matters.decide_review(again, opinion="维持", by=mei, at=at("12-01 10:00"))
    assert statutory.is_exhausted(matters.reviews_of(order))
    assert code_of(lambda: ask(order, mei, opinion_at="12-02 10:00", asked_at="12-03 10:00")) == "exhausted"


def test_an_answered_review_has_its_opinion_and_no_clock(mei):
    order = closed(mei)
    review = ask(order, mei)

    matters.decide_review(review, opinion="维持原处理意见", by=mei, at=at("11-20 10:00"))

    review.refresh_from_db()
    assert (review.opinion, review.decided_at, review.stopped_at) == (
        "维持原处理意见", at("11-20 10:00"), at("11-20 10:00"),
    )  # fmt: skip
    assert (review.decided_by_name, review.alert_at) == ("王敏", None)
    assert code_of(lambda: matters.decide_review(review, opinion="…", by=mei, at=at("11-21 10:00"))) == "wrong_state"


def test_the_hearing_is_not_counted(mei):
    order = closed(mei)
    matters.decide_review(ask(order, mei), opinion="维持", by=mei, at=at("11-16 10:00"))
    review = ask(order, mei, opinion_at="11-17 10:00", asked_at="11-18 10:00")
    assert review.due_at == at("12-18 17:30")

    matters.begin_hearing(review, by=mei, at=at("11-19 09:00"))
    matters.end_hearing(review, by=mei, at=at("11-23 09:00"))

    review.refresh_from_db()
    assert review.due_at == at("12-22 17:30")  # four days later
    assert review.paused_at is None


def test_there_is_no_hearing_in_the_first_review(mei):
    order = closed(mei)
    review = ask(order, mei)

    assert code_of(lambda: matters.begin_hearing(review, by=mei, at=at("11-19 09:00"))) == "no_hearing"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"track": Track.ORDINARY, "statutory_class": ""}, "not_an_appeal"),
        ({"statutory_class": StatutoryClass.OPINION}, "not_an_appeal"),
        ({"result_code": ""}, "no_opinion"),
    ],
)
def test_what_is_not_reviewed(mei, changes, code):
    order = closed(mei, **changes)

    assert code_of(lambda: ask(order, mei)) == code


def test_the_unit_does_not_answer_for_itself(cast, city, mei):
    order = closed(mei)
    review = ask(order, mei)
    partial = factories.person(
        "qian", "钱进", {"role": "office_admin"}, {"role": "liaison", "department": city.roads}
    )  # fmt: skip

    by = factories.acting(partial)
    assert code_of(lambda: matters.decide_review(review, opinion="…", by=by, at=at("11-20 10:00"))) == "not_permitted"


# --- the same matter again


def test_after_the_re_review_the_same_facts_are_not_accepted(mei):
    order = closed(mei)
    matters.decide_review(ask(order, mei), opinion="维持", by=mei, at=at("11-16 10:00"))
    again = ask(order, mei, opinion_at="11-17 10:00", asked_at="11-18 10:00")
    matters.decide_review(again, opinion="维持", by=mei, at=at("11-18 11:00"))
    newcomer = received(at("11-18 11:30"))

    matters.refuse_same(newcomer, order, by=mei, at=at("11-18 12:00"))

    newcomer.refresh_from_db()
    assert (newcomer.status, newcomer.not_accepted_reason) == (Status.NOT_ACCEPTED, "N3")
    assert ledger.history(newcomer).last().data["earlier"] == order.number


@pytest.mark.parametrize(("channel", "is_barred"), [(Channel.SUPERIOR_TRANSFER, True), (Channel.WALK_IN, False)])
def test_a_superior_does_not_take_what_is_in_hand(mei, channel, is_barred):
    earlier = registered(mei, at("11-16 10:00"))
    newcomer = received(at("11-17 10:00"), channel=channel)

    if is_barred:
        matters.refuse_same(newcomer, earlier, by=mei, at=at("11-17 11:00"))
        newcomer.refresh_from_db()
        assert newcomer.not_accepted_reason == "N3"
    else:
        assert code_of(
            lambda: matters.refuse_same(newcomer, earlier, by=mei, at=at("11-17 11:00"))
        ) == "not_barred"  # fmt: skip


def test_out_of_time_or_ordinary_it_is_accepted(mei):
    earlier = registered(mei, at("11-02 10:00"))
    ordinary = received(at("11-16 10:00"))
    days = calendar.load()
    said = {"channel": Channel.SUPERIOR_TRANSFER, "days": days}

    assert statutory.barred_by(earlier, [], at=at("11-17 17:30"), **said) != ""
    assert statutory.barred_by(earlier, [], at=at("11-17 17:31"), **said) == ""
    assert statutory.barred_by(ordinary, [], at=at("11-16 11:00"), **said) == ""


# --- the pages


def test_it_is_registered_and_shown_on_the_pages(sit_down, cast, mei):
    order = received(at("11-16 10:00"))
    client = sit_down(cast.mei)
    page = client.get(reverse("petitions:order", args=[order.number])).content.decode()
    assert reverse("petitions:statutory", args=[order.number]) in page

    answer = client.post(
        reverse("petitions:statutory-act", args=[order.number, "register"]),
        {"statutory_class": "appeal", "representatives": "5"}, follow=True,
    )  # fmt: skip

    assert answer.redirect_chain == [(reverse("petitions:statutory", args=[order.number]), 302)]
    assert "appeal for a decision (art. 31 item 6)" in answer.content.decode()
    assert "Registered as a letters and visits matter" in client.get(
        reverse("petitions:order", args=[order.number])
    ).content.decode()  # fmt: skip


def test_six_representatives_are_refused_in_the_form(sit_down, cast):
    order = received(at("11-16 10:00"))

    answer = sit_down(cast.mei).post(
        reverse("petitions:statutory-act", args=[order.number, "register"]),
        {"statutory_class": "appeal", "representatives": "6"},
    )  # fmt: skip

    assert answer.status_code == 422
    order.refresh_from_db()
    assert order.track == Track.ORDINARY


def test_units_look_and_do_nothing(sit_down, cast, mei):
    order = closed(mei)
    client = sit_down(cast.wei)

    assert client.get(reverse("petitions:statutory", args=[order.number])).status_code == 200
    assert client.post(reverse("petitions:statutory-act", args=[order.number, "review"])).status_code == 403
    assert sit_down(cast.chen).get(reverse("petitions:statutory", args=[order.number])).status_code == 404


def test_a_review_goes_its_way_on_the_page(sit_down, cast, mei):
    order = closed(mei)
    client = sit_down(cast.mei)

    client.post(reverse("petitions:statutory-act", args=[order.number, "review"]), {
        "opinion_at": "2026-11-03T10:00", "asked_at": "2026-11-10T10:00", "reason": "不服",
    })  # fmt: skip
    page = client.get(reverse("petitions:statutory", args=[order.number])).content.decode()
    assert "review (art. 35)" in page
    client.post(reverse("petitions:statutory-act", args=[order.number, "opinion"]), {"opinion": "维持"})

    assert StatutoryReview.objects.get().opinion == "维持"

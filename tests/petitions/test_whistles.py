"""Whistles: how long the called have, who may do what, and that only the street ends one (practice §2.9)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from core import ledger
from core.calendar import CITY_TIME
from core.models import Notice
from grids.models import Area
from partyorgs.enums import Role
from partyorgs.models import Department, Recusal
from petitions import replay, whistle_rates, whistles, workflow
from petitions.enums import Action, Matter, Status, Urgency
from petitions.models import Whistle, WhistleCall, WorkOrder
from petitions.refusals import NotAllowed, NotPermitted
from petitions.whistle_rates import Called, Share
from petitions.whistle_steps import NotYours
from tests import factories
from tests.factories import HALLWAY, OTHER_GRID, SINCE, STREET, acting, order_in, person
from tests.petitions.whistling import blow, call_of, call_up, make_streets, moment, settle

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def called(city):
    return call_up()


@pytest.fixture
def streets(city):
    return make_streets(city)


@pytest.fixture
def hong(cast):
    return acting(cast.hong)


@pytest.fixture
def mei(cast):
    return acting(cast.mei)


@pytest.fixture
def whistle(city, called, wednesday):
    return blow(city, called, at=wednesday)


def refusal(rule, *args, **kwargs):
    with pytest.raises(NotAllowed) as refused:
        rule(*args, **kwargs)
    return refused.value.code


# --- blowing


def test_a_whistle_has_its_number_its_calls_and_its_event(city, called, wednesday):
    whistle = blow(city, called, at=wednesday)

    assert whistle.number == "SZ20261118000001"
    assert (whistle.street, whistle.by_name, whistle.at) == (city.street, "李红", wednesday)
    assert [(call.department, call.piece) for call in whistle.calls.order_by("id")] == [
        (called.fire, "检查消防通道"), (called.emergency, "排查用电"), (called.market, "核对经营许可"),
    ]  # fmt: skip
    (event,) = ledger.history(whistle)
    assert (event.kind, event.by_name, event.data["units"]) == (
        "whistle.blown", "李红", ["市消防救援支队", "市应急局", "市市场监管局"],
    )  # fmt: skip


def test_everybody_who_can_come_is_told(city, called, cast, wednesday):
    whistle = blow(city, called, at=wednesday)

    told = Notice.objects.filter(kind="whistle.blown").order_by("user__username")
    assert [(row.user.username, row.tone, row.path) for row in told] == [
        (name, "red", f"/whistles/{whistle.number}/") for name in ("huo", "shi", "ying")
    ]


def test_a_linked_order_says_so_and_cannot_be_submitted(city, called, cast, hong, wednesday):
    order = order_in(Status.HANDLING, category=HALLWAY)
    before = order.version

    whistle = blow(city, called, orders=[order], at=wednesday)

    order.refresh_from_db()
    last = ledger.history(order).last()
    assert (order.version, order.has_open(Matter.WHISTLE)) == (before, True)
    assert (last.kind, last.data["whistle_number"]) == ("workorder.whistle_blown", whistle.number)
    contact(order, hong, wednesday)
    assert refusal(submit, order, hong, wednesday) == "whistle_open"


def contact(order, by, at):
    workflow.advance(order, Action.CONTACT, by=by, at=at, method="phone", outcome="reached", note="已说明")


def submit(order, by, at):
    return workflow.advance(order, Action.SUBMIT, by=by, at=at, result_code="solved", public_text="隐患已消除")


@pytest.mark.parametrize("who", ["mei", "wei", "chen", "sun", "deputy"])
def test_only_the_streets_coordinator_blows(who, city, called, cast, wednesday):
    with pytest.raises(NotYours):
        blow(city, called, by=acting(getattr(cast, who)), at=wednesday)

    assert Whistle.objects.count() == 0


def test_a_coordinator_blows_for_no_other_street(city, called, wednesday):
    with pytest.raises(NotPermitted):
        blow(city, called, street=Area.objects.get(code=factories.OTHER_STREET), at=wednesday)


@pytest.mark.parametrize(
    ("calls", "code", "field"),
    [
        ([], "nobody_called", "unit_1"),
        ([("D24", "一"), ("D24", "二")], "called_twice", "unit_1"),
        ([("D24", "一"), ("D20", " ")], "piece_missing", "piece_2"),
        ([("D00", "一")], "not_callable", "unit_1"),
        ([("D24", "一"), (f"S{STREET}", "二")], "not_callable", "unit_2"),
    ],
)
def test_who_can_be_called(calls, code, field, city, called, wednesday):
    units = {unit.code: unit for unit in Department.objects.order_by("id")}

    with pytest.raises(NotAllowed) as refused:
        blow(city, called, calls=[(units[unit], piece) for unit, piece in calls], at=wednesday)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert Whistle.objects.count() == 0


def test_a_department_that_is_no_more_is_not_called(city, called, wednesday):
    called.fire.valid_to = date(2026, 11, 18)
    called.fire.save()

    assert refusal(blow, city, called, at=wednesday) == "not_callable"


def test_the_unit_complained_about_is_not_called_to_the_order(city, called, wednesday):
    order = order_in(Status.ACCEPTED, target_department="D24")

    assert refusal(blow, city, called, orders=[order], at=wednesday) == "complained_about"


def test_orders_of_others_and_those_that_are_over_are_not_linked(city, called, wednesday):
    elsewhere = order_in(Status.ACCEPTED, grid_code=OTHER_GRID)
    over = order_in(Status.ANSWERED)
    about_the_street = order_in(Status.ACCEPTED, target_department=f"S{STREET}")

    codes = [refusal(blow, city, called, orders=[order], at=wednesday) for order in (elsewhere, over, about_the_street)]

    assert codes == ["unknown_order", "order_over", "unknown_order"]


def test_an_order_of_another_street_of_the_same_coordinator_is_not_linked(city, called, streets, wednesday):
    both = acting(person("qu", "区辉", {"role": Role.STREET_COORDINATOR, "area_code": "990102"}))
    order = order_in(Status.ACCEPTED)

    assert (
        refusal(blow, city, called, street=streets["双桥镇"], orders=[order], by=both, at=wednesday)
        == "order_elsewhere"
    )


@pytest.mark.parametrize(
    ("meeting", "code"),
    [
        ({}, "meeting_missing"),
        ({"meeting_place": "议事厅"}, "meeting_missing"),
        ({"meeting_place": "议事厅", "meeting_at": moment("2026-11-18T09:00")}, "meeting_past"),
    ],
)
def test_key_work_calls_to_a_first_meeting(meeting, code, city, called, wednesday):
    assert refusal(blow, city, called, kind="key_work", **meeting, at=wednesday) == code


def test_the_same_whistle_is_not_blown_twice(city, called, wednesday):
    first = blow(city, called, at=wednesday)

    with pytest.raises(whistles.AlreadyBlown) as refused:
        blow(city, called, at=wednesday)

    assert refused.value.whistle == first
    assert Whistle.objects.count() == 1


def test_after_its_end_it_can_be_blown_again(city, called, hong, whistle, wednesday):
    absent = {unit.pk: "已先行处置" for unit in (called.fire, called.emergency, called.market)}
    whistles.end(whistle, result="已断电", absent=absent, by=hong, at=wednesday)

    again = blow(city, called, at=wednesday + HOUR)

    assert again.number == "SZ20261118000002"


# --- arriving, reporting, answering


def test_an_arrival_stops_the_response_clock(whistle, called, wednesday):
    at = wednesday + 25 * MINUTE

    whistles.arrive(call_of(whistle, called.fire), officer_name="值班员甲", by=acting(called.huo), at=at)

    call = call_of(whistle, called.fire)
    assert (call.arrived_at, call.officer_name, call.stopped_at, call.alert_at) == (at, "值班员甲", at, None)
    last = ledger.history(whistle).last()
    assert (last.kind, last.data["officer"], last.data["is_late"]) == ("whistle.arrived", "值班员甲", False)
    assert call_of(whistle, called.market).stopped_at is None


def test_a_late_arrival_says_so(whistle, called, wednesday):
    whistles.arrive(call_of(whistle, called.fire), officer_name="甲", by=acting(called.huo), at=wednesday + 31 * MINUTE)

    assert ledger.history(whistle).last().data["is_late"]


@pytest.mark.parametrize("who", ["hong", "mei", "wei", "chen", "sun"])
def test_nobody_arrives_for_another_department(who, whistle, called, cast, wednesday):
    by = acting(getattr(cast, who))

    for rule, said in ((whistles.arrive, {"officer_name": "甲"}), (whistles.report, {"result": "好"}),
                       (whistles.respond, {"view": "justified"})):  # fmt: skip
        with pytest.raises(NotYours):
            rule(call_of(whistle, called.fire), **said, by=by, at=wednesday)
    with pytest.raises(NotYours):
        whistles.arrive(call_of(whistle, called.fire), officer_name="乙", by=acting(called.shi), at=wednesday)


def test_steps_of_a_department_come_in_their_order_and_once(whistle, called, wednesday):
    call, huo = call_of(whistle, called.fire), acting(called.huo)

    assert refusal(whistles.report, call, result="好", by=huo, at=wednesday) == "not_arrived"
    settle(whistle, called.fire, called.huo, at=wednesday)
    assert refusal(whistles.arrive, call, officer_name="乙", by=huo, at=wednesday) == "taken"
    assert refusal(whistles.report, call, result="改口", by=huo, at=wednesday) == "taken"
    whistles.respond(call, view="partly", note="本可自行处置", by=huo, at=wednesday)
    assert refusal(whistles.respond, call, view="justified", by=huo, at=wednesday) == "taken"
    call.refresh_from_db()
    assert (call.result, call.view, call.view_note) == ("已处置", "partly", "本可自行处置")


def test_who_says_a_whistle_was_not_right_says_why(whistle, called, wednesday):
    call, huo = call_of(whistle, called.fire), acting(called.huo)

    codes = [refusal(whistles.respond, call, view=view, by=huo, at=wednesday) for view in ("partly", "not")]
    whistles.respond(call, view="justified", by=huo, at=wednesday)

    assert codes == ["text_missing", "text_missing"]


# --- rating


def test_the_street_rates_what_was_reported(whistle, called, hong, wednesday):
    call = call_of(whistle, called.fire)

    assert refusal(whistles.rate, call, rating=5, note="快", by=hong, at=wednesday) == "no_result"
    settle(whistle, called.fire, called.huo, at=wednesday)
    assert refusal(whistles.rate, call, rating=5, note=" ", by=hong, at=wednesday) == "text_missing"
    whistles.rate(call, rating=4, note="到场快", by=hong, at=wednesday)
    assert refusal(whistles.rate, call, rating=1, note="改", by=hong, at=wednesday) == "taken"
    call.refresh_from_db()
    assert (call.rating, call.rating_note) == (4, "到场快")


def test_nobody_but_the_street_rates(whistle, called, mei, wednesday):
    call = settle(whistle, called.fire, called.huo, at=wednesday)

    for by in (mei, acting(called.huo), acting(called.shi)):
        with pytest.raises(NotYours):
            whistles.rate(call, rating=5, note="好", by=by, at=wednesday)


def test_a_rating_is_one_to_five(whistle, called):
    with pytest.raises(IntegrityError, match="whistle_rating_1_to_5"), transaction.atomic():
        WhistleCall.objects.filter(whistle=whistle).update(rating=6)


# --- ending


@pytest.mark.parametrize("who", ["mei", "wei", "deputy", "sun"])
def test_only_the_street_ends_a_whistle(who, whistle, cast, wednesday):
    with pytest.raises(NotYours):
        whistles.end(whistle, result="好", by=acting(getattr(cast, who)), at=wednesday)


def test_a_called_department_does_not_end_it(whistle, called, wednesday):
    with pytest.raises(NotYours):
        whistles.end(whistle, result="好", by=acting(called.huo), at=wednesday)


def test_it_ends_when_all_have_come(whistle, called, hong, wednesday):
    for unit, user in ((called.fire, called.huo), (called.emergency, called.ying), (called.market, called.shi)):
        settle(whistle, unit, user, at=wednesday)

    ended = whistles.end(whistle, result="隐患已消除", by=hong, at=wednesday + HOUR)

    assert (ended.result, ended.ended_at, ended.ended_by_name) == ("隐患已消除", wednesday + HOUR, "李红")
    assert refusal(whistles.end, whistle, result="再来", by=hong, at=wednesday + HOUR) == "taken"
    assert Notice.objects.filter(kind="whistle.ended").count() == 3


def test_for_each_that_has_not_come_the_street_says_why(whistle, called, hong, wednesday):
    settle(whistle, called.fire, called.huo, at=wednesday)
    absent = {called.emergency.pk: "电话指导后自行处置"}

    with pytest.raises(NotAllowed) as refused:
        whistles.end(whistle, result="好", absent=absent, by=hong, at=wednesday)
    assert (refused.value.code, refused.value.field) == ("not_arrived", f"absent_{called.market.pk}")
    assert Whistle.objects.get().ended_at is None
    whistles.end(whistle, result="好", absent=absent | {called.market.pk: "非本次事项"}, by=hong, at=wednesday + HOUR)

    gone = call_of(whistle, called.market)
    assert (gone.arrived_at, gone.stopped_at, gone.alert_at) == (None, wednesday + HOUR, None)
    assert ledger.history(whistle).last().data["missing"] == {
        "市应急局": "电话指导后自行处置", "市市场监管局": "非本次事项",
    }  # fmt: skip


def test_who_comes_after_the_end_comes_too_late(whistle, called, hong, wednesday):
    absent = {unit.pk: "已先行处置" for unit in (called.fire, called.emergency, called.market)}
    whistles.end(whistle, result="已断电", absent=absent, by=hong, at=wednesday)

    code = refusal(
        whistles.arrive, call_of(whistle, called.fire), officer_name="甲", by=acting(called.huo), at=wednesday
    )

    assert code == "taken"


def test_an_order_waits_for_the_last_of_its_whistles(city, called, hong, wednesday):
    order = order_in(Status.HANDLING, category=HALLWAY)
    first, second = (
        blow(city, called, place=place, calls=[(called.fire, "检查")], orders=[order], at=wednesday) for place in "甲乙"
    )

    whistles.end(first, result="好", absent={called.fire.pk: "合并处置"}, by=hong, at=wednesday)
    between = WorkOrder.objects.get(pk=order.pk).has_open(Matter.WHISTLE)
    whistles.end(second, result="好", absent={called.fire.pk: "合并处置"}, by=hong, at=wednesday)

    assert (between, WorkOrder.objects.get(pk=order.pk).has_open(Matter.WHISTLE)) == (True, False)
    assert ledger.history(order).last().kind == "workorder.whistle_ended"


def test_an_order_merged_meanwhile_hears_of_the_end_too(city, called, hong, mei, wednesday):
    order, primary = order_in(Status.ACCEPTED), order_in(Status.ACCEPTED)
    whistle = blow(city, called, calls=[(called.fire, "检查")], orders=[order], at=wednesday)
    workflow.advance(order, Action.MERGE, by=mei, at=wednesday + MINUTE, primary=primary, reason="同一处")

    whistles.end(whistle, result="好", absent={called.fire.pk: "无需"}, by=hong, at=wednesday + HOUR)

    order.refresh_from_db()
    assert (order.status, order.has_open(Matter.WHISTLE)) == (Status.MERGED, False)
    assert told_alike(order)


def told_alike(order):
    """Whether the order's history tells of the rows as they stand."""
    clocks, parts = order.clocks.filter(stopped_at=None), order.assignments.filter(is_active=True)
    return replay.differences(order, ledger.history(order), clocks.order_by("id"), parts.order_by("id")) == []


# --- the office


def ended(whistle, called, hong, at):
    absent = {unit.pk: "已先行处置" for unit in (called.fire, called.emergency, called.market)}
    return whistles.end(whistle, result="已断电", absent=absent, by=hong, at=at)


def test_the_office_judges_once_it_has_ended(whistle, called, hong, mei, wednesday):
    assert refusal(whistles.judge, whistle, verdict="justified", by=mei, at=wednesday) == "not_ended"
    ended(whistle, called, hong, wednesday)
    assert refusal(whistles.judge, whistle, verdict="not", by=mei, at=wednesday) == "text_missing"
    whistles.judge(whistle, verdict="not", note="街道有权处置", by=mei, at=wednesday)
    assert refusal(whistles.judge, whistle, verdict="justified", by=mei, at=wednesday) == "taken"
    whistle.refresh_from_db()
    assert (whistle.verdict, whistle.verdict_note) == ("not", "街道有权处置")


def test_nobody_judges_for_a_party(whistle, city, called, hong, cast, mei, wednesday):
    ended(whistle, called, hong, wednesday)
    of_fire = person("fang", "方红", {"role": Role.OFFICE_ADMIN, "department": called.fire})
    of_the_street = person("jie", "解明", {"role": Role.SUPERVISOR, "department": city.street_office})
    recused = person("hui", "惠平", {"role": Role.SUPERVISOR})
    Recusal.objects.create(user=recused, department=called.market, reason="亲属任职", valid_from=SINCE)
    two_hats = person(
        "liang", "梁双", {"role": Role.OFFICE_ADMIN}, {"role": Role.STREET_COORDINATOR, "area_code": STREET}
    )

    for user in (of_fire, of_the_street, recused, two_hats, cast.deputy, cast.hong, called.huo):
        with pytest.raises(NotYours):
            whistles.judge(whistle, verdict="justified", by=acting(user), at=wednesday)


# --- who sees it


def test_the_street_the_called_and_the_office_see_it(whistle, city, called, cast, streets):
    neighbour = person("lin", "林邻", {"role": Role.STREET_COORDINATOR, "area_code": streets["双桥镇"].code})
    clerk = person("ban", "班文", {"role": Role.LIAISON, "department": city.street_office})
    seeing = {
        user.username: Whistle.objects.visible_to(acting(user)).exists()
        for user in (cast.hong, clerk, called.huo, called.ying, called.shi, cast.mei, cast.deputy, cast.wei, cast.chen,
                     cast.sun, neighbour)
    }  # fmt: skip

    assert [name for name, sees in seeing.items() if sees] == ["hong", "ban", "huo", "ying", "shi", "mei", "deputy"]


def test_the_unit_complained_about_sees_nothing_of_it_even_in_the_office(city, called, cast, wednesday):
    order = order_in(Status.ACCEPTED, target_department="D16")
    blow(city, called, orders=[order], at=wednesday)
    deputy = person("fu", "傅水", {"role": Role.DEPUTY_CONVENER, "department": city.water})

    assert not Whistle.objects.visible_to(acting(deputy)).exists()
    assert not Whistle.objects.visible_to(acting(cast.chen)).exists()
    assert Whistle.objects.visible_to(acting(cast.mei)).count() == 1


def test_the_called_read_the_order_they_are_called_to(city, called, cast, wednesday):
    order = order_in(Status.HANDLING)
    order_in(Status.HANDLING)
    blow(city, called, orders=[order], at=wednesday)

    assert list(whistles.called_orders(acting(called.huo)).order_by("id")) == [order]
    assert list(whistles.called_orders(acting(cast.chen)).order_by("id")) == []


def test_what_waits_for_whom(whistle, called, cast, hong, mei, wednesday):
    def waiting():
        people = {"hong": cast.hong, "huo": called.huo, "shi": called.shi, "mei": cast.mei}
        rows = {name: Whistle.objects.filter(whistles.waiting_for(acting(user))) for name, user in people.items()}
        return [name for name, found in rows.items() if found.exists()]

    at_first = waiting()
    call = settle(whistle, called.fire, called.huo, at=wednesday)
    reported = waiting()
    whistles.respond(call, view="justified", by=acting(called.huo), at=wednesday)
    whistles.rate(call, rating=5, note="快", by=hong, at=wednesday)
    answered = waiting()
    whistles.end(
        whistle, result="好", absent={called.emergency.pk: "无需", called.market.pk: "无需"}, by=hong, at=wednesday
    )
    over = waiting()

    assert (at_first, reported, answered, over) == (["huo", "shi"], ["hong", "huo", "shi"], ["shi"], ["mei"])


# --- the whole story


def test_st_01_a_fire_hazard_in_a_small_supermarket_is_gone_the_same_day(city, called, cast, hong, mei):
    morning = moment("2026-11-17T09:00")
    order = order_in(
        Status.HANDLING, at=morning, category=HALLWAY, urgency=Urgency.URGENT,
        content="惠民超市货架堵住安全出口，电线裸露，担心起火。",
    )  # fmt: skip
    contact(order, hong, morning + 50 * MINUTE)

    whistle = blow(city, called, orders=[order], at=morning + HOUR)
    blocked = refusal(submit, order, hong, morning + HOUR)
    parts = ((called.fire, called.huo, 18), (called.emergency, called.ying, 24), (called.market, called.shi, 29))
    for unit, user, minutes in parts:
        call = call_of(whistle, unit)
        whistles.arrive(call, officer_name=user.name, by=acting(user), at=morning + HOUR + minutes * MINUTE)
        whistles.report(call, result="已整改", by=acting(user), at=morning + 4 * HOUR)
        whistles.respond(call, view="justified", by=acting(user), at=morning + 4 * HOUR)
        whistles.rate(call, rating=5, note="到场及时", by=hong, at=morning + 5 * HOUR)
    whistles.end(whistle, result="通道畅通，电线入管，超市停业整改。", by=hong, at=morning + 5 * HOUR)
    order = submit(order, hong, morning + 6 * HOUR)
    whistle = whistles.judge(whistle, verdict="justified", by=mei, at=morning + 7 * HOUR)

    facts = [Called(call.due_at, call.arrived_at) for call in whistle.calls.all()]
    assert blocked == "whistle_open"
    assert whistle_rates.arrival(facts) == Share(3, 3)
    assert order.status == Status.SUBMITTED
    assert (
        order.submitted_at.astimezone(CITY_TIME).date()
        == whistle.ended_at.astimezone(CITY_TIME).date()
        == morning.date()
    )
    assert ledger.broken(ledger.history(whistle)) is None
    assert told_alike(WorkOrder.objects.get(pk=order.pk))
    assert [event.kind.removeprefix("whistle.") for event in ledger.history(whistle)] == [
        "blown", *["arrived", "reported", "answered", "rated"] * 3, "ended", "judged",
    ]  # fmt: skip
    assert [event.kind for event in ledger.history(order) if "whistle" in event.kind] == [
        "workorder.whistle_blown", "workorder.whistle_ended",
    ]  # fmt: skip

"""督办, from the draft to the write-off: who may, what the clock does, what the unit and the record are told."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone, translation

from core import ledger, notices, outbox
from core.actors import SYSTEM
from core.calendar import CITY_TIME
from core.models import Event, Notice
from partyorgs.enums import Role
from partyorgs.models import Recusal
from petitions import occasions, supervision, supervision_steps, timeline, urging, workflow
from petitions.enums import Action, Status, SupervisionLevel, SupervisionState, SupervisionTrigger
from petitions.models import FollowUp, OrderRecusal, ReturnRequest, SupervisionOrder, WorkOrder
from petitions.refusals import NotAllowed, NotPermitted
from tests import factories
from tests.factories import acting, order_in, person
from tests.petitions.conftest import WEDNESDAY

two_sessions = pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="an in-memory SQLite database has one session; PostgreSQL runs this"
)
REPLY = {"cause": "备件缺货", "measure": "已向邻区调货", "done_on": date(2026, 11, 30)}
T = SupervisionTrigger


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=CITY_TIME)


def drafted(order, trigger=T.OVERDUE, by=SYSTEM):
    return supervision.draft(order, trigger, "签收后七天没有联系", by=by, at=WEDNESDAY)


def issued(order, by, level="notice", **said):
    return supervision.issue(drafted(order, **said), by=by, at=WEDNESDAY, level=level, demand="查明原因")


def replied(order, mei, wei):
    return supervision.reply(issued(order, mei), by=wei, at=at(19, 9), **REPLY)


@pytest.fixture
def order(city, cast):
    return order_in(Status.HANDLING)


@pytest.fixture
def mei(cast):
    return acting(cast.mei)


@pytest.fixture
def wei(cast):
    return acting(cast.wei)


@pytest.fixture
def deputy(cast):
    return acting(cast.deputy)


def test_the_whole_story(order, mei, wei, deputy, city):
    row = drafted(order)
    assert (row.number, row.state, row.department, row.due_at, row.alert_at) == (
        "", "draft", city.roads, None, None,
    )  # fmt: skip

    row = supervision.issue(row, by=mei, at=WEDNESDAY, level="notice", demand="查明原因，三日内书面回复")
    assert (row.number, row.state, row.approved_by_name) == ("DB20261118000001", "issued", "王敏")
    assert row.due_at == at(23, 17, 30)  # the third working day after Wednesday
    assert row.alert_at == row.yellow_at < row.orange_at < row.due_at

    row = supervision.reply(row, by=wei, at=at(23, 9), **REPLY)
    assert (row.state, row.stopped_at, row.alert_at, row.replied_by_name) == ("replied", at(23, 9), None, "赵伟")

    row = supervision.send_back(row, by=mei, at=at(24, 16), demand="没有写明完成时间如何保证")
    assert (row.state, row.due_at, row.replied_at, row.alerted) == ("issued", at(27, 17, 30), None, 0)
    assert (row.stopped_at, row.reply_cause) == (None, "备件缺货")  # the words stay, to be mended

    row = supervision.reply(row, by=wei, at=at(25, 11), **(REPLY | {"cause": "备件缺货，已到货"}))
    row = supervision.write_off(row, by=deputy, at=at(26, 15), evidence="11月26日现场查看，井盖已换")
    assert (row.state, row.ended_at, row.ended_by_name) == ("written_off", at(26, 15), "周正")

    assert [event.kind for event in ledger.history(row)] == [
        "supervision.drafted", "supervision.issued", "supervision.replied", "supervision.sent_back",
        "supervision.replied", "supervision.written_off",
    ]  # fmt: skip
    ours = [event for event in ledger.history(order) if "supervis" in event.kind]
    assert [event.kind for event in ours] == [
        "workorder.supervision_drafted", "workorder.supervised", "workorder.supervision_replied",
        "workorder.supervised", "workorder.supervision_replied", "workorder.supervision_written_off",
    ]  # fmt: skip
    assert ledger.broken(ledger.history(row)) is None
    assert ledger.broken(ledger.history(order)) is None


def test_the_order_tells_of_it_but_not_of_drafts_or_occasions(order, mei, wei, deputy):
    row = replied(order, mei, wei)
    supervision.write_off(row, by=deputy, at=at(20, 9), evidence="已复查")
    reader = timeline.Reader(answers=False, internal_notes=False)

    with translation.override("en"):
        entries = timeline.entries(ledger.history(order), assignments=[], calls=[], reader=reader)
        told = [(str(entry.title), entry.text, entry.quote) for entry in entries]

    assert told[:3] == [
        ("Supervision written off", row.number, "已复查"),
        (
            "Replied to the supervision",
            f"{row.number}; to be done by Monday 30 November 2026",
            "备件缺货\n已向邻区调货",
        ),
        ("Supervision", f"{row.number}; reminder notice; reply due 23 November (Mon) 17:30", "查明原因"),
    ]
    assert told[3][0] == "Sign"


# --- drafts


def test_one_draft_an_occasion_while_it_is_open(order, mei):
    first = drafted(order)

    assert drafted(order) is None
    assert drafted(order, T.MEDIA).trigger == "media"
    assert [row.trigger for row in supervision.open_for(order)] == ["overdue", "media"]

    supervision.drop(first, by=mei, at=WEDNESDAY, reason="已经办理")
    assert drafted(order).pk != first.pk


def test_a_dropped_draft_has_no_number_and_no_way_back(order, mei):
    row = supervision.drop(drafted(order), by=mei, at=WEDNESDAY, reason="误判")

    with pytest.raises(NotAllowed) as refusal:
        supervision.issue(row, by=mei, at=WEDNESDAY, level="notice", demand="x")

    assert (row.number, row.state, row.ended_by_name, refusal.value.code) == ("", "dropped", "王敏", "wrong_state")
    assert ledger.history(row).last().data == {"reason": "误判"}


def test_while_nobody_leads_the_office_itself_is_driven(city, cast, mei, deputy):
    order = order_in(Status.REGISTERED)
    boss = acting(person("boss", "吴主任", {"role": Role.SUPERVISOR}))

    row = supervision.issue(drafted(order), by=boss, at=WEDNESDAY, level="notice", demand="尽快派单")
    row = supervision.reply(row, by=mei, at=at(19, 9), **REPLY)

    assert row.department is None
    with pytest.raises(NotPermitted):  # she wrote the reply herself
        supervision.write_off(row, by=mei, at=at(19, 10), evidence="x")
    assert supervision.write_off(row, by=deputy, at=at(19, 10), evidence="已派单").state == "written_off"


@pytest.mark.parametrize("who", ["wei", "chen", "hong", "sun"])
def test_only_the_office_draws_it_up(who, order, cast):
    with pytest.raises(NotPermitted):
        drafted(order, by=acting(getattr(cast, who)))


# --- who approves


APPROVING = {
    "notice": {"supervisor"},
    "order": {"office_admin"},
    "talk": {"deputy_convener"},
    "circular": {"deputy_convener"},
}


@pytest.mark.parametrize("level", SupervisionLevel.values)
@pytest.mark.parametrize("role", [role.value for role in Role if role not in ("liaison", "handler", "dept_leader")])
def test_each_level_has_its_approver(level, role, order):
    area = {"area_code": factories.STREET} if role in ("street_coordinator", "grid_worker") else {}
    actor = acting(person("x", "某某", {"role": role, **area}))
    row = drafted(order)

    if role in APPROVING[level]:
        assert supervision.issue(row, by=actor, at=WEDNESDAY, level=level, demand="x").approved_by_name == "某某"
    else:
        with pytest.raises(NotPermitted):
            supervision.issue(row, by=actor, at=WEDNESDAY, level=level, demand="x")
        row.refresh_from_db()
        assert (row.state, row.number) == ("draft", "")


def test_the_approver_has_no_stake_in_the_unit_or_the_order(order, city, cast):
    row = drafted(order)
    of_the_unit = person("a", "甲", {"role": Role.SUPERVISOR}, {"role": Role.LIAISON, "department": city.roads})
    recused = person("b", "乙", {"role": Role.SUPERVISOR})
    Recusal.objects.create(user=recused, department=city.roads, reason="配偶", valid_from=factories.SINCE)
    from_the_order = person("c", "丙", {"role": Role.SUPERVISOR})
    OrderRecusal.objects.create(
        work_order=order, reason="同学", at=WEDNESDAY, by_id=from_the_order.pk, by_name="丙"
    )  # fmt: skip

    for user in (of_the_unit, recused, from_the_order):
        with pytest.raises(NotPermitted):
            supervision.issue(row, by=acting(user), at=WEDNESDAY, level="notice", demand="x")


def test_the_unit_replies_and_nobody_else(order, city, cast, mei):
    row = issued(order, mei)

    for user in (cast.mei, cast.chen, cast.hong, cast.deputy):
        with pytest.raises(NotPermitted):
            supervision.reply(row, by=acting(user), at=at(19, 9), **REPLY)


def test_the_unit_judges_no_reply(order, city, cast, mei, wei):
    row = replied(order, mei, wei)
    both = person("d", "丁", {"role": Role.OFFICE_ADMIN}, {"role": Role.HANDLER, "department": city.roads})

    for actor in (wei, acting(both)):
        for rule, said in ((supervision.write_off, {"evidence": "x"}), (supervision.send_back, {"demand": "x"})):
            with pytest.raises(NotPermitted):
                rule(row, by=actor, at=at(19, 10), **said)


# --- levels and clocks


def test_level_by_level_up_to_the_circular(order, mei, deputy):
    row = issued(order, mei)

    row = supervision.raise_to(row, by=mei, at=at(18, 11), level="order", demand="二")
    row = supervision.raise_to(row, by=deputy, at=at(18, 12), level="talk", demand="三")
    row = supervision.raise_to(row, by=deputy, at=at(18, 13), level="circular", demand="四")

    assert (row.level, row.approved_by_name, row.number) == ("circular", "周正", "DB20261118000001")
    with pytest.raises(NotPermitted):
        supervision.raise_to(row, by=deputy, at=at(18, 14), level="circular", demand="五")


def test_time_that_is_left_runs_on_and_time_that_is_over_begins_anew(order, mei, deputy):
    row = issued(order, mei)

    row = supervision.raise_to(row, by=mei, at=at(20, 10), level="order", demand="二")
    assert row.due_at == at(23, 17, 30)

    row = supervision.raise_to(row, by=deputy, at=at(24, 9), level="talk", demand="三")
    assert (row.due_at, row.alerted) == (at(27, 17, 30), 0)


def test_a_second_click_does_not_raise_twice(order, mei, deputy):
    row = issued(order, mei)
    supervision.raise_to(row, by=mei, at=at(18, 11), level="order", demand="二")

    with pytest.raises(NotPermitted):
        supervision.raise_to(row, by=mei, at=at(18, 11), level="order", demand="二")
    with pytest.raises(NotAllowed) as refusal:
        supervision.raise_to(row, by=deputy, at=at(18, 11), level="order", demand="二")

    assert refusal.value.code == "wrong_state"
    assert SupervisionOrder.objects.get().level == "order"


def test_a_critical_order_is_answered_for_within_a_day(city, cast, mei):
    order = order_in(Status.HANDLING, category=factories.MANHOLE)

    assert issued(order, mei).due_at == at(19, 17, 30)


STEPS = {
    "issue": {"level": "notice", "demand": "x"},
    "drop": {"reason": "x"},
    "raise_to": {"level": "order", "demand": "x"},
    "reply": REPLY,
    "send_back": {"demand": "x"},
    "write_off": {"evidence": "x"},
}
LEGAL = {"draft": {"issue", "drop"}, "issued": {"raise_to", "reply"}, "replied": {"send_back", "write_off"}}


@pytest.mark.parametrize("state", SupervisionState.values)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_from_every_state(state, step, order, mei, wei):
    row = drafted(order)
    ended = {"ended_at": WEDNESDAY, "evidence": "x", "approved_by_name": "x"}
    SupervisionOrder.objects.filter(pk=row.pk).update(state=state, **ended)
    by = wei if step == "reply" else mei

    if step in LEGAL.get(state, set()):
        assert getattr(supervision, step)(row, by=by, at=at(19, 9), **STEPS[step]).state != state or step == "raise_to"
    else:
        with pytest.raises(NotAllowed) as refusal:
            getattr(supervision, step)(row, by=by, at=at(19, 9), **STEPS[step])
        assert refusal.value.code == "wrong_state"


# --- who sees and hears of it


def test_a_unit_sees_what_was_issued_to_it(order, cast, mei, wei, deputy):
    def seen_by(user):
        return list(SupervisionOrder.objects.visible_to(acting(user)))

    row = drafted(order)
    assert (seen_by(cast.mei), seen_by(cast.wei)) == ([row], [])

    supervision.issue(row, by=mei, at=WEDNESDAY, level="notice", demand="x")
    assert [seen_by(user) for user in (cast.mei, cast.wei, cast.chen, cast.hong, cast.sun)] == [
        [row],
        [row],
        [],
        [],
        [],
    ]


def test_nobody_sees_it_for_an_order_that_complains_about_their_unit(order, city, cast, mei):
    row = issued(order, mei)
    WorkOrder.objects.filter(pk=order.pk).update(target_department=city.water)
    of_the_target = person("e", "戊", {"role": Role.SUPERVISOR}, {"role": Role.LIAISON, "department": city.water})

    assert list(SupervisionOrder.objects.visible_to(acting(cast.mei))) == [row]
    assert list(SupervisionOrder.objects.visible_to(acting(of_the_target))) == []
    assert not supervision_steps.may(acting(of_the_target), supervision_steps.Step.RAISE, row)


def row_path(row):
    return f"/supervision/{row.pk}/"


def test_the_unit_is_told_and_so_is_whoever_asked(order, cast, mei, wei):
    row = replied(order, mei, wei)

    told = {notice.kind: notice for notice in Notice.objects.order_by("id")}
    assert (told["supervision.drafted"].user_id, told["supervision.drafted"].path) == (cast.mei.pk, row_path(row))
    assert order.number in notices.sentence(told["supervision.drafted"])
    asked, answered = told["supervision.asked"], told["supervision.replied"]
    assert (asked.user_id, answered.user_id) == (cast.wei.pk, cast.mei.pk)
    assert asked.path == answered.path == row_path(row)
    assert row.number in notices.sentence(asked)
    assert "赵伟" in notices.sentence(answered)


# --- what gives occasion


def deliver(order):
    for event in ledger.history(order):
        outbox.deliver(event.pk)


def test_the_third_round_draws_one_up(city, cast):
    order = order_in(Status.REWORKING)
    event = ledger.history(order).last()
    assert occasions.after_step(order, event, at=WEDNESDAY) is None

    WorkOrder.objects.filter(pk=order.pk).update(round=3)
    deliver(order)
    deliver(order)

    assert [(row.trigger, row.state) for row in supervision.open_for(order)] == [("reworked_twice", "draft")]
    assert supervision.open_for(order).get().by_name == SYSTEM.name


@pytest.mark.parametrize(("rejections", "drafts"), [(1, 0), (2, 1), (3, 1)])
def test_the_second_rejected_return_draws_one_up(rejections, drafts, order):
    lead = order.assignments.get(role="lead")
    for _ in range(rejections):
        ReturnRequest.objects.create(
            work_order=order, assignment=lead, reason="R1", basis="x", state="rejected", at=WEDNESDAY, by_name="x",
            decided_at=WEDNESDAY, decided_by_name="x",
        )  # fmt: skip
    event = Event(kind="workorder.reject_return", at=WEDNESDAY)

    occasions.after_step(order, event, at=WEDNESDAY)

    assert [row.trigger for row in supervision.open_for(order)] == ["returns_rejected"] * drafts


ANSWERS = [
    ({"solved": "solved", "rating": 2, "cause": "attitude"}, 1),
    ({"solved": "solved", "rating": 1, "cause": "speed"}, 1),
    ({"solved": "solved", "rating": 2, "cause": "expectation"}, 0),
    ({"solved": "solved", "rating": 3, "cause": "speed"}, 0),
    ({"solved": "partly", "rating": 2, "cause": "speed"}, 0),
    ({"solved": "solved", "rating": 5, "cause": ""}, 0),
]


@pytest.mark.parametrize(("said", "drafts"), ANSWERS)
def test_solved_but_badly_met_or_late_draws_one_up(said, drafts, order):
    FollowUp.objects.create(work_order=order, round=1, is_reached=True, at=WEDNESDAY, by_name="x", **said)

    occasions.after_step(order, Event(kind="workorder.close", at=WEDNESDAY), at=WEDNESDAY)

    found = list(supervision.open_for(order))
    assert [row.trigger for row in found] == ["conduct"] * drafts
    assert not any("满意" in row.reason for row in found)


def test_a_call_that_closes_reaches_the_occasion(city, cast, mei):
    order = order_in(Status.FOLLOW_UP)
    workflow.advance(
        order, Action.CLOSE, by=mei, at=timezone.now(), contacted="yes", solved="solved", rating=2, cause="attitude"
    )  # fmt: skip

    deliver(order)

    assert [row.trigger for row in supervision.open_for(order)] == ["conduct"]


# --- reminders


def test_a_reminder_is_told_once_in_four_hours_and_receipted(order, cast, mei, wei):
    assert urging.last_of(order) is None

    told = urging.urge(order, by=mei, at=WEDNESDAY, note="老人多，请先围挡")
    assert [notice.user_id for notice in told] == [cast.wei.pk]

    with pytest.raises(NotAllowed) as refusal:
        urging.urge(order, by=mei, at=WEDNESDAY + timedelta(hours=3, minutes=59))
    assert refusal.value.code == "too_soon"

    last = urging.last_of(order)
    assert ([one.user.name for one in last.unread], last.read) == (["赵伟"], [])
    notices.mark_read(Notice.objects.filter(user=cast.wei), at=at(18, 11))
    last = urging.last_of(order)
    assert ([one.user.name for one in last.read], last.unread) == (["赵伟"], [])

    urging.urge(order, by=mei, at=WEDNESDAY + timedelta(hours=4))
    assert [one.user.name for one in urging.last_of(order).unread] == ["赵伟"]
    assert Event.objects.filter(kind="workorder.urged").count() == 2


def test_a_reminder_needs_the_office_and_somebody_to_remind(order, city, cast, mei, wei):
    with pytest.raises(urging.NotUrging):
        urging.urge(order, by=wei, at=WEDNESDAY)
    with pytest.raises(NotAllowed) as refusal:
        urging.urge(order_in(Status.REGISTERED), by=mei, at=WEDNESDAY)
    assert refusal.value.code == "nobody_leads"


# --- two at once


@two_sessions
@pytest.mark.django_db(transaction=True)
def test_two_write_off_at_once_and_one_wins():
    factories.make_city()
    cast = factories.people()
    order = order_in(Status.HANDLING)
    row = replied(order, acting(cast.mei), acting(cast.wei))
    outcomes, start = [], threading.Barrier(2, timeout=10)

    def write_off(actor):
        try:
            start.wait()
            supervision.write_off(row, by=actor, at=at(20, 9), evidence="已复查")
            outcomes.append("done")
        except NotAllowed as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write_off, args=[acting(user)]) for user in (cast.mei, cast.deputy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(outcomes) == ["done", "wrong_state"]
    assert Event.objects.filter(kind="supervision.written_off").count() == 1
    assert connection.vendor == "postgresql"


@two_sessions
@pytest.mark.django_db(transaction=True)
def test_two_draw_up_at_once_and_one_draft_is_there():
    factories.make_city()
    order = order_in(Status.HANDLING)
    outcomes, start = [], threading.Barrier(2, timeout=10)

    def draw_up():
        try:
            start.wait()
            outcomes.append(drafted(order) is not None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=draw_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(outcomes) == [False, True]
    assert SupervisionOrder.objects.count() == 1

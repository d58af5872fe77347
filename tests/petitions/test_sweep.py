"""The round of the clocks: told once, at the right moment, to the right people, whatever fails or meets meanwhile."""

import sys
from collections import Counter
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import ledger
from core.calendar import CITY_TIME
from core.enums import NoticeTone
from core.kept import forget_all
from core.models import CalendarDay, Event, Notice
from partyorgs.enums import Role
from petitions import deadlines, ringing, sweep, workflow
from petitions.enums import Action, ClockName, Status, SupervisionState, SupervisionTrigger
from petitions.models import Clock, StatutoryReview, SupervisionOrder, Whistle, WhistleCall, WorkOrder
from tests import factories
from tests.factories import HALLWAY, MANHOLE, order_in, person
from tests.petitions.rounds import clock_of, go, kinds, late, only, told

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=CITY_TIME)


# --- the ladder


def test_each_moment_is_told_once_to_those_it_concerns(ling):
    order = order_in(Status.HANDLING)
    only(ClockName.HANDLE)
    clock = clock_of(order)
    story = []

    for at in (clock.yellow_at, clock.orange_at, clock.due_at, *late(clock, 2)):
        before = at - timedelta(seconds=1)
        assert go(before) == 0
        assert [go(at), go(at)] == [1, 0]
        story.append((newest_kind(), told()))
        Notice.objects.all().delete()

    assert story == [
        ("clock.yellow", ["wei"]),
        ("clock.orange", ["ling", "wei"]),
        ("clock.red", ["ling", "mei", "wei"]),
        ("clock.escalated", ["deputy", "ling"]),
        ("clock.escalated", ["deputy", "mei"]),
    ]
    assert go(at + timedelta(days=90)) == 0


def newest_kind():
    return Notice.objects.order_by("-id").values_list("kind", flat=True)[0]


def test_a_notice_says_what_leads_where_and_nothing_of_the_petitioner(city, cast):
    order = order_in(Status.HANDLING)
    only(ClockName.HANDLE)
    clock = clock_of(order)

    go(clock.yellow_at)

    notice = Notice.objects.get()
    assert (notice.user, notice.tone, notice.at) == (cast.wei, NoticeTone.YELLOW, clock.yellow_at)
    assert (notice.subject_type, notice.subject_id) == ("petitions.workorder", order.pk)
    assert notice.path == f"/orders/{order.number}/"
    assert set(notice.data) == {"number", "clock", "due", "unit"}
    assert "兰小燕" not in str(notice.data)


def test_red_drafts_supervision_and_is_on_record(ling):
    order = order_in(Status.HANDLING)
    only(ClockName.HANDLE)
    clock = clock_of(order)

    go(clock.due_at)
    go(late(clock, 1)[0])

    draft = SupervisionOrder.objects.get()
    assert (draft.work_order, draft.department, draft.state) == (order, order.lead, SupervisionState.DRAFT)
    assert (draft.trigger, draft.level, draft.number) == (SupervisionTrigger.OVERDUE, "notice", "")
    assert (draft.at, draft.by_name, draft.due_at, draft.alert_at) == (clock.due_at, "system", None, None)
    events = list(ledger.history(order).filter(kind__in=["workorder.overdue", "workorder.escalated"]))
    assert [(event.kind, event.data["clock"], event.data.get("days")) for event in events] == [
        ("workorder.overdue", "handle", None),
        ("workorder.escalated", "handle", 1),
    ]
    assert ledger.broken(ledger.history(order)) is None
    assert [event.kind for event in ledger.history(draft)] == ["supervision.drafted"]


def test_a_draft_that_is_open_is_not_drawn_up_again(ling):
    """Two clocks of one order overdue at once are one occasion."""
    order = order_in(Status.DISPATCHED)
    only(ClockName.HANDLE)
    Clock.objects.filter(work_order=order, name=ClockName.SIGN).update(alert_at=WEDNESDAY, alerted=2)
    clock = clock_of(order)

    go(WEDNESDAY)
    go(clock.due_at)

    assert list(SupervisionOrder.objects.values_list("trigger", flat=True)) == ["overdue"]


def test_two_clocks_of_one_order_in_one_batch_are_one_draft_and_two_events(ling):
    order = order_in(Status.DISPATCHED)
    only("")
    Clock.objects.filter(work_order=order, name__in=["sign", "handle"]).update(alert_at=WEDNESDAY, alerted=2)
    Clock.objects.filter(work_order=order).update(due_at=WEDNESDAY)

    assert go(WEDNESDAY) == 2

    assert SupervisionOrder.objects.count() == 1
    assert ledger.history(order).filter(kind="workorder.overdue").count() == 2
    assert ledger.broken(ledger.history(order)) is None


def test_an_urgent_order_is_supervised_before_it_is_due(ling):
    order = order_in(Status.DISPATCHED, category=MANHOLE)
    only(ClockName.HANDLE)
    clock = clock_of(order)

    go(clock.orange_at)
    assert list(SupervisionOrder.objects.values_list("trigger", flat=True)) == ["nearly_due"]
    assert told() == ["ling", "mei", "wei"]
    go(clock.due_at)

    assert sorted(SupervisionOrder.objects.values_list("trigger", flat=True)) == ["nearly_due", "overdue"]


def test_moments_that_passed_together_are_told_as_the_last_of_them(ling):
    """The portal stood still for a while: one notice each, to everybody concerned, and the draft is not forgotten."""
    order = order_in(Status.HANDLING)
    only(ClockName.HANDLE)
    clock = clock_of(order)

    assert go(late(clock, 1)[0]) == 1

    assert kinds() == {"clock.escalated": 4}
    assert told() == ["deputy", "ling", "mei", "wei"]
    assert SupervisionOrder.objects.get().trigger == "overdue"
    assert ledger.history(order).filter(kind__in=["workorder.overdue", "workorder.escalated"]).count() == 2


def test_an_assist_is_told_of_its_own_piece(city, cast):
    tao = person("tao", "陶然", {"role": Role.LIAISON, "department": city.traffic})
    order = order_in(Status.HANDLING, category=HALLWAY)
    mei = factories.acting(cast.mei)
    workflow.advance(order, Action.ADD_ASSIST, by=mei, at=WEDNESDAY, unit=city.traffic, piece="清理门前堆物")
    only(ClockName.ASSIST)
    clock = clock_of(order, ClockName.ASSIST)

    go(clock.due_at)

    assert told("clock.red") == ["mei", tao.username]
    assert SupervisionOrder.objects.get().department == city.traffic


def test_a_street_is_told_through_its_coordinator(city, cast):
    order = order_in(Status.HANDLING, category=HALLWAY)
    only(ClockName.HANDLE)

    go(clock_of(order).yellow_at)

    assert told() == ["hong"]


OVER = {"base": "natural", "amount": 30, "unit": "minutes", "started_at": WEDNESDAY, "yellow_at": WEDNESDAY,
        "orange_at": WEDNESDAY, "due_at": WEDNESDAY, "alert_at": WEDNESDAY, "alerted": 2}  # fmt: skip
ACT = {"at": WEDNESDAY, "by_name": "王敏", "reason": "须到场处置"}


def test_a_department_that_does_not_come_is_told_of(city, cast):
    whistle = Whistle.objects.create(
        kind="emergency", street=city.street, place="纸鲸苑北门", number="SZ20261118000001", **ACT
    )
    WhistleCall.objects.create(whistle=whistle, department=city.water, piece="关闸", **OVER)

    assert [go(WEDNESDAY), go(WEDNESDAY)] == [1, 0]

    assert told("clock.red") == ["chen", "mei"]
    assert [(event.kind, event.data["clock"]) for event in ledger.history(whistle)] == [
        ("whistle.overdue", "whistle_emergency")
    ]
    assert not SupervisionOrder.objects.exists()


def test_a_reply_to_supervision_that_is_overdue_is_told_of(ling, city):
    order = order_in(Status.HANDLING)
    only("")
    SupervisionOrder.objects.create(
        work_order=order, department=city.roads, trigger="leader", state=SupervisionState.ISSUED, number="DB1",
        approved_by_name="王敏", issued_at=WEDNESDAY, **ACT, **OVER,
    )  # fmt: skip

    assert [go(WEDNESDAY), go(WEDNESDAY)] == [1, 0]

    assert told("clock.red") == ["ling", "mei", "wei"]
    assert SupervisionOrder.objects.count() == 1


def test_a_statutory_review_that_is_overdue_is_told_of(city, cast):
    order = order_in(Status.HANDLING)
    only("")
    StatutoryReview.objects.create(work_order=order, level=1, opinion_at=WEDNESDAY, **ACT, **OVER)

    assert [go(WEDNESDAY), go(WEDNESDAY)] == [1, 0]

    assert told("clock.red") == ["mei"]


# --- defects of peers


def test_an_edit_does_not_reset_escalation(city, cast):
    """Elsewhere the clock of escalation is the moment of the last change: any edit puts it off."""
    order = order_in(Status.HANDLING, category=HALLWAY)
    before = dict(Clock.objects.filter(stopped_at=None).exclude(name="contact").values_list("name", "alert_at"))
    at = timezone.now() - timedelta(minutes=30)

    hong = factories.acting(cast.hong)
    workflow.advance(order, Action.CONTACT, by=hong, at=at, method="phone", outcome="unreached", note="无人接听")
    order.refresh_from_db()
    order.title, order.updated_at = "楼道堆物，居民再次反映", at
    order.save()
    for clock in Clock.objects.all():
        clock.save()
    ledger.record(order, "workorder.file_added", by=hong, at=at, name="照片.jpg")

    assert before
    assert dict(Clock.objects.filter(stopped_at=None, name__in=before).values_list("name", "alert_at")) == before


def test_work_that_nobody_was_given_escalates(city, cast):
    """Elsewhere a case without an assignee is skipped by escalation."""
    order = order_in(Status.REGISTERED)
    assert order.lead is None
    clock = clock_of(order, ClockName.INTAKE)
    only(ClockName.INTAKE)

    go(clock.due_at)
    assert (told("clock.red"), kinds()) == (["mei"], {"clock.red": 1})
    for at in late(clock, 2):
        go(at)

    assert told("clock.escalated") == ["deputy", "deputy", "mei", "mei"]
    assert not SupervisionOrder.objects.exists()


def test_days_that_are_excluded_put_the_reminder_off(city, cast):
    """Elsewhere a holiday within the period makes it shorter."""
    plain = clock_of(order_in(Status.HANDLING))
    CalendarDay.objects.create(day=date(2026, 11, 20), is_workday=False, note="市庆")
    forget_all()

    longer = clock_of(order_in(Status.HANDLING, content="另一处人行道地砖破损，请尽快修复。"))

    day = timedelta(days=1)
    assert (longer.due_at.date() - plain.due_at.date()) >= day
    assert longer.yellow_at > plain.yellow_at
    assert longer.alert_at == longer.yellow_at


def test_n_stuck_rows_do_not_starve_the_rest(ling, caplog):
    """Elsewhere each scan reads the same first rows, and the ones behind them are never seen."""
    order = order_in(Status.HANDLING)
    only(ClockName.HANDLE)
    faulty = [Clock(work_order=order, name=f"nonsense{n}", base="working", amount=1, unit="days",
                    started_at=WEDNESDAY, yellow_at=WEDNESDAY, orange_at=WEDNESDAY, due_at=WEDNESDAY,
                    alert_at=WEDNESDAY - timedelta(days=1)) for n in range(5)]  # fmt: skip
    Clock.objects.bulk_create(faulty)
    clock = clock_of(order)

    assert go(clock.yellow_at) == 1

    assert told() == ["wei"]
    put_off = set(Clock.objects.filter(name__startswith="nonsense").values_list("alert_at", flat=True))
    assert put_off == {clock.yellow_at + timedelta(minutes=10)}
    assert len([record for record in caplog.records if "Nobody was told of Clock" in record.message]) == 5
    assert go(clock.yellow_at + timedelta(minutes=9)) == 0


@pytest.mark.usefixtures("ling")
def test_what_one_round_cannot_take_the_next_one_does(monkeypatch):
    monkeypatch.setattr(sweep, "MOST", 2)
    monkeypatch.setattr(sweep, "BATCH", 1)
    for n in range(3):
        order_in(Status.HANDLING, content=f"纸鲸苑第{n}处人行道地砖大面积破损。")
    only(ClockName.HANDLE)
    at = max(Clock.objects.filter(name="handle").values_list("yellow_at", flat=True))

    assert [go(at), go(at), go(at)] == [2, 1, 0]
    assert kinds() == {"clock.yellow": 3}


# --- standing still


def test_a_clock_that_stands_still_tells_nobody_and_goes_on_as_it_went(ling):
    order = order_in(Status.HANDLING, category=factories.PAVEMENT)
    clock = clock_of(order)
    at = clock.yellow_at
    only(ClockName.HANDLE)
    assert go(at) == 1
    machine = deadlines.clockwork()
    clock.refresh_from_db()
    machine.pause(clock, at)
    clock.save()

    assert go(clock.due_at + timedelta(days=30)) == 0
    machine.resume(clock, at + timedelta(days=30))
    clock.save()

    assert clock.alerted == 1
    assert clock.alert_at == clock.orange_at > at + timedelta(days=30)
    assert go(clock.orange_at) == 1
    assert kinds() == {"clock.yellow": 1, "clock.orange": 2}


def test_nobody_is_called_at_night_or_on_a_rest_day_for_a_normal_order(city, cast):
    for n in range(7):
        at = WEDNESDAY + timedelta(days=n, hours=n)
        order_in(Status.HANDLING, at=at, content=f"纸鲸苑第{n}处人行道地砖大面积破损。")
    moments = Clock.objects.filter(base="working").values_list("yellow_at", "orange_at", "due_at")
    seconds = [moment.astimezone(CITY_TIME) for row in moments for moment in row]

    assert len(seconds) > 60
    assert {moment.weekday() for moment in seconds} <= {0, 1, 2, 3, 4}
    assert all("08:30" <= f"{moment:%H:%M}" <= "17:30" for moment in seconds)


def test_calendar_days_end_with_the_office(city):
    limit = deadlines.Limit(60, "days", "calendar")
    due = deadlines.due(limit, WEDNESDAY, deadlines.clockwork().days)

    assert f"{due.astimezone(CITY_TIME):%H:%M}" == "17:30"


# --- who must not be told


def test_the_unit_complained_about_is_never_told(city, cast, ling):
    person("water", "水务督办", {"role": Role.SUPERVISOR}, {"role": Role.LIAISON, "department": city.water})
    order = order_in(Status.HANDLING)
    WorkOrder.objects.filter(pk=order.pk).update(target_department=city.water)
    only(ClockName.HANDLE)

    go(clock_of(order).due_at)

    assert told() == ["ling", "mei", "wei"]


def test_who_recused_themselves_from_the_order_is_not_told(city, cast, ling):
    other = person("other", "另一督办", {"role": Role.SUPERVISOR})
    order = order_in(Status.HANDLING)
    workflow.advance(order, Action.RECUSE, by=factories.acting(other), at=WEDNESDAY, reason="与诉求人有亲属关系")
    only(ClockName.HANDLE)

    go(clock_of(order).due_at)

    assert told() == ["ling", "mei", "wei"]


# --- crashes and meetings


def test_a_crash_between_batches_repeats_nothing_and_loses_nothing(city, cast, monkeypatch):
    monkeypatch.setattr(sweep, "BATCH", 1)
    for n in range(3):
        order_in(Status.HANDLING, content=f"纸鲸苑第{n}处人行道地砖大面积破损。")
    only(ClockName.HANDLE)
    at = max(Clock.objects.filter(name="handle").values_list("yellow_at", flat=True))
    call, calls = sweep._call, []

    def die_at_the_second(*args):
        calls.append(args)
        if len(calls) == 2:
            raise SystemExit
        return call(*args)

    with monkeypatch.context() as patch:
        patch.setattr(sweep, "_call", die_at_the_second)
        with pytest.raises(SystemExit):
            go(at)

    assert kinds() == {"clock.yellow": 1}
    assert go(at) == 2
    assert Counter(Notice.objects.values_list("subject_id", flat=True)).most_common(1)[0][1] == 1
    assert kinds() == {"clock.yellow": 3}


def test_a_crash_within_a_batch_leaves_no_half(city, cast, monkeypatch):
    order = order_in(Status.HANDLING)
    only(ClockName.HANDLE)
    clock = clock_of(order)
    events = Event.objects.count()

    with monkeypatch.context() as patch:
        patch.setattr(ringing.ledger, "record_many", lambda drafts: sys.exit())
        with pytest.raises(SystemExit):
            go(clock.due_at)

    assert (Notice.objects.count(), SupervisionOrder.objects.count(), Event.objects.count()) == (0, 0, events)
    assert go(clock.due_at) == 1


def test_a_round_costs_the_same_at_one_and_at_three(city, cast):
    costs = []
    for wanted in (1, 3):
        for n in range(wanted):
            order_in(Status.HANDLING, content=f"纸鲸苑第{wanted}{n}处人行道地砖大面积破损。")
        only(ClockName.HANDLE)
        at = max(Clock.objects.filter(name="handle", alert_at__isnull=False).values_list("yellow_at", flat=True))
        with CaptureQueriesContext(connection) as queries:
            assert go(at) == wanted
        costs.append(len(queries))

    assert costs == [14, 14]


def test_nothing_due_costs_five_looks(city, cast, django_assert_num_queries):
    order_in(Status.HANDLING)
    deadlines.clockwork()

    with django_assert_num_queries(5):
        assert go(WEDNESDAY - timedelta(days=1)) == 0


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_tell_nobody_twice(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("an in-memory SQLite database belongs to one connection; set TEST_DATABASE_URL to PostgreSQL")
    monkeypatch.setattr(sweep, "BATCH", 3)
    factories.make_city()
    factories.people()
    for n in range(12):
        order_in(Status.HANDLING, content=f"纸鲸苑第{n}处人行道地砖大面积破损。")
    at = timezone.now() + timedelta(days=60)
    Clock.objects.exclude(name="handle").update(alert_at=None)
    start, counts = Barrier(3), []

    def one_round():
        start.wait()
        counts.append(go(at) + go(at))  # what the other held at first is found by the second
        connection.close()

    threads = [Thread(target=one_round) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    go(at)
    assert sum(counts) <= 12
    assert set(Counter(Notice.objects.values_list("user_id", "subject_id")).values()) == {1}
    assert len(set(Notice.objects.values_list("subject_id", flat=True))) == 12
    assert SupervisionOrder.objects.count() == 12
    assert [order for order in WorkOrder.objects.order_by("id") if ledger.broken(ledger.history(order))] == []
    forget_all()

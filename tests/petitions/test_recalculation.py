"""After an edit of the calendar every clock that was counted by it is moved, on record, and no other."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core import calendar, calendar_edits, jobs, ledger
from core.calendar import CITY_TIME, build
from core.calendar_edits import CannotEnter, Entered
from core.enums import JobState
from core.models import CalendarDay, CalendarYear, Event
from petitions import deadlines, recalculation, spans, tasks, timeline, workflow
from petitions.deadlines import Clockwork, Limit, Limits, due
from petitions.enums import Action, ClockName, Status, SupervisionState
from petitions.models import Clock, StatutoryReview, SupervisionOrder, Whistle, WhistleCall
from petitions.spans import Change
from tests import factories

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
START = datetime(2026, 11, 17, 10, 0, tzinfo=CITY_TIME)  # Tuesday; five working days end on Tuesday the 24th
LATER = START + timedelta(days=1)  # when the calendar is edited


def at(text):
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CITY_TIME)


def handle(order):
    return Clock.objects.get(work_order=order, name=ClockName.HANDLE, stopped_at=None)


def edit(cast, first, last=None, *, is_workday=False, note="", now=LATER):
    """Mei changes days and the worker does what follows."""
    job = recalculation.change_days(
        first, last or first, is_workday=is_workday, note=note, reason="市政府通知", by=factories.acting(cast.mei),
        owner=cast.mei, at=now,
    )  # fmt: skip
    return work(job, now)


def work(job, now=LATER):
    claimed = jobs.begin(job.pk)
    assert recalculation.carry_out(claimed, at=now) is None
    return claimed


def last_event(order):
    return ledger.history(order).last()


# --- what an edit does to an order


def test_a_rest_day_inside_moves_the_due_moment_one_working_day_on(city, cast):
    order = factories.order_in(Status.HANDLING, at=START)
    assert handle(order).due_at == at("11-24 17:30")

    job = edit(cast, FRIDAY, note="全市停电检修")

    order.refresh_from_db()
    assert handle(order).due_at == order.due_at == order.handle_due_at == at("11-25 17:30")
    event = last_event(order)
    assert (event.kind, event.by_name) == ("workorder.due_recomputed", "王敏")
    before, after = event.data["moves"]["handle"]
    assert (datetime.fromisoformat(before), datetime.fromisoformat(after)) == (at("11-24 17:30"), at("11-25 17:30"))
    assert (event.data["days"], event.data["reason"]) == (["2026-11-20", "2026-11-20"], "市政府通知")
    assert (job.state, job.result) == (JobState.DONE, {"orders": 1, "changed": 1})
    assert ledger.broken(ledger.history(order)) is None


def test_the_lamp_moves_with_it(city, cast):
    order = factories.order_in(Status.HANDLING, at=START)

    edit(cast, FRIDAY)

    clock, days = handle(order), calendar.load()
    whole = days.elapsed(clock.started_at, clock.due_at)
    assert clock.yellow_at == days.add(clock.started_at, whole * 0.7)
    assert clock.orange_at == days.add(clock.started_at, whole * 0.9)
    assert clock.alert_at == clock.yellow_at


def test_a_weekend_that_is_worked_shortens_it_and_says_so(city, cast):
    order = factories.order_in(Status.HANDLING, at=START)

    edit(cast, date(2026, 11, 21), is_workday=True)

    assert handle(order).due_at == at("11-23 17:30")
    assert last_event(order).kind == "workorder.due_recomputed"


def test_days_outside_natural_time_and_stopped_clocks_are_left_alone(city, cast):
    urgent = factories.order_in(Status.HANDLING, at=START, category=factories.MANHOLE)
    closed = factories.order_in(Status.CLOSED, at=START)
    order = factories.order_in(Status.HANDLING, at=START)
    before = list(Clock.objects.order_by("pk").values())

    edit(cast, date(2026, 12, 24))
    assert list(Clock.objects.order_by("pk").values()) == before

    edit(cast, FRIDAY)
    now = {row["id"]: row for row in Clock.objects.values()}
    assert [now[row["id"]] for row in before if row["work_order_id"] != order.pk] == [
        row for row in before if row["work_order_id"] != order.pk
    ]
    assert {urgent.pk, closed.pk}.isdisjoint(
        Event.objects.filter(kind="workorder.due_recomputed").values_list("subject_id", flat=True)
    )


def test_an_extension_is_kept(city, cast):
    order = factories.order_in(Status.HANDLING, at=START)
    wei, mei = factories.acting(cast.wei), factories.acting(cast.mei)
    now = START + timedelta(hours=2)
    workflow.advance(order, Action.REQUEST_EXTENSION, by=wei, at=now, reason="E3", plan="等待天晴", days=5, told_at=now)
    workflow.advance(order, Action.EXTEND, by=mei, at=now, decision="同意")
    assert handle(order).due_at == at("12-01 17:30")

    edit(cast, FRIDAY, now=now)

    assert handle(order).due_at == at("12-02 17:30")


def test_a_pause_behind_it_is_counted_anew(city, cast):
    """C8 in this week: paused from Thursday to Monday; a day that was a pause anyway changes nothing."""
    order = factories.order_in(Status.HANDLING, at=START)
    clock = handle(order)
    stood = [(at("11-19 10:00"), at("11-23 10:00"))]
    plain = clock.due_at
    machine = deadlines.clockwork()
    machine.pause(clock, stood[0][0])
    machine.resume(clock, stood[0][1])
    assert clock.due_at == calendar.load().add_hours(plain, 14)

    change = recalculation.proposed([FRIDAY], False)
    assert spans.moved(clock, change, stood) == clock.due_at
    assert spans.moved(clock, change, ()) == clock.due_at + timedelta(days=1)  # what not knowing of it would cost


def test_the_pauses_are_read_from_the_events(city, cast):
    order = factories.order_in(Status.RETURN_PENDING, at=START)
    mei = factories.acting(cast.mei)
    asked = ledger.history(order).last().at
    decided = asked + timedelta(days=3)
    workflow.advance(order, Action.REJECT_RETURN, by=mei, at=decided, decision="清单明确")

    clock = handle(order)
    assert spans.pauses(ledger.history(order), "handle", clock.started_at) == [(asked, decided)]


def test_a_clock_that_stands_moves_too_and_stays_still(city, cast):
    order = factories.order_in(Status.RETURN_PENDING, at=START)
    due_at = handle(order).due_at

    edit(cast, FRIDAY)

    clock = handle(order)
    assert clock.due_at == due_at + timedelta(days=1)
    assert (clock.paused_at is None, clock.alert_at) == (False, None)


def test_an_escalation_is_not_taken_back(city, cast):
    order = factories.order_in(Status.HANDLING, at=START)
    clock = handle(order)
    clock.alerted = 4
    clock.alert_at = None
    clock.save()

    edit(cast, FRIDAY, now=at("11-30 10:00"))

    clock = handle(order)
    assert (clock.due_at, clock.alerted) == (at("11-25 17:30"), 4)
    assert clock.alert_at == calendar.load().add_days(clock.due_at, deadlines.ESCALATIONS[1])


def test_what_was_told_too_early_is_told_again(city, cast):
    order = factories.order_in(Status.HANDLING, at=START)
    now = at("11-24 15:00")
    Clock.objects.filter(pk=handle(order).pk).update(alerted=2)

    edit(cast, FRIDAY, date(2026, 11, 24), now=now)

    clock = handle(order)
    assert clock.due_at == at("11-27 17:30")
    assert (clock.alerted, clock.alert_at) == (0, clock.yellow_at)


# --- other rows that run


def test_supervision_and_reviews_of_the_order_move_in_the_same_event(city, cast):
    order = factories.order_in(Status.HANDLING, at=START)
    machine = deadlines.clockwork()
    signed = {"at": START, "by_name": "王敏"}
    supervision = SupervisionOrder(
        number="DB20261117000001", work_order=order, trigger="leader", state=SupervisionState.ISSUED, reason="催办",
        approved_by_name="周正", **signed,
    )  # fmt: skip
    machine.set_off(supervision, Limit(Decimal(3), "days", "working"), START)
    supervision.save()
    review = StatutoryReview(work_order=order, level=1, opinion_at=START, reason="不服", **signed)
    machine.set_off(review, Limit(Decimal(30), "days", "calendar"), START)
    review.save()

    edit(cast, FRIDAY, date(2026, 12, 17))

    supervision.refresh_from_db()
    review.refresh_from_db()
    assert supervision.due_at == at("12-18 17:30")
    assert review.due_at == at("12-18 17:30")  # its last day became a rest day
    assert set(last_event(order).data["moves"]) == {
        "handle", "contact", "supervision:DB20261117000001", "review_statutory:1", "return_window",
    } & set(last_event(order).data["moves"])  # fmt: skip
    assert {"handle", "supervision:DB20261117000001", "review_statutory:1"} <= set(last_event(order).data["moves"])


def test_a_whistle_has_an_event_of_its_own(city, cast):
    whistle = Whistle.objects.create(
        number="SZ1", kind="key_work", street=city.street, place="北门", reason="多部门", at=START, by_name="李红"
    )
    call = WhistleCall(whistle=whistle, department=city.roads, piece="到场")
    deadlines.clockwork().set_off(call, Limit(Decimal(3), "days", "working"), START)
    call.save()

    edit(cast, FRIDAY)

    call.refresh_from_db()
    assert call.due_at == at("11-23 17:30")
    event = last_event(whistle)
    assert (event.kind, set(event.data["moves"])) == ("whistle.due_recomputed", {"市城管局"})


# --- again, in pieces, one at a time


def test_doing_it_again_does_nothing(city, cast):
    order = factories.order_in(Status.HANDLING, at=START)
    edit(cast, FRIDAY)
    clocks, events = list(Clock.objects.order_by("pk").values()), Event.objects.count()
    edited = Event.objects.get(kind="calendar.days_changed")

    job = work(recalculation.begin_again(edited, owner=cast.mei))

    assert list(Clock.objects.order_by("pk").values()) == clocks
    assert (Event.objects.count(), job.result["changed"]) == (events, 0)
    assert handle(order).due_at == at("11-25 17:30")


def test_an_extended_clock_is_moved_once_however_often_the_work_is_done(city, cast):
    order = factories.order_in(Status.HANDLING, at=START)
    clock = handle(order)
    Clock.objects.filter(pk=clock.pk).update(due_at=at("12-01 17:30"))
    edit(cast, FRIDAY)
    edited = Event.objects.get(kind="calendar.days_changed")

    work(recalculation.begin_again(edited, owner=cast.mei))

    assert handle(order).due_at == at("12-02 17:30")


def test_it_is_done_in_pieces(city, cast):
    orders = [factories.order_in(Status.HANDLING, at=START) for _n in range(3)]
    mei = factories.acting(cast.mei)
    job = recalculation.change_days(
        FRIDAY, FRIDAY, is_workday=False, note="", reason="通知", by=mei, owner=cast.mei, at=LATER
    )

    claimed = jobs.begin(job.pk)
    rest = recalculation.carry_out(claimed, at=LATER, seconds=0)
    assert rest == orders[0].pk
    assert [handle(order).due_at.day for order in orders] == [25, 24, 24]

    claimed = jobs.begin(job.pk, silent_after=tasks.AT_ONCE)
    assert recalculation.carry_out(claimed, at=LATER, after=rest) is None
    assert [handle(order).due_at.day for order in orders] == [25, 25, 25]
    assert (claimed.total, claimed.done, claimed.ok, claimed.state) == (3, 3, 3, JobState.DONE)


def test_an_order_that_cannot_be_moved_holds_up_no_other(city, cast, monkeypatch):
    broken, sound = (factories.order_in(Status.HANDLING, at=START) for _n in range(2))
    amend = workflow.amend

    def fail_for_one(order, *args, **kwargs):
        if order.pk == broken.pk:
            raise OSError("disk full")
        return amend(order, *args, **kwargs)

    monkeypatch.setattr(workflow, "amend", fail_for_one)
    job = edit(cast, FRIDAY)

    assert (job.state, job.failed, job.ok) == (JobState.FAILED, 1, 1)
    assert [handle(order).due_at.day for order in (broken, sound)] == [24, 25]

    monkeypatch.undo()
    edited = Event.objects.get(kind="calendar.days_changed")
    job = work(recalculation.begin_again(edited, owner=cast.mei))
    assert job.state == JobState.DONE
    assert [handle(order).due_at.day for order in (broken, sound)] == [25, 25]


def test_the_calendar_takes_no_second_edit_meanwhile(city, cast):
    mei = factories.acting(cast.mei)
    said = {"is_workday": False, "note": "", "reason": "通知", "by": mei, "owner": cast.mei, "at": LATER}
    recalculation.change_days(FRIDAY, FRIDAY, **said)

    with pytest.raises(CannotEnter):
        recalculation.change_days(MONDAY, MONDAY, **said)

    assert not CalendarDay.objects.filter(day=MONDAY).exists()


def test_edits_one_after_the_other_add_up(city, cast):
    order = factories.order_in(Status.HANDLING, at=START)

    edit(cast, FRIDAY)
    edit(cast, MONDAY)
    assert handle(order).due_at == at("11-26 17:30")
    edit(cast, FRIDAY, is_workday=None)
    edit(cast, MONDAY, is_workday=True)

    assert handle(order).due_at == at("11-24 17:30")
    assert not CalendarDay.objects.filter(day__in=[FRIDAY, MONDAY]).exists()


def test_what_would_move_is_known_before(city, cast, monkeypatch):
    factories.order_in(Status.HANDLING, at=START)
    factories.order_in(Status.CLOSED, at=START)

    assert recalculation.would_move(recalculation.proposed([date(2026, 12, 24)], False)) == (0, True)
    foreseen, is_exact = recalculation.would_move(recalculation.proposed([FRIDAY], False))
    monkeypatch.setattr(recalculation, "MOST_FORESEEN", 0)
    assert recalculation.would_move(recalculation.proposed([FRIDAY], False)) == (foreseen, False)
    edit(cast, FRIDAY)

    event = Event.objects.get(kind="workorder.due_recomputed")
    assert (foreseen, is_exact) == (len(event.data["moves"]), True)


def test_a_year_that_is_entered_settles_what_waited(city, cast):
    CalendarYear.objects.filter(year__gt=2026).delete()
    calendar.changed()
    order = factories.order_in(Status.HANDLING, at=at("12-29 10:00"))
    assert handle(order).due_at is None

    job = recalculation.enter_year(
        2027, {date(2027, 1, 1): Entered(False, "元旦")}, source="国办通知", by=factories.acting(cast.mei),
        owner=cast.mei, at=LATER,
    )  # fmt: skip
    work(job)

    assert handle(order).due_at == datetime(2027, 1, 6, 17, 30, tzinfo=CITY_TIME)
    assert last_event(order).data["moves"]["handle"][0] is None


def test_the_timeline_tells_it(city, cast):
    order = factories.order_in(Status.HANDLING, at=START)
    edit(cast, FRIDAY)

    reader = timeline.Reader(answers=False, internal_notes=False)
    with translation.override("en"):
        entry = timeline.entries(ledger.history(order), assignments=[], calls=[], reader=reader)[0]

    assert (entry.title, entry.quote) == ("Due moments moved", "市政府通知")
    assert "17:30" in entry.text


def test_a_clock_started_after_the_edit_is_not_moved_twice(city, cast):
    mei = factories.acting(cast.mei)
    job = recalculation.change_days(
        FRIDAY, FRIDAY, is_workday=False, note="", reason="通知", by=mei, owner=cast.mei, at=START
    )
    order = factories.order_in(Status.HANDLING, at=START)
    assert handle(order).due_at == at("11-25 17:30")

    work(job)

    assert handle(order).due_at == at("11-25 17:30")


# --- whatever the calendar and the clock

days_of_2026 = st.dates(date(2026, 1, 1), date(2026, 11, 30))
exceptions = st.dictionaries(days_of_2026, st.booleans(), max_size=8)
moments = st.builds(
    lambda day, hour: datetime.combine(day, time(hour), CITY_TIME), st.dates(date(2026, 1, 5), date(2026, 9, 30)),
    st.integers(0, 23),
)  # fmt: skip
limits = st.one_of(
    st.builds(Limit, st.integers(1, 15).map(Decimal), st.just("days"), st.sampled_from(["working", "calendar"])),
    st.builds(Limit, st.integers(1, 40).map(Decimal), st.just("hours"), st.just("working")),
)


def started(limit, start, days):
    clock = Clock(name=ClockName.HANDLE)
    Clockwork(days, Limits([])).set_off(clock, limit, start)
    return clock


@given(exceptions, limits, moments, st.integers(0, 10))
def test_by_the_same_calendar_nothing_moves(days, limit, start, extension):
    year = build([2026], days)
    clock = started(limit, start, year)
    if extension and clock.base == "working":
        clock.due_at = year.add_days(clock.due_at, extension)

    assert spans.moved(clock, Change(year, year, tuple(days)), ()) == clock.due_at


@given(exceptions, st.dictionaries(days_of_2026, st.booleans(), min_size=1, max_size=4), limits, moments)
def test_a_moved_clock_is_one_started_by_the_new_calendar(before, changed, limit, start):
    old = build([2026], before)
    new = old.with_days(changed)
    clock = started(limit, start, old)

    moved = spans.moved(clock, Change(old, new, tuple(sorted(changed))), ())

    assert moved == due(limit, start, new)


@given(limits.filter(lambda limit: limit.base == "working"), moments, st.integers(1, 10), days_of_2026)
def test_an_extension_survives_every_rest_day(limit, start, extension, day):
    old = build([2026], {})
    clock = started(limit, start, old)
    clock.due_at = old.add_days(clock.due_at, extension)
    new = old.with_days({day: False})

    moved = spans.moved(clock, Change(old, new, (day,)), ())

    assert moved >= clock.due_at
    kept = old.elapsed(due(limit, start, old), clock.due_at)
    assert new.elapsed(due(limit, start, new), moved) == kept


def test_the_change_knows_its_days(city, cast):
    edit(cast, FRIDAY, MONDAY)
    event = Event.objects.get(kind=calendar_edits.DAYS_CHANGED)

    change = recalculation.made(event)

    assert change.days == (FRIDAY, MONDAY)  # the weekend between them was free before
    assert change.before.is_workday(FRIDAY)
    assert not change.after.is_workday(FRIDAY)
    assert replace(change, days=()).concerns(Clock(started_at=START, due_at=at("11-24 17:30"))) is False

"""Clocks as people read them: practice §2.6 with the vectors of C8."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from core.calendar import CITY_TIME, build
from core.models import Event
from petitions import faces, timeline
from petitions.enums import ClockName, Status, TimeBase
from petitions.models import Clock, WorkOrder
from tests.petitions.cases import MACHINE

DAYS = build([2026], {})


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def at(text):
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CITY_TIME)


def clock(name=ClockName.HANDLE, urgency="normal", start="11-16 10:00"):
    order = WorkOrder(pk=1, status=Status.HANDLING, kind="help", channel="portal", urgency=urgency)
    return MACHINE.start(name, order, at(start))


def face(clock, now, **more):
    return faces.of_clock(clock, now=at(now), days=DAYS, **more)


@pytest.mark.parametrize(
    ("now", "words", "percent"),
    [
        ("11-18 17:30", "3 working days left", 48),  # 19.5 of 40.5 working hours
        ("11-20 16:00", "! 1 working day left", 79),
        ("11-23 12:00", "! 0.5 working days left", 91),
        ("11-24 08:30", "▲ Overdue", 100),
        ("11-24 17:30", "▲ Overdue 1 working day", 100),
    ],
)
def test_working_time_is_told_in_half_days(now, words, percent):
    told = face(clock(), now)

    assert told.words.startswith(words)
    assert told.percent_used == percent


def test_natural_time_runs_through_the_weekend():
    told = face(clock(ClockName.SIGN, urgency="urgent", start="11-21 23:30"), "11-22 00:40")

    assert told.words == "50 minutes left"


def test_a_running_clock_says_its_limit_and_when_it_is_due():
    assert face(clock(), "11-17 10:00").note == "Limit 5 working days, due 23 November (Mon) 17:30"


def test_a_paused_clock_says_who_paused_it():
    paused = clock()
    MACHINE.pause(paused, at("11-18 10:00"))
    events = [
        Event(kind="workorder.sign", at=at("11-16 11:00"), by_id=1, by_name="赵伟"),
        Event(kind="workorder.request_return", at=at("11-18 10:00"), by_id=1, by_name="赵伟"),
    ]

    (told,) = faces.of_clocks([paused], events, now=at("11-20 10:00"), days=DAYS)

    assert told.words == "Ⅱ Paused · 赵伟 Request return"
    assert told.percent_used == 35  # 14 of 40.5 working hours, however long it has stood


def test_a_pause_uses_up_nothing():
    resumed = clock()
    MACHINE.pause(resumed, at("11-18 10:00"))
    MACHINE.resume(resumed, at("11-20 10:00"))

    assert face(resumed, "11-20 10:00").percent_used == 35


@pytest.mark.parametrize(
    ("stopped", "words"), [("11-23 17:30", "✓ In time"), ("11-24 17:30", "▲ Late by 1 working day")]
)
def test_a_stopped_clock_says_whether_it_was_in_time(stopped, words):
    ended = clock()
    ended.stopped_at = at(stopped)

    told = face(ended, "12-24 10:00")

    assert told.words == words
    assert told.note == f"Stopped {stopped}, limit 5 working days"


@pytest.mark.parametrize(("step", "is_said"), [("reassign", True), ("sign", False), ("propose_rework", False)])
def test_a_clock_that_ended_because_the_order_was_taken_away_says_so(step, is_said):
    """And never what a petitioner answered: the unit reads this."""
    ended = clock(ClockName.SIGN)
    ended.stopped_at = at("11-16 11:00")
    event = Event(kind=f"workorder.{step}", at=ended.stopped_at, by_name="梅", data={})

    [told] = faces.of_clocks([ended], [event], now=at("11-16 12:00"), days=DAYS)

    title = timeline.title_of(event)
    assert (f"by “{title}”" in told.note) is is_said


def test_running_clocks_stand_before_those_that_have_stopped():
    signing, handling = clock(ClockName.SIGN), clock()
    signing.stopped_at = at("11-16 11:00")

    told = faces.of_clocks([signing, handling], [], now=at("11-16 12:00"), days=DAYS)

    assert [str(each.label) for each in told] == ["handle clock", "sign clock"]


def test_a_window_that_is_shut_is_not_told():
    window, handling = clock(ClockName.RETURN_WINDOW), clock()

    assert len(faces.of_clocks([window, handling], [], now=at("11-16 12:00"), days=DAYS)) == 2
    window.stopped_at = at("11-17 10:00")

    told = faces.of_clocks([window, handling], [], now=at("11-18 12:00"), days=DAYS)

    assert [str(each.label) for each in told] == ["handle clock"]


def test_without_the_calendar_of_a_year_nothing_is_guessed():
    waiting = clock()
    waiting.due_at = waiting.yellow_at = waiting.orange_at = None

    told = face(waiting, "11-17 10:00")

    assert (told.words, told.lamp) == ("No deadline", "unknown")
    assert told.note == "Limit 5 working days; the calendar of that year has not been entered"


@pytest.mark.parametrize(
    ("amount", "unit", "base", "words"),
    [
        ("0.5", "days", TimeBase.WORKING, "0.5 working days"),
        ("1.00", "days", TimeBase.WORKING, "1 working day"),
        ("4", "hours", TimeBase.WORKING, "4 working hours"),
        ("0.50", "hours", TimeBase.NATURAL, "0.5 hours"),
        ("10", "minutes", TimeBase.NATURAL, "10 minutes"),
        ("1", "days", TimeBase.NATURAL, "1 day"),
        ("60", "days", TimeBase.CALENDAR, "60 calendar days"),
    ],
)
def test_a_limit_reads_as_it_was_set(amount, unit, base, words):
    assert faces.limit(Clock(amount=Decimal(amount), unit=unit, base=base)) == words


def test_the_row_of_an_order_shows_its_running_clock_and_a_suspension():
    running = WorkOrder(
        status=Status.HANDLING, clock=ClockName.HANDLE, clock_base=TimeBase.WORKING, clock_started_at=at("11-16 10:00"),
        yellow_at=clock().yellow_at, orange_at=clock().orange_at, due_at=clock().due_at,
    )  # fmt: skip

    assert faces.of_order(running, now=at("11-18 17:30"), days=DAYS).words == "3 working days left"
    assert faces.of_order(WorkOrder(status=Status.SUSPENDED), now=at("11-18 17:30"), days=DAYS).words == (
        "Ⅱ Paused · suspended"
    )
    assert faces.of_order(WorkOrder(status=Status.CLOSED), now=at("11-18 17:30"), days=DAYS) is None

"""Every clock of practice §2.4 with the limits a city starts with, in the calendar of 2026 (§2.5)."""

from datetime import date, datetime, timedelta

import pytest

from core.calendar import CITY_TIME, build
from core.kept import forget_all
from petitions import deadlines, defaults
from petitions.deadlines import Clockwork
from petitions.enums import Channel, ClockName, Track, Urgency
from petitions.models import Clock, WorkOrder
from tests.core.test_calendar import CALENDAR

NORMAL, URGENT, CRITICAL = Urgency.NORMAL, Urgency.URGENT, Urgency.CRITICAL
MONDAY = "11-16 10:00"
C = ClockName


def at(text):
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CITY_TIME)


@pytest.fixture
def machine(db):
    defaults.install_limits()
    forget_all()
    yield Clockwork(CALENDAR, deadlines.clockwork().limits)
    forget_all()


def order(urgency=NORMAL, **said):
    return WorkOrder(urgency=urgency, **({"kind": "help", "channel": Channel.HOTLINE_12345} | said))


VECTORS = [
    # clock               urgency   start          due
    (C.INTAKE,            NORMAL,   MONDAY,        "11-16 12:00", "2 hours in service time, web portal"),
    (C.INTAKE,            URGENT,   MONDAY,        "11-16 10:30", "30 minutes"),
    (C.INTAKE,            CRITICAL, MONDAY,        "11-16 10:10", "10 minutes"),
    (C.DISPATCH,          CRITICAL, MONDAY,        "11-16 10:10", "10 minutes"),
    (C.DISPATCH,          URGENT,   MONDAY,        "11-16 10:30", "30 minutes"),
    (C.DISPATCH,          NORMAL,   MONDAY,        "11-16 15:30", "half a working day is 3.5 hours"),
    (C.SIGN,              CRITICAL, MONDAY,        "11-16 10:30", "half an hour"),
    (C.SIGN,              URGENT,   "10-01 23:30", "10-02 01:30", "C3, 2 hours through a holiday night"),
    (C.SIGN,              NORMAL,   "09-30 16:00", "10-08 11:00", "C2, 4 working hours over the holiday"),
    (C.SIGN,              NORMAL,   "11-21 10:00", "11-23 14:30", "C9, from a Saturday"),
    (C.SIGN,              NORMAL,   "10-10 16:30", "10-12 11:30", "C10, a Saturday worked in exchange"),
    (C.SIGN,              NORMAL,   "11-16 11:00", "11-16 17:00", "C11, over lunch"),
    (C.CONTACT,           CRITICAL, MONDAY,        "11-16 11:00", "1 hour"),
    (C.CONTACT,           URGENT,   MONDAY,        "11-16 14:00", "4 hours, lunch or not"),
    (C.CONTACT,           NORMAL,   MONDAY,        "11-17 17:30", "1 working day"),
    (C.DANGER,            CRITICAL, MONDAY,        "11-16 12:00", "2 hours to remove the danger"),
    (C.HANDLE,            CRITICAL, MONDAY,        "11-17 10:00", "1 day, day and night"),
    (C.HANDLE,            URGENT,   "10-01 23:30", "10-02 23:30", "C4, 1 day"),
    (C.HANDLE,            NORMAL,   "09-30 16:00", "10-13 17:30", "C1, 5 working days"),
    (C.HANDLE,            NORMAL,   "11-21 10:00", "11-27 17:30", "C9, from a Saturday"),
    (C.RETURN_WINDOW,     URGENT,   MONDAY,        "11-16 11:00", "1 hour"),
    (C.RETURN_WINDOW,     NORMAL,   MONDAY,        "11-17 17:30", "1 working day"),
    (C.RETURN_REVIEW,     URGENT,   MONDAY,        "11-16 11:00", "1 hour"),
    (C.RETURN_REVIEW,     NORMAL,   MONDAY,        "11-16 16:00", "4 working hours"),
    (C.ARBITRATION,       URGENT,   MONDAY,        "11-16 14:00", "4 hours"),
    (C.ARBITRATION,       NORMAL,   MONDAY,        "11-18 17:30", "2 working days"),
    (C.EXTENSION,         NORMAL,   MONDAY,        "11-16 16:00", "4 working hours to decide"),
    (C.SUSPENSION,        NORMAL,   MONDAY,        "12-16 17:30", "every 30 days"),
    (C.REVIEW,            NORMAL,   MONDAY,        "11-16 15:30", "half a working day"),
    (C.VERIFY,            NORMAL,   MONDAY,        "11-18 17:30", "2 working days"),
    (C.VERIFY,            URGENT,   MONDAY,        "11-17 10:00", "1 day"),
    (C.FIRST_CALL,        NORMAL,   MONDAY,        "11-17 17:30", "1 working day to the first attempt"),
    (C.FOLLOW_UP,         NORMAL,   MONDAY,        "11-19 17:30", "3 working days"),
    (C.REWORK,            NORMAL,   MONDAY,        "11-19 17:30", "3 working days"),
    (C.SUPERVISION,       NORMAL,   MONDAY,        "11-19 17:30", "3 working days"),
    (C.SUPERVISION,       CRITICAL, MONDAY,        "11-17 17:30", "1 working day"),
    (C.EMERGENCY_WHISTLE, NORMAL,   MONDAY,        "11-16 10:30", "30 minutes in town"),
    (C.EMERGENCY_WHISTLE_RURAL, NORMAL, MONDAY,    "11-16 11:00", "60 minutes in the country"),
    (C.ENFORCEMENT_WHISTLE, NORMAL, MONDAY,        "11-17 10:00", "24 hours"),
    (C.KEY_WORK_WHISTLE,  NORMAL,   MONDAY,        "11-19 17:30", "3 working days"),
    (C.EMERGENCY_RESULT,  NORMAL,   MONDAY,        "11-17 10:00", "24 hours"),
    (C.ENFORCEMENT_RESULT, NORMAL,  MONDAY,        "11-23 17:30", "5 working days"),
    (C.KEY_WORK_RESULT,   NORMAL,   MONDAY,        "11-30 17:30", "10 working days"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("clock", "urgency", "start", "due", "why"), VECTORS, ids=[f"{v[0]}-{v[1]}-{v[4]}" for v in VECTORS]
)
def test_ordinary_clock(machine, clock, urgency, start, due, why):
    assert machine.start(clock, order(urgency), at(start)).due_at == at(due), why


@pytest.mark.parametrize(
    ("urgency", "due"), [(NORMAL, "11-17 10:00"), (URGENT, "11-16 10:30"), (CRITICAL, "11-16 10:10")]
)
def test_a_letter_to_the_mailbox_has_24_hours_unless_it_is_urgent(machine, urgency, due):
    letter = order(urgency, channel=Channel.MAILBOX)

    assert machine.start(C.INTAKE, letter, at(MONDAY)).due_at == at(due)


STATUTORY = [
    (C.INTAKE,          "09-20 10:00", "10-08 17:30", "C5, 15 days end in a holiday"),
    (C.DISPATCH,        "09-20 10:00", "10-08 17:30", "art. 22, registered and passed on in 15 days"),
    (C.CONTACT,         "09-20 10:00", "10-08 17:30", "art. 23, written notice in 15 days"),
    (C.HANDLE,          "08-07 09:00", "10-08 17:30", "C6, 60 days"),
    (C.RETURN_WINDOW,   "04-30 15:00", "05-11 17:30", "C12, 5 working days to object"),
    (C.PETITION_REVIEW, "01-16 09:00", "02-24 17:30", "C14, 30 days"),
]  # fmt: skip


@pytest.mark.parametrize(("clock", "start", "due", "why"), STATUTORY, ids=[v[3] for v in STATUTORY])
@pytest.mark.parametrize("urgency", [NORMAL, CRITICAL])
def test_statutory_clock(machine, clock, start, due, why, urgency):
    matter = order(urgency, channel=Channel.WALK_IN, track=Track.XINFANG)

    assert machine.start(clock, matter, at(start)).due_at == at(due), why


def test_c7_ten_working_days_over_spring_festival(machine):
    clock = Clock()
    machine.set_off(clock, deadlines.Limit(10, "days", "working"), at("02-13 09:00"))

    assert clock.due_at == at("03-05 17:30")


@pytest.mark.parametrize(
    ("clock", "track", "start", "days", "due"),
    [
        (C.HANDLE, Track.ORDINARY, "11-16 10:00", 5, "11-30 17:30"),  # C13
        (C.HANDLE, Track.XINFANG, "08-07 09:00", 30, "11-09 17:30"),  # art. 34: 10-08 + 30 days is a Saturday
    ],
)
def test_an_extension_counts_from_the_old_due_moment(machine, clock, track, start, days, due):
    running = machine.start(clock, order(track=track), at(start))

    assert machine.extended(running, days) == at(due)


def test_a_hearing_is_not_counted_and_the_period_still_ends_on_a_working_day(machine):
    clock = machine.start(C.PETITION_REVIEW, order(track=Track.XINFANG), at("11-02 09:00"))
    assert clock.due_at == at("12-02 17:30")

    machine.pause(clock, at("11-10 09:00"))
    machine.resume(clock, at("11-13 09:00"))

    assert clock.due_at == at("12-07 17:30")  # three days later is a Saturday


def test_a_rest_day_makes_a_working_deadline_a_day_later_and_a_calendar_one_only_at_its_end(machine):
    wednesday = date(2026, 11, 18)
    free = build([2026], dict(CALENDAR.exceptions) | {wednesday: False})
    other = Clockwork(free, machine.limits)
    calendar_limit = deadlines.Limit(2, "days", "calendar")

    assert other.start(C.HANDLE, order(), at(MONDAY)).due_at == at("11-24 17:30")
    assert deadlines.due(calendar_limit, at(MONDAY), free) == at("11-19 17:30")
    assert deadlines.due(calendar_limit, at(MONDAY) - timedelta(days=1), free) == at("11-17 17:30")

"""Clocks and lamps: practice §2.4 to §2.6, in the calendar of 2026."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from core.calendar import CITY_TIME, build
from petitions.deadlines import Clockwork, Limit, Limits, NoLimit, Rule, due, lamp, show
from petitions.enums import ClockName, DeadlineLamp, Status
from petitions.models import WorkOrder

DAYS = build([2026], {})
SINCE = date(2020, 1, 1)


def at(text):
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CITY_TIME)


def rule(days, *, clock="handle", urgency="", category=None, kind="", channel="", since=SINCE, until=None):
    limit = Limit(Decimal(days), "days", "working")
    return Rule(clock, "", urgency, category, kind, channel, since, until, limit)


def order(**values):
    plain = {"kind": "help", "channel": "portal", "urgency": "normal"}
    return WorkOrder(pk=1, status=Status.HANDLING, **(plain | values))


def handle_clock(moment="11-16 10:00", days=5):
    machine = Clockwork(DAYS, Limits([rule(days)]))
    return machine, machine.start(ClockName.HANDLE, order(), at(moment))


@pytest.mark.parametrize(
    ("now", "colour"),
    [
        ("11-18 17:30", DeadlineLamp.GREEN),  # 19.5 of 40.5 working hours
        ("11-20 16:00", DeadlineLamp.YELLOW),  # 32.0 of 40.5
        ("11-23 12:00", DeadlineLamp.ORANGE),  # 37.0 of 40.5
        ("11-23 17:30", DeadlineLamp.ORANGE),
        ("11-23 17:31", DeadlineLamp.RED),
    ],
)  # fmt: skip
def test_the_lamp_follows_the_share_of_time_used(now, colour):
    case = order()
    _, clock = handle_clock()
    show(case, {ClockName.HANDLE: clock})

    assert case.due_at == at("11-23 17:30")
    assert lamp(case, at(now)) == colour


def test_c8_a_pause_moves_the_due_moment_and_the_lamp():
    machine, clock = handle_clock()
    yellow = clock.yellow_at

    machine.pause(clock, at("11-18 10:00"))
    machine.resume(clock, at("11-20 10:00"))

    assert clock.due_at == at("11-25 17:30")
    assert clock.paused_at is None
    assert clock.yellow_at == DAYS.add_hours(yellow, 14)


def test_a_pause_uses_up_nothing():
    machine, clock = handle_clock()
    machine.pause(clock, at("11-20 15:59"))  # one minute before 32.0 of 40.5 hours, yellow
    machine.resume(clock, at("12-04 15:59"))

    assert lamp(clock, at("12-04 15:59")) == DeadlineLamp.YELLOW
    assert DAYS.elapsed(clock.orange_at, clock.due_at) == timedelta(hours=4.05)


def test_a_clock_on_natural_time_runs_through_the_night():
    limit = Limit(Decimal("0.5"), "hours", "natural")

    assert due(limit, at("11-21 23:50"), DAYS) == at("11-22 00:20")


def test_calendar_days_end_on_a_working_day():
    assert due(Limit(Decimal(5), "days", "calendar"), at("11-16 10:00"), DAYS) == at("11-23 17:30")


@pytest.mark.parametrize(
    ("values", "days"),
    [
        ({}, 5),
        ({"urgency": "urgent"}, 1),
        ({"kind": "inquiry"}, 2),
        ({"kind": "inquiry", "urgency": "urgent"}, 2),  # a kind says more than an urgency
        ({"category_id": 7}, 10),
        ({"category_id": 7, "kind": "inquiry", "urgency": "urgent"}, 10),  # a category says most
        ({"category_id": 8}, 5),
    ],
)
def test_the_most_specific_limit_wins(values, days):
    limits = Limits([rule(5), rule(1, urgency="urgent"), rule(2, kind="inquiry"), rule(10, category=7)])

    assert limits.find("handle", order(**values), date(2026, 11, 16)).amount == days


def test_a_limit_counts_from_its_day_to_its_end():
    change = date(2026, 7, 1)
    limits = Limits([rule(5, until=change), rule(3, since=change)])

    assert limits.find("handle", order(), change - timedelta(days=1)).amount == 5
    assert limits.find("handle", order(), change).amount == 3


def test_missing_settings_are_named():
    with pytest.raises(NoLimit, match=str(ClockName.HANDLE.label)):
        Clockwork(DAYS, Limits([])).start(ClockName.HANDLE, order(), at("11-16 10:00"))


def test_a_year_nobody_entered_leaves_the_due_moment_open():
    _, clock = handle_clock("12-30 10:00")

    assert (clock.due_at, clock.yellow_at, clock.orange_at) == (None, None, None)
    assert lamp(clock, at("12-31 10:00")) == DeadlineLamp.UNKNOWN

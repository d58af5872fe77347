"""Practice §2.5: the vectors C1-C14, and what must hold of any calendar."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import CITY_TIME, CalendarNotLoaded, build


def days(text):
    """ "1/1-1/3 6/19" as dates of 2026."""
    for part in text.split():
        first, _, last = part.partition("-")
        start, end = (date(2026, *map(int, day.split("/"))) for day in (first, last or first))
        yield from (start + timedelta(n) for n in range((end - start).days + 1))


HOLIDAYS = days("1/1-1/3 2/15-2/23 4/4-4/6 5/1-5/5 6/19-6/21 9/25-9/27 10/1-10/7")
MADE_UP = days("1/4 2/14 2/28 5/9 9/20 10/10")
CALENDAR = build([2026], dict.fromkeys(HOLIDAYS, False) | dict.fromkeys(MADE_UP, True))


def at(text, year=2026):
    return datetime.strptime(f"{year}-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CITY_TIME)


@pytest.mark.parametrize(
    ("vector", "computed", "expected"),
    [
        ("C1 handle 5 working days", CALENDAR.add_days(at("09-30 16:00"), 5), "10-13 17:30"),
        ("C2 sign 4 working hours", CALENDAR.add_hours(at("09-30 16:00"), 4), "10-08 11:00"),
        ("C3 urgent sign 2 hours", at("10-01 23:30") + timedelta(hours=2), "10-02 01:30"),
        ("C4 urgent handle 1 day", at("10-01 23:30") + timedelta(days=1), "10-02 23:30"),
        ("C5 15 days end in a holiday", CALENDAR.add_calendar_days(at("09-20 10:00"), 15), "10-08 17:30"),
        ("C6 60 days end in a holiday", CALENDAR.add_calendar_days(at("08-07 09:00"), 60), "10-08 17:30"),
        ("C7 over Spring Festival", CALENDAR.add_days(at("02-13 09:00"), 10), "03-05 17:30"),
        ("C9 Saturday, days", CALENDAR.add_days(at("11-21 10:00"), 5), "11-27 17:30"),
        ("C9 Saturday, hours", CALENDAR.add_hours(at("11-21 10:00"), 4), "11-23 14:30"),
        ("C10 Saturday worked in exchange", CALENDAR.add_hours(at("10-10 16:30"), 4), "10-12 11:30"),
        ("C11 lunch", CALENDAR.add_hours(at("11-16 11:00"), 4), "11-16 17:00"),
        ("C12 over the May holiday", CALENDAR.add_days(at("04-30 15:00"), 5), "05-11 17:30"),
        ("C13 extension from the old due day", CALENDAR.add_days(at("11-23 17:30"), 5), "11-30 17:30"),
        ("C14 30 days end in a holiday", CALENDAR.add_calendar_days(at("01-16 09:00"), 30), "02-24 17:30"),
        ("half a day is hours", CALENDAR.add_days(at("11-16 10:00"), Decimal("0.5")), "11-16 15:30"),
    ],
)  # fmt: skip
def test_vector(vector, computed, expected):
    assert computed == at(expected), vector


def test_c8_pause_moves_the_due_moment_by_the_working_time_inside_it():
    due = CALENDAR.add_days(at("11-16 10:00"), 5)
    pause = CALENDAR.elapsed(at("11-18 10:00"), at("11-20 10:00"))

    assert due == at("11-23 17:30")
    assert pause == timedelta(hours=14)
    assert CALENDAR.add(due, pause) == at("11-25 17:30")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.add_days(at("12-30 10:00"), 5),
        lambda: CALENDAR.add_hours(at("12-31 16:00"), 4),
        lambda: CALENDAR.add_calendar_days(at("12-20 10:00"), 15),
        lambda: CALENDAR.is_workday(date(2025, 12, 31)),
        lambda: CALENDAR.elapsed(at("12-31 10:00", 2025), at("01-05 10:00")),
    ],
)
def test_a_year_that_is_not_entered_is_an_error_never_a_guess(ask):
    with pytest.raises(CalendarNotLoaded) as error:
        ask()

    assert error.value.year in (2025, 2027)


def test_years_behind_a_gap_are_unknown():
    calendar = build([2023, 2025, 2026], {})

    assert calendar.years == (2025, 2026)


def test_office_hours_follow_the_season():
    summer = [["08:00", "12:00"], ["15:00", "18:00"]]
    calendar = build(
        [2026], {}, [(date(2026, 1, 1), [["08:30", "12:00"], ["14:00", "17:30"]]), (date(2026, 6, 1), summer)]
    )

    assert calendar.close_of(date(2026, 5, 29)) == at("05-29 17:30")
    assert calendar.add_hours(at("05-29 17:00"), 1) == at("06-01 08:30")
    assert calendar.close_of(date(2026, 6, 1)) == at("06-01 18:00")


moments = st.integers(0, 330 * 86400).map(lambda seconds: at("01-01 00:00") + timedelta(seconds=seconds))


@given(moments, st.integers(1, 100 * 3600))
def test_adding_working_time_is_measured_back(moment, seconds):
    work = timedelta(seconds=seconds)

    reached = CALENDAR.add(moment, work)

    assert CALENDAR.elapsed(moment, reached) == work
    assert CALENDAR.is_workday(reached.date())


@given(moments, moments, moments)
def test_working_time_adds_up_and_never_runs_backwards(a, b, c):
    first, second, third = sorted([a, b, c])

    assert CALENDAR.elapsed(first, second) + CALENDAR.elapsed(second, third) == CALENDAR.elapsed(first, third)
    assert timedelta(0) <= CALENDAR.elapsed(first, second) <= second - first

"""The lamp of a promise, in working time."""

from datetime import date, datetime

import pytest

from core.calendar import CITY_TIME, build
from grids import lamps

DAYS = build([2026], {})
BEGUN, DUE = date(2026, 11, 2), date(2026, 11, 13)  # Monday, Friday of the next week: ten working days


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CITY_TIME)


@pytest.mark.parametrize(
    ("moment", "lamp"),
    [
        ("2026-11-02T08:00", "green"),
        ("2026-11-10T12:00", "green"),  # six and a half days of ten
        ("2026-11-10T17:30", "yellow"),  # seven
        ("2026-11-12T17:00", "yellow"),
        ("2026-11-12T17:30", "orange"),  # nine
        ("2026-11-13T17:30", "orange"),
        ("2026-11-13T17:31", "red"),
        ("2026-11-14T09:00", "red"),  # on a Saturday no working time has passed, and it is late all the same
    ],
)
def test_the_lamp_of_a_day(moment, lamp):
    assert lamps.face(BEGUN, DUE, now=at(moment), days=DAYS).lamp == lamp


@pytest.mark.parametrize(("done", "tone"), [("2026-11-13T10:00", "done"), ("2026-11-16T10:00", "over")])
def test_once_done_it_says_whether_it_was_in_time(done, tone):
    face = lamps.face(BEGUN, DUE, now=at("2026-12-30T10:00"), days=DAYS, done_at=at(done))

    assert (face.lamp, face.tone) == ("stopped", tone)


def test_where_the_calendar_is_not_entered_nothing_is_guessed():
    assert lamps.face(BEGUN, date(2027, 1, 8), now=at("2026-12-30T10:00"), days=DAYS).lamp == "unknown"


@pytest.mark.parametrize(
    ("moment", "day"), [("2026-11-13T17:30", date(2026, 11, 13)), ("2026-11-13T17:31", date(2026, 11, 14))]
)
def test_what_is_due_today_is_late_when_the_office_closes(moment, day):
    assert lamps.first_day_left(at(moment), DAYS) == day

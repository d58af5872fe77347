"""When terms end and how near that is: tables a clerk can check line by line."""

from datetime import date

import pytest

from partyorgs import terms
from partyorgs.enums import ElectionTiming, TermStage

TODAY = date(2026, 11, 18)
DUE = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 18), 6, date(2027, 5, 18)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 60, date(2029, 2, 28)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
    ],
)
def test_the_same_day_of_another_month_or_its_last(day, months, then):
    assert terms.add_months(day, months) == then


@pytest.mark.parametrize(
    ("due_on", "stage"),
    [
        (date(2026, 11, 17), TermStage.OVERDUE),
        (date(2026, 11, 18), TermStage.DUE),
        (date(2026, 11, 19), TermStage.THREE_MONTHS),
        (date(2027, 2, 18), TermStage.THREE_MONTHS),
        (date(2027, 2, 19), TermStage.SIX_MONTHS),
        (date(2027, 5, 18), TermStage.SIX_MONTHS),
        (date(2027, 5, 19), TermStage.LATER),
    ],
)
def test_stage_of_a_term(due_on, stage):
    assert terms.stage(due_on, TODAY) == stage


@pytest.mark.parametrize(
    ("held_on", "timing"),
    [
        (date(2026, 11, 30), ElectionTiming.EARLY),
        (date(2026, 12, 1), ElectionTiming.ON_TIME),
        (date(2027, 3, 1), ElectionTiming.ON_TIME),
        (date(2027, 3, 2), ElectionTiming.LATE),
    ],
)
def test_early_in_time_and_late(held_on, timing):
    assert terms.timing(DUE, held_on) == timing


def test_a_first_election_is_always_in_time():
    assert terms.timing(None, TODAY) == ElectionTiming.ON_TIME

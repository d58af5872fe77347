"""The rows say what the facts say: every figure of D1 to the last digit, and each trait by its column."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.calendar import CITY_TIME, build
from petitions.deadlines import Clockwork, Limits
from petitions.enums import PetitionKind, Solved, Status
from reports.counting import orders_of, tallies_of
from reports.enums import Gate
from reports.facts import AssignmentTraits, OrderTraits
from reports.indicators import Reference, measure, together
from reports.periods import period_of, settled_before
from reports.traits import as_order, assignment_traits, order_traits, unpacked
from tests.reports import d1, d1_rows
from tests.reports.samples import INDICATORS, parts, values_of
from tests.reports.test_indicators import D1_SHARES

MACHINE = Clockwork(build([2025, 2026, 2027], {}), Limits([]))
YEAR = period_of(Gate.YEAR_END, 2026, as_of=datetime(2027, 1, 15, tzinfo=CITY_TIME), machine=MACHINE)
PLAIN = next(row for row in d1.rows() if row["no"] == "1")
DAY = timedelta(days=1)


@pytest.fixture
def units(db):
    return d1_rows.load()


@pytest.fixture
def tallies(units):
    counted = tallies_of([unit.pk for unit in units.values()], YEAR)
    return {letter: counted[unit.pk] for letter, unit in units.items()}


def figures(tally):
    return measure(tally, Reference(), indicators=INDICATORS)


# D1 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "whole", "a", "b"), D1_SHARES)
def test_d1_rows_make_the_share(tallies, code, whole, a, b):
    for tally, expected in ((together(tallies.values()), whole), (tallies["A"], a), (tallies["B"], b)):
        value = figures(tally)[code]

        assert f"{parts(value)} {value}" == expected


def test_d1_rows_make_the_composite_score(tallies):
    scores = [figures(tally)["composite_score"] for tally in (together(tallies.values()), tallies["A"], tallies["B"])]

    assert [str(score) for score in scores] == ["76.17", "75.83", "76.39"]


@pytest.mark.parametrize("letter", ["A", "B"])
def test_d1_rows_say_what_the_facts_say(tallies, letter):
    """To the last digit, and not only to the two that are shown."""
    assert figures(tallies[letter]) == values_of(d1.orders(letter), d1.assignments(letter))


# Traits --------------------------------------------------------------------------------------------------------------


def test_every_trait_has_a_column():
    assert tuple(order_traits(YEAR)) == OrderTraits._fields
    assert tuple(assignment_traits(YEAR.as_of)) == AssignmentTraits._fields


def test_a_number_names_one_combination_of_answers():
    traits = assignment_traits(YEAR.as_of)
    combinations = {unpacked(number, traits) for number in range(2 * 3 * 4)}

    assert len(combinations) == 24


def traits_of(**columns):
    """Order 1 of D1 (help, solved, rated 5, all in time), but for the columns named."""
    units = {letter: d1_rows.unit(code, letter) for letter, code in d1_rows.CODES.items()}
    order = d1_rows.order(PLAIN, units, **columns)
    number = orders_of([order.lead_id], YEAR).values_list("traits", flat=True).get(pk=order.pk)
    return as_order(number, order_traits(YEAR))


DISPATCHED = d1_rows.DISPATCHED_AT
LATER = YEAR.as_of + DAY  # what happens then has not happened yet
COLUMNS = [
    # columns                                                          trait                 answer
    ({"kind": PetitionKind.PRAISE},                                    "kind",               PetitionKind.PRAISE),
    ({"withdrawn_at": DISPATCHED + DAY},                               "withdrawn",          True),
    ({"withdrawn_at": LATER},                                          "withdrawn",          False),
    ({"excluded_at": DISPATCHED + DAY},                                "excluded",           True),
    ({"excluded_at": LATER},                                           "excluded",           False),
    ({"status": Status.SUSPENDED},                                     "suspended",          True),
    ({"is_auto_dispatched": False},                                    "auto_dispatched",    False),
    ({"lead_changed": True},                                           "lead_changed",       True),
    ({"lead_changed": False},                                          "lead_changed",       False),
    ({"is_anonymous": True},                                           "has_contact",        False),
    ({"contacted_answer": False},                                      "contacted_in_time",  False),
    ({"contacted_answer": None},                                       "contacted_in_time",  True),
    ({"contacted_answer": None, "contacted_at": LATER},                "contacted_in_time",  False),
    ({"contacted_answer": None, "contacted_at": None},                 "contacted_in_time",  False),
    ({"contacted_answer": None, "contacted_at": None, "contact_due_at": LATER}, "contacted_in_time", None),
    ({"contacted_answer": None, "contacted_at": None, "contact_due_at": None}, "contacted_in_time", None),
    ({"handle_due_at": YEAR.end},                                      "due_in_period",      False),
    ({"handle_due_at": YEAR.end - DAY},                                "due_in_period",      True),
    ({"submitted_at": None},                                           "submitted_in_time",  None),
    ({"submitted_at": LATER},                                          "submitted_in_time",  None),
    ({"status": Status.SUBMITTED},                                     "submitted_in_time",  None),
    ({"status": Status.SUBMITTED, "round": 2},                         "submitted_in_time",  True),
    ({"handle_due_at": DISPATCHED},                                    "submitted_in_time",  False),
    ({"handle_due_at": None},                                          "submitted_in_time",  True),
    ({"round": 3},                                                     "round",              3),
    ({"solved": "", "rating": None},                                   "follow_up_effective", False),
    ({"solved": "", "rating": None},                                   "solved",             None),
    ({"solved": Solved.DISAGREES},                                     "solved",             Solved.DISAGREES),
    ({"rating": None},                                                 "rating",             None),
    ({"rating": 2},                                                    "rating",             2),
    ({"status": Status.HANDLING, "closed_at": None},                   "closed",             False),
    ({"closed_at": LATER},                                             "closed",             False),
    ({"status": Status.REWORKING, "closed_at": None, "reopened_at": DISPATCHED}, "closed",   True),
    ({"status": Status.REWORKING, "closed_at": None, "reopened_at": DISPATCHED}, "reopened", True),
    ({"reopened_at": LATER},                                           "reopened",           False),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("columns", "trait", "answer"), COLUMNS)
def test_columns_answer_for_the_trait(columns, trait, answer):
    assert getattr(traits_of(**columns), trait) == answer


@pytest.mark.django_db
def test_an_order_merged_into_another_says_so():
    units = {letter: d1_rows.unit(code, letter) for letter, code in d1_rows.CODES.items()}
    primary = d1_rows.order(next(row for row in d1.rows() if row["no"] == "2"), units)

    assert traits_of(status=Status.MERGED, merged_into=primary).merged


# The period ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gate", "first", "last"),
    [
        (Gate.YEAR_START, "2025-01-01", "2025-12-31"),
        (Gate.MID_YEAR, "2026-01-01", "2026-06-30"),
        (Gate.YEAR_END, "2026-01-01", "2026-12-31"),
    ],
)
def test_a_gate_counts_what_was_dispatched_from_its_first_to_its_last_day(gate, first, last):
    period = period_of(gate, 2026, as_of=YEAR.as_of, machine=MACHINE)

    assert (f"{period.start:%Y-%m-%d %H:%M}", f"{period.end - DAY:%Y-%m-%d %H:%M}") == (
        f"{first} 00:00",
        f"{last} 00:00",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "is_counted"),
    [(YEAR.start, True), (YEAR.start - timedelta(seconds=1), False), (YEAR.end, False), (YEAR.end - DAY, True)],
)
def test_the_first_dispatch_decides_the_period(moment, is_counted):
    units = {letter: d1_rows.unit(code, letter) for letter, code in d1_rows.CODES.items()}
    order = d1_rows.order(PLAIN, units, dispatched_at=moment)

    assert orders_of([order.lead_id], YEAR).exists() == is_counted


@pytest.mark.django_db
def test_what_is_dispatched_after_the_moment_is_not_counted_yet():
    units = {letter: d1_rows.unit(code, letter) for letter, code in d1_rows.CODES.items()}
    order = d1_rows.order(PLAIN, units)
    early = replace(YEAR, as_of=order.dispatched_at - DAY)

    assert not orders_of([order.lead_id], early).exists()


def test_a_dispatch_is_settled_after_five_working_days():
    noon, evening = (datetime(2026, 3, 9, hour, tzinfo=CITY_TIME) for hour in (12, 18))  # a Monday

    assert settled_before(noon, MACHINE) == datetime(2026, 3, 2, tzinfo=CITY_TIME)  # of the Monday before: until 17:30
    assert settled_before(evening, MACHINE) == datetime(2026, 3, 3, tzinfo=CITY_TIME)


@pytest.mark.django_db
def test_a_young_order_does_not_say_yet_whether_its_lead_was_right():
    units = {letter: d1_rows.unit(code, letter) for letter, code in d1_rows.CODES.items()}
    order = d1_rows.order(PLAIN, units, lead_changed=True)
    young = replace(YEAR, settled_before=order.dispatched_at)

    number = orders_of([order.lead_id], young).values_list("traits", flat=True).get()

    assert as_order(number, order_traits(young)).lead_changed is None


# Handling time -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_handling_times_are_those_of_accepted_replies_to_petitions_not_taken_back():
    units = {letter: d1_rows.unit(code, letter) for letter, code in d1_rows.CODES.items()}
    rows = d1.rows()
    d1_rows.order(rows[0], units, handle_minutes=120)
    d1_rows.order(rows[1], units, handle_minutes=60, status=Status.SUBMITTED)
    d1_rows.order(rows[2], units, handle_minutes=30, withdrawn_at=DISPATCHED)

    tally = tallies_of([units["A"].pk], YEAR)[units["A"].pk]

    assert tally.minutes == {120: 1}


@pytest.mark.django_db
def test_two_scans_count_any_number_of_units(units, django_assert_num_queries):
    with django_assert_num_queries(2):
        tallies_of([unit.pk for unit in units.values()], YEAR)


@pytest.mark.django_db
def test_a_unit_without_orders_has_an_empty_tally():
    idle = d1_rows.unit("D16", "C局")

    tally = tallies_of([idle.pk], YEAR)[idle.pk]

    assert (dict(tally.orders), dict(tally.assignments), dict(tally.minutes)) == ({}, {}, {})

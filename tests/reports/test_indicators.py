"""Practice §3.1–3.3: every figure of the vector set D1, its traps, and who is counted where."""

import pytest

from petitions.enums import ReturnState, Solved
from reports.enums import Band
from reports.indicators.populations import assigned, dispatched, followed_up, in_outcome_set, rated
from tests.reports import d1
from tests.reports.samples import INDICATORS, assignment_like, order_like, parts, values_of

ALL = None


def d1_values(department=ALL):
    return values_of(d1.orders(department), d1.assignments(department))


D1_SHARES = [
    # code                     all                A               B
    ("response_rate",          "13/15 86.67",     "5/6 83.33",    "8/9 88.89"),
    ("solved_rate",            "9/14 64.29",      "4/6 66.67",    "5/8 62.50"),
    ("solved_rate_partial",    "10.5/14 75.00",   "4.5/6 75.00",  "6/8 75.00"),
    ("satisfied_rate",         "12/14 85.71",     "5/6 83.33",    "7/8 87.50"),
    ("satisfied_rate_strict",  "8/14 57.14",      "3/6 50.00",    "5/8 62.50"),
    ("satisfaction_index",     "9.7/14 69.29",    "3.8/6 63.33",  "5.9/8 73.75"),
    ("sign_on_time_rate",      "18/20 90.00",     "9/10 90.00",   "9/10 90.00"),
    ("on_time_rate",           "15/19 78.95",     "7/9 77.78",    "8/10 80.00"),
    ("on_time_rate_due",       "15/19 78.95",     "7/9 77.78",    "8/10 80.00"),
    ("return_rate",            "4/22 18.18",      "2/11 18.18",   "2/11 18.18"),
    ("return_approved_rate",   "2/4 50.00",       "1/2 50.00",    "1/2 50.00"),
    ("rework_rate",            "3/19 15.79",      "2/9 22.22",    "1/10 10.00"),
    ("first_time_rate",        "15/18 83.33",     "6/8 75.00",    "9/10 90.00"),
    ("effective_followup_rate", "14/16 87.50",    "6/7 85.71",    "8/9 88.89"),
    ("auto_dispatch_accuracy", "15/17 88.24",     "7/8 87.50",    "8/9 88.89"),
    ("excluded_rate",          "1/20 5.00",       "1/10 10.00",   "0/10 0.00"),
    ("suspended_rate",         "1/20 5.00",       "1/10 10.00",   "0/10 0.00"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "whole", "a", "b"), D1_SHARES)
def test_d1_share(code, whole, a, b):
    for department, expected in ((ALL, whole), ("A", a), ("B", b)):
        value = d1_values(department)[code]

        assert f"{parts(value)} {value}" == expected


@pytest.mark.parametrize(("department", "expected"), [(ALL, "76.17"), ("A", "75.83"), ("B", "76.39")])
def test_d1_composite_score(department, expected):
    value = d1_values(department)["composite_score"]

    assert str(value) == expected
    assert value.band() == Band.FAIR


@pytest.mark.parametrize(
    ("department", "expected"), [(ALL, (20, 16, 14, 14)), ("A", (10, 7, 6, 6)), ("B", (10, 9, 8, 8))]
)
def test_d1_populations(department, expected):
    traits = [order.traits for order in d1.orders(department)]

    assert expected == tuple(
        sum(map(population, traits)) for population in (dispatched, in_outcome_set, followed_up, rated)
    )


@pytest.mark.parametrize(("department", "expected"), [(ALL, 22), ("A", 11), ("B", 11)])
def test_d1_assignments(department, expected):
    assert sum(assigned(assignment.traits) for assignment in d1.assignments(department)) == expected


def test_d1_table_leaves_no_counted_indicator_out():
    from_outside = {"composite_score", "direct_answer_rate", "per_10k", "speed_up"}
    timed = {"mean_handle_hours", "p90_handle_hours"}

    assert {code for code, *_ in D1_SHARES} == set(INDICATORS) - from_outside - timed


def orders_behind(code):
    return INDICATORS[code].behind(d1.orders())


def assignments_behind(code):
    return INDICATORS[code].behind(d1.assignments())


def test_inquiries_have_no_outcome():
    assert {4, 17}.isdisjoint(orders_behind("effective_followup_rate").denominator)


def test_excluded_order_leaves_outcome_but_not_process_rates():
    for code in ("response_rate", "solved_rate", "satisfied_rate"):
        assert 9 not in orders_behind(code).denominator

    assert 9 in assignments_behind("sign_on_time_rate").numerator
    assert 9 in orders_behind("on_time_rate").numerator


def test_suspended_order_leaves_the_on_time_rate():
    assert 8 not in orders_behind("on_time_rate").denominator
    assert orders_behind("suspended_rate").numerator == [8]


def test_anonymous_order_leaves_response_solved_and_satisfied_but_not_the_outcome_set():
    for code in ("response_rate", "solved_rate", "satisfied_rate"):
        assert 5 not in orders_behind(code).denominator

    assert 5 in orders_behind("effective_followup_rate").denominator


def test_open_order_is_not_yet_in_the_first_time_rate():
    assert 7 not in orders_behind("first_time_rate").denominator


def test_reopened_order_was_not_finished_the_first_time():
    behind = orders_behind("first_time_rate")

    assert 10 in behind.denominator
    assert 10 not in behind.numerator


def test_rejected_returns_count_as_requests():
    assert assignments_behind("return_rate").numerator == [3, 6, 13, 18]
    assert assignments_behind("return_approved_rate").numerator == [6, 13]


def test_redispatched_order_stands_twice_among_assignments():
    assert assignments_behind("return_rate").denominator.count(6) == 2
    assert assignments_behind("sign_on_time_rate").denominator.count(6) == 1


@pytest.mark.parametrize("code", [code for code, *_ in D1_SHARES if code != "solved_rate_partial"])
def test_lists_behind_a_figure_are_as_long_as_the_figure_says(code):
    value = d1_values()[code]
    facts = d1.assignments() if INDICATORS[code].over == "assignments" else d1.orders()

    behind = INDICATORS[code].behind(facts)

    assert len(behind.denominator) == value.denominator
    if code != "satisfaction_index":
        assert len(behind.numerator) == value.numerator


def test_withdrawn_order_leaves_every_rate():
    orders = [order_like(withdrawn=True, minutes=60)]

    values = values_of(orders, [assignment_like(withdrawn=True)])

    assert {value.n for value in values.values()} == {0}


def test_merged_order_leaves_the_outcome_set_only():
    values = values_of([order_like(merged=True)])

    assert values["solved_rate"].n == 0
    assert values["on_time_rate"].n == 1


def test_petitioner_who_disagrees_does_not_call_it_solved():
    values = values_of([order_like(solved=Solved.DISAGREES)])

    assert parts(values["solved_rate"]) == "0/1"
    assert parts(values["solved_rate_partial"]) == "0/1"


def test_answer_without_rating_counts_as_solved_but_not_as_satisfied():
    values = values_of([order_like(rating=None)])

    assert values["solved_rate"].n == 1
    assert values["satisfied_rate"].n == 0


def test_contact_nobody_knows_of_is_no_contact():
    value = values_of([order_like(contacted_in_time=None)])["response_rate"]

    assert parts(value) == "0/1"


def test_young_order_counts_on_neither_side_of_dispatch_accuracy():
    assert values_of([order_like(lead_changed=None)])["auto_dispatch_accuracy"].n == 0


def test_order_not_yet_due_is_left_out_where_only_due_orders_count():
    values = values_of([order_like(submitted_in_time=None, due_in_period=False)])

    assert parts(values["on_time_rate"]) == "0/1"
    assert values["on_time_rate_due"].value is None


def test_pending_return_is_a_request_that_is_not_approved():
    values = values_of([], [assignment_like(return_decision=ReturnState.PENDING)])

    assert parts(values["return_rate"]) == "1/1"
    assert parts(values["return_approved_rate"]) == "0/1"
    assert values["sign_on_time_rate"].n == 1

"""How counting becomes a figure: missing parts, small numbers, times, limits, and what comes from outside."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from petitions.enums import Solved
from reports.enums import Band
from reports.indicators import Parameters, Reference, Tally, registry
from reports.values import SMALL_SAMPLE, Value, display
from tests.reports import d1
from tests.reports.samples import INDICATORS, PLAIN_ORDER, order_like, parts, values_of


def test_nothing_to_divide_by_is_a_dash():
    for value in values_of([]).values():
        assert value.value is None
        assert str(value) == "—"
        assert not value.is_small
        assert value.band() is None


def test_composite_gives_the_weight_of_a_missing_rate_to_the_others():
    orders = [order_like(has_contact=False, rating=5)] * 4 + [
        order_like(has_contact=False, rating=1, solved=Solved.UNSOLVED)
    ]

    composite = values_of(orders)["composite_score"]

    assert composite == Value(numerator=Decimal(7200), denominator=Decimal(90), value=Decimal(80), n=5)
    assert composite.band() == Band.FAIRLY_GOOD


def test_composite_is_as_small_as_its_smallest_part():
    orders = [order_like()] * 10 + [order_like(rating=None)] * 10 + [order_like(solved=None)] * 10

    values = values_of([*orders[:4], *orders[10:]])

    assert values["response_rate"].n == 24
    assert values["composite_score"].n == 4
    assert values["composite_score"].is_small


def test_rate_without_weight_does_not_make_the_composite_small():
    orders = [order_like()] * 5 + [order_like(has_contact=False)]
    without_response = registry(Parameters(response_weight=Decimal(0)))

    assert values_of(orders, indicators=without_response)["composite_score"].n == 6


@pytest.mark.parametrize(("n", "small"), [(SMALL_SAMPLE - 1, True), (SMALL_SAMPLE, False)])
def test_few_orders_are_marked_and_not_banded(n, small):
    value = values_of([order_like()] * n)["composite_score"]

    assert value.value == 100
    assert value.is_small is small
    assert value.band() == (None if small else Band.GOOD)


def test_weights_are_the_offices_choice():
    strict = registry(Parameters(partial_weight=Decimal("0.25"), response_weight=Decimal(0)))

    values = values_of(d1.orders(), indicators=strict)

    assert display(values["solved_rate_partial"].value) == "69.64"  # (9 + 5 partly × 0.25 is 3 × 0.25) / 14
    assert display(values["composite_score"].value) == "75.00"  # (64.2857 + 85.7143) / 2


def handled_in(*minutes):
    return [order_like(minutes=each) for each in minutes]


def test_mean_handling_time_is_in_working_hours():
    value = values_of([*handled_in(60, 90, 120), order_like(minutes=None)])["mean_handle_hours"]

    assert value == Value(numerator=Decimal("4.5"), denominator=Decimal(3), value=Decimal("1.5"), n=3)


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [
        ([60 * hour for hour in range(1, 11)], "9.00"),  # the 9th of 10
        ([60 * hour for hour in range(1, 12)], "10.00"),  # 9.9 of 11: the 10th
        ([90], "1.50"),
        ([], "—"),
    ],
)
def test_p90_is_the_time_of_the_order_at_that_rank(minutes, hours):
    assert str(values_of(handled_in(*minutes))["p90_handle_hours"]) == hours


def test_orders_with_a_handling_time_stand_behind_it():
    orders = [replace(order, handle_minutes=60) for order in d1.orders()[:3]] + d1.orders()[3:]

    assert INDICATORS["mean_handle_hours"].behind(orders).denominator == [1, 2, 3]


def test_speed_up_against_the_frozen_baseline():
    values = values_of(handled_in(*[58 * 60] * 5), reference=Reference(baseline_hours=Decimal(126)))

    assert str(values["speed_up"]) == "53.97"
    assert INDICATORS["speed_up"].passes(values["speed_up"])


def test_half_as_long_is_not_yet_more_than_half_faster():
    values = values_of(handled_in(60), reference=Reference(baseline_hours=Decimal(2)))

    assert values["speed_up"].value == 50
    assert INDICATORS["speed_up"].passes(values["speed_up"]) is False


def test_speed_up_without_a_baseline_is_a_dash():
    assert str(values_of(handled_in(60))["speed_up"]) == "—"


def test_per_10k_residents():
    tally = Tally(orders=Counter({PLAIN_ORDER.traits: 62_000}))

    value = INDICATORS["per_10k"].measure(tally, Reference(population=1_610_000))

    assert str(value) == "385.09"
    assert INDICATORS["per_10k"].behind(d1.orders("A")).numerator == [1, 2, 3, 5, 6, 7, 10]


def test_per_10k_without_a_population_is_a_dash():
    assert str(values_of([order_like()])["per_10k"]) == "—"


def test_direct_answers_are_counted_at_intake():
    value = values_of([], reference=Reference(answered=3, accepted=9))["direct_answer_rate"]

    assert f"{parts(value)} {value}" == "3/12 25.00"


def test_figures_made_of_others_or_counted_elsewhere_list_no_orders():
    assert INDICATORS["composite_score"].behind(d1.orders()) == ([], [])
    assert INDICATORS["direct_answer_rate"].behind(d1.orders()) == ([], [])


@pytest.mark.parametrize(("correct", "passes"), [(970, True), (969, False)])
def test_auto_dispatch_pass_line(correct, passes):
    right, wrong = PLAIN_ORDER.traits, PLAIN_ORDER.traits._replace(lead_changed=True)
    indicator = INDICATORS["auto_dispatch_accuracy"]

    value = indicator.measure(Tally(orders=Counter({right: correct, wrong: 1000 - correct})), Reference())

    assert str(value) == f"{correct / 10:.2f}"
    assert indicator.passes(value) is passes


def test_five_percent_excluded_is_still_within_the_line():
    assert INDICATORS["excluded_rate"].passes(values_of(d1.orders())["excluded_rate"]) is True
    assert INDICATORS["excluded_rate"].passes(values_of(d1.orders("A"))["excluded_rate"]) is False


def test_no_line_no_verdict():
    assert INDICATORS["solved_rate"].passes(values_of(d1.orders())["solved_rate"]) is None
    assert INDICATORS["excluded_rate"].passes(values_of([])["excluded_rate"]) is None


def test_thirds_that_make_a_whole_score_earn_its_band():
    two_of_three = order_like(contacted_in_time=False), order_like(), order_like()
    weights = Parameters(response_weight=Decimal("0.3"), solved_weight=Decimal("0.7"), satisfied_weight=Decimal(0))

    composite = values_of([*two_of_three, *two_of_three], indicators=registry(weights))["composite_score"]

    assert composite.value == 90  # 0.3 × 66.66… + 0.7 × 100

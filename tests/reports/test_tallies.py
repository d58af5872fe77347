"""A tally is a sum: whoever counts which part, and in whatever order, every figure comes out the same."""

from collections import Counter
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from petitions.enums import PetitionKind, ReturnState, Solved
from reports.facts import AssignmentFact, AssignmentTraits, OrderFact, OrderTraits
from reports.indicators import Reference, by_department, measure, together
from reports.indicators.formulas import Share
from reports.indicators.populations import dispatched
from tests.reports import d1
from tests.reports.samples import INDICATORS, values_of

maybe = st.sampled_from([True, False, None])
traits_of_orders = st.builds(
    OrderTraits,
    kind=st.sampled_from(PetitionKind.values),
    withdrawn=st.booleans(),
    merged=st.booleans(),
    excluded=st.booleans(),
    suspended=st.booleans(),
    auto_dispatched=st.booleans(),
    lead_changed=maybe,
    has_contact=st.booleans(),
    contacted_in_time=maybe,
    due_in_period=st.booleans(),
    submitted_in_time=maybe,
    round=st.integers(1, 3),
    follow_up_effective=st.booleans(),
    solved=st.sampled_from([*Solved.values, None]),
    rating=st.sampled_from([1, 2, 3, 4, 5, None]),
    closed=st.booleans(),
    reopened=st.booleans(),
)
traits_of_assignments = st.builds(
    AssignmentTraits,
    withdrawn=st.booleans(),
    signed_in_time=maybe,
    return_decision=st.sampled_from([*ReturnState.values, None]),
)
departments = st.sampled_from(["A", "B", "C"])
order_facts = st.builds(
    OrderFact,
    work_order_id=st.integers(1, 99),
    department=departments,
    dispatched_at=st.just(d1.DISPATCHED_AT),
    handle_minutes=st.none() | st.integers(0, 20_000),
    traits=traits_of_orders,
)
assignment_facts = st.builds(
    AssignmentFact,
    work_order_id=st.integers(1, 99),
    department=departments,
    dispatched_at=st.just(d1.DISPATCHED_AT),
    traits=traits_of_assignments,
)
SHARES = [code for code, indicator in INDICATORS.items() if isinstance(indicator, Share)]
REFERENCE = Reference(population=1_000, baseline_hours=Decimal("126"), answered=2, accepted=5)


def printed(tallies):
    """To the last digit: what a stored result would hold."""
    return {
        code: {indicator: repr(value) for indicator, value in measure(tally, REFERENCE, indicators=INDICATORS).items()}
        for code, tally in tallies.items()
    }


def split(facts, chunks, random):
    parts = [[] for _ in range(chunks)]
    for fact in facts:
        random.choice(parts).append(fact)
    return parts


@settings(deadline=None, max_examples=60)
@given(
    orders=st.lists(order_facts, max_size=40),
    assignments=st.lists(assignment_facts, max_size=40),
    chunks=st.integers(1, 6),
    seed=st.integers(0, 2**32),
)
def test_chunks_added_in_any_order_give_the_same_figures(orders, assignments, chunks, seed):
    random = Random(seed)
    parts = [
        by_department(*part)
        for part in zip(split(orders, chunks, random), split(assignments, chunks, random), strict=True)
    ]
    random.shuffle(parts)

    merged = {
        code: together(part[code] for part in parts if code in part)
        for code in {code for part in parts for code in part}
    }

    assert printed(merged) == printed(by_department(orders, assignments))


@settings(deadline=None, max_examples=60)
@given(orders=st.lists(order_facts, max_size=40), assignments=st.lists(assignment_facts, max_size=40))
def test_counted_one_by_one_the_figures_are_the_same(orders, assignments):
    """The long way round: no tally, every fact asked by itself."""
    values = values_of(orders, assignments)

    for code in SHARES:
        behind = INDICATORS[code].behind(assignments if INDICATORS[code].over == "assignments" else orders)

        assert values[code].denominator == len(behind.denominator)
        assert not Counter(behind.numerator) - Counter(behind.denominator)
        assert values[code].numerator <= len(behind.numerator)


@settings(deadline=None, max_examples=60)
@given(orders=st.lists(order_facts, max_size=40))
def test_nine_in_ten_orders_were_handled_within_p90_and_fewer_within_any_shorter_time(orders):
    times = [order.handle_minutes for order in orders if order.handle_minutes is not None and dispatched(order.traits)]

    p90 = values_of(orders)["p90_handle_hours"]

    assert p90.n == len(times)
    if times:
        minutes = round(p90.value * 60)
        assert minutes in times
        assert 10 * sum(time <= minutes for time in times) >= 9 * len(times)
        assert 10 * sum(time < minutes for time in times) < 9 * len(times)

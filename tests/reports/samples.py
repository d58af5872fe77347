"""Facts at hand for the tests of figures: a plain order and a plain assignment, and what differs."""

from dataclasses import replace

from reports.indicators import Reference, by_department, measure, registry, together
from tests.reports import d1

INDICATORS = registry()
PLAIN_ORDER = d1.orders()[0]
PLAIN_ASSIGNMENT = d1.assignments()[0]


def order_like(*, minutes=None, **traits):
    """Order 1 of D1 (help, solved, rated 5, all in time), but for what is named."""
    return replace(PLAIN_ORDER, handle_minutes=minutes, traits=PLAIN_ORDER.traits._replace(**traits))


def assignment_like(**traits):
    return replace(PLAIN_ASSIGNMENT, traits=PLAIN_ASSIGNMENT.traits._replace(**traits))


def values_of(orders, assignments=(), reference=None, indicators=INDICATORS):
    whole = together(by_department(orders, assignments).values())
    return measure(whole, reference or Reference(), indicators=indicators)


def parts(value):
    return f"{value.numerator}/{value.denominator}"

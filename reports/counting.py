"""Counts what units did in a period: the one reader of work orders and assignments for the year's figures.

An order belongs to the unit that leads it now; one that is between two leads belongs to nobody until it has one.
"""

from collections import Counter, defaultdict
from collections.abc import Collection

from django.db.models import Count, QuerySet

from petitions.models import Assignment, WorkOrder
from reports.indicators.populations import dispatched
from reports.indicators.tallies import Tally
from reports.periods import Period
from reports.traits import as_assignment, as_order, assignment_traits, order_traits, packed

ROWS_AT_ONCE = 10_000

Tallies = dict[int, Tally]


def tallies_of(department_ids: Collection[int], period: Period) -> Tallies:
    """One scan of the orders these units lead, one of their assignments. By id of the unit, for every one asked for."""
    tallies = {department_id: Tally() for department_id in department_ids}
    _count_orders(tallies, period)
    _count_assignments(tallies, period)
    return tallies


def orders_of(department_ids: Collection[int], period: Period) -> QuerySet[WorkOrder]:
    """D with what was withdrawn, each order with its traits as one number, `traits`."""
    return WorkOrder.objects.filter(
        lead_id__in=department_ids, dispatched_at__gte=period.start, dispatched_at__lt=min(period.end, period.as_of)
    ).annotate(traits=packed(order_traits(period)))


def assignments_of(department_ids: Collection[int], period: Period) -> QuerySet[Assignment]:
    """AS, each assignment with its `traits`. Without a sign clock nothing was asked of a unit: the rows of assists
    until they sign too, and the row by which a unit takes up its own order again after reopening."""
    return Assignment.objects.filter(
        department_id__in=department_ids, sign_due_at__isnull=False,
        dispatched_at__gte=period.start, dispatched_at__lt=min(period.end, period.as_of),
    ).annotate(traits=packed(assignment_traits(period.as_of)))  # fmt: skip


def _count_orders(tallies: Tallies, period: Period) -> None:
    """Row by row: the handling times differ anyway, and two counters cost less than what the database would sort."""
    numbers: defaultdict[int, Counter[int]] = defaultdict(Counter)
    minutes: defaultdict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    rows = orders_of(tallies, period).order_by().values_list("lead_id", "traits", "handle_minutes")
    for lead, number, handled in rows.iterator(chunk_size=ROWS_AT_ONCE):
        numbers[lead][number] += 1
        if handled is not None:
            minutes[lead, number][handled] += 1
    traits = order_traits(period)
    orders = {number: as_order(number, traits) for number in set().union(*numbers.values())}
    for lead, counts in numbers.items():
        for number, times in counts.items():
            order = orders[number]
            tallies[lead].orders[order] = times
            if order.submitted and dispatched(order):
                tallies[lead].minutes.update(minutes[lead, number])


def _count_assignments(tallies: Tallies, period: Period) -> None:
    traits = assignment_traits(period.as_of)
    rows = assignments_of(tallies, period).order_by().values_list("department_id", "traits")
    for department, number, times in rows.annotate(times=Count("pk")):
        tallies[department].assignments[as_assignment(number, traits)] = times

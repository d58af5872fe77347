"""The work orders behind a figure, found by the same expressions and predicates that counted them.

The rows are those of today within the period and the moment of the figure. Where they have gone on since, their number
differs from the frozen one, and the page says so.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from core.actors import Actor
from petitions.models import WorkOrder
from reports.counting import assignments_of, orders_of
from reports.enums import Grain
from reports.indicators.formulas import Share
from reports.periods import Period
from reports.traits import as_assignment, as_order, assignment_traits, order_traits


@dataclass(frozen=True, slots=True)
class Numbers:
    """Combinations of answers, packed: those a share divides by, and those of them it counts."""

    denominator: list[int]
    numerator: list[int]


def orders_behind(share: Share[Any], department_id: int, period: Period, *, actor: Actor) -> QuerySet[WorkOrder]:
    """The orders of the denominator that this person may see, each with `is_counted`: whether the numerator has it."""
    if share.over == Grain.ASSIGNMENTS:
        return _by_assignments(share, department_id, period).visible_to(actor)
    return _by_orders(share, department_id, period).visible_to(actor)


def _by_orders(share: Share[Any], department_id: int, period: Period) -> QuerySet[WorkOrder]:
    orders, traits = orders_of([department_id], period), order_traits(period)
    numbers = _numbers(share, {number: as_order(number, traits) for number in _distinct(orders)})
    return orders.filter(traits__in=numbers.denominator).annotate(
        is_counted=_whether(Q(traits__in=numbers.numerator))
    )  # fmt: skip


def _by_assignments(share: Share[Any], department_id: int, period: Period) -> QuerySet[WorkOrder]:
    """An order that came to the unit twice is one line of the list and two of the figure."""
    assignments, traits = assignments_of([department_id], period), assignment_traits(period.as_of)
    numbers = _numbers(share, {number: as_assignment(number, traits) for number in _distinct(assignments)})
    of_order = assignments.filter(work_order=OuterRef("pk"))
    return WorkOrder.objects.filter(Exists(of_order.filter(traits__in=numbers.denominator))).annotate(
        is_counted=_whether(Exists(of_order.filter(traits__in=numbers.numerator)))
    )


def _numbers(share: Share[Any], answers: dict[int, Any]) -> Numbers:
    denominator = [number for number, traits in answers.items() if share.denominator(traits)]
    return Numbers(denominator, [number for number in denominator if share.numerator(answers[number])])


def _distinct(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("traits").values_list("traits", flat=True).distinct())


def _whether(condition: Q | Exists) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())

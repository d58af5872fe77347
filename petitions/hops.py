"""How an order went from hand to hand: who held it for how long, who got it back, whose refusal was wrong.

Units are shown, never ranked; what counts against a unit is a refusal that the last word overturned (practice §2.7).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from petitions.deadlines import Clockwork
from petitions.enums import AssignmentRole, ReturnState
from petitions.models import Assignment, ReturnRequest, WorkOrder


@dataclass(frozen=True, slots=True)
class Held:
    """One unit's turn at leading. `minutes` of working time; None where the calendar is not entered."""

    unit_id: int
    unit: str
    since: datetime
    until: datetime | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Trail:
    held: Sequence[Held] = ()
    charged: Sequence[str] = ()  # units whose refusal was wrong

    @property
    def hops(self) -> int:
        """How often the order changed hands."""
        return max(len(self.held) - 1, 0)

    @property
    def is_ping_pong(self) -> bool:
        """Whether it came back to somebody who had given it away."""
        units = [turn.unit_id for turn in self.held]
        return len(set(units)) < len(units)


@dataclass(frozen=True, slots=True)
class Refusals:
    """One unit's returns in a period: asked for, granted, refused, and found wrong in the end."""

    unit: str
    asked: int
    granted: int
    refused: int
    charged: int


def trails(orders: Iterable[WorkOrder], *, at: datetime, machine: Clockwork) -> dict[int, Trail]:
    """By order: two queries, however many."""
    orders = list(orders)
    turns = Assignment.objects.filter(work_order__in=orders, role=AssignmentRole.LEAD).select_related("department")
    held: defaultdict[int, list[Held]] = defaultdict(list)
    for turn in turns.order_by("dispatched_at", "id"):
        if turn.signed_at and turn.is_return_locked and turn.signed_at == turn.dispatched_at:
            continue  # taken up again after closing, by whoever had it
        minutes = machine.worked_minutes(turn.dispatched_at, turn.ended_at or at)
        held[turn.work_order_id].append(
            Held(turn.department_id, turn.department.short_name, turn.dispatched_at, turn.ended_at, minutes)
        )
    wrong = ReturnRequest.objects.filter(work_order__in=orders, was_wrong=True).order_by("id")
    charged: defaultdict[int, list[str]] = defaultdict(list)
    for order_id, unit in wrong.values_list("work_order_id", "assignment__department__short_name"):
        charged[order_id].append(unit)
    return {order.pk: Trail(held[order.pk], charged[order.pk]) for order in orders}


def refusals(*, since: datetime, unit_ids: Iterable[int] | None = None) -> list[Refusals]:
    """Of each unit that refused anything, by its code."""
    asked = ReturnRequest.objects.filter(at__gte=since)
    if unit_ids is not None:
        asked = asked.filter(assignment__department__in=list(unit_ids))
    rows = asked.values_list("assignment__department__code", "assignment__department__short_name").annotate(
        asked=Count("pk"),
        granted=Count("pk", filter=Q(state=ReturnState.APPROVED)),
        refused=Count("pk", filter=Q(state=ReturnState.REJECTED)),
        charged=Count("pk", filter=Q(was_wrong=True)),
    )
    return [Refusals(unit, *figures) for _code, unit, *figures in rows.order_by("assignment__department__code")]

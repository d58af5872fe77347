"""A case in hand: an order with the rows one step may read or change, loaded under lock and saved as a whole.

A step works on these objects in memory and never on the database, so the same step serves a person's click, a worker
and a bulk load of thousands of cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from django.db import models

from petitions.enums import AssignmentRole, ReturnState
from petitions.models import Assignment, Clock, Petition, ReturnRequest, WorkOrder


@dataclass
class Case:
    order: WorkOrder
    petition: Petition | None  # the primary one; that of a merged order is with the order it joined
    joined: list[Petition] = field(default_factory=list)  # those of orders merged into this one
    clocks: dict[str, Clock] = field(default_factory=dict)  # those that have not stopped, by name
    assignments: list[Assignment] = field(default_factory=list)  # the active ones
    return_request: ReturnRequest | None = None  # the one waiting for a decision
    refused_by: frozenset[int] = frozenset()  # departments that asked to return this order before
    added: list[models.Model] = field(default_factory=list)
    touched: list[models.Model] = field(default_factory=list)

    @classmethod
    def lock(cls, order_id: int) -> Self:
        """Load a case so that no other session can change it until this transaction ends."""
        orders = WorkOrder.objects.select_for_update(of=("self",)).select_related("category", "lead")
        return cls.of(orders.get(pk=order_id))

    @classmethod
    def of(cls, order: WorkOrder) -> Self:
        """The case of an order as it stands: to look at it, or under the lock that `lock()` took."""
        asked = ReturnRequest.objects.filter(work_order=order).select_related("assignment")
        returns = list(asked) if order.return_count else []
        petitions = list(Petition.objects.filter(work_order=order).defer("content", "content_redacted").order_by("id"))
        given = Assignment.objects.filter(work_order=order, is_active=True).select_related("department")
        return cls(
            order=order,
            petition=next((row for row in petitions if row.is_primary), None),
            joined=[row for row in petitions if not row.is_primary],
            clocks={clock.name: clock for clock in Clock.objects.filter(work_order=order, stopped_at=None)},
            assignments=list(given) if order.dispatched_at else [],
            return_request=next((row for row in returns if row.state == ReturnState.PENDING), None),
            refused_by=frozenset(row.assignment.department_id for row in returns),
        )

    @property
    def lead(self) -> Assignment | None:
        return next((row for row in self.assignments if row.role == AssignmentRole.LEAD), None)

    def add(self, row: models.Model) -> None:
        self.added.append(row)

    def touch(self, row: models.Model) -> None:
        """This row was changed in memory and must be saved with the case."""
        if row not in self.added and row not in self.touched:
            self.touched.append(row)

    def save(self) -> None:
        """Write what the steps changed. Rows that end come before rows that begin, for the constraints' sake."""
        self.order.save()
        for row in self.touched:
            row.save()
        create(self.added)
        self.added, self.touched = [], []


def create(rows: Iterable[models.Model]) -> None:
    """Insert new rows, one statement a table."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, group in by_model.items():
        model._default_manager.bulk_create(group, batch_size=500)

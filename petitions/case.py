"""A case in hand: an order with the rows one step may read or change, loaded under lock and saved as a whole.

A step works on these objects in memory and never on the database, so the same step serves a person's click, a worker
and a bulk load of thousands of cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from core import numbers
from core.actors import Actor
from core.calendar import CITY_TIME
from petitions.enums import AssignmentRole, ClockName, Matter, RequestState, ReturnState, Status
from petitions.exclusions import WATCHED_FOR
from petitions.models import (
    Arbitration,
    Assignment,
    AssistRequest,
    Clock,
    Exclusion,
    ExtensionRequest,
    FinalReply,
    MergeRecord,
    OrderRecusal,
    Petition,
    Request,
    ReturnRequest,
    Suspension,
    WorkOrder,
)

HANDLING_ROLES = ("liaison", "handler", "dept_leader")
LEADING_ROLES = (*HANDLING_ROLES, "street_coordinator")  # a street's coordinator acts for its street office
OFFICE_DISPATCHING = ("dispatcher", "supervisor", "office_admin")
REQUESTS: dict[Matter, type[Request]] = {
    Matter.ASSIST: AssistRequest,
    Matter.EXTENSION: ExtensionRequest,
    Matter.SUSPENSION: Suspension,
    Matter.FINAL_REPLY: FinalReply,
    Matter.EXCLUSION: Exclusion,
}
UNSETTLED = Q(state__in=["pending", "checked", "granted"])


@dataclass
class Case:
    order: WorkOrder
    petition: Petition | None  # the primary one; that of a merged order is with the order it joined
    joined: list[Petition] = field(default_factory=list)  # those of orders merged into this one
    clocks: dict[str, Clock] = field(default_factory=dict)  # those that have not stopped, by name
    assist_clocks: dict[int, Clock] = field(default_factory=dict)  # likewise, by the assist's department
    assignments: list[Assignment] = field(default_factory=list)  # the active ones
    return_request: ReturnRequest | None = None  # the one waiting for a decision
    returns: list[ReturnRequest] = field(default_factory=list)  # all there ever were, that one included
    requests: dict[Matter, Any] = field(default_factory=dict)  # what is undecided or in force, one of a kind
    arbitration: Arbitration | None = None
    is_unit_watched: bool = False  # an exclusion it got proved wrong not long ago
    merge: MergeRecord | None = None  # of a merged order
    stopped_by_merge: Clock | None = None  # the clock that goes on when the merge is undone
    recused: frozenset[int | None] = frozenset()  # people who decide nothing about this order
    added: list[models.Model] = field(default_factory=list)
    touched: list[models.Model] = field(default_factory=list)

    @classmethod
    def lock(cls, order_id: int) -> Self:
        """Load a case so that no other session can change it until this transaction ends."""
        orders = WorkOrder.objects.select_for_update(of=("self",)).select_related("category", "lead")
        return cls.of(orders.get(pk=order_id))

    @classmethod
    def of(cls, order: WorkOrder) -> Self:
        """The case of an order as it stands: to look at it, or under the lock that `lock()` took.

        What an order does not have open is not asked for, so most orders cost the same three queries.
        """
        asked = ReturnRequest.objects.filter(work_order=order).select_related("assignment").order_by("id")
        returns = list(asked) if order.return_count else []
        petitions = list(Petition.objects.filter(work_order=order).defer("content", "content_redacted").order_by("id"))
        given = Assignment.objects.filter(work_order=order, is_active=True).select_related("department").order_by("id")
        assignments = list(given) if order.dispatched_at else []
        running = list(Clock.objects.filter(work_order=order, stopped_at=None))
        units = {row.pk: row.department_id for row in assignments}
        case = cls(
            order=order,
            petition=next((row for row in petitions if row.is_primary), None),
            joined=[row for row in petitions if not row.is_primary],
            clocks={clock.name: clock for clock in running if clock.assignment_id is None},
            assist_clocks={units[clock.assignment_id]: clock for clock in running if clock.assignment_id in units},
            assignments=assignments,
            returns=returns,
            return_request=next((row for row in returns if row.state == ReturnState.PENDING), None),
        )
        case._load_open_matters()
        return case

    def _load_open_matters(self) -> None:
        order = self.order
        for matter, model in REQUESTS.items():
            if order.has_open(matter):
                self.requests[matter] = model._default_manager.filter(UNSETTLED, work_order=order).latest("id")
        if order.excluded_at and Matter.EXCLUSION not in self.requests:
            self.requests[Matter.EXCLUSION] = Exclusion.objects.filter(UNSETTLED, work_order=order).latest("id")
        elif Matter.EXCLUSION in self.requests:
            self.is_unit_watched = _was_wrong_before(self.requests[Matter.EXCLUSION])
        if order.has_open(Matter.ARBITRATION):
            self.arbitration = Arbitration.objects.select_related("proposed_lead").get(
                work_order=order, decided_at=None
            )  # fmt: skip
        if order.has_open(Matter.RECUSAL):
            self.recused = frozenset(OrderRecusal.objects.filter(work_order=order).values_list("by_id", flat=True))
        if order.status == Status.MERGED:
            self._load_what_was_merged()

    def _load_what_was_merged(self) -> None:
        """The petitions are with the other order; the clock of the state the order had stopped when it joined."""
        self.merge = MergeRecord.objects.filter(work_order=self.order, undone_at=None).select_related("primary").first()
        if self.merge:
            moved = Petition.objects.filter(number__in=self.merge.petitions).defer("content", "content_redacted")
            by_number = {row.number: row for row in moved}
            self.petition, *self.joined = [by_number[number] for number in self.merge.petitions]
            stopped = Clock.objects.filter(work_order=self.order, name=self.merge.clock).order_by("-started_at", "-id")
            self.stopped_by_merge = stopped.first()

    @property
    def lead(self) -> Assignment | None:
        return next((row for row in self.assignments if row.role == AssignmentRole.LEAD), None)

    @property
    def handling_clock(self) -> Clock | None:
        """The one a unit works by: of the handle and the rework clock one runs."""
        return self.clocks.get(ClockName.HANDLE) or self.clocks.get(ClockName.REWORK)

    @property
    def assists(self) -> list[Assignment]:
        return [row for row in self.assignments if row.role == AssignmentRole.ASSIST]

    def assist_of(self, department_id: int | None) -> Assignment | None:
        return next((row for row in self.assists if row.department_id == department_id), None)

    def own_assist(self, by: Actor) -> Assignment | None:
        """The part of the person's own unit that is still owed."""
        units = by.department_ids(*LEADING_ROLES)
        return next((row for row in self.assists if row.is_owed and row.department_id in units), None)

    @property
    def refused_by(self) -> frozenset[int]:
        """Departments that asked to return this order."""
        return frozenset(row.assignment.department_id for row in self.returns)

    @property
    def parties(self) -> frozenset[int]:
        """The units a dispute is between: whoever leads, and whoever would not."""
        lead = frozenset({self.lead.department_id}) if self.lead else frozenset()
        return lead | self.refused_by

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


def _was_wrong_before(application: Exclusion) -> bool:
    wrong = Exclusion.objects.filter(department=application.department_id, state=RequestState.ENDED)
    return wrong.filter(rechecked_at__gte=application.at - WATCHED_FOR).exists()


def create(rows: Iterable[models.Model]) -> None:
    """Insert new rows, one statement a table, those with numbers of their own numbered."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    numbered: list[Any] = [row for group in by_model.values() for row in group if hasattr(row, "PREFIX")]
    _number(row for row in numbered if not row.number)
    for model, group in by_model.items():
        model._default_manager.bulk_create(group, batch_size=500)


def _number(rows: Iterable[Any]) -> None:
    by_day: dict[tuple[str, date], list[Any]] = {}
    for row in rows:
        by_day.setdefault((row.PREFIX, row.at.astimezone(CITY_TIME).date()), []).append(row)
    for (prefix, day), group in sorted(by_day.items(), key=lambda item: item[0]):
        for row, number in zip(group, numbers.take(prefix, day, len(group)), strict=True):
            row.number = number

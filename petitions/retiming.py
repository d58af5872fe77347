"""Moving the clocks of one order, or of one whistle, to another calendar: all of them and an event, or nothing.

What is decided here:

* A due moment is the limit counted from the clock's own start, plus what the clock stood, plus what was granted or
  fixed besides (an extension, a minimum after a repair, an assist's day before its lead's). A changed day changes the
  first two by the new calendar; the third is kept in the clock's own time, so no extension is lost (`spans.moved`).
* Only clocks that have not stopped and between whose start and due moment a changed day lies are looked at. Natural
  time does not know the calendar. Nothing else moves, so no clock gets shorter by an edit of something else; one that
  gets shorter because a rest day is worked says so in its event.
* What was told stays told: a clock that stays overdue keeps its escalation, one that is no longer near its due moment
  is told of again when it comes there.
* Who carries the event of an edit is done with it, so the work may be killed and begun again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models, transaction

from core import ledger
from core.actors import Actor
from core.calendar import CITY_TIME
from core.models import Event
from petitions import deadlines, spans, workflow
from petitions.case import Case
from petitions.deadlines import RED, Clockwork
from petitions.enums import ClockName, SupervisionState, TimeBase
from petitions.models import Clock, StatutoryReview, SupervisionOrder, Timed, Whistle, WhistleCall, WorkOrder
from petitions.spans import Change, Pause

RECOMPUTED, SETTLED = "due_recomputed", "due_settled"
OF_ORDERS = (Clock, SupervisionOrder, StatutoryReview)

Moves = dict[str, list[datetime | None]]  # by clock, the due moment before and after


def spanning(model: type[Timed], change: Change) -> models.QuerySet[Any]:
    """Clocks that have not stopped and between whose start and due moment a changed day may lie."""
    rows: models.QuerySet[Any] = model._default_manager.filter(stopped_at=None).order_by("pk")
    if not change.days:
        return rows.none()
    begins, ends = _midnight(change.days[0]), _midnight(change.days[-1] + timedelta(days=1))
    return rows.exclude(base=TimeBase.NATURAL).filter(due_at__gte=begins, started_at__lt=ends)


def waiting(model: type[Timed]) -> models.QuerySet[Any]:
    """Clocks that run without a due moment because their year's calendar is missing. A draft has none yet."""
    rows: models.QuerySet[Any] = model._default_manager.filter(due_at=None, stopped_at=None).order_by("pk")
    return rows.filter(state=SupervisionState.ISSUED) if model is SupervisionOrder else rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, CITY_TIME)


@dataclass(frozen=True)
class Retiming:
    """One edit on its way through the orders. Without an event, only what waited for the calendar is settled."""

    change: Change
    by: Actor
    at: datetime
    event: Event | None = None

    def orders(self) -> list[int]:
        return self._of(OF_ORDERS, "work_order_id")

    def whistles(self) -> list[int]:
        return self._of((WhistleCall,), "whistle_id")

    def order(self, order_id: int) -> bool:
        """False when there was nothing to move."""
        moves: Moves = {}
        return workflow.amend(
            WorkOrder(pk=order_id), self._kind, lambda case, machine: self._case(case, machine, moves),
            by=self.by, at=self.at, moves=moves, **self._occasion,
        )  # fmt: skip

    @transaction.atomic
    def whistle(self, whistle_id: int) -> bool:
        whistle, moves = Whistle.objects.select_for_update(of=("self",)).get(pk=whistle_id), Moves()
        if self._is_done(ledger.history(whistle)):
            return False
        machine = deadlines.clockwork()
        for call in whistle.calls.filter(stopped_at=None).select_related("department").order_by("pk"):
            if self._moved(call, call.department.short_name, (), machine, moves):
                call.save()
        if moves:
            ledger.record(whistle, f"whistle.{self._kind}", by=self.by, at=self.at, moves=moves, **self._occasion)
        return bool(moves)

    def _case(self, case: Case, machine: Clockwork, moves: Moves) -> bool:
        events = list(ledger.history(case.order))
        if self._is_done(events):
            return False
        for key, row in _running(case):
            if self._moved(row, key, spans.pauses(events, key, row.started_at), machine, moves):
                case.touch(row)
        return bool(moves)

    def _moved(self, row: Timed, key: str, stood: Sequence[Pause], machine: Clockwork, moves: Moves) -> bool:
        due_at = spans.moved(row, self.change, stood)
        if due_at is None or due_at == row.due_at:
            return False
        moves[key] = [row.due_at, due_at]
        row.yellow_at, row.orange_at = spans.lamp_moments(row, due_at, stood, self.change.after)
        row.due_at, told = due_at, row.alerted
        machine.rearm(row, self.at)
        if row.alerted == RED < told:
            row.alerted = told
            machine.watch(row)
        return True

    def _of(self, kinds: Iterable[type[Timed]], owner: str) -> list[int]:
        found: set[int] = set()
        for model in kinds:
            for rows in (spanning(model, self.change), waiting(model)):
                found.update(rows.order_by().values_list(owner, flat=True))
        return sorted(found)

    def _is_done(self, events: Iterable[Event]) -> bool:
        edit = self.event.pk if self.event else None
        return edit is not None and any(event.data.get("edit") == edit for event in events)

    @property
    def _kind(self) -> str:
        return RECOMPUTED if self.event else SETTLED

    @property
    def _occasion(self) -> dict[str, Any]:
        if self.event is None:
            return {}
        days = sorted(self.event.data["days"])
        return {"edit": self.event.pk, "days": [*days[:1], *days[-1:]], "reason": self.event.data["reason"]}


def _running(case: Case) -> Iterator[tuple[str, Timed]]:
    """Everything that runs on an order, by the names its events use."""
    yield from case.clocks.items()
    for unit, clock in case.assist_clocks.items():
        yield f"{clock.name}:{unit}", clock
    issued = SupervisionOrder.objects.filter(work_order=case.order, state=SupervisionState.ISSUED, stopped_at=None)
    for supervision in issued.order_by("pk"):
        yield f"{ClockName.SUPERVISION}:{supervision.number}", supervision
    for review in StatutoryReview.objects.filter(work_order=case.order, stopped_at=None).order_by("pk"):
        yield f"{ClockName.PETITION_REVIEW}:{review.level}", review

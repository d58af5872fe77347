"""The round of the clocks: whoever must be told by now is told, once, and what ends by itself ends.

It costs what is due, not what exists: an index holds the rows that wait for a moment. Each row it has dealt with waits
for a later moment or none, also one that failed, so none starves the others. The lock on the order is the claim: two
rounds at once never tell the same, a crash between batches repeats nothing and loses nothing.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import notices
from core.actors import Actor
from partyorgs.enums import Role
from petitions import deadlines, ringing, workflow
from petitions.audience import Audience
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import Action, ClockName, Status, WhistleKind
from petitions.models import Clock, StatutoryReview, SupervisionOrder, Timed, Whistle, WhistleCall, WorkOrder
from petitions.reminders import Circle
from petitions.ringing import Ring, Round

log = logging.getLogger(__name__)

BATCH = 500
MOST = 10_000  # rows of a kind in one round; the next one is half a minute away
MOST_ENDINGS = 500
PATIENCE = timedelta(minutes=10)  # until a row that failed is looked at again

# Clocks that do something when they end, each in a transaction of its own.
ENDING = Q(name=ClockName.RETURN_WINDOW)
WHISTLE_CLOCK = {
    WhistleKind.EMERGENCY: ClockName.EMERGENCY_WHISTLE,
    WhistleKind.ENFORCEMENT: ClockName.ENFORCEMENT_WHISTLE,
    WhistleKind.KEY_WORK: ClockName.KEY_WORK_WHISTLE,
}
NEEDED = {
    WorkOrder: ("number", "status", "urgency", "lead_id", "target_department_id", "open_matters", "category_id",
                "track", "kind", "channel"),
    Whistle: ("number", "kind"),
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A kind of row that has a clock, and the row whose lock guards it."""

    model: type[Timed]
    holder: type[models.Model]
    held_by: str
    clock_of: Callable[[Any], str]  # the row with its holder set
    unit_of: Callable[[Any], int | None]
    related: tuple[str, ...] = ()

    def due(self, at: datetime) -> models.QuerySet[Any]:
        rows = self.model._default_manager.filter(alert_at__lte=at)
        if self.model is Clock:
            rows = rows.exclude(_ending(at))
        return rows.order_by("alert_at", "pk")


def _ending(at: datetime) -> Q:
    return ENDING | Q(name=ClockName.SUSPENSION, due_at__lte=at)


def _unit_of_clock(clock: Clock) -> int | None:
    return clock.assignment.department_id if clock.assignment else clock.work_order.lead_id


SOURCES = (
    Source(Clock, WorkOrder, "work_order", lambda row: row.name, _unit_of_clock, ("assignment",)),
    Source(SupervisionOrder, WorkOrder, "work_order", lambda row: ClockName.SUPERVISION, lambda row: row.department_id),
    Source(StatutoryReview, WorkOrder, "work_order", lambda row: ClockName.PETITION_REVIEW, lambda row: None),
    Source(WhistleCall, Whistle, "whistle", lambda row: WHISTLE_CLOCK[row.whistle.kind], lambda row: row.department_id),
)


def sweep(*, by: Actor, at: datetime) -> int:
    """One round. Returns how many clocks called."""
    machine = deadlines.clockwork()
    due = [(source, list(source.due(at).values_list("pk", flat=True)[:MOST])) for source in SOURCES]
    endings = list(Clock.objects.filter(_ending(at), alert_at__lte=at).order_by("alert_at", "pk")[:MOST_ENDINGS])
    if not endings and not any(pks for _source, pks in due):
        return 0
    turn = Round(by, at, machine, Audience.on(timezone.localdate(at)))
    called = sum(_batch(source, batch, turn) for source, pks in due for batch in _batches(pks))
    return called + sum(_end(clock, turn) for clock in endings)


def _batches(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    return (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))


def _batch(source: Source, pks: Sequence[int], turn: Round) -> int:
    """All in one transaction; when that fails its halves, until the faulty row is alone. Only that one waits."""
    try:
        return _call(source, pks, turn)
    except Exception:
        middle = len(pks) // 2
        if middle:
            return _batch(source, pks[:middle], turn) + _batch(source, pks[middle:], turn)
        log.exception("Nobody was told of %s %s, it is put off", source.model.__name__, pks[0])
        _put_off(source.model, pks[0], turn.at)
        return 0


@transaction.atomic
def _call(source: Source, pks: Sequence[int], turn: Round) -> int:
    rows = _claim(source, pks, turn.at)
    rings = [
        Ring(row, source.clock_of(row), getattr(row, source.held_by), source.unit_of(row), passed)
        for row in rows if (passed := ringing.heard(row, turn.at, turn.machine))
    ]  # fmt: skip
    ringing.answer(rings, turn)
    _keep(source.model, [ring.row for ring in rings])
    return len(rings)


def _keep(model: Any, rows: list[Any]) -> None:
    """An upsert of rows that are all there: a third of what `bulk_update` takes."""
    model._default_manager.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=["alert_at", "alerted"]
    )


def _claim(source: Source, pks: Sequence[int], at: datetime) -> list[Any]:
    """Rows that are still due, their holders locked. What somebody else holds is left for the next round."""
    rows = source.due(at).filter(pk__in=pks)
    holders = (
        source.holder._default_manager.select_for_update(skip_locked=True, no_key=True, of=("self",))
        .filter(pk__in=rows.order_by().values(source.held_by))
        .only(*NEEDED[source.holder])
        .order_by("pk")
    )  # fmt: skip
    held = {holder.pk: holder for holder in holders}
    found = list(rows.filter(**{f"{source.held_by}__in": held}).select_related(*source.related))
    for row in found:
        setattr(row, source.held_by, held[getattr(row, f"{source.held_by}_id")])
    return found


# --- clocks that end something


def _end(clock: Clock, turn: Round) -> int:
    try:
        with transaction.atomic():
            locked = WorkOrder.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=clock.work_order_id)
            order = locked.first()
            still_due = Clock.objects.filter(pk=clock.pk, alert_at__lte=turn.at).first()
            if order is None or still_due is None:
                return 0
            still_due.work_order = order
            ENDINGS[ClockName(clock.name)](still_due, turn)
    except Exception:
        log.exception("Clock %s of order %s could not end, it is put off", clock.name, clock.work_order_id)
        _put_off(Clock, clock.pk, turn.at)
        return 0
    return 1


def _count_as_signed(clock: Clock, turn: Round) -> None:
    """T08: nobody asked to return it in time. Signed orders only lose the right to be returned."""
    order = clock.work_order
    if order.status == Status.DISPATCHED:
        order = workflow.advance(order, Action.AUTO_SIGN, by=turn.by, at=turn.at)
        unit = Circle(unit=frozenset({Role.LIAISON, Role.DEPT_LEADER}))
        notices.tell(
            ringing.notice(user_id, "order.auto_signed", order, at=turn.at)
            for user_id in turn.audience.of(unit, order.lead_id, order)
        )
    _stop(order, clock.name, turn)


def _resume(clock: Clock, turn: Round) -> None:
    """T19: the day of review has come and nobody has looked: the work goes on, and somebody is asked why."""
    passed = ringing.heard(clock, turn.at, turn.machine)
    ringing.answer([Ring(clock, clock.name, clock.work_order, clock.work_order.lead_id, passed)], turn)
    clock.save(update_fields=["alert_at", "alerted"])
    order = clock.work_order
    if order.status == Status.SUSPENDED:
        reason = _("The day of the review has passed without a review.")
        order = workflow.advance(order, Action.RESUME, by=turn.by, at=turn.at, reason=reason)
    _stop(order, clock.name, turn)


def _stop(order: WorkOrder, name: str, turn: Round) -> None:
    """The step that a clock ends with has mostly stopped it; where there was no step, this does."""

    def stop(case: Case, machine: Clockwork) -> bool:
        if name not in case.clocks:
            return False
        workflow.stop(case, name, turn.at, machine)
        return True

    workflow.amend(order, "clock_ended", stop, by=turn.by, at=turn.at, clock=name)


ENDINGS: dict[ClockName, Callable[[Clock, Round], None]] = {
    ClockName.RETURN_WINDOW: _count_as_signed,
    ClockName.SUSPENSION: _resume,
}


def _put_off(model: type[Timed], pk: int, at: datetime) -> None:
    rows = model._default_manager.filter(pk=pk, stopped_at=None, paused_at=None, alert_at__isnull=False)
    rows.update(alert_at=at + PATIENCE)

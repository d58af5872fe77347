"""What clocks that come due lead to: notices, drafts of supervision orders, events. For many rows at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from core import ledger, notices
from core.actors import Actor
from core.enums import NoticeTone
from core.models import Notice
from partyorgs.enums import Role
from petitions import reminders, wording
from petitions.audience import Audience
from petitions.deadlines import ESCALATIONS, Clockwork
from petitions.enums import ClockName, SupervisionState, SupervisionTrigger, Urgency
from petitions.models import OrderRecusal, SupervisionOrder, Timed, Whistle, WorkOrder
from petitions.reminders import Circle, Moment

OPEN = (SupervisionState.DRAFT, SupervisionState.ISSUED, SupervisionState.REPLIED)
TONES = {Moment.YELLOW: NoticeTone.YELLOW, Moment.ORANGE: NoticeTone.ORANGE}  # red for all that come after
SUPERVISORS = Circle(office=frozenset({Role.SUPERVISOR}))
PAGES = {WorkOrder: "petitions:order", Whistle: "petitions:whistle"}


@dataclass(frozen=True, slots=True)
class Ring:
    """A clock some of whose moments have passed: what it is about, and the unit that owes the step, if one does."""

    row: Timed
    clock: str
    about: WorkOrder | Whistle
    unit_id: int | None
    passed: tuple[Moment, ...]

    @property
    def last(self) -> Moment:
        return self.passed[-1]

    @property
    def order(self) -> WorkOrder | None:
        return self.about if isinstance(self.about, WorkOrder) else None


@dataclass(frozen=True)
class Round:
    """One round of the clocks: who makes it, when, by which rules, and who is there to be told."""

    by: Actor
    at: datetime
    machine: Clockwork
    audience: Audience


def heard(row: Timed, at: datetime, machine: Clockwork) -> tuple[Moment, ...]:
    """The moments that have passed and nobody was told of. The row then waits for the next one."""
    passed = []
    while row.alert_at is not None and row.alert_at <= at:
        row.alerted += 1
        passed.append(Moment(row.alerted))
        machine.watch(row)
    return tuple(passed)


def answer(rings: Sequence[Ring], turn: Round) -> None:
    """Tell everybody, draft what is to be drafted, write it down. The caller holds the rows these are about."""
    recused = _recused(rings)
    notices.tell(notice for ring in rings for notice in _notices(ring, turn, recused.get(ring.about.pk, ())))
    drafted = draft(
        [(ring.order, ring.unit_id, occasion, wording.text(_kind(ring), _data(ring, turn)))
         for ring in rings if ring.order and (occasion := _occasion(ring))],
        by=turn.by, at=turn.at, machine=turn.machine,
    )  # fmt: skip
    events = [event for ring in rings for event in _events(ring, turn)]
    events += [event for row in drafted for event in witnesses(row, by=turn.by, at=turn.at)]
    if events:
        ledger.record_many(events)


def draft(
    wanted: Iterable[tuple[WorkOrder, int | None, SupervisionTrigger, str]], *, by: Actor, at: datetime,
    machine: Clockwork,
) -> list[SupervisionOrder]:  # fmt: skip
    """Drafts of supervision orders, for a supervisor to issue or drop: one per order and occasion while one is open."""
    asked = {(order.pk, occasion): (order, unit_id, reason) for order, unit_id, occasion, reason in wanted}
    open_ones = SupervisionOrder.objects.filter(work_order_id__in={pk for pk, _occasion in asked}, state__in=OPEN)
    there = set(open_ones.values_list("work_order_id", "trigger")) if asked else set()
    rows = []
    for (pk, occasion), (order, unit_id, reason) in asked.items():
        if (pk, occasion) in there:
            continue
        limit = machine.limit(ClockName.SUPERVISION, order, at)
        rows.append(SupervisionOrder(
            work_order=order, department_id=unit_id, trigger=occasion, reason=reason, at=at, by_id=by.id,
            by_name=by.name, started_at=at, amount=limit.amount, unit=limit.unit, base=limit.base,
        ))  # fmt: skip
    return SupervisionOrder.objects.bulk_create(rows, batch_size=500)


def witnesses(row: SupervisionOrder, *, by: Actor, at: datetime) -> list[Any]:
    """A draft is on record with itself and with its order."""
    own = ledger.draft(row, "supervision.drafted", by=by, at=at, trigger=row.trigger)
    return [
        own,
        ledger.draft(row.work_order, "workorder.supervision_drafted", by=by, at=at, number="", trigger=row.trigger),
    ]


def notice(user_id: int, kind: str, about: Any, *, at: datetime, tone: str = NoticeTone.PLAIN, **data: Any) -> Notice:
    """A notice about an order or a whistle, that leads to its page."""
    return notices.draft(
        user_id, kind, about, at=at, tone=tone, path=_path(about), number=about.number, **data
    )  # fmt: skip


def _recused(rings: Iterable[Ring]) -> dict[int, list[int | None]]:
    """Who decides nothing about these orders."""
    ids = {ring.order.pk for ring in rings if ring.order and ring.order.open_matters}
    found: dict[int, list[int | None]] = {}
    if ids:
        for order_id, user_id in OrderRecusal.objects.filter(work_order_id__in=ids).values_list(
            "work_order_id", "by_id"
        ):
            found.setdefault(order_id, []).append(user_id)
    return found


def _occasion(ring: Ring) -> SupervisionTrigger | None:
    return reminders.trigger(ring.clock, ring.passed, ring.order.urgency) if ring.order else None


def _kind(ring: Ring) -> str:
    return "clock.escalated" if ring.last > Moment.RED else f"clock.{ring.last.name.lower()}"


def _data(ring: Ring, turn: Round) -> dict[str, Any]:
    unit = turn.audience.names.get(ring.unit_id or 0, "")
    late = {"days": ESCALATIONS[ring.last - Moment.LATE]} if ring.last > Moment.RED else {}
    urgent = {"urgent": True} if ring.order and ring.order.urgency != Urgency.NORMAL else {}
    return {"clock": ring.clock, "due": ring.row.due_at, "unit": unit, **late, **urgent}


def _notices(ring: Ring, turn: Round, recused: Iterable[int | None]) -> list[Notice]:
    circle = reminders.told(ring.clock, ring.passed)
    if _occasion(ring):
        circle |= SUPERVISORS  # a draft waits for them
    kind, data, tone = _kind(ring), _data(ring, turn), TONES.get(ring.last, NoticeTone.RED)
    return [
        notice(user_id, kind, ring.about, at=turn.at, tone=tone, **data)
        for user_id in turn.audience.of(circle, ring.unit_id, ring.order, recused)
    ]


def _events(ring: Ring, turn: Round) -> Iterable[Any]:
    """That time ran out is history; that it was about to is not."""
    subject, data = ring.about._meta.model_name, _data(ring, turn)
    if Moment.RED in ring.passed:
        yield ledger.draft(ring.about, f"{subject}.overdue", by=turn.by, at=turn.at, **data)
    if ring.last > Moment.RED:
        yield ledger.draft(ring.about, f"{subject}.escalated", by=turn.by, at=turn.at, **data)


def _path(about: Any) -> str:
    try:
        return reverse(PAGES[type(about)], args=[about.number])
    except NoReverseMatch:
        return ""

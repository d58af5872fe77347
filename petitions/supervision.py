"""督办: the office drives a unit whose work is stuck, level by level, until somebody outside it sees the work done.

A draft is issued by the approver of its level, answered by the unit, and written off with evidence or sent back for a
better answer (practice §2.12; the right to supervise and the duty to answer in writing: 信访工作条例 arts. 38-40).
There is nobody here but a unit: supervision never targets a petitioner.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import ledger, numbers
from core.actors import Actor
from core.calendar import CITY_TIME
from petitions import deadlines, supervision_notices
from petitions.enums import ClockName
from petitions.models import SupervisionOrder, WorkOrder
from petitions.refusals import NotAllowed
from petitions.supervision_steps import FROM, NEXT, Level, NotYours, State, Step, may, may_approve, may_draft


def open_for(order: WorkOrder) -> QuerySet[SupervisionOrder]:
    """What drives this order now, drafts included."""
    return SupervisionOrder.objects.open().filter(work_order=order).order_by("id")


# --- the steps


@transaction.atomic
def draft(
    order: WorkOrder, trigger: str, reason: str, *, by: Actor, at: datetime, level: str = Level.NOTICE, demand: str = ""
) -> SupervisionOrder | None:
    """Draw it up for whoever leads now. None where this occasion is being followed up already: safe to repeat.

    A draft is nobody's business but the office's: readers of the order are told of it once it is issued.
    """
    order = _locked(order.pk)
    if not may_draft(by, order):
        raise NotYours(Step.DRAFT)
    if open_for(order).filter(trigger=trigger).exists():
        return None
    row = SupervisionOrder(
        work_order=order, department_id=order.lead_id, level=level, trigger=trigger, reason=reason, demand=demand,
        at=at, by_id=by.id, by_name=by.name, started_at=at,
    )  # fmt: skip
    limit = deadlines.clockwork().limit(ClockName.SUPERVISION, order, at)
    row.amount, row.unit, row.base = limit.amount, limit.unit, limit.base  # measured from the day it is issued
    _tell(row, "drafted", "supervision_drafted", by, at, trigger=trigger)
    supervision_notices.tell_of_draft(row, at=at)
    return row


@transaction.atomic
def issue(
    row: SupervisionOrder, *, by: Actor, at: datetime, level: str, demand: str, reason: str = ""
) -> SupervisionOrder:
    """Approve it at a level: from now on the unit reads it, and the time for its reply runs."""
    row = _ready(row, Step.ISSUE, by)
    if not may_approve(by, row, level):
        raise NotYours(Step.ISSUE)
    row.state, row.level, row.demand, row.reason = State.ISSUED, level, demand, reason or row.reason
    row.approved_by_name, row.issued_at = by.name, at
    _set_off(row, at)
    row.number = numbers.take(row.PREFIX, at.astimezone(CITY_TIME).date())[0]
    return _ask(row, "issued", by, at, reason=row.reason)


@transaction.atomic
def drop(row: SupervisionOrder, *, by: Actor, at: datetime, reason: str) -> SupervisionOrder:
    row = _ready(row, Step.DROP, by)
    row.state, row.ended_at, row.ended_by_name = State.DROPPED, at, by.name
    return _tell(row, "dropped", "supervision_dropped", by, at, reason=reason)


@transaction.atomic
def raise_to(row: SupervisionOrder, *, by: Actor, at: datetime, level: str, demand: str) -> SupervisionOrder:
    """One level up, under its approver. Time that is left runs on; time that is over begins anew, as the letter of the
    new level needs a day that lies ahead."""
    row = _ready(row, Step.RAISE, by)
    if NEXT[Level(row.level)] != level:
        raise _second(row)
    row.level, row.demand, row.approved_by_name = level, demand, by.name
    if row.due_at is None or row.due_at < at:
        _set_off(row, at)
    return _ask(row, "raised", by, at)


@transaction.atomic
def reply(
    row: SupervisionOrder, *, by: Actor, at: datetime, cause: str, measure: str, done_on: date
) -> SupervisionOrder:
    """What the unit found, what it does about it, and by when."""
    row = _ready(row, Step.REPLY, by)
    row.state, row.reply_cause, row.reply_measure, row.reply_done_on = State.REPLIED, cause, measure, done_on
    row.replied_at, row.replied_by_name = at, by.name
    deadlines.clockwork().stop(row, at)
    supervision_notices.tell_of_reply(row, at=at)
    return _tell(row, "replied", "supervision_replied", by, at, cause=cause, measure=measure, done_on=done_on)


@transaction.atomic
def send_back(row: SupervisionOrder, *, by: Actor, at: datetime, demand: str) -> SupervisionOrder:
    """The reply does not do. Its words stay for the unit to mend; what was said before stands in the events."""
    row = _ready(row, Step.SEND_BACK, by)
    row.state, row.replied_at, row.replied_by_name = State.ISSUED, None, ""
    _set_off(row, at)
    return _ask(row, "sent_back", by, at, again=True, demand=demand)


@transaction.atomic
def write_off(row: SupervisionOrder, *, by: Actor, at: datetime, evidence: str) -> SupervisionOrder:
    """销号: somebody outside the unit has seen that it is done."""
    row = _ready(row, Step.WRITE_OFF, by)
    row.state, row.evidence, row.ended_at, row.ended_by_name = State.WRITTEN_OFF, evidence, at, by.name
    return _tell(row, "written_off", "supervision_written_off", by, at, evidence=evidence)


# --- what the steps share


def _locked(order_id: int) -> WorkOrder:
    return WorkOrder.objects.select_for_update(of=("self",)).get(pk=order_id)


def _ready(row: SupervisionOrder, step: Step, by: Actor) -> SupervisionOrder:
    """The row as it is now, locked after its order, if this person may take the step and nobody was faster."""
    order = _locked(row.work_order_id)
    row = SupervisionOrder.objects.select_for_update(of=("self",)).get(pk=row.pk)
    row.work_order = order
    if row.state != FROM[step]:
        raise _second(row)
    if not may(by, step, row):
        raise NotYours(step)
    return row


def _second(row: SupervisionOrder) -> NotAllowed:
    text = _("Somebody was faster: it is now “%(level)s, %(state)s”. Your step was not taken.")
    return NotAllowed(text % {"level": Level(row.level).label, "state": State(row.state).label}, code="wrong_state")


def _set_off(row: SupervisionOrder, at: datetime) -> None:
    machine = deadlines.clockwork()
    row.alerted = 0
    machine.set_off(row, machine.limit(ClockName.SUPERVISION, row.work_order, at), at)


def _ask(row: SupervisionOrder, kind: str, by: Actor, at: datetime, **data: Any) -> SupervisionOrder:
    """Something is demanded of the unit by a day: witnessed, and brought to its people."""
    supervision_notices.tell_unit(row, at=at)
    asked = {"level": row.level, "demand": row.demand, "due_at": row.due_at}
    return _tell(row, kind, "supervised", by, at, **(asked | data))


def _tell(row: SupervisionOrder, kind: str, order_kind: str, by: Actor, at: datetime, **data: Any) -> SupervisionOrder:
    """Save the step and witness it: with the supervision, and with the order, whose story it belongs to."""
    row.save()
    ledger.record(row, f"supervision.{kind}", by=by, at=at, **data)
    ledger.record(row.work_order, f"workorder.{order_kind}", by=by, at=at, number=row.number, **data)
    return row

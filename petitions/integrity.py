"""What is the petitioner's alone: to withdraw, and to rate. Whoever of a unit reaches for it is put on record.

An alert names the unit and the official who tried, never the petitioner (practice §2.8, §2.10).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger, masking
from core.actors import Actor
from petitions.enums import Action, AssignmentRole, IntegrityKind
from petitions.models import IntegrityAlert, WorkOrder
from petitions.refusals import NotAllowed, Refused

WATCHERS = ("supervisor", "office_admin", "auditor")
REPORTERS = ("caller", "intake", "supervisor", "office_admin")  # those who hear it from the petitioner, and the office


class NotWatching(Refused):
    def __init__(self) -> None:
        text = _("Integrity alerts are for supervisors, the office's administrators and auditors.")
        super().__init__(text, code="not_permitted")


def may_open(actor: Actor) -> bool:
    return actor.has(*WATCHERS)


def may_report(actor: Actor, order: WorkOrder) -> bool:
    return actor.has(*REPORTERS) and order.lead_id is not None and order.lead_id not in actor.department_ids()


def watch(order: WorkOrder, action: Action, *, by: Actor, at: datetime) -> IntegrityAlert | None:
    """To be called once a step has been refused, outside its transaction: the refusal rolls back, this stays.

    While an alert waits to be looked into, a further try of the same person is an event and no further alert.
    """
    if action != Action.WITHDRAW:
        return None
    unit_id = _unit_that_led(order, by)
    return _alert(order, IntegrityKind.WITHDRAWAL_PRESSURE, unit_id, by=by, at=at) if unit_id else None


def report(order: WorkOrder, note: str, *, by: Actor, at: datetime) -> IntegrityAlert:
    """A petitioner said, or somebody saw, that the unit asked for a better rating."""
    unit_id = order.lead_id
    if unit_id is None or not may_report(by, order):
        raise NotWatching
    return _alert(order, IntegrityKind.RATING_PRESSURE, unit_id, by=by, at=at, note=masking.redact(note))


@transaction.atomic
def look_into(alert: IntegrityAlert, *, by: Actor, at: datetime, outcome: str) -> IntegrityAlert:
    order = WorkOrder.objects.get(pk=alert.work_order_id)
    alert = IntegrityAlert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    concerned = {alert.department_id, order.target_department_id}
    if not may_open(by) or alert.by_id == by.id or not by.partial_to.isdisjoint(concerned):
        raise NotWatching
    if alert.seen_at:
        text = _("%(who)s has looked into it already; your step was not taken.") % {"who": alert.seen_by_name}
        raise NotAllowed(text, code="wrong_state")
    alert.seen_at, alert.seen_by_name, alert.outcome = at, by.name, outcome
    alert.save()
    ledger.record(alert, "integrity.looked_into", by=by, at=at, outcome=outcome)
    return alert


@transaction.atomic
def _alert(
    order: WorkOrder, kind: IntegrityKind, unit_id: int, *, by: Actor, at: datetime, note: str = ""
) -> IntegrityAlert:
    order = WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    ledger.record(order, "workorder.integrity_alert", by=by, at=at, alert=kind, unit=unit_id, note=note)
    same = IntegrityAlert.objects.filter(
        work_order=order, kind=kind, department_id=unit_id, by_id=by.id, note=note, seen_at=None
    )  # fmt: skip
    return same.order_by("id").first() or IntegrityAlert.objects.create(
        work_order=order, kind=kind, department_id=unit_id, note=note, at=at, by_id=by.id, by_name=by.name
    )  # fmt: skip


def _unit_that_led(order: WorkOrder, by: Actor) -> int | None:
    """The unit of this person that leads the order, or did last."""
    leads = order.assignments.filter(role=AssignmentRole.LEAD, department_id__in=by.department_ids())
    return leads.order_by("dispatched_at", "id").values_list("department_id", flat=True).last()

"""Orders closed with a plan: on the day that was promised somebody looks whether it was kept (practice §2.10)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from core import calendar, ledger, notices
from core.actors import Actor
from core.calendar import CITY_TIME, CalendarNotLoaded
from core.models import Event
from partyorgs.enums import Role
from petitions import ringing
from petitions.audience import Audience
from petitions.enums import Status
from petitions.models import WorkOrder
from petitions.reminders import Circle

LOOKED_BACK = timedelta(days=15)  # a plan for a holiday, or for a day on which the portal stood still
TOLD = Circle(frozenset({Role.LIAISON}), frozenset({Role.OFFICE_ADMIN}))
KIND = "workorder.plan_due"
BATCH = 500


@transaction.atomic
def remind(*, by: Actor, at: datetime) -> int:
    """Tell of every plan whose day has come, once, in office hours. Returns how many orders were told of."""
    if not _is_office_time(at):
        return 0
    today = at.astimezone(CITY_TIME).date()
    due = WorkOrder.objects.filter(plan_on__lte=today, plan_on__gt=today - LOOKED_BACK, status=Status.CLOSED)
    wanted = [order.pk for order in _untold(due.only("plan_on").order_by("plan_on", "pk"))][:BATCH]
    locked = due.filter(pk__in=wanted).select_for_update(skip_locked=True, no_key=True, of=("self",)).order_by("pk")
    orders = _untold(locked)  # asked again under the lock: another round may have been quicker
    if orders:
        audience = Audience.on(today)
        notices.tell(
            ringing.notice(user_id, "order.plan_due", order, at=at, day=order.plan_on)
            for order in orders for user_id in audience.of(TOLD, order.lead_id, order)
        )  # fmt: skip
        ledger.record_many([ledger.draft(order, KIND, by=by, at=at, day=order.plan_on) for order in orders])
    return len(orders)


def _is_office_time(at: datetime) -> bool:
    try:
        return calendar.load().elapsed(at - timedelta(minutes=1), at) > timedelta(0)
    except CalendarNotLoaded:
        return False


def _untold(orders: Iterable[WorkOrder]) -> list[WorkOrder]:
    """Those whose ledger does not say yet that somebody was told of this very day."""
    found = list(orders)
    ids = [order.pk for order in found]
    events = Event.objects.filter(subject_type=WorkOrder._meta.label_lower, subject_id__in=ids, kind=KIND).order_by(
        "pk"
    )
    told = {(event.subject_id, event.data["day"]) for event in events}
    return [order for order in found if order.plan_on and (order.pk, order.plan_on.isoformat()) not in told]

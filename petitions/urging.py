"""催办: the office reminds the unit that leads an order, at most every four hours, and sees who has read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import ledger, moments, notices
from core.actors import Actor
from core.enums import NoticeTone
from core.models import Event, Notice
from partyorgs.enums import Role
from petitions.audience import Audience
from petitions.models import WorkOrder
from petitions.refusals import NotAllowed, Refused
from petitions.reminders import Circle

URGED = "workorder.urged"
COOLDOWN = timedelta(hours=4)
UNIT = Circle(unit=frozenset({Role.LIAISON, Role.HANDLER, Role.DEPT_LEADER}))
URGERS = ("dispatcher", "supervisor", "office_admin", "deputy_convener")


class NotUrging(Refused):
    """Not for this person to remind the unit."""

    def __init__(self) -> None:
        super().__init__(_("Units are reminded by the office, from outside the unit."), code="not_permitted")


@dataclass(frozen=True)
class Urging:
    """The last reminder of an order, and who of the unit has read it."""

    event: Event
    read: list[Notice]
    unread: list[Notice]


def may_urge(actor: Actor, order: WorkOrder) -> bool:
    return actor.has(*URGERS) and order.lead_id not in actor.department_ids()


@transaction.atomic
def urge(order: WorkOrder, *, by: Actor, at: datetime, note: str = "") -> list[Notice]:
    """Remind the people of the unit. The lock on the order lets two who press at once remind it once."""
    order = WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if not may_urge(by, order):
        raise NotUrging
    if order.lead is None or not order.is_open:
        raise NotAllowed(_("Nobody leads this order now: there is nobody to remind."), code="nobody_leads")
    last = _last(order)
    if last and at < last.at + COOLDOWN:
        again = moments.due(last.at + COOLDOWN)
        text = _("%(who)s has reminded the unit already; the next reminder is possible from %(at)s.")
        raise NotAllowed(text % {"who": last.by_name, "at": again}, code="too_soon")
    ledger.record(order, URGED, by=by, at=at, unit=order.lead.short_name, note=note)
    path = reverse("petitions:order", args=[order.number])
    return tell_unit(URGED, order, order, order.lead_id, path, at=at, tone=NoticeTone.ORANGE, note=note, by=by.name)


def tell_unit(
    kind: str, about: Any, order: WorkOrder, unit_id: int | None, path: str, *, at: datetime, tone: str, **data: Any
) -> list[Notice]:
    """A notice for everybody of a unit who may hear of the order."""
    people = Audience.on(timezone.localdate(at)).of(UNIT, unit_id, order)
    data = {"number": order.number, **data}
    return notices.tell(notices.draft(user, kind, about, at=at, tone=tone, path=path, **data) for user in people)


def last_of(order: WorkOrder) -> Urging | None:
    """The last reminder with its receipts, found by its moment in the people's own notices."""
    event = _last(order)
    if event is None:
        return None
    people = Audience.on(timezone.localdate(event.at)).of(UNIT, order.lead_id, order)
    told = Notice.objects.filter(user_id__in=people, at=event.at, kind=URGED, subject_id=order.pk)
    rows = list(told.select_related("user").order_by("user__name", "id"))
    return Urging(event, [row for row in rows if row.read_at], [row for row in rows if not row.read_at])


def words(data: Mapping[str, Any]) -> str:
    said = _("%(by)s asks for order %(number)s to be dealt with now.") % data
    return f"{said} {data['note']}".strip()


def _last(order: WorkOrder) -> Event | None:
    return ledger.history(order).filter(kind=URGED).last()

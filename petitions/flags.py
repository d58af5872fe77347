"""What must catch the eye about an order: its tags."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from petitions import permissions
from petitions.enums import Urgency
from petitions.models import WorkOrder


@dataclass(frozen=True, slots=True)
class Flag:
    text: str
    tone: str = ""


def of(order: WorkOrder) -> list[Flag]:
    return list(_flags(order))


def shown_to(actor: Actor, order: WorkOrder) -> list[Flag]:
    """A proposed rework says what the petitioner answered: not for the unit, before the office has decided."""
    is_told = order.rework_proposed and permissions.may_read_answers(actor, order)
    return of(order) + ([Flag(_("Rework proposed"), "amber")] if is_told else [])


def _flags(order: WorkOrder) -> Iterator[Flag]:
    if order.urgency != Urgency.NORMAL:
        yield Flag(Urgency(order.urgency).label, "red")
    if order.is_confidential:
        yield Flag(_("Confidential"), "red")
    if order.is_repeat:
        yield Flag(_("Repeat"), "blue")
    if order.return_count:
        text = ngettext("returned %(n)s time", "returned %(n)s times", order.return_count)
        yield Flag(text % {"n": order.return_count}, "red")
    if order.round > 1:
        yield Flag(_("Round %(n)s") % {"n": order.round}, "amber")
    if order.is_anonymous:
        yield Flag(_("Anonymous"))

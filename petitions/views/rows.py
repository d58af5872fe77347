"""What the row of an order prints besides its columns."""

from collections.abc import Iterable
from datetime import datetime

from core import calendar
from core.actors import Actor
from petitions import faces, flags, permissions, stages
from petitions.enums import Status
from petitions.models import WorkOrder


def dress(orders: Iterable[WorkOrder], actor: Actor, now: datetime) -> None:
    """Give each order its lamp, its flags, its clock, and whether this person may sign it here and now."""
    days = calendar.load()
    for order in orders:
        order.lamp = stages.lamp(order.status)
        order.flags = flags.shown_to(actor, order)
        order.face = faces.of_order(order, now=now, days=days)
        order.may_sign = order.status == Status.DISPATCHED and permissions.leads(actor, order)

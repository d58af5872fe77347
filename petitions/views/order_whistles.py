"""What the page of an order says of the whistles that hang on it, and whether the street may blow another."""

from collections.abc import Iterable
from typing import Any

from core.actors import Actor
from core.models import Event
from grids import codes
from petitions import whistles
from petitions.models import Whistle, WorkOrder
from petitions.timeline import PREFIX


def context(order: WorkOrder, actor: Actor, events: Iterable[Event]) -> dict[str, Any]:
    """One query, and only for an order whose history knows of a whistle."""
    is_known = any(event.kind == PREFIX + whistles.BLOWN for event in events)
    rows = Whistle.objects.visible_to(actor).filter(orders=order).order_by("id") if is_known else []
    lies_in = any(codes.covers(code, order.place_code) for code in actor.area_codes("street_coordinator"))
    return {"whistles": rows, "may_blow": order.is_open and lies_in}

"""The first page of the day: what waits for me, what falls due, how my unit has done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from core.actors import Actor
from core.components import Empty
from core.htmx import page
from petitions import permissions, queues, recent
from petitions.models import WorkOrder
from petitions.views.rows import dress

MOST = 10  # rows; the list has the rest


@dataclass(frozen=True)
class Tile:
    """A figure and the list behind it."""

    label: str
    count: int
    url: str
    is_alarm: bool = False


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    actor, now = request.actor, timezone.now()
    mine = WorkOrder.objects.visible_to(actor).filter(queues.waiting(actor))
    rows = list(mine.select_related("lead").by_due()[:MOST])
    dress(rows, actor, now)
    due = _due(actor, now)
    context = {
        "tiles": _tiles(actor),
        "rows": rows,
        "due": due,
        "empty": None if rows else _nothing(actor, now, due),
        "may_register": permissions.may_register(actor),
        **_recent(actor, now),
    }
    return page(request, "petitions/workbench.html", context)


def _tiles(actor: Actor) -> list[Tile]:
    counts = queues.counts(actor)
    url = reverse("petitions:orders")
    return [Tile(queue.label, counts[queue.key], f"{url}?{queue.query}") for queue in queues.of(actor)]


def _scope(actor: Actor) -> tuple[Q, str]:
    """The orders whose deadlines are this person's business, and how the list is asked for them."""
    if actor.is_office or not actor.department_ids(*permissions.LEADING_ROLES):
        return Q(), ""
    return queues.led_by(actor), "&mine=true"


def _due(actor: Actor, now: datetime) -> list[Tile]:
    where, query = _scope(actor)
    moments = queues.due(now)
    figures = {key: Count("pk", filter=moments[key]) for key, _label in queues.DUE}
    found = WorkOrder.objects.visible_to(actor).filter(where, due_at__isnull=False).aggregate(**figures)
    url = reverse("petitions:orders")
    return [
        Tile(label, found[key], f"{url}?due={key}{query}", is_alarm=key == "overdue" and found[key] > 0)
        for key, label in queues.DUE
    ]


def _recent(actor: Actor, now: datetime) -> dict[str, Any]:
    """The last four weeks of one's unit; of the city for the office; nothing for whoever has neither."""
    units = actor.department_ids(*permissions.LEADING_ROLES)
    if not units and not actor.is_office:
        return {"recent": None, "recent_heading": ""}
    heading = _("My unit, last four weeks") if units else _("The city, last four weeks")
    return {"recent": recent.figures(units or None, now=now), "recent_heading": heading}


def _nothing(actor: Actor, now: datetime, due: list[Tile]) -> Empty:
    where, _query = _scope(actor)
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    closed = WorkOrder.objects.visible_to(actor).filter(where, closed_at__gte=today).count()
    text = ngettext("%(n)s order was closed today.", "%(n)s orders were closed today.", closed) % {"n": closed}
    soon = next(tile for tile, (key, _label) in zip(due, queues.DUE, strict=True) if key == "week")
    if not soon.count:
        return Empty(_("Nothing waits for you."), text, kind="done")
    look = ngettext(
        "Look at the %(n)s that falls due this week", "Look at the %(n)s that fall due this week", soon.count
    )
    return Empty(_("Nothing waits for you."), text, kind="done", url=soon.url, action=look % {"n": soon.count})

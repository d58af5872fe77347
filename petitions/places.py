"""The work as the map and the cards of places show it: figures of what the reader may see, each with its list.

A unit complained about must not learn of the order from a number either, so every figure starts at `visible_to()`.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from core.actors import Actor
from grids import layers
from grids.cards import Subject
from petitions import queues
from petitions.enums import OPEN
from petitions.models import WorkOrder

LATELY = 30  # days


def open_orders(actor: Actor, now: datetime) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.visible_to(actor).open()


def overdue_orders(actor: Actor, now: datetime) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.visible_to(actor).filter(queues.due(now)["overdue"])


def open_address(place_code: str, since: date | None = None) -> str:
    return _address(place_code, "open", since)


def overdue_address(place_code: str, since: date | None = None) -> str:
    return _address(place_code, "overdue", since)


def figures(actor: Actor, subject: Subject) -> Mapping[str, Any] | None:
    """For the card, of today: the lists of orders know no other day."""
    if not subject.is_today:
        return None
    now = timezone.now()
    lately = subject.today - timedelta(days=LATELY - 1)
    within = WorkOrder.objects.visible_to(actor).filter(layers.ever_in("place_code", subject.code))
    counted = within.aggregate(
        open=Count("pk", filter=Q(status__in=OPEN)),
        overdue=Count("pk", filter=queues.due(now)["overdue"]),
        lately=Count("pk", filter=Q(registered_at__gte=layers.midnight(lately))),
    )
    return {
        **counted,
        "days": LATELY,
        "open_address": open_address(subject.code),
        "overdue_address": overdue_address(subject.code),
        "lately_address": _address(subject.code, "", lately),
    }


def _address(place_code: str, tab: str, since: date | None) -> str:
    query = {"tab": tab, "place": place_code, "registered_after": since.isoformat() if since else ""}
    return f"{reverse('petitions:orders')}?{urlencode({name: value for name, value in query.items() if value})}"

"""Telling others: whoever listens to a kind of event hears of it after the commit, at least once, in one transaction.

The row in `Delivery` is the truth, the message to a worker a hint. A lost hint (broker down, worker killed) is found
again by `sweep()`; a hint too many finds no row and ends.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.models import Delivery, Event

log = logging.getLogger(__name__)

Listener = Callable[[Event], None]
Condition = Callable[[Event], bool]
PATIENCE = timedelta(seconds=5)  # how long a hint may take before the sweep stops waiting for it
MOST_DOUBLINGS = 9  # of that patience, for an event that fails again and again: 43 minutes
BATCH = 200  # deliveries one sweep takes on, so that sweeps stay short

_listeners: dict[str, list[tuple[Condition, Listener]]] = {}
_hint: Callable[[int], None] | None = None


def on(kind: str, *, when: Condition = lambda event: True) -> Callable[[Listener], Listener]:
    """Register a listener. It runs in a worker inside one transaction with the delivery, and may run again."""

    def register(listener: Listener) -> Listener:
        _listeners.setdefault(kind, []).append((when, listener))
        return listener

    return register


def hints_by(send: Callable[[int], None]) -> None:
    """`send` asks a worker to deliver the event with this id. Set once, by the task module."""
    global _hint
    _hint = send


def put(events: Iterable[Event]) -> None:
    """Queue the events somebody listens to, and hint at them once the transaction is committed."""
    heard = [event for event in events if _listeners_of(event)]
    if not heard:
        return
    due = timezone.now() + PATIENCE
    Delivery.objects.bulk_create([Delivery(event=event, deliver_after=due) for event in heard], batch_size=500)
    transaction.on_commit(lambda: _send_hints([event.pk for event in heard]))


def deliver(event_id: int) -> bool:
    """Let every listener of an event do its work, once. False when there was nothing left to do."""
    try:
        with transaction.atomic():
            delivery = (
                Delivery.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("event")
                .filter(pk=event_id)
                .first()
            )
            if delivery is None:
                return False
            for listener in _listeners_of(delivery.event):
                listener(delivery.event)
            delivery.delete()
    except Exception as error:
        log.exception("Delivery of event %s failed", event_id)
        _postpone(event_id, error)
        return False
    return True


def sweep(limit: int = BATCH) -> int:
    """Deliver what is overdue, oldest first, at most `limit` events. Costs what is due, not what exists."""
    due = Delivery.objects.filter(deliver_after__lte=timezone.now()).order_by("deliver_after", "pk")
    return sum(deliver(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _listeners_of(event: Event) -> list[Listener]:
    return [listener for when, listener in _listeners.get(event.kind, ()) if when(event)]


def _postpone(event_id: int, error: Exception) -> None:
    """Try again later, waiting longer each time: one sick event must not starve the others."""
    delivery = Delivery.objects.filter(pk=event_id).first()
    if delivery:
        wait = PATIENCE * 2 ** min(delivery.attempts, MOST_DOUBLINGS)
        Delivery.objects.filter(pk=event_id).update(
            attempts=delivery.attempts + 1, deliver_after=timezone.now() + wait, last_error=repr(error)[:2000]
        )


def _send_hints(event_ids: list[int]) -> None:
    """A broker that does not answer must never hurt the person who just saved something."""
    if _hint is None:
        return
    try:
        for event_id in event_ids:
            _hint(event_id)
    except Exception as error:
        log.warning("No hint sent for %d event(s), the sweep will find them: %s", len(event_ids), error)

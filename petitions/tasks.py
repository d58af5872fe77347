"""What workers do for petitions: route those that have just come in."""

from django.utils import timezone

from core import outbox
from core.models import Event
from petitions import routing


@outbox.on("workorder.accept")
def route(event: Event) -> None:
    routing.route(event.subject_id, at=timezone.now())


@outbox.on("workorder.register", when=lambda event: not event.data["accepted"])
def route_unaccepted(event: Event) -> None:
    """One that came with its category was accepted in the same breath, and that event is heard instead."""
    routing.route(event.subject_id, at=timezone.now())

"""What workers do for every office: deliver events to those who listen, carry notices to where people look."""

from celery import shared_task
from django.utils import timezone

from core import notices, outbox
from core.api import idempotency
from core.importing import sealed


@shared_task(name="core.deliver")
def deliver(*, event_id, **_):
    outbox.deliver(event_id)


@shared_task(name="core.sweep")
def sweep(**_):
    outbox.sweep()


@shared_task(name="core.carry_notices")
def carry_notices(**_):
    """Costs an empty index look-up where no channel is configured."""
    notices.carry_due(at=timezone.now())


@shared_task(name="core.forget_notices")
def forget_notices(**_):
    notices.forget_old(at=timezone.now())


@shared_task(name="core.forget_answers")
def forget_answers(**_):
    """Answers kept for repeated requests are kept for a day."""
    idempotency.forget_old(at=timezone.now())


@shared_task(name="core.forget_uploads")
def forget_uploads(**_):
    sealed.forget_old(at=timezone.now())


outbox.hints_by(lambda event_id: deliver.delay(event_id=event_id))

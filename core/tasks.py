"""What workers do for every office: deliver events to those who listen."""

from celery import shared_task

from core import outbox


@shared_task(name="core.deliver")
def deliver(*, event_id, **_):
    outbox.deliver(event_id)


@shared_task(name="core.sweep")
def sweep(**_):
    outbox.sweep()


outbox.hints_by(lambda event_id: deliver.delay(event_id=event_id))

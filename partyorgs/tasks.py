"""What workers do for organizations: take files in, tell of terms that end."""

from celery import shared_task
from django.utils import timezone

from core.actors import SYSTEM
from partyorgs import election_reminders
from partyorgs.importing import uploads


@shared_task(name="partyorgs.import_file")
def import_file(*, job_id, **_):
    uploads.carry_out(job_id)


@shared_task(name="partyorgs.remind_of_elections")
def remind_of_elections(**_):
    """Costs what has come due."""
    election_reminders.remind(by=SYSTEM, at=timezone.now())

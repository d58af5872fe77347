"""What workers do for organizations: take files in."""

from celery import shared_task

from partyorgs.importing import uploads


@shared_task(name="partyorgs.import_file")
def import_file(*, job_id, **_):
    uploads.carry_out(job_id)

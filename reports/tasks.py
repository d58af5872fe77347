"""What workers do for the year: take the figures of a gate. The job's row is the truth, a message only a hint."""

import logging

from celery import shared_task
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import jobs
from core.enums import JobState
from core.models import Job
from reports.cycle import ROLL_UP
from reports.rollup import roll_up as take_figures

log = logging.getLogger(__name__)


@shared_task(name="reports.roll_up")
def roll_up(*, job_id, **_rest):
    job = jobs.begin(job_id)
    if job is None:
        return  # another worker has it, or it is over
    try:
        take_figures(job)
    except jobs.NotMine:
        log.warning("Roll-up %s was taken over by another worker", job_id)
    except Exception:
        log.exception("Roll-up %s failed", job_id)
        jobs.fail(job, note=_("The roll-up failed. Start it again; if it fails again, tell the administrator."))


@shared_task(name="reports.sweep")
def sweep(**_rest):
    """Start what a lost message or a killed worker has left behind."""
    interrupted = Job.objects.interrupted(at=timezone.now()).values("pk")
    left = Job.objects.filter(Q(state=JobState.QUEUED) | Q(pk__in=interrupted), kind=ROLL_UP)
    for job_id in left.order_by("id").values_list("pk", flat=True):
        roll_up(job_id=job_id)


def hint(job):
    """Tell a worker. One that cannot be told now finds the job by its sweep."""
    try:
        roll_up.delay(job_id=job.pk)
    except Exception as error:
        log.warning("No hint sent for roll-up %s, the sweep will find it: %s", job.pk, error)

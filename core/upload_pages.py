"""What every page that takes a file in has in common: its four stations, whose files they are, the way to a worker."""

from collections.abc import Collection

from celery import Task
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from core import jobs
from core.components import Step
from core.models import Job


def steps(current: int) -> list[Step]:
    """The stations of S28; those before `current` are done."""
    names = [_("Fill in the template"), _("Upload"), _("Check"), _("Import")]
    return [
        Step(name, "done" if place < current else "current" if place == current else "todo")
        for place, name in enumerate(names)
    ]


def own(request: HttpRequest, kinds: Collection[str]) -> QuerySet[Job]:
    return Job.objects.filter(owner_id=request.user.pk, kind__in=kinds).exclude(
        params__file__isnull=True  # imported from the command line, so there is nothing to go on with here
    )


def hand_over(request: HttpRequest, job: Job, task: Task, *, page: str, upload: str) -> HttpResponse:
    """To a worker, and the person to the page of the job. Without a queue the job would wait for ever, so it is called
    off and the person is told."""
    try:
        task.delay(job_id=job.pk)
    except OperationalError:
        jobs.request_cancel(job)
        messages.error(request, _("The workers cannot be reached at the moment. Try again in a few minutes."))
        return redirect(upload)
    return redirect(page, job.pk)

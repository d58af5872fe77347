"""What workers do for petitions: route what has come in, import files, settle what waited for the calendar,
tell people what falls due."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from core import jobs, outbox
from core.actors import SYSTEM
from core.models import Event
from partyorgs.models import DutyRevision
from petitions import (
    archiving,
    catalogue,
    clusters,
    dutytrials,
    findings,
    occasions,
    plans,
    recalculation,
    routing,
    sweep,
)
from petitions.importing import uploads
from petitions.models import WorkOrder

AT_ONCE = timedelta(seconds=-1)  # the piece before has just ended


@outbox.on("workorder.accept")
def route(event: Event) -> None:
    routing.route(event.subject_id, at=timezone.now(), alike=event.data.get("duplicates", ()))


@outbox.on("workorder.register", when=lambda event: not event.data["accepted"])
def route_unaccepted(event: Event) -> None:
    """One that came with its category was accepted in the same breath, and that event is heard instead."""
    routing.route(event.subject_id, at=timezone.now())


@outbox.on("dutyrevision.approve")
def follow_duty_lists(event: Event) -> None:
    catalogue.follow(DutyRevision.objects.get(pk=event.subject_id))


def look_for_occasions(event: Event) -> None:
    """Some steps give the office occasion to supervise the unit."""
    occasions.after_step(WorkOrder.objects.get(pk=event.subject_id), event, at=timezone.now())


for kind in occasions.OCCASIONS:
    outbox.on(kind)(look_for_occasions)


@shared_task(name="petitions.settle_due_moments")
def settle_due_moments(**_):
    """Costs an empty index look-up while the calendar is complete, and finds the work that a lost message left."""
    recalculation.settle_due_moments(by=SYSTEM, at=timezone.now())
    job = recalculation.latest()
    if not recalculation.is_settled(job):
        recompute.delay(job_id=job.pk)


@shared_task(name="petitions.recompute")
def recompute(*, job_id, after=0, **_):
    """After an edit of the calendar, piece by piece; `after` is set where the piece before handed over."""
    job = jobs.begin(job_id, silent_after=AT_ONCE) if after else jobs.begin(job_id)
    if job is None:
        return
    rest = recalculation.carry_out(job, at=timezone.now(), after=after)
    if rest is not None:
        recompute.delay(job_id=job_id, after=rest)


@shared_task(name="petitions.sweep")
def tell_of_due_moments(**_):
    """Costs empty index look-ups while nothing is due."""
    sweep.sweep(by=SYSTEM, at=timezone.now())


@shared_task(name="petitions.find_gaps")
def find_gaps(*, job_id=None, **_):
    """At once when somebody has asked, otherwise once a night."""
    if job_id is None and findings.is_due(at=timezone.now()):
        job_id = findings.ask_for().pk
    if job_id:
        findings.carry_out(job_id)


@shared_task(name="petitions.try_duty_list")
def try_duty_list(*, job_id, **_):
    dutytrials.carry_out(job_id)


@shared_task(name="petitions.archive")
def archive(**_):
    archiving.archive(at=timezone.now())


@shared_task(name="petitions.remind_of_plans")
def remind_of_plans(**_):
    plans.remind(by=SYSTEM, at=timezone.now())


@shared_task(name="petitions.supervise_clusters")
def supervise_clusters(**_):
    clusters.supervise(by=SYSTEM, at=timezone.now())


@shared_task(name="petitions.import_file")
def import_file(*, job_id, **_):
    uploads.carry_out(job_id)

"""先算后签: what a proposed version of the duty lists would have done with the petitions of a year."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from core import jobs
from core.actors import Actor
from core.components import Empty
from core.enums import JobState
from core.htmx import page
from partyorgs.enums import RevisionState
from partyorgs.models import DutyRevision
from petitions import dutytrials, tasks
from petitions.models import DutyTrial, WorkOrder
from petitions.permissions import may_work_on_duties
from petitions.reasons import from_json
from petitions.refusals import NotAllowed
from petitions.views.duty_matrix import admit

SHOWN = 50  # revisions
SAMPLES_SHOWN = 3
LINES = ("moves", "gaps", "closed", "overlaps")


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    admit(request)
    newest = DutyTrial.objects.filter(revision=OuterRef("pk")).order_by("-at", "-id")
    revisions = _visible(request.actor).annotate(
        tried_at=Subquery(newest.values("at")[:1]), tried=Subquery(newest.values("tried")[:1]),
        moved=Subquery(newest.values("moved")[:1]),
    )  # fmt: skip
    empty = Empty(_("No revision of the duty lists has been drafted."))
    context = {"revisions": list(revisions.order_by("-effective_on", "-id")[:SHOWN]), "empty": empty}
    return page(request, "petitions/duty_trials.html", context)


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The last trial of a revision, and the bar of the one that is running."""
    admit(request)
    revision = _find(request, pk)
    job = dutytrials.latest_job(revision)
    trial = revision.trials.order_by("-at", "-id").first()
    context = {
        "revision": revision, "trial": trial, "job": job, "is_running": _is_running(job),
        "is_own": job is not None and job.owner_id == request.user.pk,
        "report": _report(trial, request.actor) if trial else None,
        "is_current": trial is not None and dutytrials.is_current(trial),
        "may_try": may_work_on_duties(request.actor) and revision.state in dutytrials.OPEN_STATES,
        "crumbs": [(_("Tried duty lists"), reverse("petitions:duty-trials"))],
    }  # fmt: skip
    return page(request, "petitions/duty_trial.html", context, fragment="state")


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    if not may_work_on_duties(request.actor):
        raise PermissionDenied(_("This is for dispatchers, supervisors and the office's administrators."))
    try:
        job = dutytrials.ask_for(_find(request, pk), owner=request.user)
        tasks.try_duty_list.delay(job_id=job.pk)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    except OperationalError:
        jobs.request_cancel(job)
        messages.error(request, _("The workers cannot be reached at the moment. Try again in a few minutes."))
    return redirect("petitions:duty-trial", pk)


def _visible(actor: Actor) -> QuerySet[DutyRevision]:
    """A draft is the office's own; units see what they are asked about, and what was decided."""
    revisions = DutyRevision.objects.all()
    if actor.is_office or actor.has("auditor"):
        return revisions
    return revisions.filter(state__in=[RevisionState.OPINIONS, RevisionState.APPROVED])


def _find(request: HttpRequest, pk: int) -> DutyRevision:
    revision = _visible(request.actor).filter(pk=pk).first()
    if revision is None:
        raise Http404(_("There is no such revision, or you may not see it."))
    return revision


def _is_running(job: Any) -> bool:
    return job is not None and job.shown_state in (JobState.QUEUED, JobState.RUNNING)


def _report(trial: DutyTrial, actor: Actor) -> dict[str, Any]:
    """What is kept, with the numbers of those sample orders that this person may see."""
    result = trial.result
    ids = {pk for name in LINES for line in result[name] for pk in line["samples"]}
    for name in ("refused", "newly_refused"):
        ids |= set(result[name]["samples"])
    orders = WorkOrder.objects.visible_to(actor).filter(pk__in=ids).order_by("pk")
    numbers = dict(orders.values_list("pk", "number"))

    def shown(line: dict[str, Any]) -> dict[str, Any]:
        samples = [numbers[pk] for pk in line["samples"] if pk in numbers][:SAMPLES_SHOWN]
        because = from_json([line["because"]]) if "because" in line else []
        return line | {"samples": samples, "because": because}

    report = {name: [shown(line) for line in result[name]] for name in LINES}
    return report | {
        "units": result["units"], "refused": shown(result["refused"]), "newly_refused": shown(result["newly_refused"]),
        "moved_minutes": sum(line["minutes"] for line in result["moves"]),
        "gap_cases": sum(line["cases"] for line in result["gaps"]),
        "closed_cases": sum(line["cases"] for line in result["closed"]),
    }  # fmt: skip

"""治理真空与职责重叠: what is wrong with who answers, heaviest first, and from there onto the agenda."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from core import jobs
from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from partyorgs.enums import AgendaState
from partyorgs.models import AgendaItem, Department
from petitions import findings, tasks
from petitions.enums import FindingKind
from petitions.filters import DutyFindingFilter
from petitions.models import DutyFinding, WorkOrder
from petitions.permissions import may_work_on_duties
from petitions.views.duty_matrix import admit

STILL = Q(gone_at=None)


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    admit(request)
    listing = Listing(
        request,
        DutyFinding.objects.select_related("category"),
        filterset=DutyFindingFilter,
        columns=(
            Column("what", _("What is wrong")),
            Column("cases", _("Petitions in twelve months"), sort=("cases",), css="cell-number"),
            Column("hours", _("Median hours until dispatch"), sort=("hours",), css="cell-number"),
            Column("weight", _("Weight"), sort=("weight",), css="cell-number"),
            Column("seen", _("First seen"), sort=("first_seen_at",)),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="-weight",
        row="petitions/_duty_finding_row.html",
        caption=_("Gaps and overlaps"),
        tabs=(
            Tab("all", _("All"), STILL),
            Tab("gap", _("Gaps"), STILL & Q(kind__in=[FindingKind.GAP, FindingKind.UNMATCHED])),
            Tab("overlap", _("Overlaps"), STILL & Q(kind=FindingKind.OVERLAP)),
            Tab("disputed", _("Contested"), STILL & Q(kind__in=[FindingKind.HISTORY, FindingKind.AWARD])),
            Tab("gone", _("Gone"), ~STILL),
        ),
        empty=Empty(_("Nobody has found a gap or an overlap."), kind="done"),
    )
    _dress(listing.rows)
    context = {"listing": listing, "job": findings.latest_job(), "may_work": may_work_on_duties(request.actor)}
    return page(request, "petitions/duty_findings.html", context, fragment=listing.fragment)


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request)
    finding = _find(pk)
    seen = WorkOrder.objects.visible_to(request.actor).filter(pk__in=finding.samples).select_related("lead")
    units = Department.objects.filter(code__in=finding.unit_codes).order_by("code")
    context = {
        "finding": finding, "samples": list(seen.order_by("-registered_at", "-id")), "units": list(units),
        "may_work": may_work_on_duties(request.actor),
        "crumbs": [(_("Gaps and overlaps"), reverse("petitions:duty-findings"))],
    }  # fmt: skip
    return page(request, "petitions/duty_finding.html", context)


@require_POST
def raise_item(request: HttpRequest, pk: int) -> HttpResponse:
    _allow(request)
    findings.raise_item(_find(pk), by=request.actor, at=timezone.now())
    messages.success(request, _("It waits in the pool of the agenda."))
    return redirect("petitions:duty-finding", pk)


@require_POST
def look_again(request: HttpRequest) -> HttpResponse:
    _allow(request)
    job = findings.ask_for(owner=request.user)
    try:
        tasks.find_gaps.delay(job_id=job.pk)
    except OperationalError:
        jobs.request_cancel(job)
        messages.error(request, _("The workers cannot be reached at the moment. Try again in a few minutes."))
    else:
        messages.success(request, _("A worker looks anew; load this page again in a moment."))
    return redirect("petitions:duty-findings")


def _allow(request: HttpRequest) -> None:
    if not may_work_on_duties(request.actor):
        raise PermissionDenied(_("This is for dispatchers, supervisors and the office's administrators."))


def _find(pk: int) -> DutyFinding:
    finding = DutyFinding.objects.filter(pk=pk).select_related("category").first()
    if finding is None:
        raise Http404(_("There is no such finding."))
    _dress([finding])
    return finding


def _dress(rows: list[DutyFinding]) -> None:
    """Each with whether it waits on the agenda already."""
    keys = [str(row.pk) for row in rows]
    waiting = set(
        AgendaItem.objects.filter(source=findings.SOURCE, source_key__in=keys, state=AgendaState.POOL)
        .order_by().values_list("source_key", flat=True)
    )  # fmt: skip
    for row in rows:
        row.is_on_agenda = str(row.pk) in waiting

"""The years: the list of them, opening one, locking its targets, publishing it."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.components import Empty
from core.htmx import page
from reports import cycle as cycles
from reports import permissions
from reports.enums import Gate
from reports.forms import OpenYear
from reports.models import AssessmentCycle, AssessmentResult
from reports.views.access import attempt, find_year, must_run


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    return _list(request)


@require_POST
def open_year(request: HttpRequest) -> HttpResponse:
    must_run(request)
    form = OpenYear(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    try:
        year = cycles.open_year(form.cleaned_data["year"], by=request.actor, at=timezone.now())
    except cycles.NotAllowed as refusal:
        form.add_error("year", str(refusal))
        return _list(request, form, status=422)
    messages.success(request, _("The year is open. Set its targets."))
    return redirect("reports:targets", year.year)


@require_GET
def show(request: HttpRequest, year: int) -> HttpResponse:
    """The newest gate that has figures."""
    cycle = find_year(request, year)
    newest = _frozen(cycle=cycle).order_by("-as_of").first()
    return redirect("reports:gate", year, newest.gate if newest else Gate.YEAR_START)


@require_POST
def publish(request: HttpRequest, year: int) -> HttpResponse:
    cycle = find_year(request, year)
    must_run(request)
    done = _("The year is published.")
    attempt(request, lambda: cycles.publish(cycle, by=request.actor, at=timezone.now()), done=done)
    return redirect("reports:gate", year, Gate.YEAR_END)


def _list(request: HttpRequest, form: OpenYear | None = None, *, status: int = 200) -> HttpResponse:
    if not permissions.may_see(request.actor):
        raise PermissionDenied(_("The assessment is for the office, the units it looks at, and auditors."))
    years, taken = list(AssessmentCycle.objects.order_by("-year")), _taken()
    for year in years:
        year.gates = [{"value": gate, "label": gate.label, "as_of": taken[year.pk].get(gate)} for gate in Gate]
    may_run = permissions.may_run(request.actor)
    if form is None and may_run:
        newest = years[0].year + 1 if years else timezone.localdate().year
        form = OpenYear(initial={"year": newest})
    context = {"years": years, "form": form, "may_run": may_run, "empty": _nothing(may_run)}
    return page(request, "reports/years.html", context, status=status)


def _taken() -> defaultdict[int, dict[str, object]]:
    """When each gate was last taken, by year."""
    taken: defaultdict[int, dict[str, object]] = defaultdict(dict)
    rows = _frozen().order_by("cycle", "gate").values_list("cycle", "gate").annotate(newest=Max("as_of"))
    for cycle, gate, newest in rows:
        taken[cycle][gate] = newest
    return taken


def _frozen(**where):
    return AssessmentResult.objects.exclude(frozen_at=None).filter(**where)


def _nothing(may_run: bool) -> Empty:
    text = _("A year sets its targets in spring, is checked in July and judged in January.")
    remedy = _("Open the first one below.") if may_run else _("The administrator of the office opens it.")
    return Empty(_("No year has been opened yet"), f"{text} {remedy}")

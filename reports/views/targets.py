"""The targets of a year: the table of all units, the form of one, its signature, the lock."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.components import ActionPanel
from core.htmx import page
from partyorgs.models import Department
from reports import agreements, permissions, targets
from reports import cycle as cycles
from reports.forms import UnitTargets
from reports.models import AssessmentCycle
from reports.views.access import attempt, find_year, must_run


@require_GET
def show(request: HttpRequest, year: int) -> HttpResponse:
    cycle = find_year(request, year)
    lines = agreements.lines_of(cycle)
    context = {
        "cycle": cycle,
        "heading": _("%(name)s: targets") % {"name": cycle.name},
        "crumbs": _crumbs(cycle),
        "lines": lines,
        "rows": agreements.agreements(cycle, lines, _units(request, cycle), request.actor),
        "may_run": permissions.may_run(request.actor) and not cycle.is_published,
        "actions": _actions(request, cycle),
    }
    return page(request, "reports/targets.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    cycle = find_year(request, year)
    must_run(request)
    unit = get_object_or_404(cycles.assessed_units(cycle.year), code=unit)
    form = UnitTargets(request.POST or None, cycle=cycle, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            changed = targets.set_targets(
                cycle, unit, form.values, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now()
            )
        except targets.NotAllowed as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("%(n)s targets of %(unit)s changed.") % {"n": changed, "unit": unit})
            return redirect("reports:targets", year)
    context = {
        "cycle": cycle,
        "unit": unit,
        "heading": _("Targets of %(unit)s") % {"unit": unit},
        "crumbs": [*_crumbs(cycle), (_("Targets"), reverse("reports:targets", args=[year]))],
        "form": form,
        "replaced": agreements.replaced(cycle, unit),
    }
    return page(request, "reports/unit_targets.html", context, status=422 if form.errors else 200)


@require_POST
def sign(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    cycle = find_year(request, year)
    unit = get_object_or_404(cycles.assessed_units(cycle.year), code=unit)
    if not permissions.may_sign(request.actor, unit.pk):
        raise PermissionDenied(_("The leader in charge signs for the unit."))
    targets.sign_own(cycle, unit, by=request.actor, at=timezone.now())
    messages.success(request, _("The targets of %(unit)s are signed.") % {"unit": unit})
    return redirect("reports:targets", year)


@require_POST
def lock(request: HttpRequest, year: int) -> HttpResponse:
    cycle = find_year(request, year)
    must_run(request)
    attempt(
        request,
        lambda: cycles.lock_targets(cycle, by=request.actor, at=timezone.now()),
        done=_("The targets of the year are locked."),
    )
    return redirect("reports:targets", year)


def _units(request: HttpRequest, cycle: AssessmentCycle) -> QuerySet[Department]:
    units = cycles.assessed_units(cycle.year)
    if permissions.may_see_all(request.actor):
        return units
    return units.filter(pk__in=permissions.own_units(request.actor))


def _actions(request: HttpRequest, cycle: AssessmentCycle) -> list[ActionPanel]:
    if not permissions.may_run(request.actor) or not cycle.is_draft:
        return []
    return [
        ActionPanel(
            "lock",
            _("Lock the targets"),
            reverse("reports:lock", args=[cycle.year]),
            consequence=_(
                "Records every unit's targets as signed, the common target where a unit has none of its own. "
                "Later changes need a reason, and the old value stays on record."
            ),
            is_primary=True,
        )
    ]


def _crumbs(cycle: AssessmentCycle) -> list[tuple[str, str]]:
    return [
        (_("Assessment"), reverse("reports:years")),
        (cycle.name, reverse("reports:year", args=[cycle.year])),
    ]

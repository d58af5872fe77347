"""The figures of a gate: the table, the roll-up that makes a new one, and its bar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.components import ActionPanel, Empty
from core.enums import JobState
from core.htmx import page
from core.models import Job
from reports import cycle as cycles
from reports import permissions, tasks
from reports.enums import CycleState, Gate
from reports.models import AssessmentCycle, AssessmentResult
from reports.tables import Snapshot, Table
from reports.views.access import attempt, find_gate, find_year, must_run, own_codes

SNAPSHOTS_SHOWN = 10


@require_GET
def show(request: HttpRequest, year: int, gate: str) -> HttpResponse:
    """The whole page; for htmx, while a roll-up runs, what changes of it."""
    cycle, gate = find_year(request, year), find_gate(gate)
    results = list(
        AssessmentResult.objects.filter(cycle=cycle, gate=gate).select_related("job__owner").order_by("-as_of", "-id")
    )[: SNAPSHOTS_SHOWN + 1]
    frozen = [result for result in results if result.frozen_at][:SNAPSHOTS_SHOWN]
    snapshot = _chosen(frozen, request.GET.get("snapshot", ""))
    table = Table(snapshot, request.actor, own_codes(request.actor)) if snapshot else None
    context = {
        "cycle": cycle,
        "gate": gate,
        "crumbs": [(_("Assessment"), reverse("reports:years"))],
        "gates": [{"label": each.label, "url": _url(cycle, each), "is_current": each == gate} for each in Gate],
        "job": _unfinished(results),
        "failed": _failed(results),
        "snapshot": snapshot,
        "table": table,
        "snapshots": frozen,
        "actions": _actions(request, cycle, gate),
        "empty": _nothing(request, gate),
    }
    return page(request, "reports/gate.html", context, fragment="figures")


@require_POST
def roll_up(request: HttpRequest, year: int, gate: str) -> HttpResponse:
    cycle, gate = find_year(request, year), find_gate(gate)
    must_run(request)

    def start() -> None:
        job = cycles.start_roll_up(cycle, gate, owner=request.user, by=request.actor, at=timezone.now())
        tasks.hint(job)

    attempt(request, start)
    return redirect(_url(cycle, gate))


def _chosen(frozen: list[AssessmentResult], asked: str) -> Snapshot | None:
    """The snapshot somebody asks for by its number, or the newest."""
    chosen = next((result for result in frozen if str(result.pk) == asked), frozen[0] if frozen else None)
    return Snapshot(chosen) if chosen else None


def _unfinished(results: list[AssessmentResult]) -> Job | None:
    return next((result.job for result in results if not result.job.finished_at), None)


def _failed(results: list[AssessmentResult]) -> Job | None:
    """The last roll-up, if it failed."""
    newest = results[0].job if results else None
    return newest if newest and newest.state == JobState.FAILED else None


def _actions(request: HttpRequest, cycle: AssessmentCycle, gate: Gate) -> list[ActionPanel]:
    if not permissions.may_run(request.actor) or cycle.is_published:
        return []
    is_early = cycle.is_draft and gate != Gate.YEAR_START
    actions = [
        ActionPanel(
            "roll-up",
            _("Take the figures now"),
            reverse("reports:roll-up", args=[cycle.year, gate]),
            consequence=_("Counts every unit's orders as they stand now. Earlier snapshots stay."),
            disabled_reason=_("Lock the targets of the year first.") if is_early else "",
            is_primary=True,
        )
    ]
    if cycle.state == CycleState.YEAR_END and gate == Gate.YEAR_END:
        actions.append(
            ActionPanel(
                "publish",
                _("Publish the year"),
                reverse("reports:publish", args=[cycle.year]),
                consequence=_("The figures shown are final: no further snapshot is taken and no target changes."),
            )
        )
    return actions


def _nothing(request: HttpRequest, gate: Gate) -> Empty:
    what = {
        Gate.YEAR_START: _("They show where the year starts from: the figures of the year before."),
        Gate.MID_YEAR: _("They show what was dispatched from January to June, against the plan."),
        Gate.YEAR_END: _("They show what was dispatched in the whole year. Before its end they are provisional."),
    }[gate]
    if permissions.may_run(request.actor):
        return Empty(_("No figures have been taken yet"), what)
    return Empty(_("No figures have been taken yet"), what + " " + _("The administrator of the office takes them."))


def _url(cycle: AssessmentCycle, gate: Gate) -> str:
    return reverse("reports:gate", args=[cycle.year, gate])

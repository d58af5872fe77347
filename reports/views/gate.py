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
from reports.models import AssessmentCycle
from reports.tables import Table
from reports.views.access import attempt, find_gate, find_snapshot, find_year, frozen_of, must_run, own_codes

SNAPSHOTS_SHOWN = 10


@require_GET
def show(request: HttpRequest, year: int, gate: str) -> HttpResponse:
    """The whole page; for htmx, while a roll-up runs, what changes of it."""
    cycle = find_year(request, year)
    gate, snapshot = find_snapshot(cycle, gate)
    last = _last_job(cycle, gate)
    context = {
        "cycle": cycle,
        "gate": gate,
        "crumbs": [(_("Assessment"), reverse("reports:years"))],
        "gates": [{"label": each.label, "url": _url(cycle, each), "is_current": each == gate} for each in Gate],
        "job": last if last and not last.finished_at else None,
        "failed": last if last and last.state == JobState.FAILED else None,
        "snapshot": snapshot,
        "table": Table(snapshot, request.actor, own_codes(request.actor)) if snapshot else None,
        "snapshots": frozen_of(cycle, gate).defer("content", "frame")[:SNAPSHOTS_SHOWN],
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


def _last_job(cycle: AssessmentCycle, gate: Gate) -> Job | None:
    """The newest roll-up of this gate, whatever became of it."""
    jobs = Job.objects.filter(assessment__cycle=cycle, assessment__gate=gate)
    return jobs.select_related("owner").order_by("-id").first()


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

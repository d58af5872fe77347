"""软弱涣散整顿: the ledger of cases, one case with its support, measures and story, and its steps."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import ledger
from core.actors import Actor
from core.components import ActionPanel, Empty, Fact, Step, TimelineEntry
from core.htmx import page
from core.listing import Column, Listing, Tab
from core.models import Event
from partyorgs import rectification
from partyorgs.enums import RectificationState as State
from partyorgs.enums import RectificationStep
from partyorgs.filters import CaseFilter
from partyorgs.forms.rectification import FORMS, StepForm
from partyorgs.models import RectificationCase, RectificationMeasure
from partyorgs.views.trying import must_see, succeeds

WAY = (State.PROPOSED, State.LISTED, State.RECTIFYING, State.ACCEPTED, State.TRACKED, State.CLOSED)
MAIN = {
    State.PROPOSED: RectificationStep.LIST, State.LISTED: RectificationStep.PLAN,
    State.RECTIFYING: RectificationStep.ADD_MEASURE, State.ACCEPTED: RectificationStep.TRACK,
    State.TRACKED: RectificationStep.CLOSE,
}  # fmt: skip


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    must_see(request)
    today = timezone.localdate()
    listing = Listing(
        request,
        RectificationCase.objects.select_related("organization"),
        filterset=CaseFilter,
        columns=(
            Column("name", _("Organisation"), sort=("organization__code",)),
            Column("state", _("State")),
            Column("document", _("Listed by")),
            Column("support", _("Who supports it")),
            Column("measures", _("Measures done")),
            Column("until", _("Tracked until"), sort=("tracked_until",)),
        ),
        sort="name",
        row="partyorgs/_case_row.html",
        caption=_("Rectification ledger"),
        tabs=(
            Tab("open", _("Open cases"), ~Q(state__in=[State.CLOSED, State.DISMISSED]), done=_("No case is open.")),
            *(Tab(state, state.label, Q(state=state)) for state in WAY[:-1]),
            Tab("over", _("Ended"), Q(state__in=[State.CLOSED, State.DISMISSED])),
        ),
        empty=Empty(_("No case is open."), kind="done"),
    )
    _count_measures(listing.rows, today)
    return page(request, "partyorgs/rectifications.html", {"listing": listing}, fragment=listing.fragment)


def _count_measures(rows: list[Any], today: date) -> None:
    """How many measures each case has, how many of them are done, how many late."""
    measures = RectificationMeasure.objects.filter(case__in=[row.pk for row in rows]).order_by("pk")
    found: dict[int, list[RectificationMeasure]] = {}
    for measure in measures:
        found.setdefault(measure.case_id, []).append(measure)
    for row in rows:
        own = found.get(row.pk, [])
        row.measure_count = len(own)
        row.done_count = sum(measure.done_on is not None for measure in own)
        row.late_count = sum(measure.done_on is None and measure.due_on < today for measure in own)


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _find(request, pk))


@require_POST
def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    if step not in FORMS:
        raise Http404
    step, case = RectificationStep(step), _find(request, pk)
    if not rectification.may(request.actor, step, case):
        raise PermissionDenied(_("The office enters decisions, the street what is done there."))
    form = FORMS[step](request.POST, case=case, auto_id=f"{step}-%s")
    now = timezone.now()
    if not succeeds(form, lambda: rectification.advance(case, step, by=request.actor, at=now, **form.cleaned_data)):
        return _page(request, _find(request, pk), bound=form, status=422)
    messages.success(request, _("“%(step)s” is done.") % {"step": capfirst(step.label)})
    return redirect("partyorgs:rectification", pk)


def _find(request: HttpRequest, pk: int) -> RectificationCase:
    must_see(request)
    rows = RectificationCase.objects.select_related("organization__area", "organization__grid", "proposed_after")
    return get_object_or_404(rows, pk=pk)


# --- the page


def _page(
    request: HttpRequest, case: RectificationCase, *, bound: StepForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "case": case,
        "today": timezone.localdate(),
        "steps": _steps(case),
        "support": _support(case),
        "measures": case.measures.order_by("due_on", "id"),
        "entries": [_entry(event) for event in ledger.history(case).reverse()],
        "actions": _panels(request.actor, case, bound),
        "crumbs": [(_("Rectification ledger"), reverse("partyorgs:rectifications"))],
        "is_lost": bound is not None and bound.errors and not _is_offered(request.actor, case, bound),
        "bound": bound,
    }
    return page(request, "partyorgs/rectification.html", context, status=status)


def _steps(case: RectificationCase) -> list[Step]:
    if case.state == State.DISMISSED:
        return [Step(State.PROPOSED.label, "done"), Step(State.DISMISSED.label, "current")]
    here = WAY.index(State(case.state))
    return [
        Step(state.label, "done" if place < here else "current" if place == here else "todo")
        for place, state in enumerate(WAY)
    ]


def _support(case: RectificationCase) -> list[Fact]:
    """四个一."""
    return [
        Fact(_("County leader"), case.county_leader or None),
        Fact(_("Town leader"), case.town_leader or None),
        Fact(_("First secretary"), case.first_secretary or None),
        Fact(_("Paired unit"), case.paired_unit or None),
    ]


def _offered(actor: Actor, case: RectificationCase) -> list[RectificationStep]:
    return [step for step in rectification.possible(case) if rectification.may(actor, step, case)]


def _is_offered(actor: Actor, case: RectificationCase, form: StepForm) -> bool:
    return any(type(form) is FORMS[step] for step in _offered(actor, case))


def _panels(actor: Actor, case: RectificationCase, bound: StepForm | None) -> list[ActionPanel]:
    return [_panel(case, step, bound) for step in _offered(actor, case)]


def _panel(case: RectificationCase, step: RectificationStep, bound: StepForm | None) -> ActionPanel:
    is_back = type(bound) is FORMS[step]
    form = bound if is_back else FORMS[step](case=case, auto_id=f"{step}-%s")
    return ActionPanel(
        key=step, label=capfirst(step.label), url=reverse("partyorgs:rectification-step", args=[case.pk, step]),
        consequence=str(form.consequence), form=form if form.fields else None,
        is_primary=MAIN.get(State(case.state)) == step, is_open=is_back,
    )  # fmt: skip


def _entry(event: Event) -> TimelineEntry:
    kind, data = event.kind.removeprefix("rectification."), event.data
    title = _("Proposed for review") if kind == "propose" else str(capfirst(RectificationStep(kind).label))
    return TimelineEntry(event.at, event.by_name, title, _said(data), tone="warning" if kind == "return" else "")


def _said(data: dict[str, Any]) -> str:
    names = ("reason", "document", "listed_on", "text", "result", "acceptance", "outcome")
    return _("; ").join(str(data[name]) for name in names if data.get(name))

"""Units stationed at streets: where they are, on which platform, and what the street says of them."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import ledger, moments
from core.actors import Actor
from core.components import ActionPanel, Empty, Fact, TimelineEntry
from core.htmx import page
from core.listing import Column, Listing, Tab
from core.models import Event
from partyorgs import permissions, stationed
from partyorgs.enums import Grade, Platform
from partyorgs.forms.stationed import Evaluate, Station, StationedFilter, Withdraw
from partyorgs.models import StationedUnit, StreetEvaluation
from partyorgs.views.posts import allow
from partyorgs.views.trying import attempt

FORMS: dict[str, type[forms.Form]] = {"evaluate": Evaluate, "withdraw": Withdraw}
MAY: dict[str, Callable[[Actor, StationedUnit], bool]] = {
    "evaluate": permissions.may_evaluate,
    "withdraw": lambda actor, unit: permissions.may_keep(actor),
}


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow(request)
    there = Q(until=None) | Q(until__gt=timezone.localdate())
    latest = StreetEvaluation.objects.filter(unit=OuterRef("pk")).order_by("-year", "-quarter").values("grade")[:1]
    listing = Listing(
        request,
        StationedUnit.objects.select_related("department", "street__parent").annotate(latest=Subquery(latest)),
        filterset=StationedFilter,
        columns=(
            Column("name", _("Unit"), sort=("name",)),
            Column("department", _("Sent by"), sort=("department__code",)),
            Column("street", _("Street"), sort=("street__code", "platform")),
            Column("platform", _("Platform")),
            Column("since", _("Stationed since"), sort=("since",)),
            Column("latest", _("Street's evaluation")),
        ),
        sort="street",
        row="partyorgs/_stationed_row.html",
        caption=_("Units stationed at streets"),
        tabs=(
            Tab("all", _("All"), there),
            *(Tab(platform, platform.label, there & Q(platform=platform)) for platform in Platform),
            Tab("gone", _("Withdrawn"), ~there),
        ),
        empty=Empty(_("No unit is stationed at a street"), _("The office enters which department sent which unit.")),
    )
    for unit in listing.rows:
        unit.grade_label = Grade(unit.latest).label if unit.latest else ""
    context = {"listing": listing, "may_keep": permissions.may_keep(request.actor)}
    return page(request, "partyorgs/stationed.html", context, fragment=listing.fragment)


@require_http_methods(["GET", "POST"])
def station(request: HttpRequest) -> HttpResponse:
    if not permissions.may_keep(request.actor):
        raise PermissionDenied(_("The office enters which units are stationed at streets."))
    form = Station(request.POST or None, initial={"since": timezone.localdate()})
    made: list[StationedUnit] = []
    signature = {"by": request.actor, "at": timezone.now()}
    if form.is_bound and attempt(form, lambda said: made.append(stationed.station(**said, **signature))):
        messages.success(request, _("Noted, and on record."))
        return redirect("partyorgs:stationed-unit", made[0].pk)
    context = {"form": form, "crumbs": _crumbs()}
    return page(request, "partyorgs/stationed_new.html", context, status=422 if form.is_bound else 200)


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    allow(request)
    return _one(request, _find(pk))


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    unit = _find(pk)
    if action not in FORMS:
        raise Http404
    if not MAY[action](request.actor, unit):
        raise PermissionDenied(_("The street evaluates the unit; the office withdraws it."))
    form = FORMS[action](request.POST, auto_id=f"{action}-%s")
    rule = {"evaluate": stationed.evaluate, "withdraw": stationed.withdraw}[action]
    if not attempt(form, lambda said: rule(unit, **said, by=request.actor, at=timezone.now())):
        return _one(request, unit, form, action, status=422)
    messages.success(request, _("Noted, and on record."))
    return redirect("partyorgs:stationed-unit", pk)


def _find(pk: int) -> StationedUnit:
    return get_object_or_404(StationedUnit.objects.select_related("department", "street__parent"), pk=pk)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Units stationed at streets"), reverse("partyorgs:stationed"))]


def _one(
    request: HttpRequest, unit: StationedUnit, bound: forms.Form | None = None, action: str = "", *, status: int = 200
) -> HttpResponse:  # fmt: skip
    context = {
        "unit": unit,
        "facts": _facts(unit),
        "evaluations": list(unit.evaluations.order_by("-year", "-quarter")),
        "actions": _panels(request.actor, unit, bound, action),
        "entries": [_entry(event) for event in ledger.history(unit).order_by("-seq")],
        "now": timezone.now(),
        "crumbs": _crumbs(),
    }
    return page(request, "partyorgs/stationed_unit.html", context, status=status)


def _facts(unit: StationedUnit) -> list[Fact]:
    return [
        Fact(_("Sent by"), unit.department.name),
        Fact(_("Street"), f"{unit.street.parent} · {unit.street}"),
        Fact(_("Platform"), unit.get_platform_display()),
        Fact(_("Answers to"), unit.get_reporting_display()),
        Fact(_("Head of the unit"), unit.leader_name or "—"),
        Fact(_("Office phone"), unit.office_phone or "—"),
        Fact(_("Headcount"), unit.headcount),
        Fact(_("Since"), moments.full_day(unit.since)),
        *([Fact(_("Until"), moments.full_day(unit.until))] if unit.until else []),
    ]


def _panels(actor: Actor, unit: StationedUnit, bound: forms.Form | None, action: str) -> list[ActionPanel]:
    today = timezone.localdate()
    told = {
        "evaluate": (_("Evaluate"), _("The department reads it. Said again, it replaces what was said.")),
        "withdraw": (_("Withdraw"), _("The unit leaves the street; what was said of it stays.")),
    }  # fmt: skip
    initial = {"evaluate": {"quarter": "{}-{}".format(*stationed.quarter_of(today))}, "withdraw": {"on": today}}
    open_to = [key for key in FORMS if MAY[key](actor, unit) and (key == "evaluate" or not unit.until)]
    return [
        ActionPanel(
            key=key, label=told[key][0], url=reverse("partyorgs:stationed-act", args=[unit.pk, key]),
            consequence=told[key][1], is_primary=key == "evaluate", is_open=key == action,
            form=bound if key == action and bound else FORMS[key](initial=initial[key], auto_id=f"{key}-%s"),
        )
        for key in open_to
    ]  # fmt: skip


def _entry(event: Event) -> TimelineEntry:
    titles = {
        stationed.STATIONED: _("Stationed"), stationed.WITHDRAWN: _("Withdrawn"),
        stationed.EVALUATED: _("Evaluated by the street"),
    }  # fmt: skip
    data = event.data
    said = [moments.full_day(date.fromisoformat(data[name])) for name in ("since", "on") if data.get(name)]
    if "quarter" in data:
        said.append(_("%(year)s, quarter %(quarter)s") % {"year": data["year"], "quarter": data["quarter"]})
        said.append(str(Grade(data["grade"]).label))
    quote = data.get("text") or data.get("reason", "")
    return TimelineEntry(event.at, event.by_name, capfirst(titles[event.kind]), _("; ").join(said), quote)

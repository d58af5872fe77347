"""The coordination mechanisms: which areas have one, and the card of each with all it consists of."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import ledger
from core.components import ActionPanel, Empty, Fact
from core.htmx import page
from core.listing import Column, Listing, Tab
from partyorgs import coverage, mechanism, permissions
from partyorgs.enums import MechanismLevel
from partyorgs.forms.mechanism import AddRule, Admit, Amend, Convene, Group, MechanismFilter, SetUp
from partyorgs.models import Convener, CoordinationMechanism, MechanismRule
from partyorgs.views.mechanism_words import entries
from partyorgs.views.posts import allow
from partyorgs.views.trying import attempt

FORMS: dict[str, type[forms.Form]] = {
    "amend": Amend, "convene": Convene, "admit": Admit, "group": Group, "rule": AddRule,
}  # fmt: skip
EVENTS_SHOWN = 20
BELOW = {MechanismLevel.CITY: MechanismLevel.DISTRICT, MechanismLevel.DISTRICT: MechanismLevel.STREET}


# --- all of them


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow(request)
    today = timezone.localdate()
    still_there = Q(members__left_on=None) | Q(members__left_on__gt=today)
    now_members = Count("members", filter=still_there, distinct=True)
    listing = Listing(
        request,
        CoordinationMechanism.objects.select_related("area", "host_department").annotate(member_count=now_members),
        filterset=MechanismFilter,
        columns=(
            Column("name", _("Name"), sort=("area__code",)),
            Column("level", _("Level of the area")),
            Column("chief", _("Chief convener")),
            Column("host", _("Office hosted by")),
            Column("members", _("Member departments"), css="cell-number"),
        ),
        sort="name",
        row="partyorgs/_mechanism_row.html",
        caption=_("Coordination mechanisms"),
        tabs=(Tab("all", _("All")), *(Tab(level, level.label, Q(level=level)) for level in MechanismLevel)),
        empty=Empty(_("There is no coordination mechanism yet"), _("The office sets them up, area by area.")),
    )
    context = {
        "listing": listing,
        "may_keep": permissions.may_keep(request.actor),
        "districts": coverage.districts(today),
        "asked": request.GET.get("district", ""),
    }
    return page(request, "partyorgs/mechanisms.html", context, fragment=listing.fragment)


@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    keep(request)
    form = SetUp(request.POST or None, initial={"area": request.GET.get("area", "")})
    made: list[CoordinationMechanism] = []
    signature = {"by": request.actor, "at": timezone.now()}
    if form.is_bound and attempt(form, lambda said: made.append(mechanism.set_up(**said, **signature))):
        messages.success(request, _("The mechanism is set up."))
        return redirect("partyorgs:mechanism", made[0].pk)
    context = {"form": form, "crumbs": crumbs(), "heading": _("Set up a mechanism")}
    return page(request, "partyorgs/mechanism_new.html", context, status=422 if form.is_bound else 200)


def keep(request: HttpRequest) -> None:
    if not permissions.may_keep(request.actor):
        raise PermissionDenied(_("Only an administrator of the office keeps the mechanism."))


def crumbs(row: CoordinationMechanism | None = None) -> list[tuple[str, str]]:
    top = [(_("Coordination mechanisms"), reverse("partyorgs:mechanisms"))]
    return [*top, (row.name, reverse("partyorgs:mechanism", args=[row.pk]))] if row else top


# --- one of them


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    allow(request)
    return _one(request, _find(pk))


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    keep(request)
    row = _find(pk)
    if action not in FORMS:
        raise Http404
    form = FORMS[action](request.POST, auto_id=f"{action}-%s")
    signature = {"by": request.actor, "at": timezone.now()}
    doing: dict[str, Callable[[dict[str, Any]], Any]] = {
        "amend": lambda said: mechanism.amend(row, **said, **signature),
        "convene": lambda said: mechanism.convene(row, **said, **signature),
        "admit": lambda said: mechanism.admit(row, **said, **signature),
        "group": lambda said: mechanism.form_group(row, **said, **signature),
        "rule": lambda said: mechanism.add_rule(row, **said, **signature),
    }
    if not attempt(form, doing[action]):
        return _one(request, row, form, action, status=422)
    messages.success(request, _("Noted, and on record."))
    return redirect("partyorgs:mechanism", pk)


@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    keep(request)
    convener = get_object_or_404(Convener.objects.select_related("mechanism"), pk=pk)
    mechanism.dismiss(convener, by=request.actor, at=timezone.now())
    return redirect("partyorgs:mechanism", convener.mechanism_id)


@require_POST
def drop_rule(request: HttpRequest, pk: int) -> HttpResponse:
    keep(request)
    rule = get_object_or_404(MechanismRule.objects.select_related("mechanism"), pk=pk)
    mechanism.drop_rule(rule, by=request.actor, at=timezone.now())
    return redirect("partyorgs:mechanism", rule.mechanism_id)


def _find(pk: int) -> CoordinationMechanism:
    return get_object_or_404(CoordinationMechanism.objects.select_related("area", "host_department"), pk=pk)


def _one(
    request: HttpRequest, row: CoordinationMechanism, bound: forms.Form | None = None, action: str = "", *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    today = timezone.localdate()
    members = list(row.members.select_related("department").order_by("department__code", "id"))
    groups = list(row.working_groups.select_related("lead").prefetch_related("members").order_by("ends_on", "id"))
    may_keep = permissions.may_keep(request.actor)
    context = {
        "row": row,
        "facts": _facts(row),
        "conveners": list(row.conveners.order_by("rank", "id")),
        "members": [member for member in members if member.left_on is None or member.left_on > today],
        "former": [member for member in members if member.left_on and member.left_on <= today],
        "groups": [(group, *group_tag(mechanism.state_of(group, on=today))) for group in groups],
        "rules": list(row.rules.order_by("-issued_on", "id")),
        "above": mechanism.above(row),
        "below": _below(row),
        "may_keep": may_keep,
        "actions": _panels(row, bound, action) if may_keep else [],
        "entries": entries(ledger.history(row).order_by("-seq")[:EVENTS_SHOWN]),
        "now": timezone.now(),
        "crumbs": crumbs(),
    }
    return page(request, "partyorgs/mechanism.html", context, status=status)


def _facts(row: CoordinationMechanism) -> list[Fact]:
    host = row.host_department.name if row.host_department else _("the area's own unit")
    return [
        Fact(_("Form of the mechanism"), row.get_kind_display()),
        Fact(_("Level of the area"), f"{row.get_level_display()} · {row.area.name}"),
        Fact(_("Chief convener"), f"{row.chief_convener_post} {row.chief_convener_name}".strip()),
        Fact(_("Office"), row.office_name or "—"),
        Fact(_("Hosted by"), host),
        Fact(_("Head of the office"), row.office_head or "—"),
        Fact(_("Office phone"), row.office_phone or "—"),
    ]


def _below(row: CoordinationMechanism) -> Iterable[CoordinationMechanism]:
    level = BELOW.get(MechanismLevel(row.level))
    if level is None:
        return []
    inside = type(row.area).objects.within(row.area.code).order_by().values("pk")
    return CoordinationMechanism.objects.filter(level=level, area__in=inside).order_by("area__code")


def _panels(row: CoordinationMechanism, bound: forms.Form | None, action: str) -> list[ActionPanel]:
    today = timezone.localdate()
    told = {
        "amend": (_("Change"), ""),
        "convene": (_("Name a convener"), ""),
        "admit": (_("Admit a department"), _("It belongs to the mechanism from that day on.")),
        "group": (_("Form a working group"), _("It ends by itself on its last day unless it is prolonged.")),
        "rule": (_("Add a rule"), ""),
    }
    initial: dict[str, dict[str, Any]] = {
        "amend": {
            **{name: getattr(row, name) for name in Amend.base_fields},
            "host_department": row.host_department.code if row.host_department else "",
        },
        "admit": {"joined_on": today, "duties_year": today.year},
        "group": {"begins_on": today},
        "rule": {"issued_on": today},
    }
    return [
        ActionPanel(
            key=key, label=told[key][0], url=reverse("partyorgs:mechanism-act", args=[row.pk, key]),
            consequence=told[key][1], is_primary=key == "admit", is_open=key == action,
            form=bound if key == action and bound else FORMS[key](initial=initial.get(key), auto_id=f"{key}-%s"),
        )
        for key in FORMS
    ]  # fmt: skip


def group_tag(state: str) -> tuple[str, str]:
    """The state of a group in a word, and its tone."""
    return {
        "coming": (_("to begin"), ""), "working": (_("at work"), "green"),
        "ending": (_("ends soon"), "amber"), "ended": (_("has ended"), "red"),
    }[state]  # fmt: skip

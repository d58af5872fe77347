"""Idle rooms and land: what there is, what became of it, how much of it is in use."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
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
from grids import register, spaces, standing, timeline
from grids.enums import SpaceStatus
from grids.filters.estates import SpaceFilter
from grids.forms.venues import BeginUse, EndUse, MatchSpace, SpaceForm
from grids.models import IdleSpace, SpaceUse
from grids.permissions import may_edit
from grids.views.entering import allow_adding, allow_editing, allow_seeing, attempt, entry, may_add, panel, say_refusal

FORMS: dict[str, type[forms.BaseForm]] = {"match": MatchSpace, "begin": BeginUse, "release": EndUse}
POSSIBLE = {
    SpaceStatus.IDLE: ("match",),
    SpaceStatus.MATCHED: ("begin", "release"),
    SpaceStatus.IN_USE: ("release",),
}


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow_seeing(request)
    listed = IdleSpace.objects.active(timezone.localdate())
    listing = Listing(
        request,
        listed,
        filterset=SpaceFilter,
        columns=(
            Column("name", _("Idle space"), sort=("name",)),
            Column("place", _("Place"), sort=("place_code", "name")),
            Column("area", _("Area, m²"), sort=("area_m2",), css="cell-number"),
            Column("owner", _("Owner unit"), sort=("owner",)),
            Column("status", _("Status"), sort=("status", "place_code")),
            Column("use", _("Used for")),
        ),
        sort="place",
        row="grids/_space_row.html",
        caption=_("Idle spaces"),
        tabs=(
            Tab("all", _("All")),
            *(Tab(status.value, str(status.label), Q(status=status)) for status in SpaceStatus),
        ),
        empty=Empty(_("No idle space has been entered yet")),
    )
    places = standing.whereabouts(row.place_code for row in listing.rows)
    uses = {use.space_id: use for use in SpaceUse.objects.filter(space__in=listing.rows, ended_on=None).order_by("id")}
    for row in listing.rows:
        row.where, row.use = places[row.place_code], uses.get(row.pk)
    context = {"listing": listing, "utilisation": spaces.utilisation(listed), "may_add": may_add(request)}
    return page(request, "grids/spaces.html", context, fragment=listing.fragment)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    allow_adding(request)
    form = SpaceForm(request.POST or None, by=request.actor, initial={"valid_from": timezone.localdate()})
    return entry(
        request, form, lambda said: register.add(said.instance, by=request.actor, at=timezone.now()),
        heading=_("Enter an idle space"), crumbs=_crumbs(), to=_address, done=_("The space has been entered."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    space = get_object_or_404(IdleSpace, pk=pk)
    allow_editing(request, space.place_code)
    form = SpaceForm(request.POST or None, instance=space, by=request.actor)
    return entry(
        request, form, lambda said: register.change(space, said.values, by=request.actor, at=timezone.now()),
        heading=_("Correct"), crumbs=[*_crumbs(), (str(space), _address(space))], to=_address,
        done=_("The space has been corrected."),
    )  # fmt: skip


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    allow_seeing(request)
    return _show(request, get_object_or_404(IdleSpace, pk=pk))


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    space = get_object_or_404(IdleSpace, pk=pk)
    allow_editing(request, space.place_code)
    if action not in FORMS:
        raise Http404
    form = FORMS[action](request.POST, auto_id=f"{action}-%s")
    doing: dict[str, Callable[..., Any]] = {"match": spaces.match, "begin": spaces.begin, "release": spaces.release}
    done = attempt(form, lambda said: doing[action](space, by=request.actor, at=timezone.now(), **said.cleaned_data))
    if done is None:
        return _show(request, get_object_or_404(IdleSpace, pk=pk), form, status=422)
    messages.success(request, _("Entered."))
    return redirect(_address(space))


def _show(
    request: HttpRequest, space: IdleSpace, bound: forms.BaseForm | None = None, *, status: int = 200
) -> HttpResponse:
    may = may_edit(request.actor, space.place_code)
    actions = _panels(space, bound) if may else []
    say_refusal(request, bound, actions)
    context = {
        "space": space,
        "facts": _facts(space),
        "uses": space.uses.order_by("-matched_on", "-id"),
        "entries": timeline.entries(ledger.history(space).order_by("-seq")[:20]),
        "actions": actions,
        "may_edit": may,
        "now": timezone.now(),
        "crumbs": _crumbs(),
    }
    return page(request, "grids/space.html", context, status=status)


def _facts(space: IdleSpace) -> list[Fact]:
    where = standing.whereabouts([space.place_code])[space.place_code]
    return [
        Fact(_("Place"), where, f"{reverse('grids:spaces')}?place={space.place_code}"),
        Fact(_("Address"), space.address or "—"),
        Fact(_("Area"), _("%(n)s m²") % {"n": f"{space.area_m2:,.1f}"}),
        Fact(_("Owner unit"), space.owner),
        Fact(_("Idle since"), space.valid_from),
        Fact(_("Remark"), space.note or "—"),
    ]


def _panels(space: IdleSpace, bound: forms.BaseForm | None) -> list[ActionPanel]:
    words = {
        "match": (_("Match with a unit"), _("The space is kept for this unit until it moves in or steps back.")),
        "begin": (_("Taken into use"), ""),
        "release": (_("Idle again"), _("The use stays on record, and the space can be matched anew.")),
    }
    today = {"on": timezone.localdate()}
    return [
        panel(
            key, words[key][0], reverse("grids:space-act", args=[space.pk, key]),
            bound if type(bound) is FORMS[key] else FORMS[key](initial=today, auto_id=f"{key}-%s"),
            says=words[key][1], first=key != "release",
        )
        for key in POSSIBLE[SpaceStatus(space.status)]
    ]  # fmt: skip


def _address(space: IdleSpace) -> str:
    return reverse("grids:space", args=[space.pk])


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Idle spaces"), reverse("grids:spaces"))]

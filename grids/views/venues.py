"""Venues: what is where, what it offers, how much it is used."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import ledger
from core.components import Bar, Empty, Fact
from core.htmx import page
from core.listing import Column, Listing, Tab
from core.templatetags.ui import percent
from grids import register, standing, timeline, venues
from grids.enums import VenueFunction, VenueKind
from grids.filters.estates import VenueFilter, little_used
from grids.forms.venues import CountVisits, VenueForm
from grids.models import Venue
from grids.permissions import may_edit
from grids.views.entering import allow_adding, allow_editing, allow_seeing, attempt, entry, may_add, panel

FOR_GIG_WORKERS = (VenueKind.CANTEEN, VenueKind.DRIVERS_HOME, VenueKind.TAXI_STOP)


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow_seeing(request)
    today = timezone.localdate()
    is_open = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    listing = Listing(
        request,
        Venue.objects.all(),
        filterset=VenueFilter,
        columns=(
            Column("name", _("Venue"), sort=("name",)),
            Column("place", _("Place"), sort=("place_code", "name")),
            Column("functions", _("Functions")),
            Column("hours", _("Opening hours")),
            Column("visits", _("Visits of the last month"), css="cell-number"),
            Column("used", _("Utilisation")),
        ),
        sort="place",
        row="grids/_venue_row.html",
        caption=_("Venues"),
        tabs=(
            Tab("open", _("In operation"), is_open),
            Tab("gig", _("For gig workers"), is_open & Q(kind__in=FOR_GIG_WORKERS)),
            Tab("low", _("Little used"), is_open & little_used(today), alert=True,
                done=_("No venue stayed far below what it is made for last month.")),
            Tab("closed", _("Closed"), ~is_open),
        ),
        empty=Empty(_("No venue has been entered yet")),
    )  # fmt: skip
    places, uses = (
        standing.whereabouts(row.place_code for row in listing.rows),
        venues.last_uses(listing.rows, on=today),
    )
    for row in listing.rows:
        row.where, row.use, row.tags = places[row.place_code], uses.get(row.pk), _functions(row)
    context = {"listing": listing, "may_add": may_add(request)}
    return page(request, "grids/venues.html", context, fragment=listing.fragment)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    allow_adding(request)
    form = VenueForm(request.POST or None, by=request.actor, initial={"valid_from": timezone.localdate()})
    return entry(
        request, form, lambda said: register.add(said.instance, by=request.actor, at=timezone.now()),
        heading=_("Enter a venue"), crumbs=_crumbs(), to=_address, done=_("The venue has been entered."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    venue = get_object_or_404(Venue, pk=pk)
    allow_editing(request, venue.place_code)
    form = VenueForm(request.POST or None, instance=venue, by=request.actor)
    return entry(
        request, form, lambda said: register.change(venue, said.values, by=request.actor, at=timezone.now()),
        heading=_("Correct"), crumbs=[*_crumbs(), (str(venue), _address(venue))], to=_address,
        done=_("The venue has been corrected."),
    )  # fmt: skip


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    allow_seeing(request)
    return _show(request, get_object_or_404(Venue, pk=pk))


@require_POST
def count_visits(request: HttpRequest, pk: int) -> HttpResponse:
    venue = get_object_or_404(Venue, pk=pk)
    allow_editing(request, venue.place_code)
    form = CountVisits(request.POST, auto_id="visits-%s")
    counted = attempt(
        form, lambda said: venues.count_visits(venue, by=request.actor, at=timezone.now(), **said.cleaned_data)
    )
    if counted is None:
        return _show(request, venue, form, status=422)
    messages.success(request, _("Entered."))
    return redirect(_address(venue))


def _show(
    request: HttpRequest, venue: Venue, bound: forms.BaseForm | None = None, *, status: int = 200
) -> HttpResponse:
    may, now = may_edit(request.actor, venue.place_code), timezone.now()
    form = bound or CountVisits(auto_id="visits-%s", initial={"month": _last_month(timezone.localdate())})
    uses = venues.uses(venue)
    context = {
        "venue": venue,
        "tags": _functions(venue),
        "facts": _facts(venue),
        "bars": [Bar(f"{use.month:%Y-%m}", use.count, text=_used(use)) for use in uses],
        "last": uses[-1] if uses else None,
        "entries": timeline.entries(ledger.history(venue).order_by("-seq")[:20]),
        "actions": [
            panel("visits", _("Enter visits"), reverse("grids:venue-visits", args=[venue.pk]), form, first=True,
                  says=_("A number a month; entered again, it replaces the earlier one.")),
        ] if may else [],
        "may_edit": may,
        "now": now,
        "crumbs": _crumbs(),
    }  # fmt: skip
    return page(request, "grids/venue.html", context, status=status)


def _facts(venue: Venue) -> list[Fact]:
    where = standing.whereabouts([venue.place_code])[venue.place_code]
    facts = [
        Fact(_("Place"), where, f"{reverse('grids:venues')}?place={venue.place_code}"),
        Fact(_("Address"), venue.address or "—"),
        Fact(_("Opening hours"), venue.opening_hours),
        Fact(_("Run by"), venue.operator),
        Fact(_("Radius"), _("%(m)s m") % {"m": venue.radius_m} if venue.radius_m else None),
        Fact(_("Coordinates"), f"{venue.lon:.6f}, {venue.lat:.6f}" if venue.lon is not None else None),
        Fact(_("Made for"), _("%(n)s visits a month") % {"n": venue.capacity} if venue.capacity else None),
        Fact(_("Open since"), venue.valid_from),
    ]
    return [*facts, Fact(_("Closed since"), venue.valid_to)] if venue.valid_to else facts


def _used(use: venues.Use) -> str:
    return f"{use.count:,} ({percent(use.share, 0)})" if use.share is not None else f"{use.count:,}"


def _functions(venue: Venue) -> list[Any]:
    return [function.label for function in VenueFunction if function in venue.functions]


def _last_month(today: date) -> date:
    return date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)


def _address(venue: Venue) -> str:
    return reverse("grids:venue", args=[venue.pk])


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Venues"), reverse("grids:venues"))]

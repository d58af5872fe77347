"""Estates: who keeps each in order, and the page of one with its committee, its meetings and what they agreed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import ledger
from core.components import Empty, Fact
from core.htmx import page
from core.listing import Column, Listing, Tab
from grids import estates, standing, timeline
from grids.enums import ManagingMode, Seat
from grids.filters.estates import EstateFilter
from grids.forms.estates import CommitteeForm, EstateForm, KeepPromise, ManagedFields, MeetingForm, NewEstate
from grids.models import Estate, EstateAgreement, EstateMeeting, OwnersCommittee
from grids.models.estates import HALF
from grids.permissions import may_edit, may_keep_companies
from grids.views.entering import allow_adding, allow_editing, allow_seeing, attempt, entry, may_add, panel

MOST_MEETINGS = 10  # on the page of an estate


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow_seeing(request)
    today = timezone.localdate()
    listing = Listing(
        request,
        Estate.objects.active(today).managed(today),
        filterset=EstateFilter,
        columns=(
            Column("name", _("Estate"), sort=("name",)),
            Column("place", _("Place"), sort=("place_code", "name")),
            Column("size", _("Buildings / households"), sort=("households",), css="cell-number"),
            Column("mode", _("Managed as"), sort=("mode", "place_code")),
            Column("met", _("Last four-party meeting")),
            Column("agreed", _("Open agreements"), css="cell-number"),
        ),
        sort="place",
        row="grids/_estate_row.html",
        caption=_("Residential estates"),
        tabs=(
            Tab("all", _("All")),
            *(Tab(mode.value, str(mode.label), Q(mode=mode)) for mode in ManagingMode if mode != ManagingMode.NONE),
            Tab("none", str(ManagingMode.NONE.label), Q(mode=ManagingMode.NONE), alert=True,
                done=_("Every estate has somebody who keeps it in order.")),
        ),
        more=("focus", "company", "committee", "agreed"),
        empty=Empty(_("No estate has been entered yet"), text=_("Each with its place and its management.")),
    )  # fmt: skip
    _dress(listing.rows)
    context = {"listing": listing, "may_add": may_add(request), "may_companies": may_keep_companies(request.actor)}
    return page(request, "grids/estates.html", context, fragment=listing.fragment)


def _dress(rows: list[Any]) -> None:
    places = standing.whereabouts(row.place_code for row in rows)
    met = dict(
        EstateMeeting.objects.filter(estate__in=rows).order_by().values_list("estate").annotate(last=Max("held_on"))
    )
    open_ = dict(
        EstateAgreement.objects.filter(meeting__estate__in=rows, done_at=None)
        .order_by().values_list("meeting__estate").annotate(n=Count("pk"))
    )  # fmt: skip
    for row in rows:
        row.where, row.met_on, row.open_agreements = places[row.place_code], met.get(row.pk), open_.get(row.pk, 0)
        row.mode_label = ManagingMode(row.mode).label if row.mode else ""


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    allow_adding(request)
    form = NewEstate(request.POST or None, by=request.actor)
    return entry(
        request, form,
        lambda said: estates.add(said.instance, said.managed, by=request.actor, at=timezone.now()),
        heading=_("Enter an estate"), crumbs=_crumbs(), to=_address, done=_("The estate has been entered."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    estate = get_object_or_404(Estate, pk=pk)
    allow_editing(request, estate.place_code)
    form = EstateForm(request.POST or None, instance=estate, by=request.actor)
    return entry(
        request, form, lambda said: estates.change(estate, said.values, by=request.actor, at=timezone.now()),
        heading=_("Correct"), crumbs=[*_crumbs(), (str(estate), _address(estate))], to=_address,
        done=_("The estate has been corrected."),
    )  # fmt: skip


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    allow_seeing(request)
    return _show(request, get_object_or_404(Estate, pk=pk))


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    estate = get_object_or_404(Estate, pk=pk)
    allow_editing(request, estate.place_code)
    if action not in FORMS:
        raise Http404
    form = FORMS[action](request.POST, auto_id=f"{action}-%s")
    signature = {"by": request.actor, "at": timezone.now()}
    doing: dict[str, Callable[[Any], Any]] = {
        "manage": lambda said: estates.manage(estate, said.managed, **signature),
        "committee": lambda said: estates.seat_committee(_of(estate, said), **signature),
        "meeting": lambda said: estates.meet(_of(estate, said), said.agreements, **signature),
    }
    if attempt(form, doing[action]) is None:
        return _show(request, estate, form, status=422)
    messages.success(request, _("Entered."))
    return redirect(_address(estate))


@require_http_methods(["GET", "POST"])
def keep_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """What was agreed by the four parties is done."""
    agreement = get_object_or_404(EstateAgreement.objects.select_related("meeting__estate"), pk=pk)
    estate = agreement.meeting.estate
    allow_editing(request, estate.place_code)
    return entry(
        request, KeepPromise(request.POST or None),
        lambda said: estates.keep_promise(agreement, by=request.actor, at=timezone.now(), **said.cleaned_data),
        heading=_("Enter the result"), crumbs=[*_crumbs(), (str(estate), _address(estate))],
        to=lambda row: _address(estate), done=_("The agreement is kept."), note=agreement.text,
    )  # fmt: skip


FORMS: dict[str, type[forms.BaseForm]] = {"manage": ManagedFields, "committee": CommitteeForm, "meeting": MeetingForm}


def _show(
    request: HttpRequest, estate: Estate, bound: forms.BaseForm | None = None, *, status: int = 200
) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    managements = list(estate.managements.select_related("company").order_by("-valid_from", "-id"))
    meetings = list(estate.meetings.order_by("-held_on", "-id").prefetch_related("agreements")[:MOST_MEETINGS])
    for meeting in meetings:
        meeting.seat_labels = [seat.label for seat in Seat if seat in meeting.seats]
        meeting.missing = [seat.label for seat in Seat if seat not in meeting.seats]
    may = may_edit(request.actor, estate.place_code)
    context = {
        "estate": estate,
        "facts": _facts(estate),
        "managed": managements[0] if managements else None,
        "managements": managements,
        "committees": [_told(committee, today) for committee in estate.committees.order_by("-established_on", "-id")],
        "meetings": meetings,
        "items": estate.items.select_related("campaign").order_by("-campaign__begun_on", "-id"),
        "entries": timeline.entries(ledger.history(estate).order_by("-seq")[:20]),
        "actions": _panels(estate, bound) if may else [],
        "may_edit": may,
        "today": today,
        "now": now,
        "crumbs": _crumbs(),
    }
    return page(request, "grids/estate.html", context, status=status)


def _facts(estate: Estate) -> list[Fact]:
    where = standing.whereabouts([estate.place_code])[estate.place_code]
    here = reverse("grids:estates")
    facts = [
        Fact(_("Street"), where.street, f"{here}?place={estate.street_code}"),
        Fact(_("Community"), where.community, f"{here}?place={estate.place_code[: standing.COMMUNITY_LENGTH]}"),
        Fact(_("Grid"), where.grid or _("several grids"), f"{here}?place={estate.place_code}" if where.grid else ""),
        Fact(_("Buildings"), estate.buildings),
        Fact(_("Households"), estate.households),
    ]
    return [*facts, Fact(_("No longer there since"), estate.valid_to)] if estate.valid_to else facts


def _told(committee: OwnersCommittee, today: Any) -> OwnersCommittee:
    committee.is_over = committee.term_ends_on <= today
    committee.is_low = committee.party_share is not None and committee.party_share <= HALF
    return committee


def _panels(estate: Estate, bound: forms.BaseForm | None) -> list[Any]:
    words = {
        "meeting": (_("Record a meeting"), _("What is agreed stays open until its result is entered.")),
        "manage": (_("Managed otherwise"), _("The present management ends on that day. Without management the estate "
                                             "is open again in every campaign.")),
        "committee": (_("Owners' committee"), _("A new term with its figures. Names of members are not kept.")),
    }  # fmt: skip
    return [
        panel(
            key, label, reverse("grids:estate-act", args=[estate.pk, key]),
            bound if type(bound) is FORMS[key] else FORMS[key](auto_id=f"{key}-%s"),
            says=says, first=key == "meeting",
        )
        for key, (label, says) in words.items()
    ]  # fmt: skip


def _of(estate: Estate, form: Any) -> Any:
    form.instance.estate = estate
    return form.instance


def _address(estate: Estate) -> str:
    return reverse("grids:estate", args=[estate.pk])


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Residential estates"), reverse("grids:estates"))]

"""Duty lists: who leads in what, on any day; two versions beside each other; what may be given to a community."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from partyorgs import directory, dutyrules, dutysheets, dutyversions
from partyorgs.enums import Admission, DutyListKind, DutyPart
from partyorgs.forms.duties import AdmissionForm, ComparisonForm, DutyFilter
from partyorgs.permissions import may_keep, may_see
from partyorgs.views.differences import Speller, table

CSV = "text/csv; charset=utf-8"
ADMISSION_TONES = {
    Admission.OWN: "green", Admission.PERMITTED: "green", Admission.ASSISTS: "amber", Admission.OF_ANOTHER: "red",
}  # fmt: skip
DAY = timedelta(days=1)


def allow(request: HttpRequest) -> None:
    if not may_see(request.actor):
        raise PermissionDenied(_("Duty lists are for those who work here."))


# --- the lists


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow(request)
    listing = _listing(request)
    context = {
        "listing": listing, "day": listing.filterset.day, "is_past": listing.filterset.day != timezone.localdate(),
        "may_keep": may_keep(request.actor), "taken_back": _taken_back(listing),
    }  # fmt: skip
    return page(request, "partyorgs/duties.html", context, fragment=listing.fragment)


def _taken_back(listing: Listing) -> int:
    """How many of the items shown on a street's list are no longer the street's."""
    if listing.tab.key != DutyListKind.STREET:
        return 0
    return listing.filterset.qs.filter(listing.tab.where, part=DutyPart.RECLAIMED).count()


@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, as CSV with the columns of the field; a revision takes it back."""
    allow(request)
    listing = _listing(request)
    found = listing.filterset.qs.filter(listing.tab.where or Q()).order_by("code", "valid_from")
    rows = list(found)
    items = [dutyversions.as_item(row) for row in rows]
    versions = {row.code: row.revision.title for row in rows if row.revision}
    text = dutysheets.write(dutysheets.lines(items, directory.short_names(), versions))
    response = HttpResponse(text, content_type=CSV)
    response.headers["Content-Disposition"] = f'attachment; filename="duties-{listing.filterset.day}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _listing(request: HttpRequest) -> Listing:
    return Listing(
        request,
        dutyversions.rows().select_related("revision"),
        filterset=DutyFilter,
        columns=(
            Column("number", _("No."), css="cell-number"),
            Column("title", _("Name of the item"), sort=("code", "valid_from")),
            Column("group", _("Class of the item"), sort=("group",)),
            Column("part", _("Kind of list"), sort=("part",)),
            Column("lead", _("Department in charge"), sort=("lead__code",)),
            Column("duties", _("Superior's and street's duty"), css="cell-wrap"),
            Column("basis", _("legal basis")),
            Column("level", _("level that carries it out"), sort=("level",), css="cell-wrap"),
            Column("since", _("Version / in force from"), sort=("valid_from",)),
        ),
        sort="title",
        row="partyorgs/_duty_row.html",
        caption=_("Duty lists"),
        tabs=(
            *(Tab(kind.value, str(kind.label), Q(list_kind=kind)) for kind in DutyListKind),
            Tab("bare", _("Handed down without means"), dutyversions.handed_down_bare(), alert=True,
                done=_("Whatever was handed to a street says which power, staff and budget go along.")),
        ),
        more=("helper", "level", "group"),
        empty=Empty(_("This list has no items on that day.")),
    )  # fmt: skip


# --- two versions


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two days of one list beside each other; as asked nothing, its newest version and the one before."""
    allow(request)
    form = ComparisonForm(request.GET)
    context: dict[str, Any] = {"form": form, "crumbs": crumbs(), "table": None}
    if form.is_valid():
        scope, said = form.scope, form.cleaned_data
        days = dutyversions.days(scope)
        earlier, later = _days(days, said["earlier"], said["later"])
        found = dutyversions.between(earlier, later, scope)
        context |= {
            "form": ComparisonForm(request.GET.dict() | {"earlier": earlier, "later": later}),
            "table": table(found, Speller(), only=said["show"]), "earlier": earlier, "later": later,
            "versions": list(pairwise(days)), "only": said["show"],
            "list_query": _query(request, "show", "earlier", "later"),
            "days_query": _query(request, "show"),
            "owner": said["street"] or said["unit"], "kind": DutyListKind(scope.kind).label,
        }  # fmt: skip
    return page(request, "partyorgs/duty_comparison.html", context, status=200 if form.is_valid() else 422)


def _days(days: list[date], earlier: date | None, later: date | None) -> tuple[date, date]:
    later = later or (days[0] if days and not earlier else timezone.localdate())
    return earlier or later - DAY, later


def _query(request: HttpRequest, *without: str) -> str:
    """What a link to another part or another version of the same list carries along."""
    params = request.GET.copy()
    for name in without:
        params.pop(name, None)
    return params.urlencode()


# --- what may be given to a community


@require_GET
def admission(request: HttpRequest) -> HttpResponse:
    """北京条例 art. 17: what stands on no list of the communities may not be given to them."""
    allow(request)
    form = AdmissionForm(request.GET if "unit" in request.GET else None)
    context: dict[str, Any] = {"form": form, "crumbs": crumbs(), "answers": None}
    if form.is_valid():
        unit = form.cleaned_data["unit"]
        context |= {"unit": unit, "words": form.cleaned_data["words"], "answers": _answers(form)}
    return page(request, "partyorgs/duty_admission.html", context, status=422 if form.errors else 200)


def _answers(form: AdmissionForm) -> list[dict[str, Any]]:
    found = dutyversions.rows().active(timezone.localdate()).filter(list_kind__in=dutyrules.COMMUNITY_LISTS)
    for word in form.cleaned_data["words"].split():
        found = found.filter(Q(title__icontains=word) | Q(street_duty__icontains=word) | Q(basis__icontains=word))
    rows = found.exclude(list_kind=DutyListKind.SECRETARY).order_by("list_kind", "code")[:50]
    answers = [(row, dutyrules.admission(dutyversions.as_item(row), form.cleaned_data["unit"].code)) for row in rows]
    return [{"item": row, "verdict": verdict.label, "tone": ADMISSION_TONES[verdict]} for row, verdict in answers]


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Duty lists"), reverse("partyorgs:duties")), *more]

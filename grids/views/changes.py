"""Changes of the map: all of them, one of them, and making one, seen before it is done."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.components import Empty, Fact
from core.htmx import page
from core.listing import Column, Listing
from core.models import Event
from core.refusals import Refusal
from grids import changes, followers
from grids.changes import Made
from grids.enums import PlaceChangeKind
from grids.filters.changes import ChangeFilter, SuccessionFilter
from grids.forms.changes import FORMS, ChangeForm, SplitStart
from grids.models import PlaceChange, Succession
from grids.permissions import may_edit_map, may_see

ROWS_SHOWN = 200  # of a preview: a whole street has thousands, and its first rows tell what will happen


def allow(request: HttpRequest) -> None:
    if not may_see(request.actor):
        raise PermissionDenied(_("Places are for those who work here."))


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow(request)
    listing = Listing(
        request,
        PlaceChange.objects.all(),
        filterset=ChangeFilter,
        columns=(
            Column("on", _("In force from"), sort=("effective_on", "id")),
            Column("kind", _("Change")),
            Column("places", _("Places")),
            Column("document", _("Document"), sort=("document",)),
            Column("made", _("Entered"), sort=("made_at",)),
        ),
        sort="-on",
        row="grids/_change_row.html",
        caption=_("Changes of the map"),
        empty=Empty(_("The map has not been changed yet.")),
    )
    told = _told(listing.rows)
    for row in listing.rows:
        row.tops = told.get(row.pk, [])
    kinds = [(HEADINGS[kind], reverse("grids:change-new", args=[kind])) for kind in PlaceChangeKind]
    context = {"listing": listing, "kinds": kinds if may_edit_map(request.actor) else []}
    return page(request, "grids/changes.html", context, fragment=listing.fragment)


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One change with every place it touched."""
    allow(request)
    change = get_object_or_404(PlaceChange, pk=pk)
    listing = Listing(
        request,
        Succession.objects.filter(change=change),
        filterset=SuccessionFilter,
        columns=(
            Column("before", _("Code before"), sort=("from_code", "to_code")),
            Column("name_before", _("Name before")),
            Column("after", _("Code after"), sort=("to_code", "from_code")),
            Column("name_after", _("Name after")),
        ),
        sort="before",
        row="grids/_succession_row.html",
        caption=_("Places before and after"),
    )
    facts = [
        Fact(_("Change"), change.get_kind_display()),
        Fact(_("In force from"), change.effective_on.isoformat()),
        Fact(_("Document"), change.document),
        Fact(_("Remark"), change.note or None),
        Fact(_("Entered"), f"{timezone.localtime(change.made_at):%Y-%m-%d %H:%M} {change.made_by_name}"),
        *_followed(change),
    ]
    context = {"change": change, "facts": facts, "listing": listing, "crumbs": _crumbs()}
    return page(request, "grids/change.html", context, fragment=listing.fragment)


@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, kind: str) -> HttpResponse:
    """First what is wanted, then what would become of it, then, confirmed, the change itself."""
    if not may_edit_map(request.actor):
        raise PermissionDenied(_("Only an administrator of the office changes the map."))
    if kind not in FORMS:
        raise Http404
    options: dict[str, Any] = {}
    if kind == PlaceChangeKind.SPLIT:
        start = SplitStart(request.GET if "code" in request.GET else None, initial={"parts": 2})
        if not start.is_valid():
            return _page(request, kind, {"form": start, "is_start": True})
        options = {"place": start.place, "parts": start.cleaned_data["parts"]}
    form = FORMS[kind](request.POST or None, initial=_initial(request), **options)
    made = _seen(request, form) if form.is_bound and form.is_valid() else None
    if made is None:
        return _page(request, kind, {"form": form}, status=422 if form.errors else 200)
    if request.POST.get("confirmed") != made.digest:
        return _page(request, kind, _preview(request, form, made))
    change = changes.make(form.wish(), by=request.actor, at=timezone.now()).change
    messages.success(request, _("The map has been changed."))
    return redirect("grids:change", change.pk)


def _initial(request: HttpRequest) -> dict[str, Any]:
    return {"effective_on": timezone.localdate(), "code": request.GET.get("code", "")}


def _seen(request: HttpRequest, form: ChangeForm) -> Made | None:
    try:
        return changes.preview(form.wish(), by=request.actor, at=timezone.now())
    except Refusal as refusal:
        field = refusal.field if refusal.field in form.fields else "code"
        form.add_error(field if field in form.fields else None, str(refusal))
        return None


def _preview(request: HttpRequest, form: ChangeForm, made: Made) -> dict[str, Any]:
    said = [(name, value) for name, values in request.POST.lists() for value in values]
    return {
        "form": form,
        "made": made,
        "rows": made.successions[:ROWS_SHOWN],
        "more": max(len(made.successions) - ROWS_SHOWN, 0),
        "followed": _told_of(made.followed),
        "said": [(name, value) for name, value in said if name not in ("csrfmiddlewaretoken", "confirmed")],
        "has_moved": "confirmed" in request.POST,
    }


def _page(request: HttpRequest, kind: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    blank = {
        "kind": kind,
        "made": None,
        "is_start": False,
        "heading": HEADINGS[PlaceChangeKind(kind)],
        "crumbs": _crumbs(),
    }
    return page(request, "grids/change_new.html", blank | context, status=status)


HEADINGS = {
    PlaceChangeKind.RENAME: gettext_lazy("Rename a place"),
    PlaceChangeKind.MOVE: gettext_lazy("Move a place"),
    PlaceChangeKind.MERGE: gettext_lazy("Merge places"),
    PlaceChangeKind.SPLIT: gettext_lazy("Split a place"),
}


def _told(rows: Iterable[PlaceChange]) -> dict[int, list[list[str]]]:
    """What each change was about, without all that lay in it: as the ledger has it."""
    events = Event.objects.filter(
        subject_type=PlaceChange._meta.label_lower, subject_id__in=[row.pk for row in rows], kind=changes.EVENT
    )
    return {event.subject_id: event.data["places"] for event in events.order_by("id")}


def _followed(change: PlaceChange) -> list[Fact]:
    event = Event.objects.filter(
        subject_type=PlaceChange._meta.label_lower, subject_id=change.pk, kind=changes.EVENT
    ).first()
    return _told_of(event.data["followed"]) if event else []


def _told_of(followed: dict[str, int]) -> list[Fact]:
    return [Fact(followers.label(key), count) for key, count in followed.items()]


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Changes of the map"), reverse("grids:changes"))]

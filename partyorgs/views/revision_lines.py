"""Writing the lines of a revision: item by item, or a whole list at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.htmx import page
from partyorgs import directory, dutysheets, dutyversions, revisions
from partyorgs.dutylists import Item
from partyorgs.dutysheets import MOST_FAULTS, Sheet, Unreadable
from partyorgs.enums import DutyAction, DutyListKind, DutyPart, RevisionState
from partyorgs.forms.revisions import DropForm, LineForm, ListForm, line_initial
from partyorgs.models import DutyItem, DutyRevision
from partyorgs.permissions import may_keep
from partyorgs.revisions import NotRevised, NotWritten
from partyorgs.views.revision import find
from partyorgs.views.revision_page import crumbs_to


def _editable(request: HttpRequest, pk: int) -> DutyRevision:
    revision = find(request, pk)
    if not may_keep(request.actor):
        raise PermissionDenied(_("Only an administrator of the office writes lines."))
    return revision


# --- one line


@require_GET
def look_up(request: HttpRequest, pk: int) -> HttpResponse:
    """From a code typed on the page of the revision to the form of its line."""
    _editable(request, pk)
    code = request.GET.get("code", "").strip()
    if DutyItem.objects.filter(code=code, valid_to=None).exists():
        return redirect("partyorgs:revision-line", pk, code)
    messages.error(request, _("No item in force has the code “%(code)s”.") % {"code": code})
    return redirect("partyorgs:revision", pk)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """An item that stands on no list yet."""
    revision = _editable(request, pk)
    initial = {"list_kind": DutyListKind.DEPARTMENT} | {name: request.GET[name] for name in request.GET}
    form = LineForm(request.POST or None, initial=initial)
    if form.is_valid() and _written(request, revision, form, None):
        return redirect("partyorgs:revision", pk)
    return _line_page(request, revision, form, None, _("Add an item"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What an item in force, or one that the revision adds, will say."""
    revision = _editable(request, pk)
    line = revision.changes.select_related("lead", "street", "moved_to", "base__lead").filter(code=code).first()
    base = _standing(code)
    item = dutyversions.as_change(line).item if line else base
    if item is None:
        raise Http404
    form = LineForm(request.POST if "title" in request.POST else None, initial=line_initial(item), item=item)
    drop = DropForm(request.POST if "drop" in request.POST else None, auto_id="drop-%s",
                    initial={"moved_to": line.moved_to.code if line and line.moved_to else ""})  # fmt: skip
    if (form.is_valid() or (base and drop.is_valid())) and _written(request, revision, form, base, drop):
        return redirect("partyorgs:revision", pk)
    return _line_page(request, revision, form, drop if base else None, item.title, item=item, line=line)


def _standing(code: str) -> Item | None:
    row = dutyversions.rows().filter(code=code, valid_to=None).first()
    return dutyversions.as_item(row) if row else None


def _written(
    request: HttpRequest, revision: DutyRevision, form: LineForm, base: Item | None, drop: DropForm | None = None
) -> bool:  # fmt: skip
    shown: Form = drop if drop and drop.is_bound else form
    change = drop.change(base) if drop and drop.is_bound and base else form.change(base)
    try:
        revisions.write(revision, change, by=request.actor, at=timezone.now())
    except NotWritten as refusals:
        for refusal in refusals.refusals:
            shown.add_error(refusal.field if refusal.field in shown.fields else None, str(refusal))
        return False
    except NotRevised as refusal:
        shown.add_error(refusal.field if refusal.field in shown.fields else None, str(refusal))
        return False
    messages.success(
        request, _("%(action)s: %(code)s.") % {"action": DutyAction(change.action).label, "code": change.code}
    )
    return True


def _line_page(
    request: HttpRequest, revision: DutyRevision, form: LineForm, drop: DropForm | None, heading: str, **more: Any
) -> HttpResponse:  # fmt: skip
    is_refused = form.is_bound or bool(drop and drop.is_bound)
    context = {
        "revision": revision, "form": form, "drop": drop, "heading": heading, "crumbs": crumbs_to(revision),
        "item": None, "line": None, "is_draft": revision.state == RevisionState.DRAFT, **more,
    }  # fmt: skip
    return page(request, "partyorgs/revision_line.html", context, status=422 if is_refused else 200)


@require_POST
def strike(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    revision = _editable(request, pk)
    try:
        revisions.strike(revision, code, by=request.actor, at=timezone.now())
    except NotRevised as refusal:
        messages.error(request, str(refusal))
    return redirect("partyorgs:revision", pk)


# --- a whole list


@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines are what leads from the list in force to the one handed in."""
    revision = _editable(request, pk)
    form = ListForm(request.POST or None, request.FILES or None)
    sheet: Sheet | None = None
    if form.is_valid():
        sheet = _read(form)
        if sheet is not None and not sheet.faults and _taken(request, revision, form, sheet):
            return redirect("partyorgs:revision", pk)
    context = {
        "revision": revision, "form": form, "crumbs": crumbs_to(revision),
        "faults": sheet.faults[:MOST_FAULTS] if sheet else [], "fault_count": len(sheet.faults) if sheet else 0,
        "headings": [str(heading) for heading in dutysheets.HEADINGS.values()], "parts": DutyPart.labels,
    }  # fmt: skip
    return page(request, "partyorgs/revision_list.html", context, status=422 if form.is_bound else 200)


def _read(form: ListForm) -> Sheet | None:
    file = form.cleaned_data["file"]
    field = "file" if file else "pasted"
    try:
        text = dutysheets.decoded(file.read()) if file else form.cleaned_data["pasted"]
        return dutysheets.read(text, form.scope, directory.codes_by_name())
    except Unreadable as refusal:
        form.add_error(field, str(refusal))
        return None


def _taken(request: HttpRequest, revision: DutyRevision, form: ListForm, sheet: Sheet) -> bool:
    try:
        counts = revisions.take_list(
            revision, form.scope, sheet.items, sheet.moves, by=request.actor, at=timezone.now()
        )  # fmt: skip
    except NotRevised as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("%(add)s added, %(change)s changed, %(drop)s dropped") % counts)
    return True

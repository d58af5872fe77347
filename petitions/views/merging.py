"""Two orders side by side: is it one matter? Merging them, and taking a merge back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core import calendar, moments
from core.actors import Actor
from core.components import Fact
from core.htmx import page
from petitions import confidentiality, deadlines, duplicates, faces, permissions, watermark
from petitions.case import Case
from petitions.enums import Action, Status
from petitions.forms.actions import FORMS
from petitions.forms.base import ActionForm
from petitions.forms.merging import Compare
from petitions.models import MergeRecord, WorkOrder
from petitions.refusals import NotPermitted
from petitions.transitions import BY_ACTION
from petitions.views import acting, alike, order_page
from petitions.views.attempts import UNTRIED, Outcome, attempt


@dataclass(frozen=True)
class Side:
    """One of the two orders, as the other is compared with it."""

    order: WorkOrder
    heading: str
    text: str
    facts: list[Fact]


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, number: str) -> HttpResponse:
    order = order_page.find(request, number)
    _allow(request.actor, Action.MERGE, order)
    if order.status not in BY_ACTION[Action.MERGE].sources:
        messages.info(request, _("Only what waits at the desk can be merged; this order has gone on."))
        return redirect("petitions:order", number)
    if request.method == "GET":
        return _show_merge(request, order)
    form = FORMS[Action.MERGE](request.POST, order=order, by=request.actor)
    outcome = attempt(form, lambda: acting.advance(request, order, Action.MERGE, form))
    if outcome.order is None:
        return _show_merge(request, order, form, outcome)
    primary = form.cleaned_data["primary"]
    said = _("%(number)s has joined %(primary)s; its petitioner is answered with the others.")
    messages.success(request, said % {"number": number, "primary": primary.number})
    return redirect("petitions:voices", primary.number)


def _show_merge(
    request: HttpRequest, order: WorkOrder, form: ActionForm | None = None, outcome: Outcome = UNTRIED
) -> HttpResponse:
    now, asked = timezone.now(), request.GET.get("into") or request.POST.get("primary", "")
    compare = Compare({"into": asked} if asked else None)
    primary = _named(request.actor, order, compare) if asked else None
    case = Case.of(order)
    refusal = duplicates.refusal(
        case, primary, by=request.actor, at=now, machine=deadlines.clockwork()
    ) if primary else ""  # fmt: skip
    context = _common(request, order, outcome, now) | {
        "heading": _("Merge"),
        "button": _("Merge the two"),
        "compare": compare,
        "alike": alike.of_order(order, order_page.primary(order), request.actor, now),
        "sides": _sides(request.actor, order, primary, now) if primary else [],
        "refusal": refusal,
        "effects": _what_merging_does(case, primary) if primary and not refusal else [],
        "form": form or (FORMS[Action.MERGE](order=order, by=request.actor, initial={"primary": primary.number})
                         if primary and not refusal else None),
    }  # fmt: skip
    return page(request, "petitions/merge.html", context, status=outcome.status)


def _named(actor: Actor, order: WorkOrder, compare: Compare) -> WorkOrder | None:
    """The order of this number, or of the one that has taken it up."""
    rows = WorkOrder.objects.visible_to(actor).select_related("category", "lead", "merged_into")
    wanted = compare.data["into"].strip().upper()
    found = rows.filter(number=wanted).first()
    if found and found.merged_into_id:
        found = rows.filter(pk=found.merged_into_id).first()
    if found is None:
        compare.add_error("into", _("There is no such order, or you may not see it."))
    elif found == order:
        compare.add_error("into", _("This is the order itself."))
        return None
    return found


def _what_merging_does(case: Case, primary: WorkOrder) -> list[str]:
    order, moved = case.order, [row.number for row in (case.petition, *case.joined) if row]
    voices = primary.petitions.count() + len(moved)
    values = {"order": order.number, "primary": primary.number, "petitions": _listed(moved), "n": voices}
    said = [
        _("%(petitions)s keeps its number and is answered with %(primary)s.") % values,
        _("%(order)s ends as merged; searching for it leads to %(primary)s.") % values,
        _("Its clock stops; if the merge is undone it goes on with the time it has left."),
        ngettext("%(n)s petition is then in it.", "%(n)s petitions are then in it.", voices) % values,
    ]
    if primary.status == Status.CLOSED:
        said.append(_("%(primary)s is closed: its reply is to be told to the petitioner who joins.") % values)
    return said


@require_http_methods(["GET", "POST"])
def unmerge(request: HttpRequest, number: str) -> HttpResponse:
    order = order_page.find(request, number)
    _allow(request.actor, Action.UNMERGE, order)
    record = MergeRecord.objects.filter(work_order=order, undone_at=None).select_related("primary").first()
    if order.status != Status.MERGED or record is None:
        messages.info(request, _("This order is not merged."))
        return redirect("petitions:order", number)
    form = FORMS[Action.UNMERGE](request.POST or None, order=order, by=request.actor)
    outcome = UNTRIED
    if request.method == "POST":
        outcome = attempt(form, lambda: acting.advance(request, order, Action.UNMERGE, form))
        if outcome.order is not None:
            messages.success(request, acting.done(outcome.order, Action.UNMERGE))
            return redirect("petitions:order", number)
    now = timezone.now()
    context = _common(request, order, outcome, now) | {
        "heading": _("Undo the merge"),
        "button": _("Undo the merge"),
        "compare": None,
        "alike": None,
        "sides": _sides(request.actor, order, record.primary, now),
        "refusal": "",
        "effects": _what_undoing_does(record),
        "form": form,
    }
    return page(request, "petitions/merge.html", context, status=outcome.status)


def _what_undoing_does(record: MergeRecord) -> list[str]:
    values = {
        "order": record.work_order.number, "primary": record.primary.number,
        "petitions": _listed(record.petitions),
        "status": Status(record.work_order.previous_status).label,
    }  # fmt: skip
    return [
        _("%(petitions)s goes back to %(order)s, which is “%(status)s” again.") % values,
        _("Its clock goes on with the time it had left when it was merged."),
        _("What was told about %(primary)s so far stays on record there.") % values,
    ]


def _listed(numbers: list[str]) -> str:
    return _(", ").join(numbers)


def _allow(actor: Actor, action: Action, order: WorkOrder) -> None:
    if not permissions.may(actor, action, Case.of(order)):
        raise PermissionDenied(str(NotPermitted(action)))


def _common(request: HttpRequest, order: WorkOrder, outcome: Outcome, now: datetime) -> dict[str, Any]:
    return {
        "order": order,
        "crumbs": [
            (_("Work orders"), reverse("petitions:orders")),
            (order.number, reverse("petitions:order", args=[order.number])),
        ],
        "conflict": outcome.conflict,
        "watermark": watermark.of(request.user, at=now),
    }


def _sides(actor: Actor, order: WorkOrder, primary: WorkOrder, now: datetime) -> list[Side]:
    return [
        _side(order, _("The order in hand"), actor, now),
        _side(primary, _("The order it belongs to"), actor, now),
    ]


def _side(order: WorkOrder, heading: str, actor: Actor, now: datetime) -> Side:
    petition = order_page.primary(order)
    clock = faces.of_order(order, now=now, days=calendar.load())
    facts = [
        Fact(_("Number"), order.number, reverse("petitions:order", args=[order.number])),
        Fact(_("Petition number"), petition.number),
        Fact(_("Status"), order.get_status_display()),
        Fact(_("Place"), petition.place_text or order.place_name or None),
        Fact(_("Grid"), order.place_name or None),
        Fact(_("Category"), order.category.name if order.category else None),
        Fact(_("Lead"), order.lead.short_name if order.lead else None),
        Fact(_("Registered"), moments.full(order.registered_at)),
        Fact(_("Deadline"), clock.words if clock else None),
        Fact(_("Petitions in it"), order.petitions.count()),
    ]
    return Side(order, heading, confidentiality.text_of(petition, actor, order, at=now), facts)

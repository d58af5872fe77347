"""Whether it is really done: replies to review and orders to verify, one after the other."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import calendar
from core.actors import Actor
from core.components import ActionPanel, Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from petitions import attachments, confidentiality, faces, flags, permissions, stages, verification, watermark
from petitions.enums import Action, Status
from petitions.filters import QueueFilter
from petitions.forms.actions import FORMS
from petitions.forms.base import ActionForm
from petitions.models import WorkOrder
from petitions.views import acting, order_actions, order_page, turns
from petitions.views.attempts import UNTRIED, Outcome, attempt
from petitions.views.rows import dress

JUDGED = (Status.SUBMITTED, Status.VERIFYING)
JUDGMENTS = (
    Action.TO_FOLLOW_UP, Action.TO_VERIFICATION, Action.CLOSE_WITHOUT_CALL, Action.REPAIR, Action.VERIFY,
    Action.FAIL_VERIFICATION,
)  # fmt: skip


def queue(actor: Actor) -> QuerySet[WorkOrder]:
    """Nobody judges the work of a unit they belong to."""
    orders = WorkOrder.objects.visible_to(actor).filter(status__in=JUDGED)
    return orders.exclude(lead_id__in=actor.department_ids())


def _allow(actor: Actor) -> None:
    if not permissions.may_open_verifications(actor):
        raise PermissionDenied(_("Replies are reviewed by the office and verified by verifiers."))


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    _allow(request.actor)
    listing = Listing(
        request,
        queue(request.actor).select_related("lead"),
        filterset=QueueFilter,
        columns=(
            Column("title", _("Petition / number")),
            Column("lead", _("Lead")),
            Column("result", _("Result")),
            Column("place", _("Grid")),
            Column("due", _("Deadline"), sort=("due_at",)),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="due",
        row="petitions/_verification_row.html",
        caption=_("Replies to review and verify"),
        tabs=_tabs(request.actor),
        more=("due", "kind", "urgency", "channel", "registered", "confidential", "repeat"),
        empty=Empty(_("Nothing waits to be verified."), kind="done"),
    )
    dress(listing.rows, request.actor, timezone.now())
    return page(request, "petitions/verifications.html", {"listing": listing}, fragment=listing.fragment)


def _tabs(actor: Actor) -> tuple[Tab, ...]:
    """The office reviews and may verify; a verifier verifies."""
    submitted = Tab("submitted", Status.SUBMITTED.label, Q(status=Status.SUBMITTED), done=_("No reply to review."))
    verifying = Tab("verifying", Status.VERIFYING.label, Q(status=Status.VERIFYING), done=_("Nothing to verify."))
    return (submitted, verifying) if actor.has("office_admin") else (verifying,)


@require_GET
def show(request: HttpRequest, number: str) -> HttpResponse:
    _allow(request.actor)
    order = order_page.find(request, number)
    if order.status not in JUDGED or order.lead_id in request.actor.department_ids():
        return redirect("petitions:order", number)
    return _page(request, order)


@require_POST
def judge(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Take the step, then open the next one of the same pile."""
    _allow(request.actor)
    if action not in JUDGMENTS:
        raise Http404
    action, order = Action(action), order_page.find(request, number)
    form = FORMS[action](request.POST, order=order, by=request.actor, auto_id=f"{action}-%s")
    outcome = attempt(form, lambda: acting.advance(request, order, action, form))
    if outcome.order is None:
        return _page(request, order_page.find(request, number), form, outcome)
    messages.success(request, acting.done(outcome.order, action))
    upcoming = turns.after(order, queue(request.actor).filter(status=order.status))
    if upcoming:
        return redirect("petitions:verification", upcoming.number)
    return redirect("petitions:verifications")


def _page(
    request: HttpRequest, order: WorkOrder, form: ActionForm | None = None, outcome: Outcome = UNTRIED
) -> HttpResponse:
    return page(
        request, "petitions/verification.html", _context(request, order, form, outcome), status=outcome.status
    )  # fmt: skip


def _context(request: HttpRequest, order: WorkOrder, form: ActionForm | None, outcome: Outcome) -> dict[str, Any]:
    actor, now = request.actor, timezone.now()
    petition = order_page.primary(order)
    replies = list(order.replies.select_related("department").order_by("-at", "-id"))
    return {
        "order": order,
        "watermark": watermark.of(request.user, at=now),
        "crumbs": [(_("Verification"), reverse("petitions:verifications"))],
        "lamp": stages.lamp(order.status),
        "flags": flags.shown_to(actor, order),
        "face": faces.of_order(order, now=now, days=calendar.load()),
        "actions": _panels(order, actor, now, form),
        "conflict": outcome.conflict,
        "petition": petition,
        "text": confidentiality.text_of(petition, actor, order, at=now),
        "reply": replies[0] if replies else None,
        "earlier": replies[1:],
        "findings": order.verifications.order_by("-at", "-id"),
        "contacts": order.contacts.order_by("at", "id"),
        "files": attachments.visible_to(actor, order, at=now),
        "is_required": verification.is_required(order),
    }


def _panels(order: WorkOrder, actor: Actor, now: datetime, bound: ActionForm | None) -> list[ActionPanel]:
    """The judgments among what can be done with the order, sent to this page."""
    return [
        replace(panel, url=reverse("petitions:verification-judge", args=[order.number, panel.key]))
        for panel in order_actions.panels(order, actor, now, bound=bound)
        if panel.key in JUDGMENTS
    ]

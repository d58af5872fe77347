"""What the page of one order shows to one person. Reads, never writes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import calendar, ledger
from core.components import ClockFace, Fact, TimelineEntry
from core.models import Event
from partyorgs import rosters
from partyorgs.models import OnCall
from petitions import (
    attachments,
    confidentiality,
    disclosures,
    faces,
    factslips,
    flags,
    permissions,
    reasons,
    stages,
    supervision_steps,
    timeline,
    watermark,
)
from petitions.confidentiality import Identity
from petitions.enums import OPEN, AssignmentRole, Urgency
from petitions.forms.base import ActionForm
from petitions.forms.order import AddFile, Reveal
from petitions.models import Assignment, Petition, WorkOrder
from petitions.views import order_actions, order_whistles, statutory_summary


@dataclass(frozen=True)
class Conflict:
    """Somebody was faster, or the order does not allow it: what happened, and what this person had entered."""

    text: str
    entered: list[Fact] = field(default_factory=list)


def find(request: HttpRequest, number: str) -> WorkOrder:
    """The order, for those who may see it; for all others there is none."""
    orders = WorkOrder.objects.visible_to(request.actor).select_related("category", "lead", "merged_into")
    order = orders.filter(number=number).first()
    if order is None:
        raise Http404(_("There is no such order, or you may not see it."))
    return order


def context(
    request: HttpRequest,
    order: WorkOrder,
    *,
    bound: ActionForm | None = None,
    conflict: Conflict | None = None,
    identity: Identity | None = None,
    reveal: Form | None = None,
    add_file: Form | None = None,
) -> dict[str, Any]:
    """Everything templates/petitions/order.html prints."""
    actor, now = request.actor, timezone.now()
    events = list(ledger.history(order))
    said = petitions_of(order)
    units = list(order.assignments.select_related("department").order_by("dispatched_at", "id"))
    panels = order_actions.panels(order, actor, now, bound=bound, asked=request.GET.get("do", ""))
    return {
        "order": order,
        "statutory": statutory_summary.of(order, actor, now),
        "crumbs": [(_("Work orders"), reverse("petitions:orders"))],
        "lamp": stages.lamp(order.status),
        "flags": flags.shown_to(actor, order),
        "steps": stages.steps(order, signed_at=_signed_at(units)),
        "actions": panels,
        "conflict": conflict,
        "is_kept_in_form": any(panel.is_open for panel in panels),
        "petition": said[0],
        "text": confidentiality.text_of(said[0], actor, order, at=now),
        "joined": [(petition, confidentiality.text_of(petition, actor, order, at=now)) for petition in said[1:]],
        "merged": WorkOrder.objects.visible_to(actor).filter(merged_into=order).order_by("id"),
        "reasons": _reasons(order),
        "files": attachments.visible_to(actor, order, at=now),
        "add_file": add_file or AddFile(),
        "entries": _entries(request, order, events, units),
        "faces": _faces(order, events, now),
        "lead": next((row for row in units if row.is_active and row.role == AssignmentRole.LEAD), None),
        "assists": [row for row in units if row.is_active and row.role == AssignmentRole.ASSIST],
        "on_call": _on_call(order, now),
        "slips": factslips.of_order(order, actor),
        "may_write_slip": factslips.may_write(actor, order),
        **order_whistles.context(order, actor, events),
        "has_given_up": False,
        "may_read_results": permissions.may_read_internal_notes(actor, order),
        "may_supervise": supervision_steps.may_draft(actor, order),
        "may_read_dispute": permissions.may_open_arbitrations(actor) or permissions.leads(actor, order),
        **identity_context(request, order, said[0], identity=identity, reveal=reveal),
    }


def identity_context(
    request: HttpRequest,
    order: WorkOrder,
    petition: Petition,
    *,
    identity: Identity | None = None,
    reveal: Form | None = None,
) -> dict[str, Any]:
    """Who said it, masked unless `identity` was revealed just now."""
    actor, now = request.actor, timezone.now()
    return {
        "order": order,
        "identity": identity or confidentiality.identity(petition, actor, order, at=now),
        "may_reveal": hasattr(petition, "petitioner") and confidentiality.may_reveal(actor, order, at=now),
        "reveal": reveal or Reveal(),
        "shown_for": int(disclosures.SHOWN_FOR.total_seconds()),
        "watermark": watermark.of(request.user, at=now),
    }


def petitions_of(order: WorkOrder) -> list[Petition]:
    """The primary petition first. That of an order merged into another is found by its first event."""
    rows = Petition.objects.select_related("petitioner", "target_department").order_by("-is_primary", "id")
    return list(rows.filter(work_order=order)) or [rows.get(number=ledger.history(order)[0].data["petition"])]


def primary(order: WorkOrder) -> Petition:
    return petitions_of(order)[0]


def _signed_at(units: list[Assignment]) -> datetime | None:
    return next((row.signed_at for row in reversed(units) if row.role == AssignmentRole.LEAD), None)


def _on_call(order: WorkOrder, now: datetime) -> OnCall | None:
    """Whom to telephone about a critical order at this hour. Others wait for the morning."""
    if order.lead_id is None or order.urgency != Urgency.CRITICAL or order.status not in OPEN:
        return None
    return rosters.on_call(order.lead_id, now)


def _reasons(order: WorkOrder) -> list[str]:
    suggestion = order.suggestions.order_by("-at", "-id").first()
    return [str(reason) for reason in reasons.from_json(suggestion.because)] if suggestion else []


def _entries(
    request: HttpRequest, order: WorkOrder, events: list[Event], units: list[Assignment]
) -> list[TimelineEntry]:
    reader = timeline.Reader(
        answers=permissions.may_read_answers(request.actor, order),
        internal_notes=permissions.may_read_internal_notes(request.actor, order),
    )
    calls = list(order.follow_ups.filter(petition=None).order_by("at", "id")) if reader.answers else []
    return timeline.entries(events, assignments=units, calls=calls, reader=reader)


def _faces(order: WorkOrder, events: list[Event], now: datetime) -> list[ClockFace]:
    clocks = order.clocks.order_by("started_at", "id")
    return faces.of_clocks(clocks, events, now=now, days=calendar.load())

"""Whose is it, finally? Claim and counter-claim side by side, the duty between them, what was decided in like cases
(screen S10)."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
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
from partyorgs.models import Department, DutyItem
from petitions import confidentiality, faces, flags, permissions, stages, watermark
from petitions.enums import Action, AssignmentRole, Status
from petitions.filters import QueueFilter
from petitions.forms.actions import FORMS
from petitions.forms.base import ActionForm
from petitions.models import Arbitration, DispatchRule, DutyCase, Position, ReturnRequest, WorkOrder
from petitions.views import acting, order_actions, order_page
from petitions.views.attempts import UNTRIED, Outcome, attempt
from petitions.views.rows import dress

STEPS = (Action.STATE_POSITION, Action.PROPOSE_AWARD, Action.AWARD, Action.RECUSE)
LIKE_CASES = 8
PROPOSED = Exists(Arbitration.objects.filter(work_order=OuterRef("pk"), decided_at=None, proposed_at__isnull=False))


@dataclass
class Side:
    """One party: the unit, what it asked for and on what ground, what it says in writing."""

    unit: Department
    leads: bool = False
    returns: list[ReturnRequest] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    if not permissions.may_open_arbitrations(request.actor):
        raise PermissionDenied(_("Disputes are settled by arbitrators and the office."))
    listing = Listing(
        request,
        WorkOrder.objects.visible_to(request.actor).filter(status=Status.ARBITRATING).select_related("lead"),
        filterset=QueueFilter,
        columns=(
            Column("title", _("Petition / number")),
            Column("lead", _("Answers meanwhile")),
            Column("returns", _("Returns asked for"), sort=("return_count", "due_at")),
            Column("state", _("Award")),
            Column("due", _("Deadline"), sort=("due_at",)),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="due",
        row="petitions/_arbitration_row.html",
        caption=_("Arbitration"),
        tabs=(
            Tab("all", _("All")),
            Tab("open", _("No award proposed"), ~Q(PROPOSED), done=_("An award is proposed for every dispute.")),
            Tab("proposed", _("To be awarded"), Q(PROPOSED), done=_("No award waits for a second arbitrator.")),
        ),
        more=("due", "kind", "urgency", "channel", "registered", "confidential", "repeat"),
        empty=Empty(_("No dispute waits for an award."), kind="done"),
    )
    dress(listing.rows, request.actor, timezone.now())
    proposed = Arbitration.objects.filter(work_order__in=listing.rows, decided_at=None).select_related("proposed_lead")
    by_order = {dispute.work_order_id: dispute for dispute in proposed}
    for order in listing.rows:
        order.dispute = by_order.get(order.pk)
    return page(request, "petitions/arbitrations.html", {"listing": listing}, fragment=listing.fragment)


@require_GET
def show(request: HttpRequest, number: str) -> HttpResponse:
    order = _find(request, number)
    if order.status != Status.ARBITRATING:
        return redirect("petitions:order", number)
    return _page(request, order)


@require_POST
def act(request: HttpRequest, number: str, action: str) -> HttpResponse:
    if action not in STEPS:
        raise Http404
    action, order = Action(action), _find(request, number)
    form = FORMS[action](request.POST, order=order, by=request.actor, auto_id=f"{action}-%s")
    outcome = attempt(form, lambda: acting.advance(request, order, action, form))
    if outcome.order is None:
        return _page(request, _find(request, number), form, outcome)
    messages.success(request, acting.done(outcome.order, action))
    return redirect("petitions:arbitration", number)


def _find(request: HttpRequest, number: str) -> WorkOrder:
    """For the office, and for the units the dispute is between."""
    order = order_page.find(request, number)
    if not (request.actor.is_office or request.actor.department_ids() & _party_ids(order)):
        raise PermissionDenied(_("A dispute is read by its parties and the office."))
    return order


def _party_ids(order: WorkOrder) -> set[int]:
    led = order.assignments.filter(role=AssignmentRole.LEAD)
    return set(led.values_list("department_id", flat=True))


def _page(
    request: HttpRequest, order: WorkOrder, form: ActionForm | None = None, outcome: Outcome = UNTRIED
) -> HttpResponse:
    context = _context(request, order, form, outcome)
    return page(request, "petitions/arbitration.html", context, status=outcome.status)


def _context(request: HttpRequest, order: WorkOrder, form: ActionForm | None, outcome: Outcome) -> dict[str, Any]:
    actor, now = request.actor, timezone.now()
    petition = order_page.primary(order)
    dispute = order.arbitrations.select_related("proposed_lead", "held_by").order_by("id").last()
    return {
        "order": order,
        "crumbs": [(_("Arbitration"), reverse("petitions:arbitrations"))],
        "lamp": stages.lamp(order.status),
        "flags": flags.shown_to(actor, order),
        "face": faces.of_order(order, now=now, days=calendar.load()),
        "actions": _panels(order, actor, now, form),
        "conflict": outcome.conflict,
        "dispute": dispute,
        "may_read_proposal": permissions.may_open_arbitrations(actor),
        "proposed_assists": Department.objects.filter(code__in=dispute.proposed_assists if dispute else ()),
        "sides": _sides(order, dispute),
        "duties": _duties(order),
        "cases": _like_cases(order),
        "watermark": watermark.of(request.user, at=now),
        "petition": petition,
        "text": confidentiality.text_of(petition, actor, order, at=now),
    }


def _sides(order: WorkOrder, dispute: Arbitration | None) -> list[Side]:
    """Whoever leads first, then who led before."""
    sides: dict[int, Side] = {}
    led = order.assignments.filter(role=AssignmentRole.LEAD).select_related("department")
    for turn in led.order_by("-dispatched_at", "-id"):
        side = sides.setdefault(turn.department_id, Side(turn.department))
        side.leads = side.leads or turn.is_active
    for request in order.return_requests.select_related("assignment", "suggested").order_by("at", "id"):
        if request.assignment.department_id in sides:
            sides[request.assignment.department_id].returns.append(request)
    said: defaultdict[int, list[Position]] = defaultdict(list)
    if dispute:
        for position in dispute.positions.order_by("at", "id"):
            said[position.department_id].append(position)
    for unit_id, side in sides.items():
        side.positions = said[unit_id]
    return list(sides.values())


def _duties(order: WorkOrder) -> list[DutyItem]:
    """What the duty list says of the category, item by item."""
    codes = DispatchRule.objects.filter(category=order.category_id).order_by().values("duty_code")
    items = DutyItem.objects.active(timezone.localdate()).filter(code__in=codes)
    return list(items.select_related("lead").prefetch_related("cooperating").order_by("code"))


def _like_cases(order: WorkOrder) -> list[DutyCase]:
    cases = DutyCase.objects.filter(category=order.category_id, is_active=True).select_related("lead")
    return list(cases.order_by("-decided_at", "-id")[:LIKE_CASES])


def _panels(order: WorkOrder, actor: Actor, now: datetime, bound: ActionForm | None) -> list[ActionPanel]:
    return [
        replace(panel, url=reverse("petitions:arbitration-act", args=[order.number, panel.key]))
        for panel in order_actions.panels(order, actor, now, bound=bound)
        if panel.key in STEPS
    ]

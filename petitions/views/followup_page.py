"""What the page of one call shows: what was asked and done, whom to call, and the questions; or, once rework has been
proposed, what the office has to decide. Reads, never writes."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import calendar
from core.components import ActionPanel
from core.htmx import page
from petitions import confidentiality, faces, flags, permissions, stages, verification, voices
from petitions.case import Case
from petitions.enums import Action, Matter
from petitions.forms.base import ActionForm
from petitions.forms.call import Call, CloseAfterAll
from petitions.forms.judging import MissCall, ProposeFinal, Rework
from petitions.models import Petition, WorkOrder
from petitions.views import order_page
from petitions.views.attempts import UNTRIED, Outcome

DECISIONS = (Action.REWORK, Action.CLOSE, Action.PROPOSE_FINAL)


def show(
    request: HttpRequest, order: WorkOrder, form: ActionForm | None = None, outcome: Outcome = UNTRIED
) -> HttpResponse:
    """`form` is one that came back with what is in its way."""
    if outcome.conflict:
        order = order_page.find(request, order.number)
    context = _context(request, order, timezone.now()) | _asked(request, order, form)
    context["conflict"] = outcome.conflict
    return page(request, "petitions/follow_up.html", context, status=outcome.status)


def _context(request: HttpRequest, order: WorkOrder, now: datetime) -> dict[str, Any]:
    petition = order_page.primary(order)
    return {
        "order": order,
        "crumbs": [(_("Follow-ups"), reverse("petitions:follow-ups"))],
        "lamp": stages.lamp(order.status),
        "flags": flags.shown_to(request.actor, order),
        "face": faces.of_order(order, now=now, days=calendar.load()),
        "petition": petition,
        "text": confidentiality.text_of(petition, request.actor, order, at=now),
        "reply": order.replies.order_by("-at", "-id").first(),
        "calls": order.follow_ups.filter(petition=None).order_by("-at", "-id"),
        "joined": voices.tally(voices.of(order)),
        "attempts": verification.ATTEMPTS,
        "is_calling_time": verification.is_calling_time(now),
        **order_page.identity_context(request, order, petition),
    }


def _asked(request: HttpRequest, order: WorkOrder, form: ActionForm | None) -> dict[str, Any]:
    """The questions of the call, or those of the decision."""
    actor = request.actor
    case = Case(order, Petition())
    if order.rework_proposed:
        if not permissions.may(actor, Action.REWORK, case) or order.has_open(Matter.FINAL_REPLY):
            return {"decisions": []}
        return {"decisions": [_decision(action, request, order, form) for action in _open_to(order)]}
    call = form if isinstance(form, Call) else Call(order=order, by=actor)
    return {
        "call": call,
        "miss": MissCall(order=order, by=actor, auto_id="missed-%s"),
        "miss_consequence": MissCall.consequence(order),
        "may_close_unrated": order.missed_calls >= verification.ATTEMPTS,
        "refusal": form.non_field_errors() if form and not isinstance(form, Call) else [],
    }


def _open_to(order: WorkOrder) -> tuple[Action, ...]:
    """The likely one first: rework while rounds of it are left, then a final reply."""
    return DECISIONS if order.round <= verification.MAX_REWORKS else DECISIONS[:0:-1]


def decision_form(action: Action, request: HttpRequest, order: WorkOrder, data: QueryDict | None = None) -> ActionForm:
    common = {"order": order, "by": request.actor, "auto_id": f"{action}-%s"}
    if action == Action.REWORK:
        return Rework(data, **common)
    if action == Action.PROPOSE_FINAL:
        return ProposeFinal(data, **common)
    answered = order.follow_ups.filter(is_reached=True, petition=None).order_by("-at", "-id").first()
    return CloseAfterAll(data, answered=answered, **common)


def _decision(action: Action, request: HttpRequest, order: WorkOrder, bound: ActionForm | None) -> ActionPanel:
    form = decision_form(action, request, order)
    is_back = type(bound) is type(form)
    return ActionPanel(
        key=action,
        label=_("Close after all") if action == Action.CLOSE else capfirst(action.label),
        url=reverse("petitions:follow-up-decision", args=[order.number, action]),
        consequence=form.consequence(order),
        form=bound if is_back and bound else form,
        is_primary=action == _open_to(order)[0],
        is_open=is_back or action == _open_to(order)[0],
        hidden=(("version", order.version),),
    )

"""Taking a step with an order: one address for every action, and a kind word for whoever was second."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.components import Fact
from core.htmx import page
from petitions import conflicts, integrity, workflow
from petitions.case import Case
from petitions.enums import Action, Status
from petitions.forms.actions import FORMS
from petitions.forms.base import ActionForm
from petitions.models import WorkOrder
from petitions.refusals import NotAllowed, NotPermitted
from petitions.transitions import BY_ACTION, SAME
from petitions.views import order_page
from petitions.views.order_page import Conflict

UNDONE_BY = {Action.SIGN: Action.UNDO_SIGN}  # a slip of the hand is taken back where its message stands


@require_POST
def act(request: HttpRequest, number: str, action: str) -> HttpResponse:
    if action not in FORMS:
        raise Http404
    order, action = order_page.find(request, number), Action(action)
    form = FORMS[action](request.POST, order=order, by=request.actor, auto_id=f"{action}-%s")
    try:
        workflow.must_be_open(Case.of(order), action, by=request.actor)
    except NotPermitted as refusal:
        integrity.watch(order, action, by=request.actor, at=timezone.now())
        raise PermissionDenied(str(refusal)) from refusal
    except NotAllowed as refusal:
        return _refused(request, form, refusal)
    if not form.is_valid():
        return _page(request, order, form, status=422)
    try:
        order = advance(request, order, action, form)
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except NotAllowed as refusal:
        return _refused(request, form, refusal)
    messages.success(request, done(order, action), extra_tags=_undo(order, action))
    return redirect(_next(request, order))


@transaction.atomic
def advance(request: HttpRequest, order: WorkOrder, action: Action, form: ActionForm) -> WorkOrder:
    if BY_ACTION[action].target == SAME:
        conflicts.must_be_unchanged(order, request.POST.get("version", ""))
    return workflow.advance(order, action, by=request.actor, at=timezone.now(), **form.said)


def _refused(request: HttpRequest, form: ActionForm, refusal: NotAllowed) -> HttpResponse:
    """The order as it is now. What was typed stays: in its form where it can be sent again, else to be copied."""
    order = order_page.find(request, form.order.number)
    is_second = refusal.code in conflicts.SECOND
    text = conflicts.who_was_first(order, request.actor) if is_second else str(refusal)
    if refusal.field in form.fields:
        form.add_error(refusal.field, text)
        return _page(request, order, form, status=422)
    if form.is_valid():
        form.add_error(None, text)
    return _page(request, order, form, Conflict(text, entered(form)), status=409)


def entered(form: ActionForm) -> list[Fact]:
    """The texts somebody would not like to type again."""
    return [
        Fact(bound.label, bound.value())
        for bound in form.visible_fields()
        if isinstance(bound.field, forms.CharField) and bound.value()
    ]


def _page(
    request: HttpRequest, order: WorkOrder, form: ActionForm, conflict: Conflict | None = None, *, status: int
) -> HttpResponse:
    context = order_page.context(request, order, bound=form, conflict=conflict)
    return page(request, "petitions/order.html", context, status=status)


def done(order: WorkOrder, action: Action) -> str:
    values = {"number": order.number, "action": capfirst(action.label), "status": Status(order.status).label}
    return _("%(number)s: “%(action)s” is done; the order is now “%(status)s”.") % values


def _undo(order: WorkOrder, action: Action) -> str:
    """What templates/_components/messages.html makes a button of."""
    return f"undo {reverse('petitions:act', args=[order.number, UNDONE_BY[action]])}" if action in UNDONE_BY else ""


def _next(request: HttpRequest, order: WorkOrder) -> str:
    """Back to the list the button stood in, if it was one of ours; else to the order."""
    asked = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return asked
    return reverse("petitions:order", args=[order.number])

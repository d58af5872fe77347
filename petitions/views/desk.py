"""The dispatch desk: who waits, what it is about, and to whom it goes."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.actors import Actor
from core.htmx import page
from petitions import permissions, proposals, workflow
from petitions.enums import Action, Status
from petitions.forms.actions import FORMS
from petitions.forms.sending import Send
from petitions.models import WorkOrder
from petitions.views import acting, desk_page
from petitions.views.attempts import attempt

CHOSEN = ("category", "kind", "urgency")
ACCEPT_ONLY = "accept"


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    _allow(request.actor)
    number = request.GET.get("order", "")
    asked = desk_page.queue(request.actor).filter(number=number).select_related("category", "target_department")
    return desk_page.show(request, asked.first() if number.isalnum() else None)


@require_POST
def send(request: HttpRequest, number: str) -> HttpResponse:
    """Accept and give out in one go, or only accept and leave the rest to the duty list."""
    _allow(request.actor)
    order, now = desk_page.find(request.actor, number), timezone.now()
    is_dispatched = request.POST.get("step") != ACCEPT_ONLY
    form = desk_page.form_of(order, request.actor, now, data=request.POST, is_dispatched=is_dispatched)
    outcome = attempt(form, lambda: _send(order, form, request.actor, now, is_dispatched=is_dispatched))
    if outcome.order is None:
        return desk_page.show(request, order, outcome, send=form)
    if is_dispatched:
        said = _("%(number)s has gone to %(unit)s.") % {"number": number, "unit": form.cleaned_data["lead"]}
    else:
        said = _("%(number)s is accepted and being routed by the duty list.") % {"number": number}
    messages.success(request, said)
    return redirect("petitions:desk")


@transaction.atomic
def _send(order: WorkOrder, form: Send, by: Actor, at: datetime, *, is_dispatched: bool) -> WorkOrder:
    """Two steps or none: an order whose unit is refused stays as it was."""
    if order.status == Status.REGISTERED or not is_dispatched:
        order = workflow.advance(order, Action.ACCEPT, by=by, at=at, **form.acceptance)
    if is_dispatched:
        order = workflow.advance(order, Action.DISPATCH, by=by, at=at, **form.dispatch)
    return order


@require_POST
def end(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Answer directly, or do not accept."""
    _allow(request.actor)
    if action not in desk_page.ENDING:
        raise Http404
    action, order = Action(action), desk_page.find(request.actor, number)
    form = FORMS[action](request.POST, order=order, by=request.actor, auto_id=f"{action}-%s")
    outcome = attempt(form, lambda: acting.advance(request, order, action, form))
    if outcome.order is None:
        return desk_page.show(request, order, outcome, ending=form)
    messages.success(request, acting.done(outcome.order, action))
    return redirect("petitions:desk")


@require_GET
def proposal(request: HttpRequest, number: str) -> HttpResponse:
    """Who would lead and until when, with what is now chosen at the desk."""
    _allow(request.actor)
    order = desk_page.find(request.actor, number)
    draft = proposals.as_chosen(order, **{name: request.GET.get(name, "") for name in CHOSEN})
    form = desk_page.form_of(draft, request.actor, timezone.now(), is_changed=True)
    return page(request, "petitions/_proposal.html", {"order": order, "send": form})


def _allow(actor: Actor) -> None:
    if not permissions.may_open_desk(actor):
        raise PermissionDenied(_("The desk belongs to intake, dispatchers, supervisors and the office."))

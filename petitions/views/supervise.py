"""From an order to driving its unit: a supervision drawn up by hand, or a reminder with its receipts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core import calendar
from core.components import ActionPanel
from core.htmx import page
from petitions import faces, flags, stages, supervision, supervision_steps, urging
from petitions.forms.supervision import Draft, Urge
from petitions.models import WorkOrder
from petitions.refusals import NotAllowed
from petitions.supervision_steps import NotYours, Step
from petitions.views import order_page


@require_http_methods(["GET", "HEAD", "POST"])
def supervise(request: HttpRequest, number: str) -> HttpResponse:
    order = _find(request, number)
    if request.method != "POST":
        return _page(request, order)
    if not supervision_steps.may_draft(request.actor, order):
        raise PermissionDenied(str(NotYours(Step.DRAFT)))
    form = Draft(request.POST, auto_id="draft-%s")
    if not form.is_valid():
        return _page(request, order, draft=form, status=422)
    row = supervision.draft(order, by=request.actor, at=timezone.now(), **form.cleaned_data)
    if row is None:
        form.add_error("trigger", _("This occasion is being followed up already: see below."))
        return _page(request, order, draft=form, status=409)
    messages.success(request, _("The draft is there. It goes to the unit once somebody issues it."))
    return redirect("petitions:supervision", row.pk)


@require_POST
def urge(request: HttpRequest, number: str) -> HttpResponse:
    order, form = _find(request, number), Urge(request.POST, auto_id="urge-%s")
    if not form.is_valid():
        return _page(request, order, reminder=form, status=422)
    try:
        told = urging.urge(order, by=request.actor, at=timezone.now(), **form.cleaned_data)
    except urging.NotUrging as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, order, reminder=form, status=409)
    text = ngettext("%(n)s person of the unit has been told.", "%(n)s people of the unit have been told.", len(told))
    messages.success(request, text % {"n": len(told)})
    return redirect("petitions:supervise", number)


def _find(request: HttpRequest, number: str) -> WorkOrder:
    order = order_page.find(request, number)
    if not (supervision_steps.may_draft(request.actor, order) or urging.may_urge(request.actor, order)):
        raise PermissionDenied(_("Units are driven by the office, from outside the unit."))
    return order


def _page(
    request: HttpRequest, order: WorkOrder, *, draft: Draft | None = None, reminder: Urge | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor, now, days = request.actor, timezone.now(), calendar.load()
    context = {
        "order": order,
        "crumbs": [(_("Supervision"), reverse("petitions:supervisions"))],
        "lamp": stages.lamp(order.status),
        "flags": flags.shown_to(actor, order),
        "face": faces.of_order(order, now=now, days=days),
        "actions": list(_panels(request, order, draft, reminder)),
        "last": urging.last_of(order),
        "open": supervision.open_for(order).select_related("department"),
    }
    return page(request, "petitions/supervise.html", context, status=status)


def _panels(request: HttpRequest, order: WorkOrder, draft: Draft | None, reminder: Urge | None) -> Any:
    actor = request.actor
    if supervision_steps.may_draft(actor, order):
        yield ActionPanel(
            key="draft",
            label=capfirst(Step.DRAFT.label),
            url=reverse("petitions:supervise", args=[order.number]),
            consequence=_("A draft for the unit that leads now; it is sent once the approver of its level issues it."),
            form=draft or Draft(auto_id="draft-%s"),
            is_primary=True,
            is_open=draft is not None,
        )
    if urging.may_urge(actor, order):
        yield ActionPanel(
            key="urge",
            label=_("Remind the unit"),
            url=reverse("petitions:urge", args=[order.number]),
            consequence=_("Everybody of the unit who may sign or handle is told now; again after four hours at most."),
            form=reminder or Urge(auto_id="urge-%s"),
            disabled_reason="" if order.lead_id and order.is_open else _("Nobody leads this order now."),
            is_open=reminder is not None,
        )

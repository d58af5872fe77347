"""What the dispatch desk shows: the queue, one order of it, and to whom it could go. Reads, never writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from core.components import NATURAL_DAY, ActionPanel, Empty, spell
from core.htmx import page
from petitions import confidentiality, deadlines, flags, permissions, proposals, watermark, workflow
from petitions.case import Case
from petitions.enums import Action, Urgency
from petitions.flags import Flag
from petitions.forms.actions import FORMS
from petitions.forms.base import ActionForm
from petitions.forms.sending import Send
from petitions.models import Petition, ReturnRequest, WorkOrder
from petitions.views import alike
from petitions.views.attempts import UNTRIED, Outcome

PAGE = 50
ENDING = (Action.ANSWER, Action.REFUSE)  # what can be done with an order instead of giving it out


@dataclass(frozen=True)
class Row:
    """An order in the queue."""

    order: WorkOrder
    waiting: str
    flags: list[Flag]
    url: str
    is_current: bool


def queue(actor: Actor) -> models.QuerySet[WorkOrder]:
    """Urgent ones first, then who has waited longest; those the worker has not looked at yet come last."""
    return (
        WorkOrder.objects.visible_to(actor)
        .at_the_desk()
        .annotate(
            is_early=_rank(models.When(routed_at=None, then=1)),
            hurry=_rank(models.When(urgency=Urgency.CRITICAL, then=-2), models.When(urgency=Urgency.URGENT, then=-1)),
        )
        .order_by("is_early", "hurry", "clock_started_at", "id")
    )


def _rank(*cases: models.When) -> models.Case:
    return models.Case(*cases, default=0, output_field=models.IntegerField())


def find(actor: Actor, number: str) -> WorkOrder:
    orders = WorkOrder.objects.visible_to(actor).select_related("category", "lead", "target_department")
    order = orders.filter(number=number).first()
    if order is None:
        raise Http404(_("There is no such order, or you may not see it."))
    return order


def form_of(order: WorkOrder, actor: Actor, now: datetime, *, is_changed: bool = False, **kwargs: Any) -> Send:
    """The form of the third pane, with a proposal for the order as stored, or as changed at the desk."""
    stored = None if is_changed else order.suggestions.order_by("-at", "-id").first()
    machine = deadlines.clockwork()
    proposal = proposals.propose(order, returns=_returns(order), stored=stored, machine=machine, at=now)
    return Send(order=order, by=actor, proposal=proposal, **kwargs)


def show(
    request: HttpRequest,
    order: WorkOrder | None,
    outcome: Outcome = UNTRIED,
    *,
    send: Send | None = None,
    ending: ActionForm | None = None,
) -> HttpResponse:
    """The desk with one order open, the first of the queue if none is given or somebody else has dealt with it."""
    now = timezone.now()
    waiting = Paginator(queue(request.actor), PAGE).get_page(request.GET.get("page"))
    if order is None or outcome.conflict:
        order, send, ending = next(iter(waiting), None), None, None
    context = {
        "waiting": waiting,
        "rows": [_row(each, waiting, order, request.actor, now) for each in waiting],
        "order": order,
        "conflict": outcome.conflict,
        "empty": None if order else _empty(now),
    }
    if order:
        context |= _details(request.actor, order, now, send, ending)
        context["watermark"] = watermark.of(request.user, at=now)
    return page(request, "petitions/desk.html", context, status=outcome.status)


def _row(each: WorkOrder, waiting: Page, current: WorkOrder | None, actor: Actor, now: datetime) -> Row:
    since = each.clock_started_at or each.registered_at
    query = urlencode({"order": each.number, "page": waiting.number})
    return Row(
        each,
        spell(now - since, day=NATURAL_DAY, working=False),
        flags.shown_to(actor, each),
        f"{reverse('petitions:desk')}?{query}#order",
        is_current=each == current,
    )


def _details(
    actor: Actor, order: WorkOrder, now: datetime, send: Send | None, ending: ActionForm | None
) -> dict[str, Any]:
    petition = Petition.objects.select_related("petitioner").get(work_order=order, is_primary=True)
    case = Case(order, petition)
    legal = workflow.legal(case, by=actor)
    send = send or form_of(order, actor, now)
    return {
        "petition": petition,
        "text": confidentiality.text_of(petition, actor, order, at=now),
        "identity": confidentiality.identity(petition, actor, order, at=now),
        "flags": flags.shown_to(actor, order),
        "alike": alike.of_order(order, petition, actor, now),
        "returns": _returns(order),
        "send": send,
        "may_accept": Action.ACCEPT in legal,
        "may_dispatch": permissions.may(actor, Action.DISPATCH, case),
        "endings": [_ending(order, action, actor, ending) for action in ENDING if action in legal],
    }


def _returns(order: WorkOrder) -> list[ReturnRequest]:
    rows = ReturnRequest.objects.filter(work_order=order).order_by("at", "id")
    return list(rows.select_related("assignment__department", "suggested"))


def _ending(order: WorkOrder, action: Action, actor: Actor, bound: ActionForm | None) -> ActionPanel:
    kind = FORMS[action]
    is_back = type(bound) is kind
    return ActionPanel(
        key=action,
        label=capfirst(action.label),
        url=reverse("petitions:desk-end", args=[order.number, action]),
        consequence=kind.consequence(order),
        form=bound if is_back else kind(order=order, by=actor, auto_id=f"{action}-%s"),
        is_open=is_back,
    )


def _empty(now: datetime) -> Empty:
    """The fact of the day, and nothing more."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    count = WorkOrder.objects.filter(dispatched_at__gte=midnight).count()
    text = ngettext("%(n)s order was dispatched today.", "%(n)s orders were dispatched today.", count) % {"n": count}
    return Empty(_("The queue is empty."), text, kind="done")

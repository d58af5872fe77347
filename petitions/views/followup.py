"""Calling back: the queue, one call after the other, and the reworks the office has to decide on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.actors import Actor
from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from petitions import permissions, verification, voices
from petitions.enums import Action, Status
from petitions.filters import QueueFilter
from petitions.forms.base import ActionForm
from petitions.forms.call import Call
from petitions.forms.judging import Close, MissCall
from petitions.models import WorkOrder
from petitions.views import acting, followup_page, order_page, turns
from petitions.views.attempts import attempt
from petitions.views.rows import dress

IN_QUEUE = Q(status=Status.FOLLOW_UP)
CALLS, REWORKS = IN_QUEUE & Q(rework_proposed=False), IN_QUEUE & Q(rework_proposed=True)


def calling(actor: Actor) -> QuerySet[WorkOrder]:
    """Callers never belong to the unit whose work they ask about."""
    return WorkOrder.objects.visible_to(actor).exclude(lead_id__in=actor.department_ids())


def queue(actor: Actor) -> QuerySet[WorkOrder]:
    return calling(actor).filter(IN_QUEUE)


def _allow(actor: Actor) -> None:
    if not permissions.may_open_follow_ups(actor):
        raise PermissionDenied(_("Calls are made by callers and the office."))


# --- the queue


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    _allow(request.actor)
    listing = _listing(request)
    dress(listing.rows, request.actor, timezone.now())
    for order in listing.rows:
        order.call_url = _call_url(order, listing.tab.key)
    first = queue(request.actor).filter(CALLS).by_due().first() if listing.counts["calls"] else None
    context = {"listing": listing, "first": first, "attempts": verification.ATTEMPTS}
    return page(request, "petitions/follow_ups.html", context, fragment=listing.fragment)


def _call_url(order: WorkOrder, tab: str) -> str:
    name = "petitions:voices" if tab == "joined" else "petitions:follow-up"
    return reverse(name, args=[order.number])


def _listing(request: HttpRequest) -> Listing:
    return Listing(
        request,
        calling(request.actor).filter(IN_QUEUE | voices.has_some_to_tell()).select_related("lead"),
        filterset=QueueFilter,
        columns=(
            Column("title", _("Petition / number")),
            Column("lead", _("Lead")),
            Column("result", _("Result")),
            Column("calls", _("Calls"), sort=("missed_calls", "due_at")),
            Column("due", _("Deadline"), sort=("due_at",)),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="due",
        row="petitions/_follow_up_row.html",
        caption=_("Follow-ups"),
        tabs=(
            Tab("calls", _("To be called"), CALLS, done=_("Everybody has been called.")),
            Tab("reworks", _("Reworks to decide"), REWORKS, alert=True, done=_("No rework waits for a decision.")),
            Tab(
                "joined",
                _("Joined, to be told"),
                voices.has_some_to_tell(),
                done=_("Everybody whose petition joined an order has been told."),
            ),
        ),
        more=("due", "kind", "urgency", "channel", "registered", "confidential", "repeat"),
        empty=Empty(_("Everybody has been called."), kind="done"),
    )


# --- one call


@require_GET
def show(request: HttpRequest, number: str) -> HttpResponse:
    _allow(request.actor)
    order = order_page.find(request, number)
    if order.status != Status.FOLLOW_UP or order.lead_id in request.actor.department_ids():
        return redirect("petitions:order", number)
    return followup_page.show(request, order)


@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Q1 to Q5: they close the order, or propose rework to the office."""
    order = _asked(request, number)
    form = Call(request.POST, order=order, by=request.actor)
    outcome = attempt(form, lambda: acting.advance(request, order, form.action, form))
    if outcome.order is None:
        return followup_page.show(request, order, form, outcome)
    return _onward(request, order, form.what_follows)


@require_POST
def consequence(request: HttpRequest, number: str) -> HttpResponse:
    """What the answers so far lead to, said before they are sent."""
    order = _asked(request, number)
    form = Call(request.POST, order=order, by=request.actor)
    text = form.what_follows if form.is_valid() else next(iter(form.errors.get("cause", [])), "")
    return page(request, "petitions/_call_consequence.html", {"text": text})


@require_POST
def missed(request: HttpRequest, number: str) -> HttpResponse:
    order = _asked(request, number)
    form = MissCall(request.POST, order=order, by=request.actor)
    return _take(request, order, Action.MISS_CALL, form)


@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    """After three unanswered calls: unrated, outside the outcome rates."""
    order = _asked(request, number)
    form = Close({}, order=order, by=request.actor)
    return _take(request, order, Action.CLOSE, form)


@require_POST
def decide(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Answers put to the office: rework ordered, the order closed after a second reading, or a final reply proposed."""
    if action not in followup_page.DECISIONS:
        raise Http404
    order = _asked(request, number)
    form = followup_page.decision_form(Action(action), request, order, request.POST)
    return _take(request, order, Action(action), form)


def _asked(request: HttpRequest, number: str) -> WorkOrder:
    """The page of a call shows what petitioners answered, also when a form comes back."""
    _allow(request.actor)
    order = order_page.find(request, number)
    if order.lead_id in request.actor.department_ids():
        raise PermissionDenied(_("Callers never belong to the unit whose work they ask about."))
    return order


def _take(request: HttpRequest, order: WorkOrder, action: Action, form: ActionForm) -> HttpResponse:
    outcome = attempt(form, lambda: acting.advance(request, order, action, form))
    if outcome.order is None:
        return followup_page.show(request, order, form, outcome)
    return _onward(request, order, acting.done(outcome.order, action))


def _onward(request: HttpRequest, order: WorkOrder, text: str) -> HttpResponse:
    """To the next call, or the next decision for whoever was deciding."""
    messages.success(request, order.number + _(": ") + text)
    pile = REWORKS if order.rework_proposed else CALLS
    upcoming = turns.after(order, queue(request.actor).filter(pile))
    if upcoming:
        return redirect("petitions:follow-up", upcoming.number)
    return redirect("petitions:follow-ups")

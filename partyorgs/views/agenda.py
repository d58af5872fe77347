"""The agenda pool: what waits for a meeting, raised by hand or by a page that found it, and dropped with a reason."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import ledger
from core.components import ActionPanel, Empty, TimelineEntry
from core.htmx import page
from core.listing import Column, Listing, Tab
from core.models import Event
from partyorgs import agenda, permissions
from partyorgs.enums import AgendaState
from partyorgs.forms.agenda import AgendaFilter, Drop, RaiseItem
from partyorgs.models import AgendaItem
from partyorgs.views.posts import allow
from partyorgs.views.trying import attempt


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow(request)
    listing = Listing(
        request,
        AgendaItem.objects.all(),
        filterset=AgendaFilter,
        columns=(
            Column("title", _("Item"), sort=("title",)),
            Column("source", _("Came from")),
            Column("by", _("Raised by")),
            Column("at", _("Raised at"), sort=("raised_at",)),
        ),
        sort="-at",
        row="partyorgs/_agenda_row.html",
        caption=_("Agenda pool"),
        tabs=tuple(Tab(state, state.label, Q(state=state)) for state in AgendaState),
        empty=Empty(_("Nothing waits for a meeting"), _("Gaps in the duty lists and stuck matters are raised here.")),
    )
    context = {"listing": listing, "now": timezone.now(), "may_raise": permissions.may_raise(request.actor)}
    return page(request, "partyorgs/agenda.html", context, fragment=listing.fragment)


@require_http_methods(["GET", "POST"])
def raise_by_hand(request: HttpRequest) -> HttpResponse:
    if not permissions.may_raise(request.actor):
        raise PermissionDenied(_("Units and the office raise items for a meeting."))
    form = RaiseItem(request.POST or None)
    made: list[AgendaItem] = []
    more = {"source": agenda.BY_HAND, "source_key": "", "address": "", "by": request.actor, "at": timezone.now()}
    if form.is_bound and attempt(form, lambda said: made.append(agenda.raise_item(**said, **more))):
        messages.success(request, _("The item waits in the pool."))
        return redirect("partyorgs:agenda-item", made[0].pk)
    context = {"form": form, "crumbs": _crumbs()}
    return page(request, "partyorgs/agenda_new.html", context, status=422 if form.is_bound else 200)


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    allow(request)
    return _one(request, get_object_or_404(AgendaItem, pk=pk))


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(AgendaItem, pk=pk)
    if not permissions.may_keep(request.actor):
        raise PermissionDenied(_("Only an administrator of the office drops an item."))
    form = Drop(request.POST, auto_id="drop-%s")
    if not attempt(form, lambda said: agenda.drop(item, **said, by=request.actor, at=timezone.now())):
        return _one(request, get_object_or_404(AgendaItem, pk=pk), form, status=422)
    messages.success(request, _("The item is dropped."))
    return redirect("partyorgs:agenda-item", pk)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Agenda pool"), reverse("partyorgs:agenda"))]


def _one(request: HttpRequest, item: AgendaItem, bound: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    may_drop = permissions.may_keep(request.actor) and item.state == AgendaState.POOL
    panel = ActionPanel(
        key="drop", label=_("Drop"), url=reverse("partyorgs:agenda-drop", args=[item.pk]),
        consequence=_("No meeting will hear of it. Whoever raised it reads why."),
        form=bound or Drop(auto_id="drop-%s"), is_open=bound is not None,
    )  # fmt: skip
    context = {
        "item": item,
        "actions": [panel] if may_drop or bound else [],
        "entries": [_entry(event) for event in ledger.history(item).order_by("-seq")],
        "now": timezone.now(),
        "crumbs": _crumbs(),
    }
    return page(request, "partyorgs/agenda_item.html", context, status=status)


def _entry(event: Event) -> TimelineEntry:
    titles = {agenda.RAISED: _("Raised"), agenda.DROPPED: _("Not taken up")}
    return TimelineEntry(
        event.at, event.by_name, titles.get(event.kind, event.kind), quote=event.data.get("reason", "")
    )

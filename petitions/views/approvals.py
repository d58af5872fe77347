"""What waits to be decided beside the way of an order, in one place (screen S11). Deciding is done on the order."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.components import Empty
from core.htmx import page
from core.listing import BulkAction, Column, Listing, Tab
from petitions import approvals, bulk
from petitions.approvals import Pile
from petitions.enums import Action
from petitions.filters import QueueFilter
from petitions.models import WorkOrder
from petitions.views.rows import dress


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    decisions = listing(request)
    pile = next(pile for pile in approvals.piles_of(request.actor) if pile.key == decisions.tab.key)
    dress(decisions.rows, request.actor, timezone.now())
    asked = approvals.asked(pile, decisions.rows)
    for order in decisions.rows:
        order.asked, order.decided_by = asked.get(order.pk), pile.action
    return page(request, "petitions/approvals.html", {"listing": decisions}, fragment=decisions.fragment)


def listing(request: HttpRequest) -> Listing:
    actor = request.actor
    piles = approvals.piles_of(actor)
    if not piles:
        raise PermissionDenied(_("Requests are decided by dispatchers, the office and the deputy convener."))
    orders = WorkOrder.objects.visible_to(actor).exclude(open_matters="").exclude(lead_id__in=actor.partial_to)
    return Listing(
        request,
        orders.select_related("lead"),
        filterset=QueueFilter,
        columns=(
            Column("title", _("Petition / number")),
            Column("lead", _("Lead")),
            Column("asked", _("Asked for")),
            Column("moves", _("Due moment")),
            Column("due", _("Deadline"), sort=("due_at",)),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="due",
        row="petitions/_approval_row.html",
        caption=_("To be decided"),
        tabs=[Tab(pile.key, pile.label, pile.where, done=_("Nothing waits for a decision.")) for pile in piles],
        more=("due", "kind", "urgency", "channel", "registered", "confidential", "repeat"),
        bulk=_bulk(request, piles),
        empty=Empty(_("Nothing waits for a decision."), kind="done"),
    )


def _bulk(request: HttpRequest, piles: Sequence[Pile]) -> list[BulkAction]:
    """More time is granted to many with one word; everything else is decided case by case."""
    shown = next((pile for pile in piles if pile.key == request.GET.get("tab")), piles[0])
    is_time = shown.action == Action.EXTEND
    return [BulkAction(bulk.EXTEND.label, reverse("petitions:approvals-extend"))] if is_time else []

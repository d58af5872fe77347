"""From hand to hand: orders that changed hands or were refused, and what each unit refused (推诿台账)."""

from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from petitions import deadlines, hops
from petitions.enums import OPEN
from petitions.filters import QueueFilter
from petitions.models import WorkOrder
from petitions.models.workorder import HANDED_ON
from petitions.views.rows import dress

YEAR = timedelta(days=365)


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """The office sees all units, a unit what it had a hand in."""
    actor, now = request.actor, timezone.now()
    listing = Listing(
        request,
        WorkOrder.objects.visible_to(actor).filter(HANDED_ON).select_related("lead"),
        filterset=QueueFilter,
        columns=(
            Column("title", _("Petition / number"), sort=("registered_at",)),
            Column("hops", _("Changed hands"), sort=("lead_count",)),
            Column("held", _("Who held it")),
            Column("charged", _("Wrongly refused by")),
            Column("state", _("Now with")),
        ),
        sort="-title",
        row="petitions/_hop_row.html",
        caption=_("From hand to hand"),
        tabs=(Tab("open", _("Not closed"), Q(status__in=OPEN)), Tab("all", _("All"))),
        more=("due", "kind", "urgency", "channel", "registered", "confidential", "repeat"),
        empty=Empty(_("No order has changed hands or was refused."), kind="done"),
    )
    dress(listing.rows, actor, now)
    trails = hops.trails(listing.rows, at=now, machine=deadlines.clockwork())
    for order in listing.rows:
        order.trail = trails[order.pk]
    units = None if actor.is_office else actor.department_ids()
    context = {"listing": listing, "refusals": hops.refusals(since=now - YEAR, unit_ids=units)}
    return page(request, "petitions/hops.html", context, fragment=listing.fragment)

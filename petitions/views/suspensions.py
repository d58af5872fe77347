"""挂账台账: what is suspended, who answers for it and until when; and how much of it was cleared (practice §2.7)."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.actors import Actor
from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from petitions.enums import OPEN, RequestState, Status
from petitions.filters import SuspensionFilter
from petitions.models import Suspension, WorkOrder

IN_FORCE = Q(state=RequestState.GRANTED)
CLEARED = Q(state=RequestState.ENDED, work_order__status__in=[Status.CLOSED, Status.ARCHIVED])


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    seen = WorkOrder.objects.visible_to(request.actor)
    ledger = Suspension.objects.filter(state__in=[RequestState.GRANTED, RequestState.ENDED], work_order__in=seen)
    today = timezone.localdate()
    listing = Listing(
        request,
        ledger.select_related("work_order", "department"),
        filterset=SuspensionFilter,
        columns=(
            Column("order", _("Petition / number")),
            Column("unit", _("Unit and leader")),
            Column("cause", _("Cause"), sort=("cause",)),
            Column("measure", _("Interim measure and plan")),
            Column("begun", _("Suspended"), sort=("begun_at",)),
            Column("review", _("Next review"), sort=("review_on",)),
            Column("end", _("Ended as")),
        ),
        sort="review",
        row="petitions/_suspension_row.html",
        caption=_("Suspended orders"),
        tabs=(
            Tab("in_force", _("Still suspended"), IN_FORCE, done=_("Nothing is suspended.")),
            Tab("due", _("Review due"), IN_FORCE & Q(review_on__lte=today), alert=True, done=_("No review is due.")),
            Tab("resumed", _("Resumed"), Q(state=RequestState.ENDED) & ~CLEARED),
            Tab("cleared", _("Cleared"), CLEARED),
        ),
        empty=Empty(_("Nothing is suspended."), kind="done"),
    )
    for row in listing.rows:
        row.is_cleared = row.work_order.status in (Status.CLOSED, Status.ARCHIVED)
        row.is_review_due = row.state == RequestState.GRANTED and row.review_on <= today
    context = {"listing": listing, "shares": _shares(request.actor, listing)}
    return page(request, "petitions/suspensions.html", context, fragment=listing.fragment)


def _shares(actor: Actor, listing: Listing) -> dict[str, float | int | None]:
    """挂账率 and 挂账销号率, shown beside each other so that neither polishes the figures."""
    counts = WorkOrder.objects.visible_to(actor).filter(status__in=OPEN).aggregate(
        open=Count("pk"), suspended=Count("pk", filter=Q(status=Status.SUSPENDED))
    )  # fmt: skip
    ended = listing.counts["resumed"] + listing.counts["cleared"]
    begun = ended + listing.counts["in_force"]
    return {
        "suspended": counts["suspended"], "open": counts["open"],
        "rate": counts["suspended"] / counts["open"] if counts["open"] else None,
        "cleared": listing.counts["cleared"], "begun": begun,
        "cleared_rate": listing.counts["cleared"] / begun if begun else None,
    }  # fmt: skip

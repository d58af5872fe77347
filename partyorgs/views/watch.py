"""换届与预警: whose term ends, whose post is vacant, where nothing happens, whose numbers are unusual."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from partyorgs import elections, organizations, signs, structure
from partyorgs.filters import OrganizationFilter
from partyorgs.models import PartyOrganization
from partyorgs.views.trying import must_see


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    must_see(request)
    today = timezone.localdate()
    listing = Listing(
        request,
        PartyOrganization.objects.active(today).with_place(),
        filterset=OrganizationFilter,
        columns=(
            Column("name", _("Organisation"), sort=("code",)),
            Column("place", _("Stands in")),
            Column("members", _("Members"), css="cell-number"),
            Column("due", _("Term ends"), sort=("term_due_on",)),
            Column("vacant", _("Post vacant since"), sort=("secretary_vacant_since",)),
            Column("activity", _("Last organisation life"), sort=("last_activity_on",)),
            Column("signs", _("What needs attention")),
        ),
        sort="due",
        row="partyorgs/_watch_row.html",
        caption=_("Terms and warnings"),
        tabs=(
            Tab("overdue", _("Election overdue"), signs.overdue(today), alert=True, done=_("No election is overdue.")),
            Tab("three", _("Due within 3 months"), signs.near_end(today, 3), done=_("No term ends so soon.")),
            Tab("six", _("Due within 6 months"), signs.near_end(today, 6), done=_("No term ends so soon.")),
            Tab("vacant", _("Secretary post vacant"), signs.vacant(), alert=True, done=_("Every post is filled.")),
            Tab("idle", _("No organisation life"), signs.idle(today), done=_("Organisation life goes on everywhere.")),
            Tab("numbers", _("Unusual numbers"), structure.unusual(), done=_("All numbers are as usual.")),
            Tab("all", _("All organisations")),
        ),
        empty=Empty(_("No election is overdue."), kind="done"),
    )
    for row in listing.rows:
        row.signs, row.warnings = signs.of(row, today), structure.warnings(row)
    both, known = organizations.heads_both(today)
    context = {
        "listing": listing,
        "structure": elections.structure(),
        "both": both,
        "known": known,
        "both_share": both / known if known else None,
    }
    return page(request, "partyorgs/watch.html", context, fragment=listing.fragment)

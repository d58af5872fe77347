"""组织覆盖: the chain from community to contact household, the places where a link is missing, and the trades."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from partyorgs import chain, trades
from partyorgs.enums import PartyTier
from partyorgs.filters import GapFilter
from partyorgs.forms.trades import CountTrade
from partyorgs.models import PartyOrganization
from partyorgs.permissions import may_keep
from partyorgs.views.trying import must, must_see, succeeds

LEADERLESS_SHOWN = 50
REASONS = {
    PartyTier.GRID: gettext_lazy("Neither a grid branch nor a party group reaches this grid."),
    PartyTier.GROUP: gettext_lazy("No party group stands in this grid."),
    PartyTier.CONTACT: gettext_lazy("No party contact household in this grid."),
}


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    must_see(request)
    on = timezone.localdate()
    listing = Listing(
        request,
        chain.base_grids(on).select_related("community", "street"),
        filterset=GapFilter,
        columns=(
            Column("grid", _("Base grid"), sort=("code",)),
            Column("place", _("Street and community")),
            Column("households", _("Households"), css="cell-number"),
            Column("reason", _("What is missing")),
        ),
        sort="grid",
        row="partyorgs/_gap_row.html",
        caption=_("Gaps in the chain"),
        tabs=(
            Tab(
                PartyTier.GRID, _("No branch or group"), chain.lacks(PartyTier.GRID, on), alert=True,
                done=_("Every base grid is reached."),
            ),
            Tab(PartyTier.GROUP, _("No party group"), chain.lacks(PartyTier.GROUP, on)),
            Tab(PartyTier.CONTACT, _("No contact household"), chain.lacks(PartyTier.CONTACT, on)),
        ),
        empty=Empty(_("Every base grid is reached."), kind="done"),
    )  # fmt: skip
    context = {
        "listing": listing,
        "links": chain.links(on),
        "leaderless": chain.communities_without_lead(on)[:LEADERLESS_SHOWN],
    }
    for row in listing.rows:
        row.reason = REASONS[PartyTier(listing.tab.key)]
    return page(request, "partyorgs/coverage.html", context, fragment=listing.fragment)


@require_http_methods(["GET", "POST"])
def trade_table(request: HttpRequest) -> HttpResponse:
    must_see(request)
    form = CountTrade(request.POST or None)
    now = timezone.now()
    if request.method == "POST":
        must(may_keep(request.actor))
        if succeeds(form, lambda: trades.count(by=request.actor, at=now, **form.cleaned_data)):
            messages.success(request, _("The count is entered."))
            return redirect("partyorgs:trades")
    on = timezone.localdate()
    across = PartyOrganization.objects.active(on).with_place().filter(kind__in=trades.ACROSS).order_by("kind", "code")
    context = {
        "table": trades.table(on), "across": across[:100], "form": form, "may_keep": may_keep(request.actor),
    }  # fmt: skip
    return page(request, "partyorgs/trades.html", context, status=422 if form.errors else 200)

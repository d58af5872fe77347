"""无物业小区清零: how far it is to zero, and the ledger with a lamp an estate."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import calendar
from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from grids import campaigns, lamps, standing
from grids.enums import ItemState
from grids.filters.estates import CampaignItemFilter
from grids.forms.campaigns import CampaignForm
from grids.models import Campaign
from grids.permissions import may_start_campaign
from grids.views.entering import allow_seeing, entry


@require_GET
def show_all(request: HttpRequest) -> HttpResponse:
    """The newest campaign is what people come for; the older ones are a link away."""
    allow_seeing(request)
    newest = Campaign.objects.order_by("-begun_on", "-id").first()
    if newest:
        return redirect("grids:campaign", newest.pk)
    empty = Empty(
        _("No campaign has begun"), text=_("A campaign takes in every estate without management and counts to zero.")
    )
    context = {"empty": empty, "may_start": may_start_campaign(request.actor)}
    return page(request, "grids/campaigns.html", context)


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    allow_seeing(request)
    campaign = get_object_or_404(Campaign, pk=pk)
    now, today, days = timezone.now(), timezone.localdate(), calendar.load()
    items = campaign.items.counted(today)
    running = ~Q(state=ItemState.CLEARED)
    listing = Listing(
        request,
        items.select_related("estate", "company"),
        filterset=CampaignItemFilter,
        columns=(
            Column("estate", _("Estate"), sort=("estate__place_code", "estate__name")),
            Column("street", _("Responsible street")),
            Column("measure", _("Planned measure")),
            Column("state", _("State"), sort=("state", "-due_on")),
            Column("due", _("Deadline"), sort=("due_on",)),
            Column("managed", _("Managed as")),
        ),
        sort="-state",  # to be checked, in progress, written off
        row="grids/_campaign_row.html",
        caption=_("Ledger of the campaign"),
        tabs=(
            Tab("all", _("All")),
            Tab("running", _("Not written off"), running, done=_("Zero: every estate is written off.")),
            Tab("late", _("Overdue"), running & Q(due_on__lt=lamps.first_day_left(now, days)), alert=True,
                done=_("No deadline has passed.")),
            Tab("reported", _("To be checked"), Q(state=ItemState.REPORTED)),
            Tab("cleared", _("Written off"), Q(state=ItemState.CLEARED)),
        ),
        empty=Empty(_("There is no estate without management"), kind="done"),
    )  # fmt: skip
    places = standing.whereabouts(row.estate.place_code for row in listing.rows)
    for row in listing.rows:
        row.where = places[row.estate.place_code]
        row.face = lamps.face(row.begun_on, row.due_on, now=now, days=days, done_at=row.cleared_at)
    missing = campaigns.missing(campaign, today).count()
    context = {
        "campaign": campaign,
        "progress": campaigns.progress(items),
        "target": lamps.face(campaign.begun_on, campaign.target_on, now=now, days=days),
        "listing": listing,
        "missing": missing,
        "others": Campaign.objects.exclude(pk=campaign.pk).order_by("-begun_on", "-id")[:5],
        "may_start": may_start_campaign(request.actor),
    }
    return page(request, "grids/campaign.html", context, fragment=listing.fragment)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    _allow(request)
    form = CampaignForm(request.POST or None, initial={"begun_on": timezone.localdate()})
    return entry(
        request, form, lambda said: campaigns.start(said.instance, by=request.actor, at=timezone.now()),
        heading=_("Begin a campaign"), crumbs=[(_("Estates without management"), reverse("grids:campaigns"))],
        to=lambda row: reverse("grids:campaign", args=[row.pk]), done=_("The campaign has begun."),
        note=_("Every estate without management is taken into its ledger, due on the target day."),
    )  # fmt: skip


@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    _allow(request)
    campaign = get_object_or_404(Campaign, pk=pk)
    count = campaigns.take_in(campaign, by=request.actor, at=timezone.now())
    said = ngettext("%(n)s estate was taken in.", "%(n)s estates were taken in.", count) % {"n": count}
    messages.success(request, said if count else _("No estate was missing: somebody took them in before you."))
    return redirect("grids:campaign", campaign.pk)


def _allow(request: HttpRequest) -> None:
    if not may_start_campaign(request.actor):
        raise PermissionDenied(_("Campaigns are begun by the office."))

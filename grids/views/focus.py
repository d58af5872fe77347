"""三类重点社区: the communities that need most attention, and what stands in each."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core import navigation
from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from grids import standing
from grids.enums import FocusType
from grids.filters.estates import CommunityFilter, focused
from grids.models import Area, Estate, Venue
from grids.views.entering import allow_seeing


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow_seeing(request)
    today = timezone.localdate()
    listing = Listing(
        request,
        focused(Area.objects.active(today)).select_related("parent"),
        filterset=CommunityFilter,
        columns=(
            Column("name", _("Community"), sort=("name",)),
            Column("street", _("Street"), sort=("code",)),
            Column("focus", _("Focus")),
            Column("households", _("Households"), sort=("households",), css="cell-number"),
            Column("estates", _("Estates"), css="cell-number"),
            Column("unmanaged", _("Without management"), css="cell-number"),
            Column("venues", _("Venues"), css="cell-number"),
            Column("work", _("Work orders")),
        ),
        sort="street",
        row="grids/_focus_row.html",
        caption=_("Focus communities"),
        tabs=(
            Tab("all", _("All")),
            *(Tab(focus.value, str(focus.label), Q(tags__contains=f'"{focus.value}"')) for focus in FocusType),
        ),
        empty=Empty(_("No community is marked as a focus community")),
    )
    communities = [row.code for row in listing.rows]
    estates = _counted(Estate.objects.active(today), communities)
    unmanaged = _counted(Estate.objects.active(today).unmanaged(today), communities)
    venues = _counted(Venue.objects.active(today), communities)
    for row in listing.rows:
        row.focus_labels = [focus.label for focus in FocusType if focus in row.focus_types]
        row.estate_count, row.venue_count = estates.get(row.code, 0), venues.get(row.code, 0)
        row.unmanaged_count = unmanaged.get(row.code, 0)
        row.work_url = navigation.place_url(row.code)
    return page(request, "grids/focus.html", {"listing": listing}, fragment=listing.fragment)


def _counted(rows: QuerySet[Any], communities: list[str]) -> Mapping[str, int]:
    """How many stand in each community."""
    inside = rows.annotate(community=Left("place_code", standing.COMMUNITY_LENGTH)).filter(community__in=communities)
    return dict(inside.order_by().values_list("community").annotate(n=Count("pk")))

"""One number: how it is defined, what was divided by what, and the work orders behind it."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from petitions import stages
from reports import permissions
from reports.drilldown import orders_behind
from reports.figures import Figure
from reports.filters import OrdersBehindFilter
from reports.tables import ALL_UNITS, Snapshot
from reports.views.access import find_snapshot, find_year, own_codes


@require_GET
def show(request: HttpRequest, year: int, gate: str, unit: str, indicator: str) -> HttpResponse:
    cycle = find_year(request, year)
    name, snapshot = find_snapshot(cycle, gate)
    figure = _figure(request, snapshot, unit, indicator)
    listing = _listing(request, figure) if figure.has_list else None
    context = {
        "figure": figure,
        "facts": figure.facts,
        "listing": listing,
        "has_moved": listing is not None and not listing.chips and listing.counts["all"] != figure.value.n,
        "crumbs": [
            (_("Assessment"), reverse("reports:years")),
            (f"{cycle.name} · {name.label}", reverse("reports:gate", args=[year, gate])),
        ],
    }
    if listing:
        for order in listing.rows:
            order.lamp = stages.lamp(order.status)
    return page(request, "reports/figure.html", context, fragment=listing.fragment if listing else "")


def _figure(request: HttpRequest, snapshot: Snapshot | None, unit: str, code: str) -> Figure:
    if snapshot is None or not (unit == ALL_UNITS or unit in snapshot.units):
        raise Http404
    indicator = snapshot.indicators.get(code)
    if indicator is None:
        raise Http404
    if not permissions.may_see_all(request.actor) and unit not in own_codes(request.actor):
        raise PermissionDenied(_("You may see the figures of your own unit."))
    return Figure(snapshot, indicator, unit, actor=request.actor)


def _listing(request: HttpRequest, figure: Figure) -> Listing:
    return Listing(
        request,
        orders_behind(figure.indicator, figure.unit_id, figure.snapshot.frame.period, actor=request.actor),
        filterset=OrdersBehindFilter,
        columns=(
            Column("title", _("Petition / number")),
            Column("counted", _("In the numerator")),
            Column("lamp", _("Stage lamp")),
            Column("dispatched", _("Dispatched"), sort=("dispatched_at",)),
            Column("submitted", _("Replied"), sort=("submitted_at",)),
            Column("due", _("Handle due"), sort=("handle_due_at",)),
        ),
        sort="dispatched",
        row="reports/_behind_row.html",
        caption=_("Work orders behind the figure"),
        tabs=(
            Tab("all", _("All counted")),
            Tab("counted", _("In the numerator"), Q(is_counted=True)),
            Tab("rest", _("Only in the denominator"), Q(is_counted=False)),
        ),
        empty=Empty(_("No work order was counted")),
    )

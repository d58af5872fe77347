"""The directory of grids (网格目录): the tree of places at the left, the grids of the chosen one at the right."""

from datetime import date

from django.db.models import BooleanField, Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from grids import directory, gaps, sizes
from grids.enums import FocusType
from grids.filters.directory import GridFilter
from grids.models import Area, Grid
from grids.views import asking


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    asking.admit(request)
    on = asking.day(request)
    listing = _listing(request, on)
    for grid in listing.rows:
        grid.verdict = sizes.verdict(grid)
        grid.focus = [FocusType(focus).label for focus in (grid.community.focus_types if grid.community else ())]
        grid.lacks = [gap.label for gap in gaps.known() if getattr(grid, f"lacks_{gap.key}")]
    root = directory.city(on)
    chosen = listing.filterset.form.cleaned_data.get("place") or root
    context = {
        "listing": listing,
        "on": on,
        "chosen": chosen,
        "root": directory.opened(root, chosen, on) if root else None,
        "asked_day": request.GET.get("on", ""),
    }
    return page(request, "grids/directory.html", context, fragment="update")


@require_GET
def branch(request: HttpRequest, code: str) -> HttpResponse:
    """What lies one level below a place: a branch of the tree being opened."""
    asking.admit(request)
    on, area = asking.day(request), asking.place(code)
    if not isinstance(area, Area):
        raise Http404
    context = {"branches": directory.branches(area, on), "asked_day": request.GET.get("on", ""), "chosen": None}
    return render(request, "grids/_branches.html", context)


def _listing(request: HttpRequest, on: date) -> Listing:
    lacking = {f"lacks_{gap.key}": Case(When(gap.where(on), then=Value(True)), default=Value(False),
                                        output_field=BooleanField()) for gap in gaps.known()}  # fmt: skip
    grids = Grid.objects.active(on).select_related("community", "street").defer("geometry").annotate(**lacking)
    return Listing(
        request,
        grids,
        filterset=GridFilter,
        columns=(
            Column("code", _("Grid / code"), sort=("code",)),
            Column("kind", _("Kind of grid"), sort=("kind",)),
            Column("place", _("Lies in")),
            Column("households", _("Households"), sort=("households",), css="cell-number"),
            Column("lacks", _("Lacks")),
        ),
        sort="code",
        row="grids/_grid_row.html",
        caption=_("Grids"),
        tabs=(
            Tab("all", _("All")),
            *(Tab(gap.key, gap.label, gap.where(on), alert=True, done=_("No grid lacks it.")) for gap in gaps.known()),
        ),
        more=("on",),
        empty=Empty(_("No grids yet"), _("Areas and grids are imported by the office.")),
    )

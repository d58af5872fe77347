"""Petitions by place: the tree of places or the party tree, on the map of any day, one level at a time; and whether
both tell the same."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from grids.enums import Level
from partyorgs import seats
from petitions import stages
from petitions.enums import OPEN
from petitions.models import WorkOrder
from reports import permissions, underlying
from reports.filters import OrdersBehindFilter
from reports.forms import PlacesAsked
from reports.places import Line, RollUp, by_place, roll_up
from reports.placing import Counts, Period
from reports.reconciliation import reconcile

FINDINGS_SHOWN = 100
PLACE, PARTY = "place", "party"


@dataclass(frozen=True)
class Asked:
    """What the address says: a period, the day of the map, one of the trees, and where in it."""

    period: Period
    on: date
    tree: str
    at: str = ""

    def url(self, name: str, **changes: str) -> str:
        said = {
            "first": self.period.first.isoformat(), "last": self.period.last.isoformat(), "on": self.on.isoformat(),
            "tree": self.tree, "at": self.at, **changes,
        }  # fmt: skip
        return f"{reverse(name)}?{urlencode({key: value for key, value in said.items() if value})}"


@dataclass(frozen=True)
class Shown:
    """A line with its addresses; without one where there is nothing to open."""

    name: str
    code: str
    counts: Counts
    url: str = ""
    orders_url: str = ""


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    form, asked = _asked(request)
    roll = _roll(request, asked)
    here = _here(roll, asked)
    context = {
        "form": form,
        "asked": asked,
        "here": _shown(here, asked, request) if here else None,
        "lines": [_shown(line, asked, request, drill=_has_more(roll, asked, line)) for line in
                  _below(roll, asked.tree, here.code if here else "")],
        "own": _own(here, asked, request) if here and any(here.own) else None,
        "path": _path(roll, asked, here),
        "trees": [(_("Tree of places"), asked.url("reports:places", tree=PLACE, at=""), asked.tree == PLACE),
                  (_("Party tree"), asked.url("reports:places", tree=PARTY, at=""), asked.tree == PARTY)],
        "reconciliation": asked.url("reports:place-reconciliation", tree="", at=""),
    }  # fmt: skip
    return page(request, "reports/places.html", context)


@require_GET
def reconciliation(request: HttpRequest) -> HttpResponse:
    """Both trees side by side, every difference by its name, and the sum by which two roll-ups are compared."""
    form, asked = _asked(request)
    roll = roll_up(_orders(request), asked.period, on=asked.on)
    told = reconcile(roll)
    context = {
        "form": form,
        "told": told,
        "rows": told.rows,
        "findings": told.findings[:FINDINGS_SHOWN],
        "more": max(len(told.findings) - FINDINGS_SHOWN, 0),
        "digest": roll.digest(),
        "crumbs": [(_("Petitions by place"), asked.url("reports:places"))],
    }
    return page(request, "reports/place_reconciliation.html", context)


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """The orders behind one number."""
    _form, asked = _asked(request)
    if not permissions.may_list_places(request.actor):
        raise PermissionDenied(_("Auditors see figures, not cases."))
    roll = _roll(request, asked)
    here = _here(roll, asked)
    if here is None:
        raise Http404
    find = underlying.answered_by if asked.tree == PARTY else underlying.in_place
    lots = find(roll, here.code, own="own" in request.GET)
    listing = _listing(request, underlying.behind(_orders(request), lots, roll))
    for order in listing.rows:
        order.lamp = stages.lamp(order.status)
    crumbs = [(_("Petitions by place"), asked.url("reports:places"))]
    context = {"listing": listing, "here": here, "asked": asked, "crumbs": crumbs}
    return page(request, "reports/place_orders.html", context, fragment=listing.fragment)


def _asked(request: HttpRequest) -> tuple[PlacesAsked, Asked]:
    """What makes no sense is said at its field, and the year so far is shown instead."""
    if not permissions.may_see(request.actor):
        raise PermissionDenied(_("The assessment is for the office, the units it looks at, and auditors."))
    today = timezone.localdate()
    usual = {"first": today.replace(month=1, day=1), "last": today, "on": today, "tree": PLACE, "at": ""}
    form = PlacesAsked(usual | request.GET.dict())
    said = usual | {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else usual
    return form, Asked(Period(said["first"], said["last"]), said["on"], said["tree"], said["at"])


def _orders(request: HttpRequest) -> QuerySet[WorkOrder]:
    """Auditors see every figure and no case."""
    if permissions.may_list_places(request.actor):
        return WorkOrder.objects.visible_to(request.actor)
    return WorkOrder.objects.all()


def _roll(request: HttpRequest, asked: Asked) -> RollUp:
    if asked.tree == PARTY:
        return roll_up(_orders(request), asked.period, on=asked.on)
    return by_place(_orders(request), asked.period, on=asked.on, around=asked.at)


def _has_more(roll: RollUp, asked: Asked, line: Line) -> bool:
    return line.code in roll.superior if asked.tree == PARTY else line.level != Level.GRID


def _here(roll: RollUp, asked: Asked) -> Line | None:
    lines = roll.organizations if asked.tree == PARTY else roll.places
    if asked.at:
        if asked.at not in lines:
            raise Http404
        return lines[asked.at]
    tops = roll.below("") if asked.tree == PARTY else [line for line in lines.values() if line.level == Level.CITY]
    return tops[0] if len(tops) == 1 else None


def _below(roll: RollUp, tree: str, code: str) -> list[Line]:
    return roll.below(code) if tree == PARTY else roll.children(code) if code else []


def _path(roll: RollUp, asked: Asked, here: Line | None) -> list[tuple[str, str]]:
    """From the top down to where we are, each with its address."""
    if here is None:
        return []
    if asked.tree == PARTY:
        steps = [roll.organizations[code] for code in seats.above(here.code) if code in roll.organizations]
    else:
        steps = [roll.places[node.code] for node in roll.ground.path(here.code)]
    return [(line.name, asked.url("reports:places", at=line.code)) for line in steps]


def _shown(line: Line, asked: Asked, request: HttpRequest, *, drill: bool = False) -> Shown:
    may_list = permissions.may_list_places(request.actor) and line.total.petitions
    return Shown(
        line.name, line.code, line.total, asked.url("reports:places", at=line.code) if drill else "",
        asked.url("reports:place-orders", at=line.code) if may_list else "",
    )  # fmt: skip


def _own(line: Line, asked: Asked, request: HttpRequest) -> Shown:
    name = _("answered for by itself") if asked.tree == PARTY else _("known no closer")
    may_list = permissions.may_list_places(request.actor)
    url = asked.url("reports:place-orders", at=line.code, own="1") if may_list else ""
    return Shown(name, "", line.own, orders_url=url)


def _listing(request: HttpRequest, found: QuerySet[WorkOrder]) -> Listing:
    return Listing(
        request,
        found.select_related("lead"),
        filterset=OrdersBehindFilter,
        columns=(
            Column("title", _("Petition / number")),
            Column("lamp", _("Stage lamp")),
            Column("lead", _("Lead")),
            Column("place", _("Grid")),
            Column("registered", _("Registered"), sort=("registered_at",)),
        ),
        sort="-registered",
        row="reports/_place_order_row.html",
        caption=_("Work orders behind the figure"),
        tabs=(
            Tab("all", _("Petitions")),
            Tab("cases", _("Work orders"), Q(merged_into=None)),
            Tab("open", _("Not closed"), Q(status__in=OPEN)),
        ),
        empty=Empty(_("No work order was counted")),
    )

"""Where posts stand vacant and roles are missing: figures by kind and place, and the lists behind them."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing
from grids import codes
from grids.enums import Level
from grids.models import Area, Grid
from partyorgs import vacancies
from partyorgs.enums import PostKind
from partyorgs.forms.posts import LackingCommunities, LackingGrids
from partyorgs.vacancies import Figure
from partyorgs.views.posts import allow

LACKING = {
    PostKind.GRID_WORKER: gettext_lazy("Base grids without a full-time grid worker"),
    PostKind.LEGAL_ADVISER: gettext_lazy("Communities without a legal adviser"),
    PostKind.COMMUNITY_POLICE: gettext_lazy("Communities without a community police officer"),
}


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """One place and its parts. Without a place it is the whole city."""
    allow(request)
    today = timezone.localdate()
    city = Area.objects.active(today).filter(level=Level.CITY).order_by("code").first()
    code = request.GET.get("place") or (city.code if city else "")
    if not code or codes.validate(code) or len(code) > 15:
        raise Http404(_("There is no such place."))
    found = vacancies.report(code, on=today)
    path = _path(code)
    if not path or path[-1][0] != code:
        raise Http404(_("There is no such place."))
    context = {
        "code": code,
        "heading": _("Vacant posts: %(place)s") % {"place": path[-1][1]},
        "crumbs": [(_("Posts"), reverse("partyorgs:posts"))]
        + [(name, f"{request.path}?place={above}") for above, name in path[:-1]],
        "stats": _stats(code, found),
        "kinds": [
            (PostKind(kind).label, figure, _posts(code, kind=kind))
            for kind, figure in found.kinds.items() if figure.total
        ],
        "places": [_row(request, code, place) for place in found.places],
    }  # fmt: skip
    return page(request, "partyorgs/vacancies.html", context)


@require_GET
def show_lacking(request: HttpRequest, kind: str) -> HttpResponse:
    """The places behind one figure of the report."""
    allow(request)
    if kind not in LACKING:
        raise Http404(_("There is no such list."))
    listing = _grids(request) if kind == PostKind.GRID_WORKER else _communities(request, kind)
    for row in listing.rows:
        row.above = row.community or row.street if isinstance(row, Grid) else row.parent
    crumbs = [(_("Posts"), reverse("partyorgs:posts")), (_("Vacant posts"), reverse("partyorgs:vacancies"))]
    context = {"listing": listing, "heading": LACKING[kind], "crumbs": crumbs, "kind": PostKind(kind)}
    return page(request, "partyorgs/lacking.html", context, fragment=listing.fragment)


# --- the report


def _stats(code: str, found: vacancies.Report) -> list[tuple[str, Figure, str]]:
    total = found.total
    return [
        (_("Vacant posts"), total.posts, _posts(code)),
        (LACKING[PostKind.GRID_WORKER], total.grids, _lacking(PostKind.GRID_WORKER, code)),
        (LACKING[PostKind.LEGAL_ADVISER], total.advisers, _lacking(PostKind.LEGAL_ADVISER, code)),
        (LACKING[PostKind.COMMUNITY_POLICE], total.police, _lacking(PostKind.COMMUNITY_POLICE, code)),
    ]


def _row(request: HttpRequest, code: str, place: vacancies.Place) -> dict[str, Any]:
    """A part with the addresses behind its figures. A grid has no parts of its own."""
    here = place.code
    return {
        "place": place,
        "is_itself": here == code,
        "url": f"{request.path}?place={here}" if here != code and len(here) < 15 else "",
        "vacant_url": _posts(here),
        "grids_url": _lacking(PostKind.GRID_WORKER, here),
        "advisers_url": _lacking(PostKind.LEGAL_ADVISER, here),
        "police_url": _lacking(PostKind.COMMUNITY_POLICE, here),
    }


def _posts(code: str, **more: str) -> str:
    return f"{reverse('partyorgs:posts')}?{urlencode({'tab': 'vacant', 'place': code, **more})}"


def _lacking(kind: str, code: str) -> str:
    return f"{reverse('partyorgs:lacking', args=[kind])}?place={code}"


def _path(code: str) -> list[tuple[str, str]]:
    """Codes and names from the city down to the place."""
    chain = [*codes.ancestors(code), code]
    rows = list(Area.objects.filter(code__in=chain).order_by("code").values_list("code", "name"))
    if len(code) == 15:
        rows += Grid.objects.filter(code=code).order_by("code").values_list("code", "name")
    return sorted(rows, key=lambda row: chain.index(row[0]))


# --- the lists behind it


def _grids(request: HttpRequest) -> Listing:
    rows = vacancies.without_worker(_whole(), on=timezone.localdate())
    return _listing(request, rows.select_related("community", "street"), LackingGrids, PostKind.GRID_WORKER)


def _communities(request: HttpRequest, kind: str) -> Listing:
    rows = vacancies.without_role(kind, _whole(), on=timezone.localdate())
    return _listing(request, rows.select_related("parent"), LackingCommunities, kind)


def _whole() -> str:
    """Every place of the deployment: one city."""
    city = Area.objects.filter(level=Level.CITY).order_by("code").values_list("code", flat=True).first()
    return city or ""


def _listing(request: HttpRequest, rows: QuerySet, filterset: Any, kind: str) -> Listing:
    return Listing(
        request,
        rows,
        filterset=filterset,
        columns=(
            Column("place", _("Place"), sort=("code",)),
            Column("above", _("Lies in")),
            Column("households", _("Households"), sort=("households", "code"), css="cell-number"),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="place",
        row="partyorgs/_lacking_row.html",
        caption=str(LACKING[PostKind(kind)]),
        empty=Empty(_("None is missing."), kind="done"),
    )

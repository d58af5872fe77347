"""The one map (一张图): the places below one as polygons and as a list, coloured by the figures of one layer.

The list is what the map shows and is always there; the map reads its figures from it, so the two cannot differ. The
polygons come by themselves and tell nothing but shapes, so a browser may keep them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_GET

from core import moments
from core.actors import Actor
from core.components import Empty
from grids import cards, directory, layers, lineage, outlines, sheets
from grids.cards import Subject
from grids.enums import GridKind, Level
from grids.layers import Layer
from grids.lineage import Lineage
from grids.models import Area, Grid
from grids.outlines import Drawing
from grids.shading import Scale
from grids.views import asking, tiles

MOST_DRAWN = 300  # polygons: more nobody can read, and old computers draw them slowly


@dataclass(frozen=True, slots=True)
class Question:
    """What the address of the map says: where, which layer, how far back. `area` is what is drawn: of a grid the
    community around it."""

    place: Area | Grid
    layer: Layer
    period: str

    @property
    def area(self) -> Area:
        return self.place.community or self.place.street if isinstance(self.place, Grid) else self.place

    @property
    def is_grid(self) -> bool:
        return isinstance(self.place, Grid)

    def address(self, code: str) -> str:
        query = {"place": code, "layer": self.layer.key, "days": self.period}
        return "?" + urlencode({name: value for name, value in query.items() if value})

    def rows_address(self, code: str, today: date) -> str:
        return self.layer.url(code, layers.since(self.period, today))


@dataclass(frozen=True, slots=True)
class Row:
    """A place in the list and, where it has an outline, on the map."""

    place: Area | Grid
    label: str  # its name without that of the area around it
    figure: int
    shade: int
    address: str  # of the map one level down
    rows_address: str  # of the list behind the figure
    is_drawn: bool
    is_chosen: bool

    @property
    def wants_outline(self) -> bool:
        """An overlay grid lies over base grids and is drawn by them."""
        return not self.is_drawn and (isinstance(self.place, Area) or self.place.kind == GridKind.BASIC)


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    asking.admit(request)
    now = timezone.now()
    today = timezone.localdate(now)
    question = _question(request, today)
    if question is None:
        nothing = Empty(_("No places yet"), _("Areas and grids are imported by the office."))
        return render(request, "grids/map_empty.html", {"empty": nothing})
    path, history = directory.path(question.place, today), lineage.read()
    context = {
        "question": question,
        "layers": layers.known(),
        "periods": layers.PERIODS.items(),
        "crumbs": [(area.name, request.path + question.address(area.code)) for area in path],
        "now": now,
        "sheet_address": reverse("grids:map-sheet") + question.address(question.area.code),
        "attribution": settings.MAP_ATTRIBUTION,
        "max_zoom": settings.MAP_MAX_ZOOM,
        "tiles": tiles.addresses(),
        **_list(request.actor, question, today, now, history),
        **_chosen(request.actor, question, today, now, history),
    }
    return render(request, "grids/map.html", context)


@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The list beside the map, to be taken along."""
    asking.admit(request)
    now = timezone.now()
    question = _question(request, timezone.localdate(now))
    if question is None:
        raise Http404
    listed = _list(request.actor, question, timezone.localdate(now), now, lineage.read())
    rows = [(row.place.code, row.place.name, row.figure) for row in listed["rows"]]
    rest = [("", _("known no deeper, or by a code of before"), listed["elsewhere"])] if listed["elsewhere"] else []
    title = f"{question.area.name} · {question.layer.label} · {layers.PERIODS[question.period]}"
    note = _("Figures of %(at)s.") % {"at": moments.full(now)}
    body = sheets.book(title, note, [_("Unified code"), _("Place"), str(question.layer.label)], [*rows, *rest])
    name = f"{question.area.name}_{question.layer.label}_{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
    return FileResponse(BytesIO(body), as_attachment=True, filename=name, content_type=sheets.XLSX)


@require_GET
def shapes(request: HttpRequest, code: str) -> HttpResponse:
    """The outlines one level below a place, as GeoJSON. The browser keeps them and asks whether they still hold."""
    asking.admit(request)
    asking.place(code)
    return _kept_by_browser(request, outlines.drawing(code))


def _kept_by_browser(request: HttpRequest, drawing: Drawing) -> HttpResponse:
    @condition(etag_func=lambda request: drawing.tag)
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(drawing.body, "application/geo+json")

    response = answer(request)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _question(request: HttpRequest, today: date) -> Question | None:
    code = request.GET.get("place", "")
    place = asking.place(asking.whole_code(code)) if code else directory.city(today)
    known = layers.known()
    if place is None or not known:
        return None
    layer = next((layer for layer in known if layer.key == request.GET.get("layer")), known[0])
    period = request.GET.get("days", "")
    return Question(place, layer, period if period in layers.PERIODS and layer.moment else "")


def _list(
    actor: Actor, question: Question, today: date, now: datetime, history: Lineage
) -> dict[str, Any]:  # fmt: skip
    """The places below, the highest figure first, and what lies in none of them."""
    area = question.area
    places = _below(area, today)
    figures = layers.figures(
        question.layer, actor, area.code, width=outlines.WIDTH_BELOW[Level(area.level)],
        first_day=layers.since(question.period, today), now=now, history=history,
    )  # fmt: skip
    known = {place.code for place in places}
    scale = Scale.up_to(max((figures.of(code) for code in known), default=0))
    places.sort(key=lambda place: (-figures.of(place.code), place.code))
    rows = list(_rows(question, places, figures, scale, today))
    return {
        "rows": rows,
        "steps": scale.steps,
        "total": figures.total,
        "elsewhere": figures.elsewhere(known),
        "total_address": question.rows_address(area.code, today),
        "is_cut": sum(row.is_drawn for row in rows) == MOST_DRAWN,
    }


def _rows(
    question: Question, places: list[Area | Grid], figures: layers.Figures, scale: Scale, today: date
) -> Iterator[Row]:
    outlined = list(outlines.below(question.area.code))
    drawn = {place.code for place in [place for place in places if place.code in set(outlined)][:MOST_DRAWN]}
    for place in places:
        figure = figures.of(place.code)
        yield Row(
            place=place,
            label=place.name.removeprefix(question.area.name) or place.name,
            figure=figure,
            shade=scale.shade(figure),
            address=question.address(place.code),
            rows_address=question.rows_address(place.code, today),
            is_drawn=place.code in drawn,
            is_chosen=place.code == question.place.code,
        )


def _below(area: Area, today: date) -> list[Area | Grid]:
    """What is drawn on one level: the overlay grids of a street lie over its communities, not beside them."""
    places = directory.below(area, today)
    return places if area.level == Level.COMMUNITY else [place for place in places if isinstance(place, Area)]


def _chosen(
    actor: Actor, question: Question, today: date, now: datetime, history: Lineage
) -> dict[str, Any]:  # fmt: skip
    """What stands beside the map of the place it is about: every layer's figure, and who serves a grid."""
    code, first_day = question.place.code, layers.since(question.period, today)
    counted = partial(layers.total, actor=actor, within=code, first_day=first_day, now=now, history=history)
    return {
        "stats": [(layer, counted(layer), layer.url(code, first_day)) for layer in layers.known()],
        "boxes": cards.boxes(actor, Subject(question.place, today, today), brief=True) if question.is_grid else [],
    }

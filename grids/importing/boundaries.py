"""Boundaries in a file: GeoJSON or WKT in degrees, and what they look like together."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from core.importing.cells import text_of
from core.importing.registers import Remark
from core.refusals import Refusal
from grids import shapes
from grids.enums import GridKind
from grids.models import Grid

EAST, NORTH = (72.0, 136.0), (3.0, 54.0)  # degrees between which the country and its seas lie
DIGITS = 7  # of a degree that are kept: a centimetre
COMMUNITY, STREET = 12, 9  # digits of their codes
BLANK = 100.0  # square metres that are worth a remark


def boundary(field: str, cell: Any) -> BaseGeometry:
    """A reader of boundaries. Raises `Refusal`."""
    shape = _shape(cell)
    if shape is None or shape.is_empty:
        raise _refusal(field, "no_geometry", _("The boundary is neither GeoJSON nor WKT."), _(
            "Write it as POLYGON((lon lat, …)) or as a GeoJSON geometry."))  # fmt: skip
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise _refusal(field, "no_polygon", _("The boundary is a %(kind)s and encloses nothing.") % {
            "kind": shape.geom_type}, _("Close the line and export it as a polygon."))  # fmt: skip
    _refuse_elsewhere(field, shape)
    flat = shapely.transform(shapely.force_2d(shape), lambda degrees: np.round(degrees, DIGITS))
    if not flat.is_valid:
        raise _refusal(field, "invalid_polygon", _("The boundary is no valid polygon: %(why)s.") % {
            "why": shapely.is_valid_reason(flat)}, _("Draw it anew so that it does not cross itself."))  # fmt: skip
    return flat


def as_json(shape: BaseGeometry) -> dict[str, Any]:
    return json.loads(shapely.to_geojson(shape))


def in_force(on: Any, *, but: Mapping[str, Any]) -> dict[str, BaseGeometry]:
    """The boundaries of base grids that are kept already, apart from those a file brings."""
    grids = Grid.objects.active(on).filter(kind=GridKind.BASIC, geometry__isnull=False).order_by("code")
    rows = grids.values_list("code", Cast("geometry", TextField())).iterator()
    return {code: shapely.from_geojson(text) for code, text in rows if code not in but}


def overlapping(boundaries: Mapping[str, BaseGeometry], of: Mapping[str, Any]) -> dict[str, list[str]]:
    """Which others the boundaries of a file lie over, by their codes."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for pair in shapes.overlaps(boundaries, of=of) if of else ():
        for code, other in (pair, pair[::-1]):
            if code in of:
                found[code].append(other)
    return dict(found)


def remarks(boundaries: Mapping[str, BaseGeometry], of: Mapping[str, Any]) -> Iterator[Remark]:
    """Where the grids of a community, or the communities of a street, do not fill the place they are in; those
    streets that a file is about."""
    streets_of_file = {code[:STREET] for code in of}
    there = {code: shape for code, shape in boundaries.items() if code[:STREET] in streets_of_file}
    communities = _together(there, COMMUNITY)
    apart = [code for code, (whole, _blank) in communities.items() if shapely.get_num_geometries(whole) > 1]
    yield from Remark.on(_("Communities whose base grids do not lie side by side"), apart)
    yield from Remark.on(_("Communities with a blank between their base grids"), _blanks(communities))
    streets = _together({code: whole for code, (whole, _blank) in communities.items()}, STREET)
    yield from Remark.on(_("Streets with a blank between their communities"), _blanks(streets))


def _together(boundaries: Mapping[str, BaseGeometry], digits: int) -> dict[str, tuple[BaseGeometry, float]]:
    """What the boundaries within each place fill, its holes closed, and the square metres of those holes."""
    groups: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for code, shape in boundaries.items():
        groups[code[:digits]].append(shape)
    return {code: shapes.filled(groups[code]) for code in sorted(groups)}


def _blanks(places: Mapping[str, tuple[BaseGeometry, float]]) -> list[str]:
    return [f"{code} ({blank:,.0f} m²)" for code, (_whole, blank) in places.items() if blank > BLANK]


def _shape(cell: Any) -> BaseGeometry | None:
    if isinstance(cell, dict):
        return shapes.read(cell)
    text = text_of(cell).strip()
    if text.startswith("{"):
        return shapely.from_geojson(text, on_invalid="ignore")
    return shapely.from_wkt(text.partition(";")[2] if text.upper().startswith("SRID=") else text, on_invalid="ignore")


def _refuse_elsewhere(field: str, shape: BaseGeometry) -> None:
    west, south, east, north = shape.bounds
    if _within(EAST, west, east) and _within(NORTH, south, north):
        return
    if _within(NORTH, west, east) and _within(EAST, south, north):
        raise _refusal(field, "swapped", _("Longitude and latitude are exchanged."), _(
            "Write the longitude first, then the latitude."))  # fmt: skip
    raise _refusal(field, "elsewhere", _("The boundary lies outside the country."), _(
        "Export it in degrees of CGCS2000 or WGS 84, not in metres of a projection."))  # fmt: skip


def _within(range_: tuple[float, float], low: float, high: float) -> bool:
    return range_[0] <= low and high <= range_[1]


def _refusal(field: str, code: str, detail: str, remedy: str) -> Refusal:
    return Refusal(field=field, code=code, detail=detail, remedy=remedy)

"""How places are drawn: the outlines of what lies one level below a place, as GeoJSON for the map and as a sketch.

An area's outline is the union of its base grids, so it can never differ from them. Outlines are made when first asked
for, from the map in memory (grids.locate), and kept as long as that map is.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from math import cos, radians

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grids import codes, locate
from grids.enums import Level
from grids.locate import PlaceMap
from grids.shapes import METRES_A_DEGREE

FINE, COARSE = 2.0, 10.0  # metres a drawn line may lie off: of grids, of areas
PIXELS = 1500  # of areas that fill a screen nobody sees half a pixel: a whole city is drawn coarser than a street
DIGITS = 6  # of a degree: a decimetre
SKETCH = 200  # the sketch is this wide or this high
SKETCH_OFF = 0.4  # and its lines lie so much off

# The length of the codes one level below.
WIDTH_BELOW = {Level.CITY: 6, Level.DISTRICT: 9, Level.STREET: 12, Level.COMMUNITY: 15}

Shapes = Mapping[str, BaseGeometry]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Polygons as the browser gets them; the tag tells whether it has them already."""

    body: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """One outline of a sketch, as the path of an SVG."""

    code: str
    path: str


@dataclass(slots=True)
class _Kept:
    """What was made from one map of this process."""

    places: PlaceMap
    shapes: dict[str, Shapes] = field(default_factory=dict)
    drawings: dict[str, Drawing] = field(default_factory=dict)


_kept: _Kept | None = None


def below(code: str) -> Shapes:
    """By code, the outlines of the places one level below; those without any boundary are left out."""
    return _shapes(_of_today(), code)


def drawing(code: str) -> Drawing:
    """The same, written for the browser."""
    kept = _of_today()
    if code not in kept.drawings:
        features = [_feature(place, shape) for place, shape in _shapes(kept, code).items()]
        body = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()
        kept.drawings[code] = Drawing(body, f'"{sha256(body).hexdigest()[:32]}"')
    return kept.drawings[code]


def sketch(code: str) -> tuple[str, list[Stroke]]:
    """A view box and the outlines below a place in it; nothing to draw, no view box."""
    shapes = below(code)
    if not shapes:
        return "", []
    west, south, east, north = shapely.total_bounds(np.array(list(shapes.values()), dtype=object))
    squeeze = cos(radians((south + north) / 2))
    scale = SKETCH / max((east - west) * squeeze, north - south)
    flat = {
        place: shapely.transform(shape, lambda at: (at - (west, north)) * (scale * squeeze, -scale))
        for place, shape in zip(shapes, shapely.simplify(list(shapes.values()), SKETCH_OFF / scale), strict=True)
    }
    box = f"-2 -2 {(east - west) * squeeze * scale + 4:.0f} {(north - south) * scale + 4:.0f}"
    return box, [Stroke(place, _path(shape)) for place, shape in flat.items()]


def _of_today() -> _Kept:
    global _kept
    places = locate.current()
    if _kept is None or _kept.places is not places:
        _kept = _Kept(places)
    return _kept


def _shapes(kept: _Kept, code: str) -> Shapes:
    if code not in kept.shapes:
        kept.shapes[code] = _drawn(kept.places, code)
    return kept.shapes[code]


def _drawn(places: PlaceMap, code: str) -> Shapes:
    width = WIDTH_BELOW.get(codes.parse(code).level)
    if width is None:
        return {}
    parts: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for grid, boundary in places.boundaries_in(code):
        parts[grid[:width]].append(boundary)
    if not parts:
        return {}
    whole = np.array([united(boundaries) for boundaries in parts.values()], dtype=object)
    off = FINE / METRES_A_DEGREE if width == locate.GRID_LENGTH else _coarse(whole)
    return dict(zip(parts, shapely.coverage_simplify(whole, off), strict=True))  # shared borders stay shared


def united(boundaries: Sequence[BaseGeometry]) -> BaseGeometry:
    """The quick way where neighbours share their borders to the last digit; the thorough one where they do not."""
    if len(boundaries) == 1:
        return boundaries[0]
    try:
        whole = shapely.coverage_union_all(boundaries)
    except shapely.GEOSException:
        return shapely.union_all(boundaries)
    return whole if shapely.is_valid(whole) else shapely.union_all(boundaries)


def _coarse(shapes: np.ndarray) -> float:
    """In degrees."""
    west, south, east, north = shapely.total_bounds(shapes)
    return max(COARSE / METRES_A_DEGREE, max(east - west, north - south) / PIXELS)


def _feature(code: str, shape: BaseGeometry) -> dict[str, object]:
    rounded = json.loads(shapely.to_geojson(shapely.transform(shape, lambda at: at.round(DIGITS))))
    return {"type": "Feature", "id": code, "properties": {}, "geometry": rounded}


def _path(shape: BaseGeometry) -> str:
    rings = [ring for polygon in shapely.get_parts(shape) for ring in (polygon.exterior, *polygon.interiors)]
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords[:-1]) + "Z" for ring in rings)

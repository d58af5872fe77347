"""Boundaries: GeoJSON in, shapes out, and which of them lie over one another."""

import json
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

METRES_A_DEGREE = 111_320.0  # along a meridian; along a parallel times the cosine of the latitude
AT_ONCE = 5000  # pairs compared together: the common part of each is held in memory
TOLERANCE = 5.0  # metres: surveys of neighbouring grids never meet exactly


def read(geojson: object) -> BaseGeometry | None:
    """The shape, or None where the value is not a GeoJSON geometry."""
    return shapely.from_geojson(json.dumps(geojson), on_invalid="ignore")


def is_polygon(geojson: object) -> bool:
    shape = read(geojson)
    return shape is not None and shape.geom_type in ("Polygon", "MultiPolygon") and shape.is_valid


def overlaps(
    boundaries: Mapping[str, BaseGeometry], *, of: Collection[str] | None = None, tolerance: float = TOLERANCE
) -> list[tuple[str, str]]:
    """Pairs of codes whose boundaries lie over one another by a strip wider than the tolerance in metres; with `of`
    only pairs in which one of these takes part."""
    names = list(boundaries)
    flat = shapely.transform(np.array(list(boundaries.values()), dtype=object), _metres)
    asked = np.array([of is None or name in of for name in names], dtype=bool)
    numbers = np.flatnonzero(asked)
    found, second = STRtree(flat).query(flat[numbers], predicate="intersects")
    first = numbers[found]
    once = (first < second) | ~asked[second]
    pairs = np.column_stack((first[once], second[once]))
    return sorted(
        (names[min(pair)], names[max(pair)])
        for start in range(0, len(pairs), AT_ONCE)
        for pair in _wide(flat, pairs[start : start + AT_ONCE], tolerance)
    )


def filled(neighbours: Sequence[BaseGeometry], *, tolerance: float = TOLERANCE) -> tuple[BaseGeometry, float]:
    """What neighbours fill together, with the holes between them closed, and how many square metres those holes are.

    Gaps narrower than the tolerance are none: surveys of neighbouring grids never meet exactly.
    """
    flat = shapely.transform(np.array(neighbours, dtype=object), _metres)
    joined = shapely.union_all(shapely.buffer(flat, tolerance / 2, join_style="mitre"))
    holes = [ring for part in shapely.get_parts(joined) for ring in part.interiors]
    whole = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(joined)])
    return whole, float(sum(shapely.Polygon(ring).area for ring in holes))


def same(one: BaseGeometry, other: BaseGeometry, *, tolerance: float = TOLERANCE) -> bool:
    """Whether two shapes differ nowhere by a strip wider than the tolerance in metres."""
    flat = shapely.transform(np.array([one, other], dtype=object), _metres)
    return bool(shapely.is_empty(shapely.buffer(shapely.symmetric_difference(*flat), -tolerance / 2)))


def _metres(degrees: np.ndarray) -> np.ndarray:
    """Flat enough for a city."""
    squeeze = np.cos(np.radians(degrees[:, 1].mean())) if len(degrees) else 1.0
    return degrees * np.array([METRES_A_DEGREE * squeeze, METRES_A_DEGREE])


def _wide(flat: np.ndarray, pairs: np.ndarray, tolerance: float) -> np.ndarray:
    common = shapely.intersection(flat[pairs[:, 0]], flat[pairs[:, 1]])
    return pairs[~shapely.is_empty(shapely.buffer(common, -tolerance / 2))]

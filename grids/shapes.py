"""Boundaries: GeoJSON in, shapes out, and which of them lie over one another."""

import json
from collections.abc import Mapping

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

METRES_A_DEGREE = 111_320.0  # along a meridian; along a parallel times the cosine of the latitude
TOLERANCE = 5.0  # metres: surveys of neighbouring grids never meet exactly


def read(geojson: object) -> BaseGeometry | None:
    """The shape, or None where the value is not a GeoJSON geometry."""
    return shapely.from_geojson(json.dumps(geojson), on_invalid="ignore")


def is_polygon(geojson: object) -> bool:
    shape = read(geojson)
    return shape is not None and shape.geom_type in ("Polygon", "MultiPolygon") and shape.is_valid


def overlaps(boundaries: Mapping[str, BaseGeometry], *, tolerance: float = TOLERANCE) -> list[tuple[str, str]]:
    """Pairs of codes whose boundaries lie over one another by a strip wider than the tolerance in metres."""
    names = list(boundaries)
    flat = shapely.transform(np.array(list(boundaries.values()), dtype=object), _metres)
    first, second = STRtree(flat).query(flat, predicate="intersects")
    pairs = first < second
    common = shapely.intersection(flat[first[pairs]], flat[second[pairs]])
    wide = ~shapely.is_empty(shapely.buffer(common, -tolerance / 2))
    return sorted((names[a], names[b]) for a, b in zip(first[pairs][wide], second[pairs][wide], strict=True))


def same(one: BaseGeometry, other: BaseGeometry, *, tolerance: float = TOLERANCE) -> bool:
    """Whether two shapes differ nowhere by a strip wider than the tolerance in metres."""
    flat = shapely.transform(np.array([one, other], dtype=object), _metres)
    return bool(shapely.is_empty(shapely.buffer(shapely.symmetric_difference(*flat), -tolerance / 2)))


def _metres(degrees: np.ndarray) -> np.ndarray:
    """Flat enough for a city."""
    squeeze = np.cos(np.radians(degrees[:, 1].mean())) if len(degrees) else 1.0
    return degrees * np.array([METRES_A_DEGREE * squeeze, METRES_A_DEGREE])

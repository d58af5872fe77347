"""Where is that? A grid code, a point or an address becomes a Place: grid, community, street, district.

The map is read once into each process and kept while nothing changes: `locate()` asks the database one small
question, when the newest edit was, and answers the rest from memory. `PlaceMap` itself is a value that reads nothing,
so any map can be tried, yesterday's too.
"""

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce

import shapely
from django.db import connection
from django.db.models import F, TextField
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from grids import codes, lineage, tree
from grids.enums import GridKind, Level, Located
from grids.models import Area, Grid, PlaceName
from grids.tree import Node, Tree

GRID_LENGTH = 15
SHORTEST_NAME = 2  # a single character is found everywhere and means nothing


@dataclass(frozen=True, slots=True)
class Place:
    """A spot on the map, as deep as it is known. What lies deeper than that is None."""

    how: str
    grid: Node | None = None
    community: Node | None = None
    street: Node | None = None
    district: Node | None = None

    @property
    def code(self) -> str:
        """The code of the deepest place known."""
        known = self.grid or self.community or self.street or self.district
        return known.code if known else ""


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """All that finding a place needs, in memory."""

    areas: Tree
    grids: Mapping[str, Node]
    names: Mapping[str, frozenset[str]]  # normalised name: codes of the places it may mean
    lengths: Sequence[int]  # of the names, longest first
    boundaries: STRtree
    bounded: Sequence[str]  # codes of the base grids in the order of the boundaries
    moved: Mapping[str, str] = field(default_factory=dict)  # grids that ended: where that ground lies now

    def find(
        self, *, grid_code: str | None = None, point: tuple[float, float] | None = None, address: str | None = None
    ) -> Place | None:
        """The first that leads somewhere: the code says it, the point measures it, the address only tells of it."""
        return (
            (self.by_grid_code(grid_code) if grid_code else None)
            or (self.by_point(point) if point else None)
            or (self.by_address(address) if address else None)
        )

    def by_grid_code(self, code: str) -> Place | None:
        """The grid of this code, which may also be the code of a building in it. A code of before the map was changed,
        which other systems still have, leads to what became of it."""
        grid = code.strip()[:GRID_LENGTH]
        if grid not in self.grids:
            grid = self.moved.get(grid, "")
        return self._place(grid, Located.GRID_CODE) if grid else None

    def by_point(self, point: tuple[float, float]) -> Place | None:
        """The base grid around a (longitude, latitude). On a common border the smaller code has it."""
        hits = self.boundaries.query(shapely.Point(point), predicate="intersects")
        return self._place(min(self.bounded[hit] for hit in hits), Located.POINT) if len(hits) else None

    def by_address(self, text: str) -> Place | None:
        """The deepest place that most of the names in the text agree on."""
        code = agreed(self._named_in(normal(text)))
        return self._place(code, Located.ADDRESS) if code else None

    def boundaries_in(self, area: str) -> Iterator[tuple[str, BaseGeometry]]:
        """The base grids within an area, in the order of codes, each with its boundary."""
        prefix = codes.prefix(area)
        first, last = bisect_left(self.bounded, prefix), bisect_left(self.bounded, prefix + ":")  # : follows 9
        return zip(self.bounded[first:last], self.boundaries.geometries[first:last], strict=True)

    def _named_in(self, text: str) -> list[frozenset[str]]:
        """The known names in a text from left to right, always the longest, each as the places it may mean."""
        found = []
        start = 0
        while start < len(text):
            for length in self.lengths:
                places = self.names.get(text[start : start + length])
                if places:
                    found.append(places)
                    start += length
                    break
            else:
                start += 1
        return found

    def _place(self, code: str, how: Located) -> Place:
        above = {node.level: node for node in self.areas.path(code)}
        return Place(
            how=how.value,
            grid=self.grids.get(code),
            community=above.get(Level.COMMUNITY),
            street=above.get(Level.STREET),
            district=above.get(Level.DISTRICT),
        )


def locate(
    *, grid_code: str | None = None, point: tuple[float, float] | None = None, address: str | None = None
) -> Place | None:
    """The place on today's map, or None where nothing given leads to one. One query when warm."""
    return current().find(grid_code=grid_code, point=point, address=address)


_current: tuple[object, PlaceMap] | None = None  # of this process: what the map was read by, and the map


def current() -> PlaceMap:
    """Today's map, read anew after an edit and at midnight.

    An edit is seen by its `edited_at`. One that commits after a later edit was already read stays unseen until the
    next; places are edited by few people, rarely, and never deleted.
    """
    global _current
    stamp = (timezone.localdate(), _newest_edits())
    if _current is None or _current[0] != stamp:
        _current = (stamp, read(stamp[0]))
    return _current[1]


def read(on: date) -> PlaceMap:
    """The map of a day. Five queries."""
    areas = tree.as_of(on)
    grids, bounded, boundaries = {}, [], []
    for id, code, name, kind, geometry in _grids(on):
        grids[code] = Node(id, code, name, Level.GRID.value)
        if geometry and kind == GridKind.BASIC:
            bounded.append(code)
            boundaries.append(shapely.from_geojson(geometry))  # row by row: the texts together would be the peak
    names = _names(on, areas)
    return PlaceMap(
        areas=areas,
        grids=grids,
        names=names,
        lengths=sorted({len(name) for name in names}, reverse=True),
        boundaries=STRtree(boundaries),
        bounded=bounded,
        moved=_moved(on),
    )


def normal(text: str) -> str:
    """Text as names are compared: full-width forms folded, no case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def agreed(named: Sequence[frozenset[str]]) -> str | None:
    """The deepest code most names agree on; where several are left, what those have in common below the city.

    A name agrees with a code if it may mean that place or one around it: 北栈街道 speaks for every 人民路 in it.
    """
    candidates = frozenset().union(*named)
    if not candidates:
        return None
    votes = {code: sum(any(codes.covers(place, code) for place in places) for places in named) for code in candidates}
    most = max(votes.values())
    best = {code for code in candidates if votes[code] == most}
    deepest = {code for code in best if not any(other != code and codes.covers(code, other) for other in best)}
    return _in_common(deepest)


def _in_common(places: Iterable[str]) -> str | None:
    lineages = [{code, *codes.ancestors(code)} for code in places]
    shared = reduce(set.intersection, lineages)
    return max((code for code in shared if codes.parse(code).level != Level.CITY), key=len, default=None)


def _grids(on: date) -> Iterable[tuple[int, str, str, str, str | None]]:
    """Boundaries as text: shapely reads them several times faster than Python would."""
    boundary = Cast("geometry", TextField())
    return Grid.objects.active(on).values_list("id", "code", "name", "kind", boundary).order_by("code").iterator()


def _moved(on: date) -> dict[str, str]:
    history = lineage.read()
    ended = [code for code, link in history.ended.items() if len(code) == GRID_LENGTH and link.on <= on]
    return {code: history.code(code, on=on, known=on) for code in ended}


def _names(on: date, areas: Tree) -> dict[str, frozenset[str]]:
    meant = defaultdict(set)
    for node in areas.nodes.values():
        if node.level != Level.CITY:
            meant[normal(node.name)].add(node.code)
    code = Coalesce(F("grid__code"), F("area__code"))
    for name, place in PlaceName.objects.active(on).values_list("name", code).order_by("id").iterator():
        meant[normal(name)].add(place)
    return {name: frozenset(places) for name, places in meant.items() if len(name) >= SHORTEST_NAME}


def _newest_edits() -> object:
    """Moments of the newest edits of the three tables: read from the ends of three indexes, in one round trip."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in (Area, Grid, PlaceName)]
    newest = ", ".join(f"(SELECT MAX(edited_at) FROM {table})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {newest}")
        return cursor.fetchone()

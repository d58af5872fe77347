"""Where the petitions of a period lie on the map of a day: one grouped scan, then memory.

An order keeps the code of its day. `grids.lineage` leads from it to the map asked for; where it leads to several places
(a grid that was split since) the point of the petition decides if there is one, and else what they have in common.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from shapely import STRtree

from core.calendar import CITY_TIME
from grids import codes, lineage, tree
from grids.enums import GridKind, Level
from grids.lineage import Lineage
from grids.models import Grid
from grids.tree import Node, Tree
from petitions.enums import OPEN
from petitions.models import Petition, WorkOrder
from reports.enums import Doubt

DAY = timedelta(days=1)
COMMUNITY_DIGITS = 12


class Counts(NamedTuple):
    """`petitions` are all voices; `orders` are cases, joined voices left out; `open` those not yet closed."""

    petitions: int = 0
    orders: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A code as orders have it, and the first day of the stretch in which they were registered."""

    code: str
    known: date


@dataclass(frozen=True, slots=True)
class Lot:
    """Orders that lie in one place on the day: all of a written code, or those of them whose points say so."""

    written: Written
    lies: str
    counts: Counts
    doubt: str = ""
    ids: tuple[int, ...] = ()  # only where points decided


@dataclass(frozen=True)
class Ground:
    """The map of a day and the way to it."""

    on: date
    areas: Tree
    grids: Mapping[str, Node]
    history: Lineage
    paths: dict[str, tuple[Node, ...]] = field(default_factory=dict, repr=False, compare=False)  # found already

    @cached_property
    def city(self) -> str:
        return next((node.code for node in self.areas.nodes.values() if node.level == Level.CITY), "")

    def node(self, code: str) -> Node | None:
        return self.areas.nodes.get(code) or self.grids.get(code)

    def path(self, code: str) -> tuple[Node, ...]:
        """The places of that day around a code, from the city down, itself last."""
        if len(code) == codes.GRID_DIGITS:
            above, grid = self.path(code[:COMMUNITY_DIGITS]), self.grids.get(code)
            return (*above, grid) if grid else above
        known = self.paths.get(code)
        if known is None:
            nodes = (self.node(step) for step in (*codes.ancestors(code), code) if step)
            known = self.paths[code] = tuple(node for node in nodes if node)
        return known


@dataclass(frozen=True)
class Period:
    """Whole days, both included, in the time of the city."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        return _midnight(self.first), _midnight(self.last + DAY)


def ground(on: date, *, grids_in: str = "") -> Ground:
    """Four queries, whatever the size of the city. With all its grids, or only those in one area: in the others orders
    then lie no deeper than their community."""
    areas, history = tree.as_of(on), lineage.read()
    found = Grid.objects.active(on).within(grids_in) if grids_in else Grid.objects.active(on)
    rows = found.order_by("code").values_list("id", "code", "name")
    grids = {code: Node(id, code, history.name(code, on=on, now=name), Level.GRID.value) for id, code, name in rows}
    return Ground(on, areas, grids, history)


def lots(orders: QuerySet[WorkOrder], period: Period, there: Ground) -> list[Lot]:
    """The orders of the period that lie somewhere, and how many. One scan, two small questions for what is in doubt."""
    orders = orders.filter(registered_at__range=_span(period))
    counted = _counted(orders, period, there.history)
    found = [_lot(written, counts, there) for written, counts in counted.items()]
    by_point = _by_point(orders, [lot for lot in found if lot.doubt == Doubt.AMBIGUOUS], period, there)
    return [part for lot in found for part in _parted(lot, by_point.get(lot.written, ()))]


def eras(period: Period, history: Lineage) -> list[date]:
    """First days of the stretches of a period within each of which a code meant one thing."""
    return [period.first, *history.turns(period.first, period.last + DAY)]


def within_era(written: Written, period: Period, history: Lineage) -> Q:
    """The orders of this code in its stretch of the period."""
    starts = [*eras(period, history), period.last + DAY]
    end = next(later for start, later in pairwise(starts) if start == written.known)
    return Q(place_code=written.code, registered_at__gte=_midnight(written.known), registered_at__lt=_midnight(end))


# --- counting


def _counted(orders: QuerySet[WorkOrder], period: Period, history: Lineage) -> dict[Written, Counts]:
    starts = eras(period, history)
    whens = [When(registered_at__lt=_midnight(start), then=Value(n)) for n, start in enumerate(starts[1:])]
    era = Case(*whens, default=Value(len(starts) - 1), output_field=IntegerField())
    rows = orders.order_by().annotate(era=era).values_list("place_code", "era")
    figures = rows.annotate(
        voices=Count("pk"),
        cases=Count("pk", filter=Q(merged_into=None)),
        unclosed=Count("pk", filter=Q(status__in=OPEN)),
    ).order_by("place_code", "era")
    return {Written(code, starts[n]): Counts(*counts) for code, n, *counts in figures}


def _lot(written: Written, counts: Counts, there: Ground) -> Lot:
    if not written.code:
        return Lot(written, there.city, counts, Doubt.NO_PLACE)
    places = there.history.codes(written.code, on=there.on, known=written.known)
    meant = lineage.in_common(places)[: codes.GRID_DIGITS]
    path = there.path(meant)
    if not path:
        return Lot(written, there.city, counts, Doubt.OFF_THE_MAP)
    if path[-1].code != meant:
        return Lot(written, path[-1].code, counts, Doubt.OFF_THE_MAP)
    return Lot(written, meant, counts, Doubt.AMBIGUOUS if len(places) > 1 else "")


# --- what points decide


class _Hit(NamedTuple):
    lies: str
    order: int
    counts: Counts


def _by_point(
    orders: QuerySet[WorkOrder], doubtful: Sequence[Lot], period: Period, there: Ground
) -> Mapping[Written, list[_Hit]]:
    """Which of the orders in doubt lie in which grid of that day, by the point of the petition."""
    if not doubtful:
        return {}
    candidates = {lot.written: _candidates(lot.written, there) for lot in doubtful}
    names, boundaries = _boundaries({code for places in candidates.values() for code in places}, there.on)
    if not names:
        return {}
    in_doubt = orders.filter(place_code__in={lot.written.code for lot in doubtful})
    points = Petition.objects.filter(work_order__in=in_doubt, is_primary=True, lon__isnull=False).order_by("id")
    hits: defaultdict[Written, list[_Hit]] = defaultdict(list)
    for order, code, at, is_open, lon, lat in points.annotate(
        is_open=Case(When(work_order__status__in=OPEN, then=Value(1)), default=Value(0), output_field=IntegerField())
    ).values_list("work_order_id", "work_order__place_code", "work_order__registered_at", "is_open", "lon", "lat"):
        written = Written(code, _era_of(at, period, there.history))
        found = boundaries.query(shapely.Point(lon, lat), predicate="intersects")
        inside = {names[hit] for hit in found if _is_in(names[hit], candidates.get(written, ()))}
        if inside:
            hits[written].append(_Hit(min(inside), order, Counts(1, 1, is_open)))
    return hits


def _candidates(written: Written, there: Ground) -> frozenset[str]:
    return there.history.codes(written.code, on=there.on, known=written.known)


def _is_in(grid: str, places: Iterable[str]) -> bool:
    return any(codes.covers(place, grid) for place in places)


def _boundaries(places: Iterable[str], on: date) -> tuple[list[str], STRtree]:
    within = Q(pk__in=())
    for code in sorted(places):
        within |= Q(code__startswith=codes.prefix(code))
    grids = Grid.objects.active(on).filter(within, kind=GridKind.BASIC, geometry__isnull=False).order_by("code")
    rows = list(grids.annotate(shape=Cast(F("geometry"), TextField())).values_list("code", "shape"))
    return [code for code, _shape in rows], STRtree(
        shapely.from_geojson(np.array([shape for _code, shape in rows], dtype=object))
    )


def _era_of(at: datetime, period: Period, history: Lineage) -> date:
    day = at.astimezone(CITY_TIME).date()
    return max(start for start in eras(period, history) if start <= day)


def _parted(lot: Lot, hits: Sequence[_Hit]) -> list[Lot]:
    """The lot, less the orders whose points say more."""
    if not hits:
        return [lot]
    parts: defaultdict[str, list[_Hit]] = defaultdict(list)
    for hit in hits:
        parts[hit.lies].append(hit)
    known = Counts(*(sum(figures) for figures in zip(*(hit.counts for hit in hits), strict=True)))
    rest = Counts(*(a - b for a, b in zip(lot.counts, known, strict=True)))
    placed = [
        Lot(
            lot.written,
            code,
            Counts(*(sum(figures) for figures in zip(*(hit.counts for hit in part), strict=True))),
            ids=tuple(sorted(hit.order for hit in part)),
        )
        for code, part in sorted(parts.items())
    ]
    return [*placed, *([Lot(lot.written, lot.lies, rest, lot.doubt)] if any(rest) else [])]


def _span(period: Period) -> tuple[datetime, datetime]:
    start, end = period.moments
    return start, end - timedelta(microseconds=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=CITY_TIME)

"""Places with all that lies in them, as rows in memory: what a change takes in its hands."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from grids import codes
from grids.enums import INNER_LEVELS, GridKind, Level
from grids.models import Area, Grid, InnerPlace

Row = Area | Grid | InnerPlace
MODELS: tuple[type[Area] | type[Grid] | type[InnerPlace], ...] = (Area, Grid, InnerPlace)  # from the top down


@dataclass(frozen=True)
class Subtree:
    """The rows that hold on a day, by code, parents before their children."""

    rows: dict[str, Row] = field(default_factory=dict)

    def within(self, code: str) -> list[Row]:
        return [row for other, row in self.rows.items() if codes.covers(code, other)]

    def children(self, code: str) -> list[Row]:
        return [row for other, row in self.rows.items() if codes.parse(other).parent == code]


def read(places: Collection[str], *, on: date) -> Subtree:
    """The places and all in them. Three queries."""
    rows: dict[str, Row] = {}
    for model in MODELS:
        within = Q(pk__in=())
        for code in places:
            first = codes.prefix(code)
            within |= Q(code__range=(first, first.ljust(codes.LONGEST, "9")))
        found = model._default_manager.filter(within).filter(Q(valid_to=None) | Q(valid_to__gt=on))
        rows |= {row.code: row for row in found.order_by("code")}
    return Subtree(dict(sorted(rows.items(), key=lambda item: len(item[0]))))


def taken(places: Iterable[str]) -> set[str]:
    """All codes ever given within these places. Three queries."""
    within = Q(pk__in=())
    for code in places:
        first = codes.prefix(code)
        within |= Q(code__range=(first, first.ljust(codes.LONGEST, "9")))
    return {code for model in MODELS for code in _codes(model, within)}


def level_of(row: Row) -> Level:
    return Level.GRID if isinstance(row, Grid) else Level(row.level)


def counts_for_its_parent(row: Row) -> bool:
    """Whether it is one of those without which an area would be empty: base grids, communities, streets."""
    return row.kind == GridKind.BASIC if isinstance(row, Grid) else level_of(row) not in INNER_LEVELS


def _codes(model: type[Row], within: Q) -> Iterator[str]:
    return model._default_manager.filter(within).order_by().values_list("code", flat=True).iterator()

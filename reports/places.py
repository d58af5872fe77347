"""Petitions by place: on the tree of places of any day, and by the party organisations that answer there.

A roll-up is a value. Its canonical text and that text's SHA-256 tell whether two of them are the same bit for bit.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from grids import codes
from grids.enums import Level
from partyorgs import seats
from partyorgs.seats import Seat
from petitions.models import WorkOrder
from reports import placing
from reports.placing import COMMUNITY_DIGITS, Counts, Ground, Lot, Period

NONE = Counts()


@dataclass(frozen=True, slots=True)
class Line:
    """A place or an organisation: all that lies in or below it, and what is known no closer or answered by itself."""

    code: str
    name: str
    level: str
    total: Counts
    own: Counts


@dataclass(frozen=True)
class RollUp:
    """`places` and `organizations` are in the order of their codes, each above what lies in it."""

    period: Period
    on: date
    places: Mapping[str, Line]
    organizations: Mapping[str, Line]
    lots: Sequence[Lot]
    answering: Mapping[str, Seat | None]  # by the code of the place an order lies in
    leaders: Mapping[str, Sequence[Seat]]
    seats: Sequence[Seat]
    ground: Ground = field(repr=False)

    @cached_property
    def total(self) -> Counts:
        return _sum(lot.counts for lot in self.lots)

    @cached_property
    def unanswered(self) -> Counts:
        return _sum(lot.counts for lot in self.lots if self.answering[lot.lies] is None)

    @cached_property
    def led(self) -> dict[str, list[str]]:
        """By organisation, the places it leads."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for place, several in self.leaders.items():
            found[several[0].code].append(place)
        return dict(found)

    def children(self, code: str) -> list[Line]:
        first = codes.prefix(code)
        inside = [line for line in self.places.values() if line.code.startswith(first)]
        return [line for line in inside if codes.parse(line.code).parent == code]

    def below(self, code: str) -> list[Line]:
        """The organisations directly below one; without a code those that have none above them."""
        length = len(code) + seats.STEP
        return [line for path, line in self.organizations.items() if len(path) == length and path.startswith(code)]

    @cached_property
    def superior(self) -> frozenset[str]:
        """Organisations that have others below them."""
        return frozenset(path[: -seats.STEP] for path in self.organizations)

    def canonical(self) -> str:
        """Everything that is shown, in one order and one form."""
        content: dict[str, Any] = {
            "period": [self.period.first.isoformat(), self.period.last.isoformat()],
            "on": self.on.isoformat(),
            "places": [_plain(line) for line in self.places.values()],
            "organizations": [_plain(line) for line in self.organizations.values()],
            "doubts": sorted([lot.doubt, lot.written.code, lot.lies, *lot.counts] for lot in self.lots if lot.doubt),
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    def digest(self) -> str:
        return hashlib.sha256(self.canonical().encode()).hexdigest()


def roll_up(orders: QuerySet[WorkOrder], period: Period, *, on: date) -> RollUp:
    """The orders of the period on the map of a day. Seven queries; up to two more for what is in doubt."""
    there = placing.ground(on)
    return combine(placing.lots(orders, period, there), there, seats.read(on), period)


def by_place(orders: QuerySet[WorkOrder], period: Period, *, on: date, around: str) -> RollUp:
    """Only the tree of places, and of the grids only those of the community around a place: what one page shows of a
    large city. Five queries; up to two more."""
    there = placing.ground(on, grids_in=around[:COMMUNITY_DIGITS].ljust(COMMUNITY_DIGITS, "0"))
    return combine(placing.lots(orders, period, there), there, (), period)


def combine(lots: Sequence[Lot], there: Ground, known: Sequence[Seat], period: Period) -> RollUp:
    """Both trees from what lies where. Pure."""
    leaders = seats.leaders(known)
    answering = {lot.lies: _answering(lot.lies, there, leaders) for lot in lots}
    return RollUp(
        period, there.on, _by_place(lots, there), _by_organization(lots, known, answering), lots, answering, leaders,
        known, there,
    )  # fmt: skip


def _answering(code: str, there: Ground, leaders: Mapping[str, Sequence[Seat]]) -> Seat | None:
    """The organisation of the place itself, or of the nearest place around it that has one."""
    return next((leaders[node.code][0] for node in reversed(there.path(code)) if node.code in leaders), None)


def _by_place(lots: Iterable[Lot], there: Ground) -> dict[str, Line]:
    own = _added((lot.lies, lot.counts) for lot in lots)
    total = _added((node.code, counts) for code, counts in own.items() for node in there.path(code))
    nodes = [*there.areas.nodes.values(), *there.grids.values()]
    return {
        node.code: Line(node.code, node.name, node.level, total.get(node.code, NONE), own.get(node.code, NONE))
        for node in sorted(nodes, key=lambda node: (node.level != Level.CITY, node.code))
    }


def _by_organization(
    lots: Iterable[Lot], known: Iterable[Seat], answering: Mapping[str, Seat | None]
) -> dict[str, Line]:
    own = _added((seat.code, lot.counts) for lot in lots if (seat := answering[lot.lies]))
    total = _added((step, counts) for code, counts in own.items() for step in seats.above(code))
    return {
        seat.code: Line(seat.code, seat.name, seat.kind, total.get(seat.code, NONE), own.get(seat.code, NONE))
        for seat in known
    }


def _added(figures: Iterable[tuple[str, Counts]]) -> dict[str, Counts]:
    """Summed up by code. In plain lists: a large city has some hundred thousand additions."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for code, (petitions, orders, still_open) in figures:
        found = sums[code]
        found[0] += petitions
        found[1] += orders
        found[2] += still_open
    return {code: Counts(*found) for code, found in sums.items()}


def _sum(counts: Iterable[Counts]) -> Counts:
    found = list(counts)
    return Counts(*(sum(figures) for figures in zip(*found, strict=True))) if found else Counts()


def _plain(line: Line) -> list[Any]:
    return [line.code, line.name, line.level, *line.total, *line.own]

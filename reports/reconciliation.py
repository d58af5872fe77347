"""Do the tree of places and the party tree tell the same? Level by level, and every difference by its name. Pure.

What a place holds and what its leading organisation answers for differ by exactly two things: orders of the place that
another organisation answers for (they leave), and orders of other places that this one answers for (they come in).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grids.enums import Level
from partyorgs import seats
from partyorgs.seats import Seat
from reports.enums import Doubt, Gap
from reports.places import RollUp
from reports.placing import Lot

LEVELS = (Level.CITY, Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.GRID)


@dataclass(frozen=True, slots=True)
class Row:
    """A level: petitions by place, petitions of the organisations that lead there, and what lies between them."""

    level: str
    by_place: int
    by_party: int
    leave: int
    come_in: int

    @property
    def is_explained(self) -> bool:
        return self.by_party == self.by_place - self.leave + self.come_in

    @property
    def label(self) -> str:
        return str(Level(self.level).label)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something by name: why, where, who, and how many petitions it concerns."""

    kind: str
    place: str = ""
    place_name: str = ""
    organization: str = ""
    petitions: int = 0

    @property
    def label(self) -> str:
        return str((Doubt if self.kind in Doubt.values else Gap)(self.kind).label)


@dataclass(frozen=True)
class Reconciliation:
    rows: list[Row]
    findings: list[Finding]
    by_place: int
    by_party: int
    unanswered: int

    @property
    def is_equal(self) -> bool:
        """Both trees hold the same petitions, and each difference on the way is explained."""
        return self.by_place == self.by_party + self.unanswered and all(row.is_explained for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Flow:
    """Petitions of a place that leave it or come into it in the party tree."""

    level: str
    leaves: bool
    place: str
    lot: Lot
    seat: Seat | None


def reconcile(roll: RollUp) -> Reconciliation:
    flows = [flow for lot in roll.lots for flow in _flows(lot, roll)]
    roots = sum(line.total.petitions for line in roll.below(""))
    found = [*_doubts(roll), *_gaps(flows, roll), *_of_organizations(roll)]
    order = {kind: n for n, kind in enumerate((*Doubt.values, *Gap.values))}
    return Reconciliation(
        [_row(level, flows, roll) for level in LEVELS],
        sorted(found, key=lambda each: (order[each.kind], each.place, each.organization)),
        roll.total.petitions, roots, roll.unanswered.petitions,
    )  # fmt: skip


def _flows(lot: Lot, roll: RollUp) -> Iterator[_Flow]:
    seat = roll.answering[lot.lies]
    line = set(seats.above(seat.code)) if seat else set()
    around = {node.code: node.level for node in roll.ground.path(lot.lies)}
    for code, level in around.items():
        leader = roll.leaders.get(code)
        if leader is None or leader[0].code not in line:
            yield _Flow(level, True, code, lot, seat)
    for place in (place for code in line for place in roll.led.get(code, ())):
        if place not in around and (node := roll.ground.node(place)):
            yield _Flow(node.level, False, place, lot, seat)


def _row(level: Level, flows: Iterable[_Flow], roll: RollUp) -> Row:
    lines = [line for line in roll.places.values() if line.level == level]
    led = [roll.leaders[line.code][0].code for line in lines if line.code in roll.leaders]
    of_level = [flow for flow in flows if flow.level == level]
    return Row(
        level.value,
        sum(line.total.petitions for line in lines),
        sum(roll.organizations[code].total.petitions for code in led),
        sum(flow.lot.counts.petitions for flow in of_level if flow.leaves),
        sum(flow.lot.counts.petitions for flow in of_level if not flow.leaves),
    )


# --- by name


def _doubts(roll: RollUp) -> Iterator[Finding]:
    for lot in roll.lots:
        if lot.doubt:
            name = getattr(roll.ground.node(lot.lies), "name", "")
            yield Finding(lot.doubt, lot.written.code, name, petitions=lot.counts.petitions)


def _gaps(flows: Iterable[_Flow], roll: RollUp) -> Iterator[Finding]:
    """Why petitions leave: nobody leads there, nobody answers at all, or who answers stands below another superior."""
    counts: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for flow in flows:
        if flow.leaves:
            counts[_why(flow, roll), flow.place, _name(flow.seat)] += flow.lot.counts.petitions
    for (kind, place, organization), petitions in counts.items():
        yield Finding(kind, place, getattr(roll.ground.node(place), "name", ""), organization, petitions)


def _why(flow: _Flow, roll: RollUp) -> str:
    if flow.seat is None:
        return Gap.UNANSWERED.value
    if flow.place in roll.leaders:
        return Gap.ELSEWHERE.value
    return (Gap.GRID_WITHOUT_BRANCH if flow.level == Level.GRID else Gap.AREA_WITHOUT_LEAD).value


def _of_organizations(roll: RollUp) -> Iterator[Finding]:
    for place, found in roll.leaders.items():
        node = roll.ground.node(place)
        if node and len(found) > 1:
            names = "、".join(_name(seat) for seat in found)
            yield Finding(Gap.SEVERAL_LEADERS.value, place, node.name, names, roll.places[place].total.petitions)
    for seat in roll.seats:
        if seat.is_leading and roll.ground.node(seat.place) is None:
            own = roll.organizations[seat.code].own.petitions
            yield Finding(Gap.BOUND_TO_NO_PLACE.value, seat.place, "", _name(seat), own)


def _name(seat: Seat | None) -> str:
    return seat.name if seat else ""

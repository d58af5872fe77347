"""The tree of places as it stood on a day. Codes carry it: no parent is ever asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from grids import codes
from grids.enums import Level
from grids.models import Area, Succession


@dataclass(frozen=True, slots=True)
class Node:
    """A place, as much of it as lists and roll-ups need."""

    id: int
    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The areas in force on a day, by code, in the order of codes."""

    on: date
    nodes: Mapping[str, Node]

    def path(self, code: str) -> tuple[Node, ...]:
        """The areas a place lies in, from the city down, and the place itself if it is an area."""
        return tuple(self.nodes[step] for step in (*codes.ancestors(code), code) if step in self.nodes)

    def ancestor(self, code: str, level: Level) -> Node | None:
        return next((node for node in self.path(code) if node.level == level), None)

    def children(self, code: str) -> list[Node]:
        return [node for node in self.within(code) if codes.parse(node.code).parent == code]

    def within(self, code: str) -> Iterator[Node]:
        """The area itself and all below it."""
        return (node for node in self.nodes.values() if codes.covers(code, node.code))


def as_of(on: date) -> Tree:
    """Under the names of that day. Two queries."""
    rows = Area.objects.active(on).order_by("code").values_list("id", "code", "name", "level")
    names = names_until_changed(on)
    return Tree(on, {code: Node(id, code, names.get(code, name), level) for id, code, name, level in rows})


def names_until_changed(on: date) -> dict[str, str]:
    """What places were called on that day that were given another name since, by code. One query."""
    rows = Succession.objects.filter(from_code=F("to_code"), change__effective_on__gt=on)
    return dict(rows.order_by("-change__effective_on", "-change_id").values_list("from_code", "from_name"))

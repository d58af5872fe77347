"""What became of places: from the code of one day to where that place lies on another, forward and backward.

`Lineage` is a value that asks nothing, so any roll-up can be taken on any day's map. A place that was split, or one
that took others in, leads to several: then it lies where all of them do, and which of them it was is never guessed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from typing import TypeVar

from django.db.models import Q

from grids import codes
from grids.models import Succession

T = TypeVar("T")

STREET_DIGITS = 9  # nothing above a street is split, merged or moved


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a change: from this code to that one on a day, and the names before and after."""

    on: date
    change: int
    before: str
    after: str
    name_before: str = ""
    name_after: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    on: date
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Lineage:
    ended: Mapping[str, Link] = field(default_factory=dict)  # the places that followed it
    begun: Mapping[str, Link] = field(default_factory=dict)  # the places it came from
    took_in: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)  # others that merged into it; it went on
    renamed: Mapping[str, tuple[tuple[date, str], ...]] = field(default_factory=dict)  # until that day it had the name

    @property
    def tops(self) -> list[str]:
        """The places that ended, without those that ended with the place around them."""
        return [code for code in self.ended if not any(above in self.ended for above in codes.ancestors(code))]

    def codes(self, code: str, *, on: date, known: date) -> frozenset[str]:
        """Where a place lies on a day, whose code was written down on the day `known`. Several if it is not certain."""
        if code[:STREET_DIGITS] not in self.touched:
            return frozenset((code,))
        end = self._of_it_or_above(self.ended, code)
        if end and end.on <= on:
            return self._all(end.codes, on, end.on)
        begin = self._of_it_or_above(self.begun, code)
        if begin and on < begin.on:
            return self._all(begin.codes, on, begin.on)
        merged = [link for link in self.took_in.get(code, ()) if on < link.on <= known]
        return frozenset((code,)).union(*(self._all(link.codes, on, link.on) for link in merged))

    @cached_property
    def touched(self) -> frozenset[str]:
        """The streets in which something changed: elsewhere every place lies where it lay."""
        return frozenset(code[:STREET_DIGITS] for links in (self.ended, self.begun, self.took_in) for code in links)

    def code(self, code: str, *, on: date, known: date) -> str:
        """The deepest place that it certainly lies in on that day."""
        return in_common(self.codes(code, on=on, known=known))

    def name(self, code: str, *, on: date, now: str) -> str:
        """What the place was called on that day, given its name of today."""
        return next((name for until, name in self.renamed.get(code, ()) if on < until), now)

    def turns(self, after: date, before: date) -> list[date]:
        """Days between the two on which a code came to mean more than it did: what was written before is kept apart."""
        return sorted({link.on for links in self.took_in.values() for link in links if after < link.on < before})

    def _all(self, several: Iterable[str], on: date, known: date) -> frozenset[str]:
        return frozenset().union(*(self.codes(code, on=on, known=known) for code in several))

    def _of_it_or_above(self, links: Mapping[str, Link], code: str) -> Link | None:
        """A place no change names goes the way of the place it lies in."""
        return next((links[step] for step in (code, *reversed(codes.ancestors(code))) if step in links), None)


@dataclass(frozen=True, slots=True)
class Territory:
    """Which codes, old and new, lie in a place: that of the longest prefix listed here decides."""

    prefixes: Mapping[str, bool]

    def __contains__(self, code: str) -> bool:
        return next(
            (self.prefixes[code[:end]] for end in range(len(code), 0, -1) if code[:end] in self.prefixes), False
        )


def territory(lineage: Lineage, place: str, *, on: date) -> Territory:
    """All codes that lead into a place on a day: its own, less what moved away, and what came to it."""
    prefixes = {codes.prefix(place): True}
    for code in sorted({*lineage.ended, *lineage.begun}, key=lambda code: (len(code), code)):
        lies_in = codes.covers(place, lineage.code(code, on=on, known=on))
        if (code in Territory(prefixes)) != lies_in:
            prefixes[code] = lies_in
    return Territory(prefixes)


def rows_in(field: str, territory: Territory) -> Q:
    """Rows whose `field` holds a code of the territory: of several prefixes the longest decides. Ranges, because every
    database can answer them from an index."""
    found = Q(pk__in=())
    for prefix in (prefix for prefix, is_meant in territory.prefixes.items() if is_meant):
        part = _range(field, prefix)
        for other, is_meant in territory.prefixes.items():
            if not is_meant and other.startswith(prefix):
                part &= ~_range(field, other)
        found |= part
    return found


def _range(field: str, prefix: str) -> Q:
    return Q(**{f"{field}__range": (prefix, prefix.ljust(codes.LONGEST, "9"))})


def build(steps: Iterable[Step]) -> Lineage:
    """A lineage from the rows of all changes."""
    changes: defaultdict[tuple[date, int], list[Step]] = defaultdict(list)
    for step in steps:
        changes[step.on, step.change].append(step)
    ended: dict[str, Link] = {}
    begun: dict[str, Link] = {}
    took_in: defaultdict[str, list[Link]] = defaultdict(list)
    renamed: defaultdict[str, list[tuple[date, str]]] = defaultdict(list)
    for (on, _change), group in sorted(changes.items()):
        stayed = {step.before for step in group if step.before == step.after}
        after, before = _grouped(group)
        ended |= {code: Link(on, later) for code, later in after.items() if code not in stayed}
        begun |= {code: Link(on, earlier) for code, earlier in before.items() if code not in stayed}
        for code in stayed:
            if others := tuple(earlier for earlier in before[code] if earlier != code):
                took_in[code].append(Link(on, others))
        for step in group:
            if step.before == step.after and step.name_before != step.name_after:
                renamed[step.before].append((on, step.name_before))
    return Lineage(ended, begun, _frozen(took_in), _frozen(renamed))


def read() -> Lineage:
    """Of all changes so far. One query."""
    rows = Succession.objects.order_by("change__effective_on", "change_id", "id").values_list(
        "change__effective_on", "change_id", "from_code", "to_code", "from_name", "to_name"
    )
    return build(Step(*row) for row in rows)


def in_common(places: Collection[str]) -> str:
    """The deepest place that all of these lie in."""
    if len(places) == 1:
        return next(iter(places))
    shared = reduce(set.intersection, ({code, *codes.ancestors(code)} for code in places))
    return max(shared, key=lambda code: (len(code), not code.endswith("00")), default="")


def _grouped(group: Iterable[Step]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """What followed each code, and what each code came from, in their order."""
    after: defaultdict[str, list[str]] = defaultdict(list)
    before: defaultdict[str, list[str]] = defaultdict(list)
    for step in group:
        after[step.before].append(step.after)
        before[step.after].append(step.before)
    return {code: tuple(found) for code, found in after.items()}, {code: tuple(found) for code, found in before.items()}


def _frozen(lists: Mapping[str, list[T]]) -> dict[str, tuple[T, ...]]:
    return {code: tuple(found) for code, found in lists.items()}

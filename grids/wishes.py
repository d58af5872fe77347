"""A change of the map as somebody asks for it: what is to become of which places, by which document, from which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.refusals import Refusal
from grids.enums import PlaceChangeKind


class NotAllowed(Refusal):
    """The map cannot be changed like that, or not by that day."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the places that a place is split into, and the places directly in the old one that go into it."""

    name: str
    holds: frozenset[str] = frozenset()
    households: int = 0
    geometry: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """`codes` are the places it is about: one, or those to be merged, first the one whose people go on leading.

    `name` is the name to come; `target` the place to move into, or of those merged the one that stays: empty makes a
    new one.
    """

    kind: PlaceChangeKind
    codes: tuple[str, ...]
    document: str
    effective_on: date
    name: str = ""
    target: str = ""
    parts: tuple[Part, ...] = ()
    note: str = ""

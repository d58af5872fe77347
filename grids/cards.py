"""The card of a place. Each floor adds what it has to say about a place; this one knows none of them by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.actors import Actor
from grids import codes
from grids.enums import Level
from grids.models import Area, Grid


@dataclass(frozen=True, slots=True)
class Subject:
    """The place a card is about, and the day it is asked about."""

    place: Area | Grid
    on: date
    today: date

    @property
    def code(self) -> str:
        return self.place.code

    @property
    def level(self) -> Level:
        return codes.parse(self.code).level

    @property
    def grid(self) -> Grid | None:
        return self.place if isinstance(self.place, Grid) else None

    @property
    def area(self) -> Area | None:
        return self.place if isinstance(self.place, Area) else None

    @property
    def is_today(self) -> bool:
        return self.on == self.today


@dataclass(frozen=True)
class Section:
    """One box of the card: `read` answers what its template prints as `data`, None where there is nothing to say.

    `is_brief` ones also stand beside the map.
    """

    heading: str
    template: str
    read: Callable[[Actor, Subject], Mapping[str, Any] | None]
    order: int = 100
    is_aside: bool = False
    is_brief: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    heading: str
    template: str
    data: Mapping[str, Any]
    is_aside: bool


_sections: list[Section] = []


def register(*sections: Section) -> None:
    _sections.extend(sections)


def boxes(actor: Actor, subject: Subject, *, brief: bool = False) -> list[Box]:
    """The boxes of a card in their order; only the brief ones where there is little room."""
    asked = [section for section in _sections if section.is_brief or not brief]
    found = ((section, section.read(actor, subject)) for section in sorted(asked, key=lambda section: section.order))
    return [Box(section.heading, section.template, data, section.is_aside) for section, data in found if data]

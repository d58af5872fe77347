"""Where something stands: the words for its place, the place that people's words mean, and the way along with a
change of the map."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from grids import codes, locate
from grids.models import Area, Estate, Grid, IdleSpace, PlaceChange, Venue

STANDING = (Estate, Venue, IdleSpace)
COMMUNITY_LENGTH, GRID_LENGTH = 12, 15


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Names from the street down; empty where no such place is known."""

    street: str = ""
    community: str = ""
    grid: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.street, self.grid or self.community)))


def whereabouts(place_codes: Iterable[str]) -> dict[str, Whereabouts]:
    """By code, in two queries however many; also of places that have ended."""
    asked = set(place_codes)
    areas = {code[:length] for code in asked for length in (9, COMMUNITY_LENGTH) if len(code) >= length}
    names = dict(Area.objects.filter(code__in=areas).order_by("code").values_list("code", "name"))
    grids = [code for code in asked if len(code) == GRID_LENGTH]
    names |= dict(Grid.objects.filter(code__in=grids).order_by("code").values_list("code", "name"))
    return {
        code: Whereabouts(
            names.get(code[:9], ""),
            names.get(code[:COMMUNITY_LENGTH], "") if len(code) >= COMMUNITY_LENGTH else "",
            names.get(code, "") if len(code) == GRID_LENGTH else "",
        )
        for code in asked
    }


def recognise(text: str) -> str:
    """The code of the street, community or grid of today that a code or a name means; empty if none."""
    text, today = text.strip(), locate.current()
    if text.isascii() and text.isdigit():
        return text if text in today.grids or (len(text) > 6 and text in today.areas.nodes) else ""
    place = today.by_address(text)
    named = {code for code, grid in today.grids.items() if grid.name == text}
    if len(named) == 1:
        return named.pop()
    return place.code if place and len(place.code) > 6 else ""


@transaction.atomic
def follow(change: PlaceChange) -> int:
    """Carry what stands in places that changed to the places that followed. Where several followed, to the smallest
    that holds them all: which of them it is, whoever keeps it says. Answers how many rows moved."""
    followed: defaultdict[str, set[str]] = defaultdict(set)
    for before, after in change.successions.order_by("id").values_list("from_code", "to_code"):
        if len(before) > 6:
            followed[before].add(after)
    moved = 0
    for before, successors in followed.items():
        target = _around(successors)
        if target != before and len(target) > 6:
            moved += sum(model.objects.filter(place_code=before).update(place_code=target) for model in STANDING)
    return moved


def _around(places: set[str]) -> str:
    """The deepest place that holds them all."""
    lineages = ({code, *codes.ancestors(code)} for code in places)
    return max(set.intersection(*lineages), key=len)

"""Where something stands: the words for its place, the place that people's words mean, and the way along with a
change of the map."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from grids import codes, followers, locate
from grids.followers import Shift
from grids.models import Area, Estate, Grid, IdleSpace, Standing, Venue
from grids.refusals import Refused

STANDING: tuple[type[Standing], ...] = (Estate, Venue, IdleSpace)
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


def register() -> None:
    followers.register("grids.standing", _lazy("estates, venues and idle spaces"), follow)


@transaction.atomic
def follow(shift: Shift) -> int:
    """Carry what stands in places that changed to the places that followed. Where several followed, to the smallest
    that holds them all: which of them it is, whoever keeps it says. Answers how many rows moved."""
    targets = {before: _around(after) for before, after in shift.codes.items()}
    targets = {before: after for before, after in targets.items() if before != after and len(after) > 6}
    return sum(_move(model, targets) for model in STANDING)


def _move(model: type[Standing], targets: Mapping[str, str]) -> int:
    """All at once, so that what moved into a place does not move on with it."""
    rows = list(model._default_manager.select_for_update(of=("self",)).filter(place_code__in=targets).order_by("id"))
    for row in rows:
        row.place_code = targets[row.place_code]
    try:
        with transaction.atomic():
            model._default_manager.bulk_update(rows, ["place_code"], batch_size=200)
    except IntegrityError as error:
        text = _("Two of one name would stand in one place: give one of them another name first.")
        raise Refused(text, code="same_name") from error
    return len(rows)


def _around(places: Iterable[str]) -> str:
    """The deepest place that holds them all."""
    lineages = ({code, *codes.ancestors(code)} for code in places)
    return max(set.intersection(*lineages), key=len)

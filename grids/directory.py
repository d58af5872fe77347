"""The places of the city on a day: one by its code, what lies one level below it, and how much lies in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import Left

from grids import codes
from grids.enums import GridKind, Level
from grids.models import Area, Grid, InnerPlace

BELOW = {Level.CITY: Level.DISTRICT, Level.DISTRICT: Level.STREET, Level.STREET: Level.COMMUNITY}
WIDTH = {Level.CITY: 4, Level.DISTRICT: 6, Level.STREET: 9, Level.COMMUNITY: 12, Level.GRID: 15}  # what codes share


@dataclass(frozen=True, slots=True)
class Branch:
    """A place in the tree with the number of its base grids. `below` is open: its own branches; None is closed."""

    place: Area | Grid
    grids: int = 0
    below: "Sequence[Branch] | None" = None

    @property
    def is_leaf(self) -> bool:
        return isinstance(self.place, Grid)


def city(on: date) -> Area | None:
    return Area.objects.active(on).filter(level=Level.CITY).order_by("code").first()


def find(code: str) -> Area | Grid | None:
    """The area or grid of this code, whether or not it is still in force."""
    if len(code) == WIDTH[Level.GRID]:
        return Grid.objects.select_related("community", "street").filter(code=code).first()
    return Area.objects.filter(code=code).first()


def path(place: Area | Grid, on: date) -> list[Area]:
    """The areas it lies in on that day, from the city down."""
    return list(Area.objects.active(on).filter(code__in=codes.ancestors(place.code)).order_by("code"))


def below(area: Area, on: date) -> list[Area | Grid]:
    """What lies one level below, in the order of codes. Overlay grids across communities lie in the street."""
    level = BELOW.get(Level(area.level))
    areas = Area.objects.active(on).within(area.code).filter(level=level) if level else Area.objects.none()
    return [*areas.order_by("code"), *_grids_of(area, on)]


def _grids_of(area: Area, on: date) -> list[Grid]:
    within = {
        Level.STREET.value: area.code + codes.NO_COMMUNITY,
        Level.COMMUNITY.value: area.code,
    }.get(area.level)
    if within is None:
        return []
    return list(Grid.objects.active(on).within(within).defer("geometry").order_by("code"))


def branches(area: Area, on: date) -> list[Branch]:
    """What lies below, each with its base grids counted. Two or three queries however many lie there."""
    places = below(area, on)
    counted = grid_counts(area, on) if any(isinstance(place, Area) for place in places) else {}
    return [Branch(place, counted.get(place.code, 0)) for place in places]


def opened(root: Area, chosen: Area, on: date) -> Branch:
    """The tree from the city down to the chosen area and one level further; all other branches are closed."""
    steps = {root.code, *codes.ancestors(chosen.code), chosen.code}
    top = _opened(Branch(root), steps, on)
    return Branch(root, sum(branch.grids for branch in top.below or ()), top.below)


def _opened(branch: Branch, steps: set[str], on: date) -> Branch:
    if branch.place.code not in steps or not isinstance(branch.place, Area):
        return branch
    return Branch(branch.place, branch.grids, [_opened(child, steps, on) for child in branches(branch.place, on)])


def grid_counts(area: Area, on: date) -> Mapping[str, int]:
    """Base grids by the code one level below the area. Keys of a district's streets have nine digits, and so on."""
    level = BELOW.get(Level(area.level), Level.GRID)
    counted = Grid.objects.active(on).within(area.code).filter(kind=GridKind.BASIC).order_by()
    return dict(counted.values_list(Left("code", WIDTH[level])).annotate(count=Count("pk")))


def kinds_within(area: Area, on: date) -> Mapping[str, int]:
    """Grids of each kind in the area."""
    grids = Grid.objects.active(on).within(area.code).order_by()
    return dict(grids.values_list("kind").annotate(count=Count("pk")))


def inner_counts(code: str, on: date) -> Mapping[str, int]:
    """Micro-grids, buildings and units within a place."""
    inner = InnerPlace.objects.active(on).within(code).order_by()
    return dict(inner.values_list("level").annotate(count=Count("pk")))

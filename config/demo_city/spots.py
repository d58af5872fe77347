"""Where things happen in the city: a spot in a base grid, under the name people give it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import Any, Self

from grids.enums import AreaKind, FocusType, GridKind
from grids.models import Grid, PlaceName

OF_THE_COUNTRY = "12"  # first level of the categories of farming and villages
OF_OLD_ESTATES = "0105"  # renewal and lifts
TO_THE_DOOR = ("01", "0303", "0401", "0402", "0403", "0404", "0602", "0603", "1103")  # at a building, not in a street
ROAD = "路"
ESTATES = ("小区", "苑", "园", "里", "公寓", "庭", "新居")
CORNERS = ("", "东头", "西头", "入口处", "中段", "路口", "东侧", "后面")
GATES = ("北门", "南门", "东门外", "西侧路口", "围墙边", "门前道路")


@dataclass(frozen=True, slots=True)
class Spot:
    """`name` is what a headline calls it, `address` what a form says."""

    name: str
    address: str
    community: str
    street: str
    grid_code: str
    point: tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class _Corner:
    """A base grid with the names used in it."""

    grid: Grid
    names: tuple[str, ...]


class Spots:
    """The base grids of the city, drawn by how many households live in them."""

    def __init__(self, corners: Sequence[_Corner]) -> None:
        self._anywhere = _Weighted(corners)
        self._country = _Weighted([corner for corner in corners if _kind(corner) == AreaKind.RURAL])
        self._town = _Weighted([corner for corner in corners if _kind(corner) != AreaKind.RURAL])
        self._old = _Weighted([corner for corner in corners if FocusType.OLD in corner.grid.community.focus_types])

    @classmethod
    def read(cls) -> Self:
        grids = Grid.objects.filter(kind=GridKind.BASIC).select_related("community__parent__parent").order_by("code")
        names = _names()
        return cls([_Corner(grid, names.get(grid.code) or names[grid.community.code]) for grid in grids])

    def draw(self, category: str, chance: Random) -> Spot:
        """A spot where a matter of this category may well lie."""
        return _spot(self._where(category).draw(chance), category, chance)

    def in_community(self, code: str, category: str, chance: Random) -> Spot:
        corners = [corner for corner in self._anywhere.corners if corner.grid.community.code == code]
        return _spot(chance.choice(corners), category, chance)

    def _where(self, category: str) -> "_Weighted":
        if category.startswith(OF_THE_COUNTRY):
            return self._country
        if category.startswith(OF_OLD_ESTATES):
            return self._old
        return self._town if category[:2] in ("01", "02", "05") else self._anywhere


class _Weighted:
    def __init__(self, corners: Sequence[_Corner]) -> None:
        self.corners = corners
        self._weights = list(accumulate(corner.grid.households for corner in corners))

    def draw(self, chance: Random) -> _Corner:
        return chance.choices(self.corners, cum_weights=self._weights)[0]


def _names() -> dict[str, tuple[str, ...]]:
    """Names by the code of the grid they lie in, or of the community they run through."""
    found: dict[str, tuple[str, ...]] = {}
    for row in PlaceName.objects.select_related("grid", "area").order_by("name", "id"):
        code = row.grid.code if row.grid else row.area.code
        found[code] = (*found.get(code, ()), row.name)
    return found


def _kind(corner: _Corner) -> str:
    return corner.grid.community.kind


def _spot(corner: _Corner, category: str, chance: Random) -> Spot:
    community = corner.grid.community
    street = community.parent
    name = _called(chance.choice(corner.names), category, chance)
    return Spot(
        name=name,
        address=f"{street.parent.name}{street.name}{community.name}{name}",
        community=community.name,
        street=street.name,
        grid_code=corner.grid.code,
        point=_point(corner.grid.geometry["coordinates"][0], chance),
    )


def _called(name: str, category: str, chance: Random) -> str:
    if name.endswith(ROAD):
        return f"{name}{chance.randint(1, 180)}号附近"
    if not name.endswith(ESTATES):
        return f"{name}{chance.choice(CORNERS)}"
    at_a_building = category.startswith(TO_THE_DOOR)
    return f"{name}{chance.randint(1, 18)}栋" if at_a_building else f"{name}{chance.choice(GATES)}"


def _point(ring: Iterable[Any], chance: Random) -> tuple[Decimal, Decimal]:
    """Somewhere in the middle half of the grid's box, to the metre."""
    (west, south), _, (east, north), *_rest = ring
    return _between(west, east, chance), _between(south, north, chance)


def _between(low: float, high: float, chance: Random) -> Decimal:
    return Decimal(f"{low + (high - low) * (0.25 + chance.random() / 2):.6f}")

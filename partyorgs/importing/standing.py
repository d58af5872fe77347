"""Where organizations and posts of a file stand: an area, a grid, or a building in a grid, by one code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.importing.registers import Entry
from core.refusals import Refusal
from grids import codes
from grids.enums import AREA_LEVELS, Level
from grids.importing.areas import known_areas
from grids.importing.gridfiles import known_grids
from grids.importing.inner import known_inner
from grids.importing.places import Known

GRID_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Spot:
    level: Level
    area_id: int | None = None
    grid_id: int | None = None
    place_code: str = ""


class Places:
    """Areas are few and read once, grids and buildings batch by batch."""

    def __init__(self) -> None:
        self._areas = known_areas()
        self._known: dict[str, Known] = {}

    def read(self, wanted: Iterable[str]) -> None:
        """Look up the places of a batch. Two queries."""
        deep = {code for code in wanted if len(code) >= GRID_DIGITS}
        self._known = known_grids(code[:GRID_DIGITS] for code in deep)
        self._known |= known_inner(code for code in deep if len(code) > GRID_DIGITS)

    def spot(self, code: str) -> Spot | None:
        """None where there is no such place."""
        level = codes.parse(code).level
        found = (self._areas if level in AREA_LEVELS else self._known).get(code)
        if found is None:
            return None
        if level in AREA_LEVELS:
            return Spot(level, area_id=found.id)
        grid = self._known[code[:GRID_DIGITS]]
        return Spot(level, grid_id=grid.id, place_code=code if level != Level.GRID else "")

    def judge(self, entry: Entry, field: str, on: date) -> None:
        code = entry.values[field]
        found = self._areas.get(code) or self._known.get(code)
        if found is None or not found.holds(on):
            entry.refuse(Refusal(
                field=field, code="unknown_place",
                detail=_("There is no place with this code, or it is not in force on that day."),
                remedy=_("Import the areas, grids and buildings first, or correct the code."),
            ))  # fmt: skip

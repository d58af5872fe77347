"""Departmental grids of before, and the unified grid each became part of (多格合一)."""

from collections.abc import Iterator
from datetime import date

from config.demo_city.tables import add_missing
from grids.enums import GridKind, LegacySystem
from grids.models import Grid, LegacyGrid

DRAWN_ON = date(2012, 1, 1)


def load_legacy_grids() -> int:
    """Answers how many entries there are. City management had nearly the same grids, the fire brigade larger ones."""
    return len(add_missing(LegacyGrid, _legacy_grids(), "system", "code", "grid_id"))


def _legacy_grids() -> Iterator[LegacyGrid]:
    for grid in Grid.objects.filter(kind=GridKind.BASIC, valid_to=None).select_related("community").order_by("code"):
        community, number = grid.community.name, grid.code[-3:]
        for system, code, name in (
            (LegacySystem.CITY, f"CG-{grid.code[4:]}", f"城管单元网格 {community}{number}"),
            (LegacySystem.PUBLIC_ORDER, f"ZZ{grid.code[6:]}", f"{community}综治网格{number}"),
            (LegacySystem.FIRE, f"XF-{grid.code[4:12]}", f"{community}消防安全网格"),
        ):
            yield LegacyGrid(system=system, code=code, name=name, grid=grid, valid_from=DRAWN_ON)

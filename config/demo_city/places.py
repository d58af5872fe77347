"""Areas, grids with invented boundaries, overlay grids, and the names people use."""

from collections.abc import Iterator
from itertools import pairwise

from config.demo_city.tables import ESTABLISHED, add_missing, table
from grids.enums import AREA_LEVELS, GridKind
from grids.models import Area, Grid, GridOverlay, PlaceName

ENTERPRISE_STREET = "990171001"
SEATS = ("990102001", "990103001", "990121100", ENTERPRISE_STREET)  # the street each district's offices are in
INDUSTRIES = ("食品安全", "消防安全", "物业管理")
ENTERPRISE_GRIDS = 6
NUMERALS = "一二三四五六"

# Open water in the Indian Ocean. The boundaries are invented: a city drawn here can be taken for no real one.
SEA = (90.0, 3.0, 90.6, 3.4)

Box = tuple[float, float, float, float]  # west, south, east, north


def load_places() -> dict[str, int]:
    """Answers how many areas, grids, overlays and names the city has."""
    rows = table("areas.csv")
    areas = _load_areas(rows)
    grids = add_missing(Grid, [*_base_grids(rows, areas), *_overlay_grids(areas)], "code")
    overlays = add_missing(GridOverlay, _overlays(grids), "overlay_id", "base_id")
    names = add_missing(PlaceName, _names(areas, grids), "name", "grid_id", "area_id")
    return {"areas": len(areas), "grids": len(grids), "grid overlays": len(overlays), "place names": len(names)}


def _load_areas(rows: list[dict[str, str]]) -> dict[str, Area]:
    areas: dict[str, Area] = {}
    for level in AREA_LEVELS:  # from the top, so that every parent is there before its children
        areas = add_missing(Area, [_area(row, areas) for row in rows if row["level"] == level], "code")
    return areas


def _area(row: dict[str, str], areas: dict[str, Area]) -> Area:
    return Area(
        code=row["code"],
        level=row["level"],
        name=row["name"],
        parent=areas.get(row["parent_code"]),
        kind=row["type"],
        focus_types=[row["focus"]] if row["focus"] else [],
        households=int(row["households"]),
        population=int(row["population"]),
        valid_from=ESTABLISHED,
    )


def _base_grids(rows: list[dict[str, str]], areas: dict[str, Area]) -> Iterator[Grid]:
    boundaries = _boundaries(rows)
    for row in rows:
        if row["level"] != "community":
            continue
        count = int(row["base_grids"])
        households = _shares(int(row["households"]), count)
        population = _shares(int(row["population"]), count)
        for index in range(count):
            code = f"{row['code']}{index + 1:03}"
            yield Grid(
                code=code,
                kind=GridKind.BASIC,
                name=f"{row['name']}第{NUMERALS[index]}网格",
                community=areas[row["code"]],
                street=areas[row["parent_code"]],
                households=households[index],
                population=population[index],
                geometry=_polygon(boundaries[code]),
                valid_from=ESTABLISHED,
            )


def _overlay_grids(areas: dict[str, Area]) -> Iterator[Grid]:
    for seat in SEATS:
        for number, industry in enumerate(INDUSTRIES, 1):
            yield _overlay_grid(areas[seat], GridKind.INDUSTRY, 700 + number, f"{industry}网格")
    for number in range(1, ENTERPRISE_GRIDS + 1):
        name = f"企业服务第{NUMERALS[number - 1]}网格"
        yield _overlay_grid(areas[ENTERPRISE_STREET], GridKind.ENTERPRISE, 800 + number, name)


def _overlay_grid(street: Area, kind: GridKind, sequence: int, name: str) -> Grid:
    code = f"{street.code}000{sequence}"
    return Grid(code=code, kind=kind, name=f"{street.name}{name}", street=street, valid_from=ESTABLISHED)


def _overlays(grids: dict[str, Grid]) -> Iterator[GridOverlay]:
    """An industry grid lies over its whole street; the enterprise grids share theirs among them."""
    for overlay in grids.values():
        if overlay.kind == GridKind.BASIC:
            continue
        below = [code for code in sorted(grids) if _is_base_in(overlay.code[:9], code)]
        if overlay.kind == GridKind.ENTERPRISE:
            below = below[int(overlay.code[-1]) - 1 :: ENTERPRISE_GRIDS]
        for code in below:
            yield GridOverlay(overlay=overlay, base=grids[code])


def _is_base_in(street: str, code: str) -> bool:
    return code.startswith(street) and code[9:12] != "000"


def _names(areas: dict[str, Area], grids: dict[str, Grid]) -> Iterator[PlaceName]:
    for row in table("gazetteer.csv"):
        place = row["place_code"]
        yield PlaceName(name=row["name"], grid=grids.get(place), area=areas.get(place), valid_from=ESTABLISHED)


def _shares(total: int, count: int) -> list[int]:
    """As even as whole numbers allow; the first ones get what is left over."""
    share, rest = divmod(total, count)
    return [share + (index < rest) for index in range(count)]


# --- boundaries


def _boundaries(rows: list[dict[str, str]]) -> dict[str, Box]:
    """Every base grid's box. Districts are columns of the city, streets rows in them, communities columns again."""
    below: dict[str, list[str]] = {}
    for row in rows:
        below.setdefault(row["parent_code"], []).append(row["code"])
    grid_counts = {row["code"]: int(row["base_grids"]) for row in rows}
    boxes: dict[str, Box] = {}
    (city,) = below[""]
    for district, column in zip(below[city], _columns(SEA, len(below[city])), strict=True):
        for street, band in zip(below[district], _rows(column, len(below[district])), strict=True):
            for community, box in zip(below[street], _columns(band, len(below[street])), strict=True):
                cells = _cells(box, grid_counts[community])
                boxes |= {f"{community}{number:03}": cell for number, cell in enumerate(cells, 1)}
    return boxes


def _cells(box: Box, count: int) -> list[Box]:
    """Up to three in one row, more in two: numbered west to east, then north to south."""
    bands = 2 if count > 3 else 1
    return [cell for band in _rows(box, bands) for cell in _columns(band, count // bands)]


def _columns(box: Box, count: int) -> list[Box]:
    """From west to east."""
    west, south, east, north = box
    return [(left, south, right, north) for left, right in pairwise(_cuts(west, east, count))]


def _rows(box: Box, count: int) -> list[Box]:
    """From north to south."""
    west, south, east, north = box
    return [(west, lower, east, upper) for upper, lower in pairwise(_cuts(north, south, count))]


def _cuts(start: float, end: float, count: int) -> list[float]:
    """Rounded once here, so that neighbours share their border to the last digit."""
    return [round(start + (end - start) * step / count, 6) for step in range(count + 1)]


def _polygon(box: Box) -> dict[str, object]:
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}

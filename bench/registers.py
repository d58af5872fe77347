"""A province's worth of places, posts and organizations as files, with some rows among them that are wrong.

Every figure of a row follows from its number, so that the same size is the same files. The boundaries lie in open
water and share their borders exactly, as surveyed ones do.
"""

import csv
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count, islice
from pathlib import Path

from bench.size import Size

CITY = "990100"
GRIDS_A_COMMUNITY, COMMUNITIES_A_STREET, STREETS_A_DISTRICT = 8, 19, 45
FIRST_DISTRICT = 31  # beside those of the demonstration city, which may have been measured before
BLOCK = (4, 2)  # grids of a community, side by side and one above the other
BLOCKS_A_ROW = 66
WEST, SOUTH, CELL = 90.0, 3.5, 0.004  # degrees; a cell is 440 m wide
BENDS = 8  # points along each side of a grid
BUILDINGS_A_GRID = 2
ORGANIZATIONS_A_GRID = 1.1  # a branch, and for some a group
PHONE = "0898-6666{:04}"
SPOILT_EVERY = 1500  # one row in so many is wrong


@dataclass(frozen=True)
class Province:
    """How many of what, and the files they are written to, in the order in which they are imported."""

    size: Size
    folder: Path

    def write(self) -> dict[str, tuple[Path, int]]:
        """For each register its file and how many of its rows are wrong."""
        return {
            "areas": self._csv("areas", AREA_HEAD, self._areas(), spoil=False),
            "grids": self._geojson(),
            "inner": self._csv("inner", INNER_HEAD, self._inner()),
            "organizations": self._csv("organizations", ORGANIZATION_HEAD, self._organizations()),
            "posts": self._csv("posts", POST_HEAD, self._posts()),
        }

    @cached_property
    def grids(self) -> list[str]:
        """Codes of the grids, community by community."""
        return [f"{community(number // GRIDS_A_COMMUNITY)}{number % GRIDS_A_COMMUNITY + 1:03}"
                for number in range(self.size.grids)]  # fmt: skip

    @property
    def communities(self) -> int:
        return -(-self.size.grids // GRIDS_A_COMMUNITY)

    def _areas(self) -> Iterator[list[str]]:
        yield [CITY, "远海省", ""]
        seen: set[str] = set()
        for number in range(self.communities):
            code = community(number)
            for length, word in ((6, "区"), (9, "街道"), (12, "社区")):
                if code[:length] not in seen:
                    seen.add(code[:length])
                    yield [code[:length], f"第{code[length - 3 : length]}{word}", "城区" if length == 12 else ""]

    def _geojson(self) -> tuple[Path, int]:
        path, spoilt = self.folder / "grids.geojson", 0
        with path.open("w", encoding="utf-8") as file:
            file.write('{"type": "FeatureCollection", "features": [\n')
            for number, code in enumerate(self.grids):
                said = {
                    "网格编码": code,
                    "网格名称": f"第{number}网格",
                    "户数": 300 + number % 200,
                    "人口": 900 + number % 500,
                }
                ring = boundary(number)
                if number % SPOILT_EVERY == SPOILT_EVERY // 2:
                    said, ring, spoilt = *_spoilt_grid(number // SPOILT_EVERY, said, ring), spoilt + 1
                feature = {
                    "type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": [ring]},
                }  # fmt: skip
                file.write(("" if number == 0 else ",\n") + json.dumps(feature, ensure_ascii=False))
            file.write("\n]}\n")
        return path, spoilt

    def _buildings(self) -> Iterator[str]:
        good = (code for number, code in enumerate(self.grids) if number % SPOILT_EVERY != SPOILT_EVERY // 2)
        return (f"{code}00{number + 1:03}" for code in good for number in range(BUILDINGS_A_GRID))

    def _inner_codes(self) -> Iterator[str]:
        """Each building before its units, two or three of them, until there are as many as posts."""
        return islice(
            (code for number, building in enumerate(self._buildings())
             for code in (building, *(f"{building}{unit + 1:02}" for unit in range(2 + (number % 10 < 4))))),
            self.size.posts,
        )  # fmt: skip

    def _inner(self) -> Iterator[list[str]]:
        for code in self._inner_codes():
            yield [code, f"{int(code[17:20])}栋" if len(code) == 20 else f"{int(code[20:])}单元", "24"]

    def _posts(self) -> Iterator[list[str]]:
        for number, code in enumerate(self._inner_codes()):
            kind = "楼栋长" if len(code) == 20 else "单元长"
            yield [code, kind, f"演示{number}", PHONE.format(number % 10000), "2026-03-01", "演示任〔2026〕1号"]

    def _organizations(self) -> Iterator[list[str]]:
        """City, streets, communities; a branch in each grid, and groups until there are enough."""
        wanted, made = self.size.organizations, count(1)
        above = {CITY: "0001"}
        yield ["0001", "中共远海省委员会", "党委", CITY, ""]
        for number in range(self.communities):
            code = community(number)
            for length, kind in ((9, "党委"), (12, "党总支")):
                place = code[:length]
                if place not in above:
                    upper = above[CITY] if length == 9 else above[code[:9]]
                    above[place] = f"{upper}{_child(number, length):04}"
                    yield [above[place], f"{place}{kind}", kind, place, "60"]
        room = wanted - len(above)
        branches = list(islice(self._branches(above), room))
        yield from branches
        for branch, _made in zip(branches, islice(made, room - len(branches)), strict=False):
            yield [f"{branch[0]}0001", f"{branch[1]}第一小组", "党小组", branch[3], "9"]

    def _branches(self, above: dict[str, str]) -> Iterator[list[str]]:
        for number, code in enumerate(self.grids):
            if number % SPOILT_EVERY != SPOILT_EVERY // 2:
                yield [f"{above[code[:12]]}{int(code[12:]):04}", f"第{number}网格党支部", "网格党支部", code, "25"]

    def _csv(self, name: str, head: list[str], rows: Iterable[list[str]], *, spoil: bool = True) -> tuple[Path, int]:
        path, spoilt = self.folder / f"{name}.csv", 0
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(head)
            for number, row in enumerate(rows):
                if spoil and number % SPOILT_EVERY == SPOILT_EVERY // 2:
                    writer.writerow(_spoilt(number // SPOILT_EVERY, row))
                    spoilt += 1
                writer.writerow(row)
        return path, spoilt


AREA_HEAD = ["区划编码", "区划名称", "区划类型"]
INNER_HEAD = ["统一编码", "名称", "户数"]
POST_HEAD = ["所在地编码", "岗位", "姓名", "办公电话", "任职日期", "任职文件"]
ORGANIZATION_HEAD = ["组织编码", "组织名称", "组织类型", "所在地编码", "党员人数"]


def community(number: int) -> str:
    street, of_street = divmod(number, COMMUNITIES_A_STREET)
    district, of_district = divmod(street, STREETS_A_DISTRICT)
    return f"9901{FIRST_DISTRICT + district:02}{of_district + 1:03}{of_street + 1:03}"


def boundary(number: int) -> list[list[float]]:
    """The ring of a grid: its four sides bend with the map, so that neighbours bend alike."""
    of, within = divmod(number, GRIDS_A_COMMUNITY)
    row, column = divmod(of, BLOCKS_A_ROW)
    x, y = column * BLOCK[0] + within % BLOCK[0], row * BLOCK[1] + within // BLOCK[0]
    steps = [step / BENDS for step in range(BENDS)]
    sides = [
        *((x + step, y) for step in steps), *((x + 1, y + step) for step in steps),
        *((x + 1 - step, y + 1) for step in steps), *((x, y + 1 - step) for step in steps), (x, y),
    ]  # fmt: skip
    return [_bent(*point) for point in sides]


def _bent(x: float, y: float) -> list[float]:
    return [
        round(WEST + CELL * (x + 0.2 * math.sin(2.1 * y)), 7), round(SOUTH + CELL * (y + 0.2 * math.sin(1.7 * x)), 7),
    ]  # fmt: skip


def _child(number: int, length: int) -> int:
    return number // COMMUNITIES_A_STREET + 1 if length == 9 else number % COMMUNITIES_A_STREET + 1


def _spoilt_grid(which: int, said: dict, ring: list[list[float]]) -> tuple[dict, list[list[float]]]:
    """A code that a spreadsheet made a number of, a street that is not there, a knot, latitude first."""
    kind = which % 4
    if kind == 0:
        return said | {"网格编码": float(said["网格编码"])}, ring
    if kind == 1:
        return said | {"网格编码": f"{said['网格编码'][:6]}599{said['网格编码'][9:]}"}, ring
    if kind == 2:
        return said, [ring[0], ring[16], ring[8], ring[24], ring[0]]
    return said, [point[::-1] for point in ring]


def _spoilt(which: int, row: list[str]) -> list[str]:
    """A code in scientific notation, letters in it, a code that belongs nowhere."""
    code = [f"{float(row[0]):.5E}", f"{row[0][:-1]}O", "9" * len(row[0])][which % 3]
    return [code, *row[1:]]

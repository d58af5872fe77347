"""Micro-grids, buildings and units from a file."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from core.importing.registers import Column, Entry, Register
from grids import codes
from grids.enums import INNER_LEVELS
from grids.importing.gridfiles import known_grids
from grids.importing.places import CODE, HOUSEHOLDS, NAME, SINCE, Known, first_day, judge_code, judge_level
from grids.models import InnerPlace

GRID_DIGITS = 15


class InnerPlaces(Register):
    name = "inner"
    title = gettext_lazy("micro-grids, buildings and units")
    model = InnerPlace
    columns: ClassVar[tuple[Column, ...]] = (
        replace(CODE, sample="99010200100301200021",
                hint="微网格 17 位，楼栋 20 位（无微网格时该段为 00），单元 22 位，文本格式。"),
        replace(NAME, sample="望潮苑21栋"),
        replace(HOUSEHOLDS, sample="48"),
        SINCE,
    )  # fmt: skip

    def begin(self) -> None:
        super().begin()
        self._coming: dict[str, Known] = {}
        self._grids: dict[str, Known] = {}
        self._above: dict[str, Known] = {}

    def look_up(self, entries: Sequence[Entry]) -> Mapping[Hashable, Any]:
        wanted = [entry.values["code"] for entry in entries]
        above = {codes.parse(code).parent for code in wanted}
        self._grids = known_grids(code[:GRID_DIGITS] for code in wanted)
        self._above = self._grids | known_inner(above - self._grids.keys())
        return InnerPlace.objects.in_bulk(wanted, field_name="code")

    def key(self, entry: Entry) -> Hashable:
        return entry.values["code"]

    def judge(self, entry: Entry, record: Any) -> None:
        if judge_level(entry, INNER_LEVELS):
            above = codes.parse(entry.values["code"]).parent or ""
            judge_code(entry, record, self._above.get(above) or self._coming.get(above), today=self.today)

    def fields(self, entry: Entry, record: Any) -> dict[str, Any]:
        if record:
            return entry.values
        code = codes.parse(entry.values["code"])
        grid = self._grids[code.text[:GRID_DIGITS]].id
        return {"valid_from": self.today, **entry.values, "level": code.level.value, "grid_id": grid}

    def coming(self, entry: Entry) -> None:
        if entry.record.level != INNER_LEVELS[-1]:  # nothing lies in a unit
            self._coming[entry.values["code"]] = Known(None, first_day(entry, None, self.today), None)


def known_inner(wanted: Iterable[str]) -> dict[str, Known]:
    """The places of these codes. One query."""
    rows = InnerPlace.objects.filter(code__in=set(wanted)).order_by("code")
    return {code: Known(*row) for code, *row in rows.values_list("code", "id", "valid_from", "valid_to")}

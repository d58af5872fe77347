"""Which base grids an overlay grid lies over, and which unified grid a department's old grid became part of."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.importing import cells
from core.importing.registers import Column, Entry, Register
from core.refusals import Refusal
from grids import codes
from grids.enums import GridKind, LegacySystem
from grids.importing.gridfiles import known_grids
from grids.importing.places import CODE, SINCE, Known
from grids.models import GridOverlay, LegacyGrid

GRID = replace(CODE, hint="15 位，文本格式。", width=22)


class Overlays(Register):
    name = "overlays"
    title = gettext_lazy("grid overlays")
    model = GridOverlay
    columns: ClassVar[tuple[Column, ...]] = (
        replace(GRID, field="overlay", headings=("叠加网格编码", "行业网格编码"), sample="990102001000705"),
        replace(GRID, field="base", headings=("基础网格编码", "覆盖网格编码"), sample="990102001003012"),
    )

    def look_up(self, entries: Sequence[Entry]) -> Mapping[Hashable, Any]:
        self._grids = known_grids(entry.values[field] for entry in entries for field in ("overlay", "base"))
        overlays = {self._id(entry.values["overlay"]) for entry in entries}
        return {
            (row.overlay_id, row.base_id): row
            for row in GridOverlay.objects.filter(overlay_id__in=overlays).order_by("id")
        }  # fmt: skip

    def key(self, entry: Entry) -> Hashable:
        return self._id(entry.values["overlay"]), self._id(entry.values["base"])

    def judge(self, entry: Entry, record: Any) -> None:
        for field in ("overlay", "base"):
            _refuse_unknown(entry, field, self._grids)
            if (codes.parse(entry.values[field]).kind == GridKind.BASIC) is not (field == "base"):
                entry.refuse(Refusal(
                    field=field, code="kind", detail=_("Only an overlay grid lies over a base grid."),
                    remedy=_("Write the overlay grid first and the base grid it covers second."),
                ))  # fmt: skip

    def fields(self, entry: Entry, record: Any) -> dict[str, Any]:
        return {"overlay_id": self._id(entry.values["overlay"]), "base_id": self._id(entry.values["base"])}

    def _id(self, code: str) -> int | str | None:
        return self._grids[code].id if code in self._grids else code


class LegacyGrids(Register):
    name = "legacy"
    title = gettext_lazy("departmental grids of before")
    model = LegacyGrid
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", ("原网格编码",), cells.code, is_required=True, is_code=True, width=26, sample="ZZ-0231",
               hint="原系统里的编码，文本格式。"),
        Column("system", ("原系统",), cells.one_of(LegacySystem), is_required=True, choices=LegacySystem,
               sample="民政"),
        Column("name", ("原网格名称",), cells.text(64), width=28, sample="望潮社区民政一格"),
        replace(GRID, field="grid", headings=("网格编码", "统一编码"), sample="990102001003012"),
        SINCE,
    )  # fmt: skip

    def look_up(self, entries: Sequence[Entry]) -> Mapping[Hashable, Any]:
        self._grids = known_grids(entry.values["grid"] for entry in entries)
        wanted = Q(code__in=[entry.values["code"] for entry in entries])
        rows = LegacyGrid.objects.filter(wanted).order_by("id")
        return {(row.system, row.code, row.grid_id): row for row in rows}

    def key(self, entry: Entry) -> Hashable:
        return entry.values["system"], entry.values["code"], self._id(entry)

    def judge(self, entry: Entry, record: Any) -> None:
        _refuse_unknown(entry, "grid", self._grids)

    def fields(self, entry: Entry, record: Any) -> dict[str, Any]:
        wanted = {name: value for name, value in entry.values.items() if name != "grid"}
        return wanted if record else {"valid_from": self.today, **wanted, "grid_id": self._id(entry)}

    def _id(self, entry: Entry) -> int | str | None:
        code = entry.values["grid"]
        return self._grids[code].id if code in self._grids else code


def _refuse_unknown(entry: Entry, field: str, known: Mapping[str, Known]) -> None:
    if entry.values[field] not in known:
        entry.refuse(Refusal(
            field=field, code="unknown_place", detail=_("There is no grid with this code."),
            remedy=_("Import the grids first, or correct the code."),
        ))  # fmt: skip

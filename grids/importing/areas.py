"""Districts, streets and communities from a file."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.importing import cells
from core.importing.registers import Column, Entry
from core.refusals import Refusal
from grids import codes
from grids.enums import AREA_LEVELS, AreaKind, FocusType
from grids.importing.places import (
    CODE,
    HOUSEHOLDS,
    NAME,
    POPULATION,
    SINCE,
    Known,
    OnTheMap,
    first_day,
    judge_code,
    judge_level,
)
from grids.models import Area

SEPARATORS = str.maketrans("，,;；/ ", "、、、、、、")


def known_areas() -> dict[str, Known]:
    """Every area there is or was. One query."""
    rows = Area.objects.order_by("code").values_list("code", "id", "valid_from", "valid_to")
    return {code: Known(*row) for code, *row in rows}


def _focus(field: str, cell: Any) -> list[str]:
    words = filter(None, cells.text_of(cell).strip().translate(SEPARATORS).split("、"))
    values = [cells.choice(FocusType, word) for word in words]
    if unknown := set(values) - set(FocusType.values):
        raise Refusal(
            field=field, code="unknown_value", detail=_("Unknown focus: %s") % "、".join(sorted(unknown)),
            remedy=_("Use one of: %s.") % "、".join(cells.words_of(FocusType)),
        )  # fmt: skip
    return sorted(values)


class Areas(OnTheMap):
    name = "areas"
    title = gettext_lazy("areas")
    model = Area
    columns: ClassVar[tuple[Column, ...]] = (
        replace(CODE, headings=("区划编码", *CODE.headings), sample="990102001003",
                hint="市、区县 6 位，街道 9 位，社区 12 位，文本格式。"),
        replace(NAME, headings=("区划名称", *NAME.headings), sample="望潮社区"),
        Column("kind", ("区划类型", "类型"), cells.one_of(AreaKind), choices=AreaKind, sample="城区", width=12),
        Column("focus_types", ("重点社区类型",), _focus, sample="老旧社区",
               hint="可填多个，用顿号隔开：大型社区、拆迁安置社区、老旧社区。"),
        HOUSEHOLDS, POPULATION, SINCE,
    )  # fmt: skip

    def begin(self) -> None:
        super().begin()
        self._areas = known_areas()

    def look_up(self, entries: Sequence[Entry]) -> Mapping[Hashable, Any]:
        return Area.objects.in_bulk([entry.values["code"] for entry in entries], field_name="code")

    def key(self, entry: Entry) -> Hashable:
        return entry.values["code"]

    def judge(self, entry: Entry, record: Any) -> None:
        if judge_level(entry, AREA_LEVELS):
            judge_code(entry, record, self._areas.get(self._above(entry)), today=self.today)

    def fields(self, entry: Entry, record: Any) -> dict[str, Any]:
        if record:
            return entry.values
        level = codes.parse(entry.values["code"]).level
        return {"valid_from": self.today, **entry.values, "level": level.value}

    def coming(self, entry: Entry) -> None:
        self._areas[entry.values["code"]] = Known(None, first_day(entry, None, self.today), None)

    def depth(self, entry: Entry) -> int:
        return AREA_LEVELS.index(entry.record.level)

    def link(self, entry: Entry) -> None:
        above = self._areas.get(self._above(entry))
        entry.record.parent_id = above.id if above else None

    def written(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self._areas[entry.record.code].id = entry.record.pk

    def _above(self, entry: Entry) -> str:
        return codes.parse(entry.values["code"]).parent or ""

"""Departments and street offices from a file."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.importing import cells
from core.importing.registers import Column, Entry, Register
from core.refusals import Refusal
from grids.importing.areas import known_areas
from grids.importing.places import NAME, SINCE, first_day
from partyorgs.directory import initials
from partyorgs.enums import DepartmentKind, DepartmentSystem
from partyorgs.models import Department
from partyorgs.models.departments import PLACEHOLDER_CODE

SHAPE = re.compile(r"D[0-9]{2,3}|S[0-9]{9}")


def _unit(field: str, cell: Any) -> str:
    code = cells.code(field, cell).upper()
    if SHAPE.fullmatch(code) and code != PLACEHOLDER_CODE:
        return code
    raise _refusal(field, "unit", _("A code is D and two or three digits, or S and the code of the street."), _(
        "D00 stands for the street of the place and cannot be imported."))  # fmt: skip


class Departments(Register):
    name = "departments"
    title = gettext_lazy("departments and street offices")
    model = Department
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", ("单位代码",), _unit, is_required=True, is_code=True, sample="D14",
               hint="部门为 D 加两三位数字，街道办事处为 S 加九位街道编码。"),
        replace(NAME, headings=("单位名称", *NAME.headings), sample="澄明市城市管理局"),
        Column("short_name", ("单位简称", "简称"), cells.text(32), is_required=True, sample="市城管局"),
        Column("system", ("所属系统", "系统"), cells.one_of(DepartmentSystem), is_required=True,
               choices=DepartmentSystem, sample="政府"),
        Column("superior", ("上级单位代码",), _unit, is_code=True, sample="D05",
               hint="被诉时由谁处理。须已存在或排在前面。"),
        Column("duties", ("职责",), cells.text(4000), sample="市容环境、市政设施管理", width=40),
        SINCE,
    )  # fmt: skip

    def begin(self) -> None:
        super().begin()
        self._areas = known_areas()
        self._ids: dict[str, int | None] = dict(Department.objects.order_by("code").values_list("code", "id"))
        self._depths: dict[str, int] = {}

    def look_up(self, entries: Sequence[Entry]) -> Mapping[Hashable, Any]:
        return Department.objects.in_bulk([entry.values["code"] for entry in entries], field_name="code")

    def key(self, entry: Entry) -> Hashable:
        return entry.values["code"]

    def judge(self, entry: Entry, record: Any) -> None:
        code, superior = entry.values["code"], entry.values.get("superior")
        street = self._areas.get(code[1:]) if code.startswith("S") else None
        if code.startswith("S") and not (street and street.holds(first_day(entry, record, self.today))):
            entry.refuse(_refusal("code", "street", _("There is no street with this code."), _(
                "Import the areas first, or correct the code.")))  # fmt: skip
        if superior == code:
            entry.refuse(_refusal("superior", "itself", _("A unit cannot answer for complaints about itself."), _(
                "Name another unit.")))  # fmt: skip
        elif superior and superior not in self._ids:
            entry.refuse(_refusal("superior", "superior", _("There is no unit with this code."), _(
                "Put its row further up, import it first, or correct the code.")))  # fmt: skip

    def fields(self, entry: Entry, record: Any) -> dict[str, Any]:
        wanted = {name: value for name, value in entry.values.items() if name != "superior"}
        wanted["initials"] = initials(wanted["short_name"])
        if record and "superior" in entry.values:
            wanted["superior_id"] = self._ids[entry.values["superior"]]
        return wanted if record else {"valid_from": self.today} | wanted | self._kind(entry.values["code"])

    def coming(self, entry: Entry) -> None:
        code = entry.values["code"]
        self._ids[code] = None
        self._depths[code] = self._depths.get(entry.values.get("superior", ""), 0) + 1

    def depth(self, entry: Entry) -> int:
        return self._depths[entry.record.code]

    def link(self, entry: Entry) -> None:
        entry.record.superior_id = self._ids.get(entry.values.get("superior", ""))

    def written(self, entries: Sequence[Entry]) -> None:
        self._ids |= {entry.record.code: entry.record.pk for entry in entries}

    def _kind(self, code: str) -> dict[str, Any]:
        if code.startswith("S"):
            return {"kind": DepartmentKind.STREET, "street_id": self._areas[code[1:]].id}
        return {"kind": DepartmentKind.MEMBER}


def _refusal(field: str, code: str, detail: str, remedy: str) -> Refusal:
    return Refusal(field=field, code=code, detail=detail, remedy=remedy)

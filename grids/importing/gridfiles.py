"""Grids with their boundaries from a file."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.importing import cells
from core.importing.registers import Column, Entry, Remark
from core.refusals import Refusal
from grids import codes
from grids.enums import GridKind, Level
from grids.importing import boundaries
from grids.importing.areas import known_areas
from grids.importing.places import CODE, HOUSEHOLDS, NAME, POPULATION, SINCE, Known, OnTheMap, judge_code, judge_level
from grids.models import Area, Grid
from grids.shapes import TOLERANCE


class Grids(OnTheMap):
    name = "grids"
    title = gettext_lazy("grids")
    model = Grid
    columns: ClassVar[tuple[Column, ...]] = (
        replace(CODE, headings=("网格编码", *CODE.headings), sample="990102001003012", hint="15 位，文本格式。"),
        replace(NAME, headings=("网格名称", *NAME.headings), sample="望潮社区第一网格"),
        Column("kind", ("网格类型", "类型"), cells.one_of(GridKind), choices=GridKind, sample="基础网格",
               hint="不填则按编码后三位。"),
        HOUSEHOLDS, POPULATION, SINCE,
        Column("geometry", ("边界", "网格边界", "wkt"), boundaries.boundary, width=60,
               hint="CGCS2000 经纬度，先经度后纬度，WKT 或 GeoJSON。也可直接导入 GeoJSON 文件，属性名用本表表头。",
               sample="POLYGON((90.10 3.10, 90.11 3.10, 90.11 3.11, 90.10 3.11, 90.10 3.10))"),
    )  # fmt: skip

    def survey(self, entries: Iterable[Entry]) -> None:
        """No row by itself tells which boundaries lie over one another."""
        brought = {
            entry.values["code"]: entry.values["geometry"] for entry in entries
            if not entry.refusals and "geometry" in entry.values and _is_base(entry.values["code"])
        }  # fmt: skip
        all_ = boundaries.in_force(self.today, but=brought) | brought
        self._overlapping = boundaries.overlapping(all_, brought)
        self._remarks = list(boundaries.remarks(all_, brought))

    def begin(self) -> None:
        super().begin()
        self._areas = known_areas()
        self._coming: set[str] = set()

    def look_up(self, entries: Sequence[Entry]) -> Mapping[Hashable, Any]:
        return Grid.objects.in_bulk([entry.values["code"] for entry in entries], field_name="code")

    def key(self, entry: Entry) -> Hashable:
        return entry.values["code"]

    def judge(self, entry: Entry, record: Any) -> None:
        if not judge_level(entry, (Level.GRID,)):
            return
        code = codes.parse(entry.values["code"])
        kind = entry.values.setdefault("kind", code.kind)
        judge_code(entry, record, self._areas.get(code.parent or ""), kind=kind, today=self.today)
        if others := self._overlapping.get(code.text):
            entry.refuse(Refusal(
                field="geometry", code="overlap",
                detail=_("The boundary lies over that of %(codes)s by more than %(metres)d m.")
                % {"codes": "、".join(others[:3]), "metres": TOLERANCE},
                remedy=_("Base grids lie side by side: correct the boundary of one of them."),
            ))  # fmt: skip

    def fields(self, entry: Entry, record: Any) -> dict[str, Any]:
        wanted = dict(entry.values)
        if "geometry" in wanted:
            wanted["geometry"] = boundaries.as_json(wanted["geometry"])
        if record:
            return wanted
        community, street = self._areas.get(wanted["code"][:12]), self._areas[wanted["code"][:9]]
        above = {"community_id": community.id if community else None, "street_id": street.id}
        return {"valid_from": self.today, **wanted, **above}

    def coming(self, entry: Entry) -> None:
        self._coming.add(entry.record.code)

    def remarks(self) -> Iterable[Remark]:
        here = Grid.objects.active(self.today).filter(kind=GridKind.BASIC).order_by("code")
        bare = here.filter(geometry__isnull=True).values_list("code", flat=True)
        communities = Area.objects.active(self.today).filter(level=Level.COMMUNITY).order_by("code")
        grids = set(here.values_list("code", flat=True)) | self._coming
        yield from Remark.on(
            _("Communities without a base grid"), codes.uncovered(communities.values_list("code", flat=True), grids)
        )
        yield from Remark.on(_("Base grids without a boundary, kept already"), list(bare))
        yield from self._remarks


def _is_base(code: str) -> bool:
    return codes.parse(code).kind == GridKind.BASIC


def known_grids(wanted: Iterable[str]) -> dict[str, Known]:
    """The grids of these codes. One query."""
    rows = (
        Grid.objects.filter(code__in=set(wanted)).order_by("code").values_list("code", "id", "valid_from", "valid_to")
    )
    return {code: Known(*row) for code, *row in rows}

"""Party organizations from a file: the tree by its codes, counts of members, terms. Nothing about a member."""

import re
from calendar import isleap
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.importing import cells
from core.importing.registers import Column, Entry, Register
from core.refusals import Refusal
from grids.importing.places import NAME, SINCE, Known, first_day, place_code
from partyorgs.enums import PartyOrgKind
from partyorgs.importing.standing import Places
from partyorgs.models import PartyOrganization
from partyorgs.models.party import LONGEST_CODE

PATH = re.compile(r"([0-9]{4})+")
STEP = 4  # digits a level
PLACE = ("area_id", "grid_id")
TERM = ("term_years", "last_election_on", "term_due_on")


def _path(field: str, cell: Any) -> str:
    code = cells.code(field, cell)
    if len(code) <= LONGEST_CODE and PATH.fullmatch(code):
        return code
    raise Refusal(
        field=field, code="path", detail=_("A path code is four digits a level."),
        remedy=_("Write the superior's code and four digits more."),
    )  # fmt: skip


class Organizations(Register):
    name = "organizations"
    title = gettext_lazy("party organisations")
    model = PartyOrganization
    columns: ClassVar[tuple[Column, ...]] = (
        Column("code", ("组织编码", "路径编码"), _path, is_required=True, is_code=True, width=28,
               sample="0001000200030001",
               hint="每级四位，以上级组织的编码开头，文本格式。上级组织须已存在或排在前面。"),
        replace(NAME, headings=("组织名称", *NAME.headings), sample="望潮社区党总支"),
        Column("kind", ("组织类型", "类型"), cells.one_of(PartyOrgKind), is_required=True, choices=PartyOrgKind,
               sample="党总支"),
        Column("place", ("所在地编码", "地点编码"), place_code, is_code=True, width=22, sample="990102001003",
               hint="区划或网格的统一编码，文本格式。网格党支部必填网格编码。"),
        Column("is_lead", ("牵头组织", "是否牵头"), cells.truth, sample="是", width=10,
               hint="该区域或网格的牵头组织填“是”，一地只有一个。"),
        Column("member_count", ("党员人数",), cells.whole, sample="63", width=10, hint="只填总数。"),
        Column("term_years", ("任期（年）", "任期"), cells.whole, sample="5", width=10),
        Column("last_election_on", ("上次换届日期",), cells.day, sample="2023-06-20", width=14),
        Column("term_due_on", ("任期届满日期",), cells.day, width=14, hint="不填则按上次换届日期加任期。"),
        SINCE,
    )  # fmt: skip

    def begin(self) -> None:
        super().begin()
        self._places = Places()
        self._coming: dict[str, Known] = {}
        self._above: dict[str, Known] = {}
        self._leading: dict[str, str] = {}  # by code of the place: the organization that leads there

    def look_up(self, entries: Sequence[Entry]) -> Mapping[Hashable, Any]:
        places = {entry.values["place"] for entry in entries if "place" in entry.values}
        self._places.read(places)
        for code, area, grid in _leads_in(places):
            self._leading.setdefault(area or grid, code)
        above = {entry.values["code"][:-STEP] for entry in entries} - self._coming.keys()
        rows = PartyOrganization.objects.filter(code__in=above).order_by("code")
        self._above = {code: Known(*row) for code, *row in rows.values_list("code", "id", "valid_from", "valid_to")}
        return PartyOrganization.objects.in_bulk([entry.values["code"] for entry in entries], field_name="code")

    def key(self, entry: Entry) -> Hashable:
        return entry.values["code"]

    def judge(self, entry: Entry, record: Any) -> None:
        since = first_day(entry, record, self.today)
        above = self._superior(entry)
        if entry.values["code"][:-STEP] and not (above and above.holds(since)):
            entry.refuse(_refusal("code", "superior", _("The organisation above does not exist or not yet."), _(
                "Put its row further up, import it first, or correct the code.")))  # fmt: skip
        if "place" in entry.values:
            self._places.judge(entry, "place", max(since, self.today))
        if not entry.refusals:
            self._judge_kind(entry, record)
            self._judge_lead(entry, record)
            _judge_term(entry, record)

    def fields(self, entry: Entry, record: Any) -> dict[str, Any]:
        wanted = {name: value for name, value in entry.values.items() if name != "place"} | self._stands(entry)
        years, elected = wanted.get("term_years"), wanted.get("last_election_on")
        if years and elected and "term_due_on" not in wanted:
            wanted["term_due_on"] = years_later(elected, years)
        return wanted if record else {"valid_from": self.today} | wanted

    def coming(self, entry: Entry) -> None:
        self._coming[entry.values["code"]] = Known(None, first_day(entry, None, self.today), None)

    def depth(self, entry: Entry) -> int:
        return len(entry.record.code)

    def link(self, entry: Entry) -> None:
        above = self._superior(entry)
        entry.record.parent_id = above.id if above else None

    def written(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self._coming[entry.record.code].id = entry.record.pk

    def _superior(self, entry: Entry) -> Known | None:
        code = entry.values["code"][:-STEP]
        return self._coming.get(code) or self._above.get(code)

    def _stands(self, entry: Entry) -> dict[str, Any]:
        spot = self._places.spot(entry.values["place"]) if "place" in entry.values else None
        return {name: getattr(spot, name) for name in PLACE} if spot else {}

    def _judge_kind(self, entry: Entry, record: Any) -> None:
        spot = self._places.spot(entry.values["place"]) if "place" in entry.values else None
        in_grid = spot.grid_id if spot else record and record.grid_id
        if spot and spot.place_code:
            entry.refuse(_refusal("place", "level", _("An organisation stands in an area or a grid."), _(
                "Shorten the code to the 15 digits of the grid.")))  # fmt: skip
        if entry.values["kind"] == PartyOrgKind.GRID_BRANCH and not in_grid:
            entry.refuse(_refusal("place", "grid", _("A grid branch names its grid."), _(
                "Fill in the 15 digits of the grid.")))  # fmt: skip

    def _judge_lead(self, entry: Entry, record: Any) -> None:
        if not entry.values.get("is_lead"):
            return
        place = entry.values.get("place") or (record and record.place_code)
        if not place:
            entry.refuse(_refusal("is_lead", "place", _("What leads a place names it."), _(
                "Fill in the code of the area or grid.")))  # fmt: skip
            return
        leading = self._leading.setdefault(place, entry.values["code"])
        if leading != entry.values["code"]:
            entry.refuse(_refusal(
                "is_lead", "taken",
                _("The organisation %(code)s leads this place already.") % {"code": leading},
                _("Leave the cell empty, or take the lead from the other one first."),
            ))  # fmt: skip


def _leads_in(places: Collection[str]) -> Iterable[tuple[str, str | None, str | None]]:
    led = PartyOrganization.objects.filter(is_lead=True, valid_to=None)
    there = led.filter(Q(area__code__in=places) | Q(grid__code__in=places)).order_by("code")
    return there.values_list("code", "area__code", "grid__code")


def _judge_term(entry: Entry, record: Any) -> None:
    term = {name: entry.values.get(name, getattr(record, name, None)) for name in TERM}
    if entry.values["kind"] == PartyOrgKind.TEMPORARY_BRANCH and any(term.values()):
        entry.refuse(_refusal("term_years", "temporary", _("A temporary branch holds no elections."), _(
            "Leave term and dates empty.")))  # fmt: skip
    elected, due = term["last_election_on"], term["term_due_on"]
    if elected and due and due <= elected and ("term_due_on" in entry.values or not term["term_years"]):
        entry.refuse(_refusal("term_due_on", "term_order", _("The term ends after the election."), _(
            "Compare the two dates.")))  # fmt: skip


def years_later(day: date, years: int) -> date:
    """The same day, years later; the 28th where that year has no 29th of February."""
    year = day.year + years
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) and not isleap(year) else day.replace(year=year)


def _refusal(field: str, code: str, detail: str, remedy: str) -> Refusal:
    return Refusal(field=field, code=code, detail=detail, remedy=remedy)

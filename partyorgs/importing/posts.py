"""Posts from a file: who holds which, with an office telephone. There is no column for anything else about a person.

A post is there once, whoever holds it: another name in the file is another holder of the same post. Where a place has
several posts of a kind, the name tells them apart.
"""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.importing import cells
from core.importing.registers import Column, Entry, Register
from core.refusals import Refusal
from grids.enums import Level
from grids.importing.places import place_code
from partyorgs.enums import PostKind
from partyorgs.importing.standing import Places
from partyorgs.models import Department, Post
from partyorgs.posts import LEVELS, SINGLE

OF_A_BUILDING = frozenset({PostKind.BUILDING_CHIEF, PostKind.UNIT_CHIEF, PostKind.COURTYARD_CHIEF})
PHONE = re.compile(r"[0-9+()（）\-— ]{3,32}(转[0-9]{1,6})?")
UNIT = re.compile(r"[DS][0-9]{2,9}")


def _place(field: str, cell: Any) -> str:
    code = cells.text_of(cell).strip().upper()
    return code if UNIT.fullmatch(code) else place_code(field, cell)


def _phone(field: str, cell: Any) -> str:
    said = cells.text(32)(field, cell)
    if PHONE.fullmatch(said):
        return said
    raise Refusal(
        field=field, code="phone", detail=_("This is no telephone number."),
        remedy=_("Write the office's number, for example 0898-66661234."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """What a post belongs to, by the columns of its table."""

    area_id: int | None = None
    grid_id: int | None = None
    department_id: int | None = None
    place_code: str = ""
    level: Level | None = field(default=None, compare=False)  # None: a department

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in TARGET}


TARGET = ("area_id", "grid_id", "department_id", "place_code")


class Posts(Register):
    name = "posts"
    title = gettext_lazy("posts")
    model = Post
    is_strict = True
    columns: ClassVar[tuple[Column, ...]] = (
        Column("place", ("所在地编码", "地点编码"), _place, is_required=True, is_code=True, width=26,
               sample="99010200100301200021",
               hint="楼栋长填 20 位楼栋编码，单元长 22 位，网格长 15 位；部门岗位填单位代码。文本格式。"),
        Column("kind", ("岗位",), cells.one_of(PostKind), is_required=True, choices=PostKind, sample="楼栋长"),
        Column("person_name", ("姓名",), cells.text(64), empty="", sample="张测试", hint="不填即空缺。"),
        Column("office_phone", ("办公电话",), _phone, sample="0898-66661234",
               hint="文本格式。只填办公电话，不填个人手机。"),
        Column("start_on", ("任职日期",), cells.day, sample="2026-03-01", width=14),
        Column("document", ("任职文件",), cells.text(120), sample="望潮街发〔2026〕3号", width=30),
    )  # fmt: skip

    def begin(self) -> None:
        super().begin()
        self._places = Places()
        self._units = dict(Department.objects.order_by("code").values_list("code", "id"))
        self._targets: dict[str, Target] = {}

    def look_up(self, entries: Sequence[Entry]) -> Mapping[Hashable, Any]:
        wanted = {entry.values["place"] for entry in entries}
        self._places.read(code for code in wanted if code.isdigit())
        self._targets = {code: target for code in wanted if (target := self._target(code))}
        posts = Post.objects.filter(_at(self._targets.values())).order_by("-id")
        return {_key(post.kind, _target_of(post), post.person_name): post for post in posts}

    def key(self, entry: Entry) -> Hashable:
        target = self._targets.get(entry.values["place"], Target(place_code=entry.values["place"]))
        return _key(entry.values["kind"], target, entry.values.get("person_name", ""))

    def judge(self, entry: Entry, record: Any) -> None:
        place = entry.values["place"]
        if place.isdigit():
            self._places.judge(entry, "place", self.today)
        elif place not in self._units:
            entry.refuse(_refusal("place", "unknown_unit", _("There is no unit with this code."), _(
                "Import the departments first, or correct the code.")))  # fmt: skip
        if not entry.refusals:
            self._judge_level(entry, self._targets[place].level)

    def fields(self, entry: Entry, record: Any) -> dict[str, Any]:
        wanted = {name: value for name, value in entry.values.items() if name != "place"}
        if record is None:
            return self._targets[entry.values["place"]].columns() | wanted
        if wanted.get("person_name", record.person_name) != record.person_name:
            return self._handed_over(wanted) | wanted
        return wanted

    def _handed_over(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Whoever comes next inherits neither numbers nor day nor document; a post that falls vacant has a last day."""
        until = None if wanted["person_name"] else self.today
        return {
            "office_phone": "", "mobile": "", "mobile_consent_on": None, "document": "", "start_on": None,
            "end_on": until,
        }  # fmt: skip

    def _judge_level(self, entry: Entry, level: Level | None) -> None:
        kind = PostKind(entry.values["kind"])
        if level and level not in LEVELS[kind]:
            words = "、".join(str(one.label) for one in LEVELS[kind])
            entry.refuse(_refusal(
                "place", "level",
                _("There is no %(post)s of a %(level)s.") % {"post": kind.label, "level": level.label},
                _("Give the code of a place of this kind: %s.") % words,
            ))  # fmt: skip

    def _target(self, code: str) -> Target | None:
        if not code.isdigit():
            return Target(department_id=self._units[code]) if code in self._units else None
        spot = self._places.spot(code)
        return Target(spot.area_id, spot.grid_id, None, spot.place_code, spot.level) if spot else None


def _at(targets: Iterable[Target]) -> Q:
    """Posts of any of these places, each asked for by its own index."""
    columns = zip(*((target.area_id, target.grid_id, target.department_id) for target in targets), strict=True)
    there = Q(pk__in=())
    for name, ids in zip(TARGET, columns, strict=False):
        if wanted := set(ids) - {None}:
            there |= Q(**{f"{name}__in": wanted})
    return there


def _key(kind: str, target: Target, name: str) -> Hashable:
    is_single = kind in SINGLE or (target.place_code and kind in OF_A_BUILDING)
    return kind, target, "" if is_single else name


def _target_of(post: Post) -> Target:
    return Target(post.area_id, post.grid_id, post.department_id, post.place_code)


def _refusal(field: str, code: str, detail: str, remedy: str) -> Refusal:
    return Refusal(field=field, code=code, detail=detail, remedy=remedy)

"""What all files of places have in common: the code, and the days on which a place is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.importing import cells
from core.importing.registers import Column, Entry, Outcome, Register
from core.refusals import Refusal
from grids import codes
from grids.codes import Problem
from grids.enums import Level

REMEDIES: Mapping[str, Promise] = {
    "text": gettext_lazy("Format the column as text, fill in the codes again in full, and save the file."),
    "digits": gettext_lazy("Remove letters, spaces and full-width characters."),
    "length": gettext_lazy("Compare it with the code of the place above and fill in all its digits."),
    "street_range": gettext_lazy("Take the street's code from the statistics bureau's list."),
    "sequence": gettext_lazy("Number the place from 1 within the place above."),
    "community": gettext_lazy("Fill in the three digits of its community."),
    "kind": gettext_lazy("001 to 699 are base grids, 700 to 799 industry, 800 to 899 enterprise, 900 to 999 special."),
    "level": gettext_lazy("Take places of other levels to their own file."),
    "parent": gettext_lazy("Import the place above first, put its row further up, or correct code or date."),
    "unique": gettext_lazy("Codes are never given twice: take the next free number."),
}


@dataclass(slots=True)
class Known:
    """A place that is there, or will be once the file is taken in. Then it has no id yet."""

    id: int | None
    since: date
    until: date | None

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


class OnTheMap(Register):
    """Places that every process keeps a map of. It is read anew when the newest edit is newer: that edit is the end of
    the writing, not its beginning, so that nobody's edit in between hides this one."""

    def begin(self) -> None:
        super().begin()
        self._edited: Any = None

    def write(self, entries: Sequence[Entry]) -> None:
        super().write(entries)
        written = (entry.record for entry in entries if entry.outcome in (Outcome.NEW, Outcome.CHANGED))
        self._edited = next(written, self._edited)

    def conclude(self) -> None:
        if self._edited:
            self.model.objects.filter(pk=self._edited.pk).update(edited_at=timezone.now())


def place_code(field: str, cell: Any) -> str:
    """A reader of unified codes. A number has lost its digits, and is told so."""
    try:
        return codes.parse(cell).text
    except codes.MalformedCode as malformed:
        raise refusal(field, malformed.problem) from malformed


def refusal(field: str, problem: Problem) -> Refusal:
    return Refusal(field=field, code=problem.rule, detail=str(problem), remedy=str(REMEDIES[problem.rule]))


def judge_code(entry: Entry, record: Any, parent: Known | None, *, kind: str | None = None, today: date) -> None:
    """The rules of practice §4.2 for the code of a row, on the day from which its place is there."""
    code, since = entry.values["code"], first_day(entry, record, today)
    above = codes.parse(code).parent
    parents = {above} if above and parent and parent.holds(since) else set()
    ended = {code} if record and record.valid_to and record.valid_to <= max(since, today) else set()
    for problem in codes.validate(code, kind=kind, parents=parents, taken=ended):
        entry.refuse(refusal("code", problem))


def judge_level(entry: Entry, levels: tuple[Level, ...]) -> bool:
    """Whether places of this level stand in this file."""
    level = codes.parse(entry.values["code"]).level
    if level not in levels:
        words = "、".join(str(one.label) for one in levels)
        problem = Problem("level", _("This is the code of a %(level)s; the file is for: %(levels)s.") % {
            "level": level.label, "levels": words,
        })  # fmt: skip
        entry.refuse(refusal("code", problem))
    return level in levels


def first_day(entry: Entry, record: Any, today: date) -> date:
    return entry.values.get("valid_from") or (record.valid_from if record else today)


CODE = Column(
    "code", ("统一编码", "编码"), place_code, is_required=True, is_code=True, width=26,
    hint="文本格式。每一级编码都以上一级编码开头。",
)  # fmt: skip
NAME = Column("name", ("名称",), cells.text(64), is_required=True, hint="不超过 64 字。", width=28)
HOUSEHOLDS = Column("households", ("户数",), cells.whole, hint="整数。", sample="420", width=10)
POPULATION = Column("population", ("人口", "人口数"), cells.whole, hint="整数，只填总数。", sample="1180", width=10)
SINCE = Column(
    "valid_from", ("生效日期", "启用日期"), cells.day, hint="如 2026-01-01；不填为导入当天。", sample="2026-01-01",
    width=14,
)  # fmt: skip

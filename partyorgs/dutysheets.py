"""A whole duty list as a table: handed out with the columns of practice §7.1, and read back pasted or as CSV.

Columns are found by their headings in any language of the portal, units by code or name. A row that names where its
item goes leaves the list, unless it stays as one the superior has taken back. Nothing is read of a table with faults.
"""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partyorgs import dutyrules
from partyorgs.dutylists import Item, Scope
from partyorgs.enums import DutyGroup, DutyLevel, DutyListKind, DutyPart
from partyorgs.models.departments import PLACEHOLDER_CODE

MOST_ROWS = 5000
MOST_FAULTS = 100  # nobody reads more, and the rest often has the same cause
ENCODINGS = ("utf-8-sig", "gb18030")  # almost anything is valid GB18030, so it comes last
LONGEST = {"code": 20, "title": 120}
SEPARATORS = str.maketrans(dict.fromkeys("；;、，,/", "\n"))

# In the order of the sheet. What is only printed is not read back.
HEADINGS: dict[str, Any] = {
    "number": gettext_lazy("No."),
    "code": gettext_lazy("code"),
    "group": gettext_lazy("Class of the item"),
    "title": gettext_lazy("Name of the item"),
    "basis": gettext_lazy("legal basis"),
    "lead": gettext_lazy("Department in charge"),
    "superior_duty": gettext_lazy("Superior's duty"),
    "street_duty": gettext_lazy("Street's duty in helping"),
    "level": gettext_lazy("level that carries it out"),
    "part": gettext_lazy("Kind of list"),
    "version": gettext_lazy("Version"),
    "since": gettext_lazy("In force from"),
    "cooperating": gettext_lazy("Units that help"),
    "transferred_power": gettext_lazy("power handed over"),
    "transferred_staff": gettext_lazy("staff handed over"),
    "transferred_budget": gettext_lazy("budget handed over"),
    "territory_allowed": gettext_lazy("may go to a street"),
    "moved_to": gettext_lazy("Goes over to"),
}
PRINTED_ONLY = ("number", "version", "since")
NEEDED = ("code", "title")
FORMULAS = ("=", "+", "-", "@")
YES = gettext_lazy("yes")


@dataclass(frozen=True, slots=True)
class RowFault:
    row: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Sheet:
    """What a table says of a list: the items that are to stand on it, and where others go."""

    items: list[Item] = field(default_factory=list)
    moves: dict[str, str] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)


class Unreadable(ValueError):
    """The table as a whole cannot be read; its words say why."""


def decoded(content: bytes) -> str:
    """The text of an uploaded CSV file, in UTF-8 or GB18030."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable(_("The file is UTF-16 text: save it as CSV in UTF-8."))
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The file is no text: save it as CSV in UTF-8."))


def read(text: str, scope: Scope, units: Mapping[str, str]) -> Sheet:
    """`units` gives the code of a unit for each of its names. The list is of the kind and street of the scope."""
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    try:
        records = list(csv.reader(StringIO(text.lstrip("\ufeff")), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Unreadable(_("The quotes of the table do not match (%(error)s).") % {"error": error}) from error
    if len(records) > MOST_ROWS + 1:
        raise Unreadable(_("A list has at most %(most)s items.") % {"most": MOST_ROWS})
    columns = _columns(records[0] if records else [])
    return _Reader(scope, units).read(columns, records[1:])


def _columns(headings: Sequence[str]) -> dict[int, str]:
    known = {heading: key for key in HEADINGS for heading in (key, *_in_all_languages(HEADINGS[key]))}
    found = {place: known[heading.strip()] for place, heading in enumerate(headings) if heading.strip() in known}
    if missing := [str(HEADINGS[key]) for key in NEEDED if key not in found.values()]:
        raise Unreadable(
            _("The first line has no column %(names)s: take the headings of a sheet downloaded from a list.")
            % {"names": _(", ").join(missing)}
        )
    return found


class _Reader:
    """Reads row after row into one sheet."""

    def __init__(self, scope: Scope, units: Mapping[str, str]) -> None:
        self._scope, self._units = scope, units
        self._sheet, self._seen = Sheet(), set[str]()
        self._row = 1

    def read(self, columns: Mapping[int, str], records: Iterable[Sequence[str]]) -> Sheet:
        for record in records:
            self._row += 1
            said = {key: _plain(record[place]) for place, key in columns.items() if place < len(record)}
            if any(said.values()):
                self._take(said)
        self._sheet.faults.sort(key=lambda fault: fault.row)
        return self._sheet

    def _take(self, said: dict[str, str]) -> None:
        values: dict[str, Any] = dict.fromkeys(NEEDED, "")
        values |= {"list_kind": self._scope.kind, "street": self._scope.street_code}
        for key, text in said.items():
            if key not in PRINTED_ONLY:
                values[key] = self._value(key, text)
        values["lead"] = values.get("lead") or self._scope.unit or self._usual_lead()
        moved_to = values.pop("moved_to", "")
        item = Item(**values)
        if self._is_sound(item, said) and (moved_to == "" or item.part == DutyPart.RECLAIMED):
            self._sheet.items.append(item)
        if moved_to:
            self._sheet.moves[item.code] = moved_to

    def _usual_lead(self) -> str:
        """On a street's list an item is the street's own unless another unit is named."""
        return PLACEHOLDER_CODE if self._scope.kind == DutyListKind.STREET else ""

    def _value(self, key: str, text: str) -> Any:
        read = READERS.get(key)
        if read is None:
            return text
        try:
            return read(text, self._units)
        except KeyError as unknown:
            self._fault(key, str(unknown.args[0]), _("There is no such value."))
            return read("", self._units)

    def _is_sound(self, item: Item, said: Mapping[str, str]) -> bool:
        before = len(self._sheet.faults)
        for key in (*NEEDED, "lead"):
            if not getattr(item, key):
                self._fault(key, "", _("This is missing."))
        for key, most in LONGEST.items():
            if len(getattr(item, key)) > most:
                self._fault(key, getattr(item, key), _("At most %(most)s characters.") % {"most": most})
        if item.code in self._seen:
            self._fault("code", item.code, _("Another row has this code."))
        self._seen.add(item.code)
        if not said.get("moved_to"):
            for fault in dutyrules.faults(item):
                self._fault(fault.field, said.get(fault.field, ""), fault.text)
        return len(self._sheet.faults) == before

    def _fault(self, key: str, value: str, reason: str) -> None:
        self._sheet.faults.append(RowFault(self._row, str(HEADINGS[key]), value[:60], reason))


def _unit(text: str, units: Mapping[str, str]) -> str:
    return units[text] if text else ""


def _units(text: str, units: Mapping[str, str]) -> tuple[str, ...]:
    names = [name.strip() for name in text.translate(SEPARATORS).split("\n")]
    return tuple(units[name] for name in names if name)


def _choice(choices: type[TextChoices]) -> Callable[[str, Mapping[str, str]], str]:
    return lambda text, units: _words(choices)[text] if text else ""


def _part(text: str, units: Mapping[str, str]) -> str:
    """A list without parts prints its own kind there."""
    return "" if text in _words(DutyListKind) else _choice(DutyPart)(text, units)


def _yes(text: str, units: Mapping[str, str]) -> bool:
    return text in _in_all_languages(YES)


READERS: dict[str, Callable[[str, Mapping[str, str]], Any]] = {
    "lead": _unit, "moved_to": _unit, "cooperating": _units, "group": _choice(DutyGroup), "level": _choice(DutyLevel),
    "part": _part, "territory_allowed": _yes,
}  # fmt: skip


@cache
def _words(choices: type[TextChoices]) -> dict[str, str]:
    """The value of every word of an enum, in any language."""
    return {word: member.value for member in choices for word in (member.value, *_in_all_languages(member.label))}


def _in_all_languages(words: Any) -> list[str]:
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.append(str(words))
    return found


# --- handing one out


def write(rows: Iterable[Mapping[str, Any]]) -> str:
    """The sheet as CSV that spreadsheets open as it is. A row gives a text for each key of `HEADINGS` it knows."""
    stream = StringIO()
    stream.write("\ufeff")
    table = csv.writer(stream)
    table.writerow([str(heading) for heading in HEADINGS.values()])
    table.writerows([_harmless(row.get(key, "")) for key in HEADINGS] for row in rows)
    return stream.getvalue()


def lines(items: Iterable[Item], names: Mapping[str, str], versions: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Items as rows of the sheet. `names` are the short names of units, `versions` say by what an item came in."""
    for number, item in enumerate(items, 1):
        kind = DutyPart(item.part).label if item.part else DutyListKind(item.list_kind).label
        yield {
            **{key: getattr(item, key) for key in HEADINGS if hasattr(item, key)},
            "number": number, "group": DutyGroup(item.group).label if item.group else "",
            "level": DutyLevel(item.level).label if item.level else "", "part": kind,
            "lead": names[item.lead], "cooperating": "；".join(names[code] for code in item.cooperating),
            "since": item.since.isoformat() if item.since else "", "version": versions.get(item.code, ""),
            "territory_allowed": str(YES) if item.territory_allowed else "",
        }  # fmt: skip


def _harmless(value: Any) -> str:
    """A cell that begins like a formula is text all the same."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text


def _plain(text: str) -> str:
    """The cell as it was before it was made harmless."""
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULAS) else text

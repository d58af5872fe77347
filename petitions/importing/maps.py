"""What the columns of a file mean: a mapping file (TOML, see docs/import.md), or the headings themselves."""

import hashlib
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from django.utils.translation import gettext as _

from core.importing.tables import Layout
from core.refusals import Refusal
from petitions.importing import columns
from petitions.submissions import Submission

FIELDS = frozenset(entry.name for entry in fields(Submission)) - {"privacy_notice"}
REQUIRED = ("content", "channel")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a field comes from: one column or several, and what their words become."""

    columns: tuple[str, ...]
    separator: str = " "
    drop: frozenset[str] = frozenset()  # cells that say nothing
    values: Mapping[str, str] | None = None
    otherwise: str | None = None  # for words that `values` does not know; None: the row is refused
    format: str = ""  # of dates, as strptime has it


@dataclass(frozen=True, slots=True)
class Skip:
    """Rows left out on purpose."""

    reason: str
    column: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class FileMap:
    origins: Mapping[str, Origin]
    constants: Mapping[str, Any] = field(default_factory=dict)  # where a row has no value of its own
    skips: tuple[Skip, ...] = ()
    layout: Layout = field(default_factory=Layout)
    digest: str = ""  # of the mapping file

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the map reads, in the order of their names."""
        named = {column for origin in self.origins.values() for column in origin.columns}
        return tuple(sorted(named | {skip.column for skip in self.skips}))


def read(text: str) -> FileMap:
    """The map a mapping file describes. Raises `Refusal` with the key that is wrong."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong("", _("It is not TOML: %(error)s.") % {"error": error}) from error
    _only(said, "", {"file", "columns", "constants", "skip"})
    file_map = FileMap(
        origins={name: _origin(f"columns.{name}", told) for name, told in _part(said, "columns").items()},
        constants=_part(said, "constants"),
        skips=tuple(_skip(told) for told in said.get("skip", ())),
        layout=_layout(_part(said, "file")),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
    _check_fields(file_map)
    return file_map


def by_headings(header: Iterable[str]) -> FileMap:
    """The map of a file whose headings are our own. What says nothing to us is left where it is."""
    origins = {columns.field_of(heading): Origin((heading,)) for heading in header if columns.field_of(heading)}
    missing = [columns.HEADINGS[name][0] for name in REQUIRED if name not in origins]
    if missing:
        raise Refusal(
            field="file", code="column_missing",
            detail=_("The file has no column %(columns)s.") % {"columns": "、".join(missing)},
            remedy=_("Use the headings of the template, or give a mapping file that says what your columns mean."),
        )  # fmt: skip
    return FileMap(origins)


def check_against(file_map: FileMap, header: Collection[str]) -> None:
    """Raises `Refusal` when the file lacks a column the map reads."""
    missing = [column for column in file_map.columns if column not in header]
    if missing:
        raise Refusal(
            field="file", code="column_missing",
            detail=_("The file has no column %(columns)s.") % {"columns": "、".join(missing)},
            remedy=_("Its columns are: %(columns)s. Correct the file or the mapping file.")
            % {"columns": "、".join(filter(None, header))},
        )  # fmt: skip


def with_source(file_map: FileMap, source: str) -> FileMap:
    return replace(file_map, constants={**file_map.constants, "source": source}) if source else file_map


def within(file_map: FileMap, known: Mapping[str, Collection[str]]) -> tuple[FileMap, list[str]]:
    """The map without codes this city's lists do not have, and those codes: a map may serve several cities."""
    origins, unknown = dict(file_map.origins), []
    for name, codes in known.items():
        origin = origins.get(name)
        if origin and origin.values:
            strange = {code for code in origin.values.values() if code and code not in codes}
            kept = {word: "" if code in strange else code for word, code in origin.values.items()}
            origins[name] = replace(origin, values=kept)
            unknown += sorted(strange)
    return replace(file_map, origins=origins), unknown


# --- reading a mapping file


def _origin(key: str, told: Any) -> Origin:
    if isinstance(told, str):
        return Origin((told,))
    if not isinstance(told, dict):
        raise _wrong(key, _("Give the heading of a column, or a table with “column” or “columns”."))
    _only(told, key, {"column", "columns", "separator", "drop", "values", "otherwise", "format"})
    named = [told["column"]] if "column" in told else told.get("columns", [])
    if not named or not all(isinstance(name, str) for name in named) or len({"column", "columns"} & told.keys()) != 1:
        raise _wrong(key, _("Name its column with “column”, or several with “columns”."))
    values = told.get("values")
    if values is not None and not all(isinstance(value, str) for value in values.values()):
        raise _wrong(f"{key}.values", _("Values must be text in quotation marks."))
    return Origin(
        tuple(named), told.get("separator", " "), frozenset(told.get("drop", ())), values, told.get("otherwise"),
        told.get("format", ""),
    )  # fmt: skip


def _skip(told: dict[str, Any]) -> Skip:
    _only(told, "skip", {"reason", "column", "values"})
    if not all(told.get(name) for name in ("reason", "column", "values")):
        raise _wrong("skip", _("Give “reason”, “column” and “values”."))
    return Skip(told["reason"], told["column"], frozenset(told["values"]))


def _layout(told: dict[str, Any]) -> Layout:
    _only(told, "file", {entry.name for entry in fields(Layout)})
    layout = Layout(**told)
    if not isinstance(layout.header_row, int) or layout.header_row < 1:
        raise _wrong("file.header_row", _("Give the number of the row with the headings, counted from 1."))
    return layout


def _part(said: dict[str, Any], name: str) -> dict[str, Any]:
    part = said.get(name, {})
    if not isinstance(part, dict):
        raise _wrong(name, _("Write it as a table: [%(name)s].") % {"name": name})
    return part


def _check_fields(file_map: FileMap) -> None:
    for part, names in (("columns", file_map.origins), ("constants", file_map.constants)):
        for name in names:
            if name not in FIELDS:
                raise _wrong(f"{part}.{name}", _("There is no such field. Fields: %s.") % ", ".join(sorted(FIELDS)))
    for name in REQUIRED:
        if name not in file_map.origins and name not in file_map.constants:
            raise _wrong(f"columns.{name}", _("Every petition needs it: name its column or give a constant."))


def _only(told: Mapping[str, Any], key: str, known: Collection[str]) -> None:
    strange = sorted(set(told) - set(known))
    if strange:
        raise _wrong(".".join(filter(None, (key, strange[0]))), _("Unknown key. Known: %s.") % ", ".join(sorted(known)))


def _wrong(key: str, why: str) -> Refusal:
    return Refusal(
        field="map", code="bad_map",
        detail=_("The mapping file is wrong at “%(key)s”. %(why)s") % {"key": key, "why": why},
        remedy=_("docs/import.md describes mapping files."),
    )  # fmt: skip

"""Rows of a file as entries of a register: each cell read by its column, each fault told in the words of the file."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core import masking
from core.importing.cells import Row, text_of, words_of
from core.importing.errorsheets import REASON
from core.importing.faults import SHOWN, Fault
from core.importing.headings import plain
from core.importing.registers import LEFT, Column, Entry, Outcome, Register
from core.masking import Personal
from core.refusals import Refusal

SAMPLE = "【示例】"  # how a cell of the sample row of a template begins
ID_DIGITS = 17  # and a check digit or letter; the old numbers of fifteen digits look like codes of grids


class Reader:
    """Knows which column of the file is which of the register's. Raises `Refusal` for a header that will not do."""

    def __init__(self, register: Register, header: Sequence[str]) -> None:
        self._register = register
        self._places: list[tuple[Column, int]] = []
        names = {plain(heading).casefold(): place for place, heading in enumerate(header) if heading}
        for column in register.columns:
            known = (*(plain(heading).casefold() for heading in column.headings), column.field)
            found = [names[name] for name in known if name in names]
            if found:
                self._places.append((column, found[0]))
        self._headings = {column.field: header[place] for column, place in self._places}
        read = {place for _column, place in self._places}
        self.unread = tuple(
            heading for place, heading in enumerate(header) if heading and heading != REASON and place not in read
        )
        self._check()

    def entries(self, rows: Iterable[Row]) -> Iterator[Entry]:
        return map(self.entry, rows)

    def entry(self, row: Row) -> Entry:
        entry = Entry(row)
        if row.fault:
            remedy = _("Look at the quotation marks and separators of this row, and save the file again.")
            entry.refuse(Refusal(field="", code="unreadable", detail=row.fault, remedy=remedy))
        elif any(isinstance(cell, str) and cell.startswith(SAMPLE) for cell in row.cells):
            entry.outcome = Outcome.SKIPPED
        else:
            self._read_cells(entry)
        return entry

    def tell(self, entry: Entry) -> None:
        """Put what is wrong with an entry into the words of the file."""
        entry.faults = tuple(self._fault(entry.row, refusal) for refusal in entry.refusals)

    def _check(self) -> None:
        missing = [
            column.headings[0] for column in self._register.columns
            if column.is_required and column.field not in self._headings
        ]  # fmt: skip
        if missing:
            raise Refusal(
                field="file", code="column_missing",
                detail=_("The file has no column %(columns)s.") % {"columns": "、".join(missing)},
                remedy=_("Use the headings of the template."),
            )  # fmt: skip
        if self.unread and self._register.is_strict:
            raise Refusal(
                field="file", code="unknown_column",
                detail=_("The file has columns that are not kept here: %(columns)s.")
                % {"columns": "、".join(self.unread)},
                remedy=_("Delete them from the file. Only the columns of the template may be handed in."),
            )  # fmt: skip

    def _read_cells(self, entry: Entry) -> None:
        for column, place in self._places:
            try:
                value = self._value(column, entry.row.cells[place])
            except Refusal as refusal:
                entry.refuse(refusal)
            else:
                if value is not LEFT:
                    entry.values[column.field] = value

    def _value(self, column: Column, cell: Any) -> Any:
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            if column.is_required:
                raise Refusal(
                    field=column.field, code="required", detail=_("The cell is empty."), remedy=_("Fill it in.")
                )  # fmt: skip
            return column.empty
        value = column.read(column.field, cell)
        if isinstance(value, str) and not column.is_code:
            _refuse_identity(column.field, value)
        return _chosen(column, value)

    def _fault(self, row: Row, refusal: Refusal) -> Fault:
        for column, place in self._places:
            if column.field == refusal.field:
                text = text_of(row.cells[place]).strip()[:SHOWN]
                value = text if column.is_code else masking.redact(text)  # a list of faults is passed around
                return Fault(row.number, self._headings[column.field], value, refusal.detail, refusal.remedy)
        return Fault(row.number, "", "", refusal.detail, refusal.remedy)


def _chosen(column: Column, value: Any) -> Any:
    if column.choices is None or value in column.choices.values:
        return value
    raise Refusal(
        field=column.field, code="unknown_value",
        detail=_("“%(value)s” is not one of the words of this column.") % {"value": str(value)[:40]},
        remedy=_("Use one of: %s.") % "、".join(words_of(column.choices)),
    )  # fmt: skip


def _refuse_identity(field: str, text: str) -> None:
    if sum(map(str.isdigit, text)) < ID_DIGITS:
        return
    numbers = (found for found in masking.find_personal(text) if found.kind == Personal.ID_NUMBER)
    if any(found.end - found.start > ID_DIGITS for found in numbers):
        raise Refusal(
            field=field, code="id_number", detail=_("The cell contains an identity card number."),
            remedy=_("Remove it: identity card numbers are never kept."),
        )  # fmt: skip

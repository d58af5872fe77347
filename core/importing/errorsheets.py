"""What could not be taken in, given back: as a list (CSV), or as the same rows, to be corrected and sent again."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, TextIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from core.importing.cells import FORMULA, text_of
from core.importing.faults import Fault, Faulty

# Files are Chinese whatever language the page is read in: they are passed on.
LIST = ("行号", "列", "值", "原因", "处理办法")
REASON = "错误原因"


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


class FaultList:
    """CSV with a row for every fault, written while the run goes on. Open the stream as utf-8-sig, newline=''."""

    def __init__(self, stream: TextIO) -> None:
        self._writer = csv.writer(stream)
        self._writer.writerow(LIST)

    def add(self, reading: Faulty) -> None:
        for fault in reading.faults:
            self._writer.writerow([fault.row, *(neutral(text) for text in _words(fault))])


class FaultBook:
    """The faulty rows under their own header with one more column, faulty cells coloured; and the list of faults."""

    def __init__(self, stream: BinaryIO, header: Sequence[str]) -> None:
        self._book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
        self._header = header
        self._text = self._book.add_format({"num_format": "@", "valign": "top"})
        self._wrong = self._book.add_format({"num_format": "@", "valign": "top", "bg_color": "#fdeceb"})
        self._wrong_number = self._book.add_format({"valign": "top", "bg_color": "#fdeceb"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})
        self._rows = self._sheet("待更正", [*header, REASON])
        self._list = self._sheet("错误清单", LIST)
        self._last_row = self._last_fault = 0

    def add(self, reading: Faulty) -> None:
        self._last_row += 1
        wrong = {fault.column: fault for fault in reading.faults}
        for place, (heading, cell) in enumerate(zip(self._header, reading.row.cells, strict=False)):
            self._write(place, cell, wrong.get(heading) if heading else None)
        why = "；".join(f"{fault.reason}{fault.remedy}" for fault in reading.faults)
        self._rows.write_string(self._last_row, len(self._header), why, self._text)
        for fault in reading.faults:
            self._last_fault += 1
            self._list.write_number(self._last_fault, 0, fault.row)
            for place, text in enumerate(_words(fault), 1):
                self._list.write_string(self._last_fault, place, neutral(text), self._text)

    def close(self) -> None:
        self._book.close()

    def _write(self, place: int, cell: Any, fault: Fault | None) -> None:
        """Cells keep their kind: a code that was a number must not pass for text because we wrote it down."""
        if isinstance(cell, datetime | date):
            self._rows.write_datetime(self._last_row, place, cell, self._moment)
        elif isinstance(cell, int | float):
            self._rows.write_number(self._last_row, place, cell, self._wrong_number if fault else None)
        else:
            self._rows.write_string(self._last_row, place, text_of(cell), self._wrong if fault else self._text)
        if fault:
            self._rows.write_comment(self._last_row, place, f"{fault.reason}{fault.remedy}")

    def _sheet(self, name: str, header: Sequence[str]) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.write_row(0, 0, header, self._book.add_format({"bold": True, "bottom": 1}))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(header) - 1, 18)
        return sheet


def _words(fault: Fault) -> tuple[str, str, str, str]:
    return (fault.column, fault.value, fault.reason, fault.remedy)

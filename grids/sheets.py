"""Figures of places as a workbook. Codes are written as text: a spreadsheet would round their fifteen digits."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def book(title: str, note: str, header: Sequence[str], rows: Iterable[tuple[str, str, int]]) -> bytes:
    """One sheet: what it is and when it was asked, then code, name and figure of each place."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet()
    sheet.set_column(0, 1, 26)
    sheet.write_string(0, 0, title, bold)
    sheet.write_string(1, 0, note)
    for column, word in enumerate(header):
        sheet.write_string(2, column, word, bold)
    sheet.freeze_panes(3, 0)
    for line, (code, name, figure) in enumerate(rows, 3):
        sheet.write_string(line, 0, code, text)
        sheet.write_string(line, 1, name)
        sheet.write_number(line, 2, figure)
    book.close()
    return stream.getvalue()

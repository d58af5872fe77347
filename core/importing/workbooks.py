"""Workbooks (.xlsx), read row by row without loading them whole."""

import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, ClassVar
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.importing.cells import Row
from core.refusals import Refusal

MOST_UNPACKED = 500 * 1024 * 1024  # a few megabytes of zip can hold any amount of nothing
DAMAGED = (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, OSError)


@dataclass(frozen=True, slots=True)
class Workbook:
    is_ragged: ClassVar[bool] = True
    opener: Callable[[], BinaryIO]
    sheet: str = ""  # empty: the first that is shown

    def records(self) -> Iterator[Row]:
        with self._open() as sheet:
            for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
                yield Row(number, cells)

    @contextmanager
    def _open(self) -> Iterator[Any]:
        with self.opener() as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about styles and lists, which are of no interest here
            try:
                _refuse_a_bomb(stream)
                book = load_workbook(stream, read_only=True, data_only=True)
                sheet = self._chosen(book)
                sheet.reset_dimensions()  # some programs write a wrong size
            except DAMAGED as error:
                raise _unreadable() from error
            try:
                yield sheet
            finally:
                book.close()

    def _chosen(self, book: Any) -> Any:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in shown:
            if self.sheet in ("", sheet.title):
                return sheet
        raise Refusal(
            field="file", code="no_such_sheet",
            detail=_("The workbook has no sheet “%(sheet)s”.") % {"sheet": self.sheet},
            remedy=_("Its sheets are: %(sheets)s. Name one of them in the mapping file.")
            % {"sheets": "、".join(sheet.title for sheet in shown)},
        )  # fmt: skip


def _refuse_a_bomb(stream: BinaryIO) -> None:
    with zipfile.ZipFile(stream) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    stream.seek(0)
    if size > MOST_UNPACKED:
        raise Refusal(
            field="file", code="too_large", detail=_("Unpacked, the workbook is larger than 500 MB."),
            remedy=_("Split it into several files, or save it as CSV."),
        )  # fmt: skip


def _unreadable() -> Refusal:
    return Refusal(
        field="file", code="unreadable", detail=_("The workbook is damaged and cannot be read."),
        remedy=_("Open it in a spreadsheet, save it again as .xlsx, and send that file."),
    )  # fmt: skip

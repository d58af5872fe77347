"""A file as a header and its rows, whether it is CSV, a workbook or GeoJSON."""

import codecs
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, ClassVar, Protocol, TypeVar

from django.utils.translation import gettext as _

from core.importing import headings
from core.importing.cells import Row, text_of
from core.importing.csvfiles import CsvFile, encoding_of
from core.importing.geojson import GeoJson
from core.importing.workbooks import Workbook
from core.refusals import Refusal

T = TypeVar("T")

Opener = Callable[[], BinaryIO]
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where in the file the table stands. Empty values are found out."""

    header_row: int = 1
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ","


class Source(Protocol):
    is_ragged: ClassVar[bool]  # whether empty cells at the end of a row are left out

    def records(self) -> Iterator[Row]: ...


@dataclass(frozen=True, slots=True)
class Table:
    source: Source
    header: tuple[str, ...]
    header_row: int

    def rows(self) -> Iterator[Row]:
        """Rows with something in them. One that is longer or shorter than the header says so."""
        for row in islice(self.source.records(), self.header_row, None):
            if row.fault:
                yield row
            elif any(text_of(cell).strip() for cell in row.cells):
                yield self._fitted(row)

    def count(self) -> int:
        return sum(1 for _row in self.rows())

    def _fitted(self, row: Row) -> Row:
        width, given = len(self.header), len(row.cells)
        beyond = any(text_of(cell).strip() for cell in row.cells[width:])
        if not beyond and (given >= width or self.source.is_ragged):
            return Row(row.number, (*row.cells[:width], *(None,) * (width - given)))
        return Row(row.number, fault=_("The row has %(cells)d cells, the header has %(columns)d.") % {
            "cells": given, "columns": width,
        })  # fmt: skip


def open_table(opener: Opener, layout: Layout) -> Table:
    """Raises `Refusal` for a file that cannot be imported at all."""
    source = _source(opener, layout)
    header = next(islice(source.records(), layout.header_row - 1, None), Row(0))
    names = _trimmed([text_of(cell).strip() for cell in header.cells])
    if header.fault or not any(names):
        raise Refusal(
            field="file", code="no_header",
            detail=_("Row %(row)d of the file should hold the column headings and does not.")
            % {"row": layout.header_row},
            remedy=_("Put the headings into the first row, or name their row in the mapping file."),
        )  # fmt: skip
    headings.refuse_forbidden(names)
    _refuse_twins(names)
    return Table(source, names, layout.header_row)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def sha256_of(opener: Opener) -> str:
    with opener() as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _source(opener: Opener, layout: Layout) -> Source:
    with opener() as stream:
        start = stream.read(8)
    if not start:
        raise Refusal(
            field="file", code="empty", detail=_("The file is empty."),
            remedy=_("Open it on your computer to see whether it is whole, then send it again."),
        )  # fmt: skip
    if start == OLD_OFFICE:
        raise Refusal(
            field="file", code="old_workbook", detail=_("Files in the old .xls or .et format cannot be read."),
            remedy=_("Open it and save it as .xlsx, then send that file."),
        )  # fmt: skip
    if start.startswith(ZIP):
        return Workbook(opener, layout.sheet)
    if start.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"{"):
        return GeoJson(opener)
    return CsvFile(opener, layout.encoding or encoding_of(opener), layout.delimiter)


def _trimmed(names: list[str]) -> tuple[str, ...]:
    """Without the empty headings at the end, which spreadsheets like to add."""
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _refuse_twins(names: tuple[str, ...]) -> None:
    twins = [name for name, times in Counter(filter(None, names)).items() if times > 1]
    if twins:
        raise Refusal(
            field="file", code="heading_twice",
            detail=_("Several columns have the same heading: %(columns)s.") % {"columns": "、".join(twins)},
            remedy=_("Give each column a heading of its own, or delete one of them."),
        )  # fmt: skip

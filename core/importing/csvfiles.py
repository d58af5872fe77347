"""CSV as spreadsheets and other systems write it: UTF-8 or GB18030, with fields that run over several lines."""

import codecs
import csv
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import count
from typing import BinaryIO, ClassVar

from django.utils.translation import gettext as _

from core.importing.cells import Row
from core.refusals import Refusal

ENCODINGS = ("utf-8-sig", "gb18030")  # almost anything is valid GB18030, so it comes last
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class CsvFile:
    is_ragged: ClassVar[bool] = False
    opener: Callable[[], BinaryIO]
    encoding: str
    delimiter: str = ","

    def records(self) -> Iterator[Row]:
        """Every record, empty ones too, so that numbers are those a spreadsheet shows.

        A record whose quotes do not match is reported alone, and reading goes on in the line after its first.
        """
        with self.opener() as stream:
            lines = Lines(TextIOWrapper(stream, self.encoding, newline=""))
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            for number in count(1):
                lines.begin()
                try:
                    yield Row(number, tuple(next(reader)))
                except StopIteration:
                    return
                except csv.Error as error:
                    yield Row(number, fault=_broken(error, lines.first))
                    lines.take_back()


class Lines:
    """The lines of a file, which can be taken back to the second one of the record begun last."""

    def __init__(self, stream: Iterator[str]) -> None:
        self._stream = stream
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self.first = 1  # line at which the record begins

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._stream)
        self._taken.append(line)
        return line

    def begin(self) -> None:
        self.first += len(self._taken)
        self._taken = []

    def take_back(self) -> None:
        self._again.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]


def encoding_of(opener: Callable[[], BinaryIO]) -> str:
    """The first encoding in which the whole file can be read."""
    for encoding in ENCODINGS:
        if _reads_as(opener, encoding):
            return encoding
    raise Refusal(
        field="file", code="encoding", detail=_("The file is neither UTF-8 nor GB18030 text."),
        remedy=_("Open it in a spreadsheet and save it as .xlsx, or as CSV in UTF-8."),
    )  # fmt: skip


def _reads_as(opener: Callable[[], BinaryIO], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with opener() as stream:
        try:
            start = stream.read(CHUNK)
            if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return False
            decoder.decode(start)
            while chunk := stream.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _broken(error: csv.Error, line: int) -> str:
    return _("From line %(line)d of the file on, the quotes do not match (%(error)s).") % {
        "line": line, "error": error,
    }  # fmt: skip

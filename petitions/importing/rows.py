"""A row of a file as a submission, or as the list of what is wrong with it."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from core import masking
from core.importing.cells import Row, text_of
from core.importing.faults import SHOWN, Fault
from core.refusals import Refusal
from petitions.importing.maps import FileMap, Origin
from petitions.importing.values import CHOICES, value_of, words_of
from petitions.submissions import FREE_TEXTS, Submission

SAMPLE = "【示例】"  # how the sample row of the template begins
UNNAMED_SOURCE = "import"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row turned out to be: a submission, skipped for a reason, or faulty."""

    row: Row
    submission: Submission | None = None
    skipped: str = ""
    faults: tuple[Fault, ...] = ()


class Reader:
    """Reads the rows of one file, in order: it remembers the numbers it has seen."""

    def __init__(self, file_map: FileMap, header: Sequence[str]) -> None:
        self._map = file_map
        self._place = {heading: place for place, heading in enumerate(header)}
        self._seen: dict[tuple[str, str], int] = {}
        self._alike: Counter[str] = Counter()

    def read(self, row: Row) -> Reading:
        if row.fault:
            remedy = _("Look at the quotation marks and separators of this row, and save the file again.")
            return Reading(row, faults=(Fault(row.number, "", "", row.fault, remedy),))
        skipped = self._skip_reason(row)
        if skipped:
            return Reading(row, skipped=skipped)
        try:
            submission = self._identified(self._submission(row), row)
        except _Unfit as unfit:
            return self.refused(Reading(row), unfit.refusals)
        return Reading(row, submission)

    def refused(self, reading: Reading, refusals: Iterable[Refusal]) -> Reading:
        """The same row with what the rules say about it, told by its columns."""
        return replace(reading, submission=None, faults=tuple(self._fault(reading.row, one) for one in refusals))

    def _skip_reason(self, row: Row) -> str:
        content = self._map.origins.get("content")
        if content and text_of(self._cell(row, content.columns[0])).startswith(SAMPLE):
            return _("sample row of the template")
        return next(
            (skip.reason for skip in self._map.skips if self._text(row, skip.column) in skip.values), ""
        )  # fmt: skip

    def _submission(self, row: Row) -> Submission:
        values, refusals = {}, []
        for field in {**self._map.constants, **self._map.origins}:
            try:
                value = self._value(row, field)
            except Refusal as refusal:
                refusals.append(refusal)
            else:
                if value is not None:
                    values[field] = value
        if refusals:
            raise _Unfit(refusals)
        return Submission(**({"content": "", "channel": ""} | values))

    def _value(self, row: Row, field: str) -> Any:
        """What the row says, else the constant; None where neither says anything."""
        origin = self._map.origins.get(field)
        cell = self._mapped(row, field, origin) if origin else ""
        if text_of(cell).strip():
            return value_of(field, cell, pattern=origin.format if origin else "")
        constant = self._map.constants.get(field)
        return None if constant is None else value_of(field, constant)

    def _mapped(self, row: Row, field: str, origin: Origin) -> Any:
        if len(origin.columns) == 1 and origin.values is None and not origin.drop:
            return self._cell(row, origin.columns[0])
        texts = (self._text(row, column) for column in origin.columns)
        words = origin.separator.join(text for text in texts if text and text not in origin.drop)
        if origin.values is None or not words:
            return words
        value = origin.values.get(words, origin.otherwise)
        if value is None:
            raise Refusal(
                field=field, code="not_in_map",
                detail=_("The mapping file does not say what “%(value)s” means.") % {"value": words[:SHOWN]},
                remedy=_("Add it to the values of this field, or give “otherwise”."),
            )  # fmt: skip
        return value

    def _identified(self, submission: Submission, row: Row) -> Submission:
        """With a number of the source, so that the same row of the same or a corrected file is never taken in twice."""
        source = submission.source or UNNAMED_SOURCE
        if submission.external_no:
            self._refuse_twin(source, submission.external_no, row)
            return replace(submission, source=source)
        said = [text_of(self._cell(row, column)).strip() for column in self._map.columns]
        likeness = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:32]
        self._alike[likeness] += 1  # two people may well have said the same
        return replace(submission, source=source, external_no=f"row-{likeness}-{self._alike[likeness]}")

    def _refuse_twin(self, source: str, external_no: str, row: Row) -> None:
        first = self._seen.setdefault((source, external_no), row.number)
        if first != row.number:
            twice = Refusal(
                field="external_no", code="twice_in_file",
                detail=_("The number “%(number)s” is that of row %(row)d.") % {"number": external_no, "row": first},
                remedy=_("Give every petition a number of its own, or delete one of the rows."),
            )  # fmt: skip
            raise _Unfit([twice])

    def _fault(self, row: Row, refusal: Refusal) -> Fault:
        origin = self._map.origins.get(refusal.field)
        column = origin.columns[0] if origin else ""
        value = " ".join(self._text(row, name) for name in origin.columns) if origin else ""
        if refusal.field in FREE_TEXTS:
            value = masking.redact(value)  # a list of faults is passed around
        remedy = refusal.remedy
        if refusal.code == "unknown_value" and refusal.field in CHOICES:  # people fill in words, programs codes
            remedy = _("Use one of: %s.") % "、".join(words_of(refusal.field))
        return Fault(row.number, column, value[:SHOWN], refusal.detail, remedy)

    def _text(self, row: Row, column: str) -> str:
        return text_of(self._cell(row, column)).strip()

    def _cell(self, row: Row, column: str) -> Any:
        return row.cells[self._place[column]]


class _Unfit(Exception):
    """The cells of a row do not make a submission."""

    def __init__(self, refusals: list[Refusal]) -> None:
        self.refusals = refusals
        super().__init__()

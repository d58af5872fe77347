"""Cells as they come out of a file, and the plain values they stand for."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.db.models import Choices
from django.utils import translation
from django.utils.translation import gettext as _

from core.calendar import CITY_TIME
from core.refusals import Refusal

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a spreadsheet recognises one
YES, NO = frozenset({"是", "1", "true", "yes", "y", "√"}), frozenset({"否", "0", "false", "no", "n"})
DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
MOMENT = re.compile(rf"{DAY}(?:[ T]*(\d{{1,2}})[:：时](\d{{1,2}})(?:[:：分](\d{{1,2}})(?:\.\d+|秒)?)?分?)?")
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d+")  # what a spreadsheet makes of a long code


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file, numbered as a spreadsheet does. `fault` says why it could not be read."""

    number: int
    cells: tuple[Any, ...] = ()
    fault: str = ""


def text_of(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def code(field: str, cell: Any) -> str:
    """A number loses leading zeros and, from the 16th digit on, its digits. Raises `Refusal`, as all below do."""
    text = text_of(cell).strip()
    if isinstance(cell, int | float) or SCIENTIFIC.fullmatch(text):
        raise Refusal(
            field=field, code="code_is_a_number", detail=_("Codes must be text, and this cell holds a number."),
            remedy=_("Format the column as text, fill in the codes again in full, and save the file."),
        )  # fmt: skip
    return text


def text(longest: int) -> Callable[[str, Any], str]:
    """A reader of texts. An apostrophe that keeps a spreadsheet from taking it for a formula is no part of it."""

    def read(field: str, cell: Any) -> str:
        said = unicodedata.normalize("NFC", text_of(cell)).strip()
        if said.startswith("'") and said[1:].startswith(FORMULA):
            said = said[1:]
        if len(said) > longest:
            raise Refusal(
                field=field, code="too_long",
                detail=_("The text has %(length)d characters; there is room for %(longest)d.")
                % {"length": len(said), "longest": longest},
                remedy=_("Shorten it."),
            )  # fmt: skip
        return said

    return read


def whole(field: str, cell: Any) -> int:
    said = text_of(cell).strip().replace(",", "")
    if said.isascii() and said.isdigit() and int(said) < 2**31:
        return int(said)
    raise Refusal(
        field=field, code="not_a_number", detail=_("“%(value)s” is not a whole number.") % {"value": said[:40]},
        remedy=_("Write digits only."),
    )  # fmt: skip


def one_of(choices: type[Choices]) -> Callable[[str, Any], str]:
    """A reader of the words of an enum. What is none of them comes out as it went in."""
    return lambda field, cell: choice(choices, cell)


def day(field: str, cell: Any) -> date:
    return moment(field, cell).date()


def words_of(choices: type[Choices]) -> list[str]:
    """What people choose from, in Chinese: files are passed on, whatever language the page is read in."""
    with translation.override("zh-hans"):
        return [str(label) for label in choices.labels]


def choice(choices: type[Choices], cell: Any) -> str:
    """The value of the word in the cell, or the word itself where it is none of them."""
    text = text_of(cell).strip()
    return _values(choices).get(text.casefold(), text)


@cache
def _values(choices: type[Choices]) -> Mapping[str, str]:
    """The values of an enum by themselves and by their labels in both languages."""
    words = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            words |= {str(choice.label).casefold(): choice.value for choice in choices}
    return words | {value: value for value in choices.values}


def truth(field: str, cell: Any) -> bool:
    text = text_of(cell).strip().casefold()
    if text in YES | NO:
        return text in YES
    raise Refusal(
        field=field, code="not_yes_or_no", detail=_("“%(value)s” is neither yes nor no.") % {"value": text[:40]},
        remedy=_("Write 是 or 否."),
    )  # fmt: skip


def degrees(field: str, cell: Any) -> Decimal:
    try:
        number = Decimal(text_of(cell).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite():
        return number
    raise Refusal(
        field=field, code="not_a_number", detail=_("“%(value)s” is not a number.") % {"value": text_of(cell)[:40]},
        remedy=_("Write degrees with a decimal point, for example 110.331974."),
    )  # fmt: skip


def moment(field: str, cell: Any, pattern: str = "") -> datetime:
    """In the city's time where the cell names no zone. `pattern` is that of strptime; usual forms need none."""
    try:
        moment = _parsed(cell, pattern)
    except ValueError as error:
        raise Refusal(
            field=field, code="not_a_moment",
            detail=_("“%(value)s” is not a date or time.") % {"value": text_of(cell)[:40]},
            remedy=_("Write it as 2026-11-22 or 2026-11-22 09:05."),
        ) from error  # fmt: skip
    return moment if moment.tzinfo else moment.replace(tzinfo=CITY_TIME)


def _parsed(cell: Any, pattern: str) -> datetime:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    text = text_of(cell).strip()
    if pattern:
        return datetime.strptime(text, pattern)  # noqa: DTZ007  the caller gives it the city's zone
    match = MOMENT.fullmatch(text)
    if match:
        return datetime(*(int(part or 0) for part in match.groups()))  # noqa: DTZ001  as above
    if not re.match(r"\d{4}-\d", text):
        raise ValueError(text)  # fromisoformat would also take 20181 for a week
    return datetime.fromisoformat(text)

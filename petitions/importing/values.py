"""Cells as they come out of a file, and the values a submission wants."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from core.calendar import CITY_TIME
from core.refusals import Refusal
from petitions.enums import Channel, PetitionerKind, PetitionKind, Urgency
from petitions.importing.columns import CODES

CHOICES = {"channel": Channel, "kind": PetitionKind, "urgency": Urgency, "petitioner_kind": PetitionerKind}
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


def value_of(field: str, cell: Any, *, pattern: str = "") -> Any:
    """What a field of a submission makes of a cell that is not empty. Raises `Refusal`."""
    if field == "content":
        return text_of(cell)  # as it was written down, line by line
    convert = CONVERTERS.get(field)
    return convert(field, cell, pattern) if convert else text_of(cell).strip()


def _code(field: str, cell: Any, pattern: str) -> str:
    text = text_of(cell).strip()
    if isinstance(cell, int | float) or SCIENTIFIC.fullmatch(text):
        raise Refusal(
            field=field, code="code_is_a_number", detail=_("Codes must be text, and this cell holds a number."),
            remedy=_("Format the column as text, fill in the codes again in full, and save the file."),
        )  # fmt: skip
    return text


def _category(field: str, cell: Any, pattern: str) -> str:
    """The template offers “010101 物业服务质量与履约”; the code is enough."""
    return _code(field, cell, pattern).partition(" ")[0]


def _choice(field: str, cell: Any, pattern: str) -> str:
    text = text_of(cell).strip()
    return _words(field).get(text.casefold(), text)  # what we do not know, the intake refuses with the list


def words_of(field: str) -> list[str]:
    """What people choose from, in Chinese: files are passed on, whatever language the page is read in."""
    with translation.override("zh-hans"):
        return [str(label) for label in CHOICES[field].labels]


@cache
def _words(field: str) -> Mapping[str, str]:
    """The values of an enum by themselves and by their labels in both languages."""
    words = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            words |= {str(choice.label).casefold(): choice.value for choice in CHOICES[field]}
    return words | {value: value for value in CHOICES[field].values}


def _truth(field: str, cell: Any, pattern: str) -> bool:
    text = text_of(cell).strip().casefold()
    if text in YES | NO:
        return text in YES
    raise Refusal(
        field=field, code="not_yes_or_no", detail=_("“%(value)s” is neither yes nor no.") % {"value": text[:40]},
        remedy=_("Write 是 or 否."),
    )  # fmt: skip


def _number(field: str, cell: Any, pattern: str) -> Decimal:
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


def _moment(field: str, cell: Any, pattern: str) -> datetime:
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


CONVERTERS: dict[str, Callable[[str, Any, str], Any]] = {
    **dict.fromkeys(CODES, _code),
    **dict.fromkeys(CHOICES, _choice),
    **dict.fromkeys(("event_at", "received_at"), _moment),
    **dict.fromkeys(("is_anonymous", "is_confidential"), _truth),
    **dict.fromkeys(("lon", "lat"), _number),
    "category": _category,
}

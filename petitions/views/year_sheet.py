"""A year of the working calendar as twelve small months. Pure: entries and today make a sheet."""

from calendar import Calendar as Weeks
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import dateformat
from django.utils.translation import gettext as _

from core import moments
from core.calendar_edits import Entered


@dataclass(frozen=True, slots=True)
class Cell:
    """One day. `mark` is the sign of a day unlike the week; `css` its shape; `words` say it all."""

    day: date
    mark: str
    css: str
    words: str


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    weeks: list[list[Cell | None]]


def months(year: int, entered: Mapping[date, Entered], *, today: date) -> list[Month]:
    return [
        Month(
            dateformat.format(date(year, month, 1), "F"),
            [
                [_cell(day, entered.get(day), today) if day.month == month else None for day in week]
                for week in Weeks().monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _cell(day: date, entered: Entered | None, today: date) -> Cell:
    is_rest = day.weekday() >= 5
    mark, css, word = "", "day-week-end" if is_rest else "", _("rest day") if is_rest else _("worked")
    if entered and entered.is_workday:
        mark, css, word = _("on"), "day-on", _("worked")
    elif entered:
        mark, css, word = _("off"), "day-off", _("rest day")
    if day == today:
        css = f"{css} day-today".strip()
    note = entered.note if entered else ""
    return Cell(day, mark, css, " ".join(part for part in (moments.full_day(day), word, note) if part))

"""Entering a year of the working calendar and changing its days, each time with the reason on record.

An edit says of each day what it was and what it is, so that whoever counted by the old calendar can count anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext as _

from core import calendar, ledger
from core.actors import Actor
from core.models import CalendarDay, CalendarYear, Event
from core.refusals import Refusal

DAYS_CHANGED, YEAR_ENTERED = "calendar.days_changed", "calendar.year_entered"
MOST_DAYS = 62  # of one edit: more is another year, not an edit
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entered:
    """What is entered for a day that differs from the plain week."""

    is_workday: bool
    note: str = ""


class CannotEnter(Refusal):
    """The calendar stays as it is, for this reason."""

    def __init__(self, detail: str, remedy: str, *, field: str = "") -> None:
        super().__init__(field=field, code="calendar", detail=detail, remedy=remedy)


def may_edit(actor: Actor) -> bool:
    return actor.has("office_admin")


@transaction.atomic
def change_days(
    first: date, last: date, *, is_workday: bool | None, note: str, reason: str, by: Actor, at: datetime
) -> Event:
    """From `first` to `last` the days are worked, or not, or as the plain week has them (None)."""
    year = _year_of(first, last)
    days = [first + n * DAY for n in range((last - first).days + 1)]
    before = {row.day: Entered(row.is_workday, row.note) for row in CalendarDay.objects.filter(day__in=days)}
    wanted = {day: _as_entered(day, is_workday, note) for day in days}
    changed = [day for day in days if before.get(day) != wanted[day]]
    if not changed:
        raise CannotEnter(_("These days are entered like that already."), _("Choose other days."), field="first")
    _write({day: wanted[day] for day in changed})
    told = {day.isoformat(): [_told(before.get(day)), _told(wanted[day])] for day in changed}
    return ledger.record(year, DAYS_CHANGED, by=by, at=at, days=told, reason=reason)


@transaction.atomic
def enter_year(year: int, days: Mapping[date, Entered], *, source: str, by: Actor, at: datetime) -> Event:
    """A year nobody had entered yet, from its notice."""
    if any(day.year != year for day in days):
        raise CannotEnter(_("There are days of another year among them."), _("Enter one year."), field="days")
    row, is_new = CalendarYear.objects.get_or_create(year=year, defaults={"source": source})
    if not is_new:
        raise CannotEnter(
            _("%(year)s has been entered already.") % {"year": year}, _("Change its days one by one."), field="year"
        )  # fmt: skip
    wanted = {day: _as_entered(day, entered.is_workday, entered.note) for day, entered in days.items()}
    _write({day: entered for day, entered in wanted.items() if entered})
    told = {day.isoformat(): [None, _told(entered)] for day, entered in sorted(wanted.items()) if entered}
    return ledger.record(row, YEAR_ENTERED, by=by, at=at, days=told, reason=source)


def history(years: Iterable[int]) -> models.QuerySet[Event]:
    """The edits of these years, newest first."""
    events = Event.objects.filter(subject_type=CalendarYear._meta.label_lower, subject_id__in=list(years))
    return events.order_by("-at", "-id")


def undone(event: Event) -> dict[date, bool | None]:
    """What the days of an edit were before it."""
    return {date.fromisoformat(day): told[0][0] if told[0] else None for day, told in event.data["days"].items()}


def _year_of(first: date, last: date) -> CalendarYear:
    if last < first:
        raise CannotEnter(_("The last day lies before the first one."), _("Correct the days."), field="last")
    if last.year != first.year or (last - first).days >= MOST_DAYS:
        raise CannotEnter(
            _("One change holds for up to %(n)s days of one year.") % {"n": MOST_DAYS}, _("Divide it."), field="last"
        )
    year = CalendarYear.objects.select_for_update(of=("self",)).filter(year=first.year).first()
    if year is None:
        raise CannotEnter(
            _("%(year)s has not been entered.") % {"year": first.year}, _("Enter the year first."), field="first"
        )  # fmt: skip
    return year


def _as_entered(day: date, is_workday: bool | None, note: str) -> Entered | None:
    """Only what differs from Monday to Friday is kept; a plain day with a note is not."""
    is_plain = is_workday is None or is_workday == (day.weekday() < 5)
    return None if is_plain else Entered(bool(is_workday), note)


def _write(days: Mapping[date, Entered | None]) -> None:
    CalendarDay.objects.filter(day__in=list(days)).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, is_workday=entered.is_workday, note=entered.note)
        for day, entered in days.items()
        if entered
    )
    calendar.changed()
    transaction.on_commit(calendar.changed)  # whoever read it meanwhile read what was before


def _told(entered: Entered | None) -> list[object] | None:
    return [entered.is_workday, entered.note] if entered else None

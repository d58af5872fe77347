"""Who is on call: entered a week at a time, read at any moment. A plan, not attendance: nobody's time is kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger, moments
from core.actors import Actor
from core.calendar import CITY_TIME
from core.refusals import Refusal
from partyorgs.models import Department, OnCall

ENTERED = "roster.entered"
HANDED_OVER_AT = time(8, 30)  # a day on call runs from here to the same time of the next day [P]
LOOKS_AHEAD = timedelta(days=14)
DAY = timedelta(days=1)


class NotEntered(Refusal):
    """The roster stays as it is. `day` is the one that is wrong."""

    def __init__(self, *, day: date, **said: str) -> None:
        super().__init__(**said)
        self.day = day


@dataclass(frozen=True, slots=True)
class Shift:
    """Who is on call for a day: names and office telephones."""

    leader_name: str = ""
    leader_phone: str = ""
    officer_name: str = ""
    officer_phone: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(asdict(self).values())

    @property
    def is_whole(self) -> bool:
        return all(asdict(self).values())


# --- reading


def on_call(department_id: int, at: datetime) -> OnCall | None:
    """Who can be reached at that moment, if the unit has entered anybody."""
    return OnCall.objects.filter(department=department_id, day=day_of(at)).first()


def day_of(at: datetime) -> date:
    """The day on call a moment belongs to: before the morning's handing over it is still the day before."""
    local = at.astimezone(CITY_TIME)
    return local.date() - DAY if local.time() < HANDED_OVER_AT else local.date()


def now_on_call(department_ids: Iterable[int], at: datetime) -> dict[int, OnCall]:
    rows = OnCall.objects.filter(department__in=list(department_ids), day=day_of(at))
    return {row.department_id: row for row in rows.order_by("id")}


def gaps(department_ids: Iterable[int], at: datetime) -> dict[int, list[date]]:
    """By unit: the days of the next fortnight, today's included, for which nobody is entered. One query."""
    first = day_of(at)
    days = [first + n * DAY for n in range(LOOKS_AHEAD.days)]
    ids = list(department_ids)
    filled: defaultdict[int, set[date]] = defaultdict(set)
    rows = OnCall.objects.filter(department__in=ids, day__range=(days[0], days[-1])).order_by()
    for unit_id, day in rows.values_list("department_id", "day"):
        filled[unit_id].add(day)
    return {unit_id: [day for day in days if day not in filled[unit_id]] for unit_id in ids}


def week_of(day: date) -> list[date]:
    """Monday to Sunday."""
    monday = day - day.weekday() * DAY
    return [monday + n * DAY for n in range(7)]


# --- writing


@transaction.atomic
def enter(department: Department, shifts: Mapping[date, Shift], *, by: Actor, at: datetime) -> None:
    """The days given become what is said here, an empty one becomes a gap; all of them or none. Days that are over
    stay as they were."""
    department = Department.objects.select_for_update(of=("self",)).get(pk=department.pk)
    there = {row.day: row for row in department.on_call.filter(day__in=list(shifts)).order_by("day")}
    changed = {day: shift for day, shift in sorted(shifts.items()) if shift != _shift(there.get(day))}
    for day, shift in changed.items():
        _check(day, shift, at)
    for day, shift in changed.items():
        if shift.is_empty:
            there[day].delete()
        else:
            OnCall.objects.update_or_create(department=department, day=day, defaults=asdict(shift))
    if changed:
        told = {day.isoformat(): [shift.leader_name, shift.officer_name] for day, shift in changed.items()}
        ledger.record(department, ENTERED, by=by, at=at, days=told)


def _shift(row: OnCall | None) -> Shift:
    return Shift(row.leader_name, row.leader_phone, row.officer_name, row.officer_phone) if row else Shift()


def _check(day: date, shift: Shift, at: datetime) -> None:
    told = moments.full_day(day)
    if day < day_of(at):
        raise NotEntered(
            day=day, field="", code="over", detail=_("%(day)s is over.") % {"day": told},
            remedy=_("Enter days that are still to come."),
        )  # fmt: skip
    if not (shift.is_empty or shift.is_whole):
        raise NotEntered(
            day=day, field="", code="incomplete", detail=_("%(day)s is not complete.") % {"day": told},
            remedy=_("Give a leader and a duty officer, both with an office phone, or leave the day empty."),
        )  # fmt: skip

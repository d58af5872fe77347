"""Units that departments station at streets: sent, withdrawn, and what the street says of them each quarter."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger, moments
from core.actors import Actor
from core.calendar import CITY_TIME
from core.refusals import Refusal
from grids.models import Area
from partyorgs.enums import Grade
from partyorgs.models import Department, StationedUnit, StreetEvaluation

STATIONED, WITHDRAWN, EVALUATED = "stationed.sent", "stationed.withdrawn", "stationed.evaluated"


class NotStationed(Refusal):
    """Everything stays as it is."""


@transaction.atomic
def station(
    *, department: Department, street: Area, name: str, by: Actor, at: datetime, **values: Any
) -> StationedUnit:  # fmt: skip
    """A department sends a unit to a street. Sent twice it is there once."""
    Area.objects.select_for_update(of=("self",)).get(pk=street.pk)
    key = {"department": department, "street": street, "name": name.strip(), "until": None}
    unit, is_new = StationedUnit.objects.get_or_create(**key, defaults=values)
    if is_new:
        ledger.record(
            unit, STATIONED, by=by, at=at, department=department.code, street=street.code, name=unit.name,
            platform=unit.platform, reporting=unit.reporting, since=unit.since,
        )  # fmt: skip
    return unit


@transaction.atomic
def withdraw(unit: StationedUnit, *, on: date, reason: str, by: Actor, at: datetime) -> StationedUnit:
    unit = _locked(unit)
    if unit.until:
        return unit
    if on <= unit.since:
        raise NotStationed(
            field="on", code="order",
            detail=_("The unit has been there since %(day)s.") % {"day": moments.full_day(unit.since)},
            remedy=_("Give a later day."),
        )  # fmt: skip
    unit.until = on
    unit.save(update_fields=["until"])
    ledger.record(unit, WITHDRAWN, by=by, at=at, on=on, reason=reason.strip())
    return unit


@transaction.atomic
def evaluate(
    unit: StationedUnit, *, year: int, quarter: int, grade: str, text: str, by: Actor, at: datetime
) -> StreetEvaluation:  # fmt: skip
    """The street's word on the work of the unit in one quarter. It speaks of the unit; names do not belong here."""
    unit = _locked(unit)
    _check_quarter(unit, year, quarter, at)
    if grade == Grade.POOR and not text.strip():
        raise NotStationed(
            field="text", code="required", detail=_("Why the work was poor is missing."),
            remedy=_("Say what was not done, so that the department can change it."),
        )  # fmt: skip
    said = {"grade": grade, "text": text.strip()}
    row = StreetEvaluation.objects.filter(unit=unit, year=year, quarter=quarter).first()
    if row and (row.grade, row.text) == (said["grade"], said["text"]):
        return row
    row, _is_new = StreetEvaluation.objects.update_or_create(
        unit=unit, year=year, quarter=quarter, defaults={**said, "at": at, "by_name": by.name}
    )
    ledger.record(unit, EVALUATED, by=by, at=at, year=year, quarter=quarter, **said)
    return row


def quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3


def _check_quarter(unit: StationedUnit, year: int, quarter: int, at: datetime) -> None:
    """A quarter that has begun, and in which the unit was there."""
    first = quarter_of(unit.since)
    last = min(quarter_of(unit.until or date.max), quarter_of(at.astimezone(CITY_TIME).date()))
    if not first <= (year, quarter) <= last:
        raise NotStationed(
            field="quarter", code="range", detail=_("The unit was not there in this quarter."),
            remedy=_("Choose one between its arrival and today."),
        )  # fmt: skip


def _locked(unit: StationedUnit) -> StationedUnit:
    return StationedUnit.objects.select_for_update(of=("self",)).select_related("street", "department").get(pk=unit.pk)

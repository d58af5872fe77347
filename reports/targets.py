"""What each unit is to reach: set and signed at the start of the year, changed later only with a reason."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from core.refusals import Refusal
from partyorgs.models import Department
from reports.enums import Direction
from reports.models import AssessmentCycle, AssessmentIndicator, AssessmentTarget


class NotAllowed(Refusal):
    """These targets cannot be set."""


def in_force(cycle: AssessmentCycle) -> dict[tuple[int, str], Decimal]:
    """By unit and indicator. A unit without one of its own has the common target of the indicator."""
    rows = AssessmentTarget.objects.filter(indicator__cycle=cycle, replaced_at=None).order_by("id")
    return {(unit, code): value for unit, code, value in rows.values_list("department_id", "indicator__code", "value")}


@transaction.atomic
def set_targets(
    cycle: AssessmentCycle, unit: Department, values: Mapping[str, Decimal], *, reason: str, by: Actor, at: datetime
) -> int:
    """Set the targets of one unit, by indicator. Returns how many have changed."""
    cycle = AssessmentCycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    if cycle.is_published:
        raise NotAllowed(
            field="", code="published", detail=_("The year is published."), remedy=_("Set targets in the next year.")
        )  # fmt: skip
    known = {row.indicator_id: row for row in _current(cycle, unit)}
    changed = []
    for indicator in cycle.indicators.order_by("place"):
        value, old = values[indicator.code], known.get(indicator.pk)
        _check(indicator, value)
        if old and old.value == value:
            continue
        if old and old.signed_at and not reason:
            raise NotAllowed(
                field="reason", code="required", detail=_("This target is signed."),
                remedy=_("Give the reason for the change: the old value stays on record."),
            )  # fmt: skip
        _replace(old, indicator, unit, value, reason=reason, by=by, at=at, is_locked=not cycle.is_draft)
        changed.append([indicator.code, str(old.value) if old else None, str(value)])
    if changed:
        ledger.record(cycle, "assessment.target", by=by, at=at, unit=unit.code, changed=changed, reason=reason)
    return len(changed)


def fill_in(cycle: AssessmentCycle, units: Iterable[Department], *, by: Actor, at: datetime) -> None:
    """Give the common target to every unit that has none of its own."""
    known, lines = in_force(cycle), list(cycle.indicators.order_by("place"))
    AssessmentTarget.objects.bulk_create(
        AssessmentTarget(indicator=line, department=unit, value=line.target, set_at=at, set_by_name=by.name)
        for unit in units
        for line in lines
        if (unit.pk, line.code) not in known
    )


def sign(cycle: AssessmentCycle, units: Iterable[Department], *, by: Actor, at: datetime) -> int:
    """Signs what is not signed yet. The caller holds the transaction."""
    unsigned = AssessmentTarget.objects.filter(
        indicator__cycle=cycle, department__in=units, replaced_at=None, signed_at=None
    )  # fmt: skip
    return unsigned.update(signed_at=at, signed_by_name=by.name)


@transaction.atomic
def sign_own(cycle: AssessmentCycle, unit: Department, *, by: Actor, at: datetime) -> int:
    """The unit's leader signs, common targets included."""
    cycle = AssessmentCycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    fill_in(cycle, [unit], by=by, at=at)
    signed = sign(cycle, [unit], by=by, at=at)
    if signed:
        ledger.record(cycle, "assessment.sign", by=by, at=at, unit=unit.code)
    return signed


def _current(cycle: AssessmentCycle, unit: Department) -> list[AssessmentTarget]:
    rows = AssessmentTarget.objects.filter(indicator__cycle=cycle, department=unit, replaced_at=None)
    return list(rows.order_by("id"))


def _check(indicator: AssessmentIndicator, value: Decimal) -> None:
    """Points are measured along the way from the floor to the target: there has to be a way."""
    is_beyond = value < indicator.floor if indicator.direction == Direction.LOWER_BETTER else value > indicator.floor
    if not is_beyond:
        raise NotAllowed(
            field=indicator.code, code="target_not_beyond_floor",
            detail=_("The target must lie on the better side of %(floor)s.") % {"floor": indicator.floor},
            remedy=_("Choose another target, or change the floor while the year is being set up."),
        )  # fmt: skip


def _replace(
    old: AssessmentTarget | None, indicator: AssessmentIndicator, unit: Department, value: Decimal,
    *, reason: str, by: Actor, at: datetime, is_locked: bool,
) -> None:  # fmt: skip
    """What nobody has signed is simply corrected; what was signed stays and is followed by a new row. After the lock
    the office signs its own change, before it the unit signs again."""
    if old and not old.signed_at:
        old.value, old.set_at, old.set_by_name = value, at, by.name
        old.save(update_fields=["value", "set_at", "set_by_name"])
        return
    if old:
        old.replaced_at = at
        old.save(update_fields=["replaced_at"])
    AssessmentTarget.objects.create(
        indicator=indicator, department=unit, value=value, set_at=at, set_by_name=by.name, reason=reason if old else "",
        signed_at=at if is_locked else None, signed_by_name=by.name if is_locked else "",
    )  # fmt: skip

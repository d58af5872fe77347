"""The targets of a year as a page prints them: a row a unit, and what was changed after signing."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.actors import Actor
from partyorgs.models import Department
from reports import permissions
from reports.indicators import registry
from reports.models import AssessmentCycle, AssessmentIndicator, AssessmentTarget
from reports.tables import with_sign


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    indicator: AssessmentIndicator


@dataclass(frozen=True, slots=True)
class Agreed:
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """`signed` is one of the signed rows, for who and when; None while one of them is not signed."""

    unit: Department
    cells: list[Agreed]
    signed: AssessmentTarget | None
    may_sign: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    label: str
    text: str
    row: AssessmentTarget


def lines_of(cycle: AssessmentCycle) -> list[Line]:
    known = registry()
    return [Line(str(known[line.code].label), line) for line in cycle.indicators.order_by("place")]


def agreements(cycle: AssessmentCycle, lines: list[Line], units: Iterable[Department], actor: Actor) -> list[Agreement]:
    rows = AssessmentTarget.objects.filter(indicator__cycle=cycle, replaced_at=None).order_by("id")
    in_force = {(row.department_id, row.indicator_id): row for row in rows}
    return [_agreement(unit, lines, in_force, actor) for unit in units]


def replaced(cycle: AssessmentCycle, unit: Department) -> list[Replaced]:
    """Signed values that were changed, newest first."""
    rows = AssessmentTarget.objects.filter(indicator__cycle=cycle, department=unit).exclude(replaced_at=None)
    known = registry()
    return [
        Replaced(str(known[row.indicator.code].label), with_sign(row.value, known[row.indicator.code]), row)
        for row in rows.select_related("indicator").order_by("-replaced_at", "-id")
    ]


def _agreement(unit: Department, lines: list[Line], in_force: dict, actor: Actor) -> Agreement:
    known, agreed = registry(), [in_force.get((unit.pk, line.indicator.pk)) for line in lines]
    is_signed = all(row and row.signed_at for row in agreed)
    return Agreement(
        unit=unit,
        cells=[
            Agreed(line.label, with_sign(row.value if row else line.indicator.target, known[line.indicator.code]))
            for line, row in zip(lines, agreed, strict=True)
        ],
        signed=agreed[0] if is_signed and agreed else None,
        may_sign=not is_signed and permissions.may_sign(actor, unit.pk),
    )

"""The year's loop: opened, targets locked, checked at mid-year, judged at its end, published."""

from datetime import date, datetime
from typing import NoReturn

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import jobs, ledger
from core.actors import Actor
from core.models import Job, User
from core.refusals import Refusal
from partyorgs.enums import DepartmentKind, DepartmentSystem
from partyorgs.models import Department
from petitions import deadlines
from reports import defaults, targets
from reports.enums import CycleState, Gate, PeerGroup
from reports.indicators import PRACTICE, Parameters
from reports.models import AssessmentCycle, AssessmentResult
from reports.periods import Period, period_of
from reports.snapshots import Frame, SchemeLine, Unit, canonical

ROLL_UP = "reports.roll_up"  # the kind of job


class NotAllowed(Refusal):
    """The year, as it stands, does not admit this."""


@transaction.atomic
def open_year(year: int, *, by: Actor, at: datetime) -> AssessmentCycle:
    """A new year with the scheme of the year before, or the default one."""
    before = AssessmentCycle.objects.filter(year=year - 1).first()
    cycle, is_new = AssessmentCycle.objects.get_or_create(
        year=year,
        defaults={
            "name": _("%(year)s assessment") % {"year": year},
            "parameters": before.parameters if before else PRACTICE.as_json(),
            "opened_at": at,
        },
    )
    if not is_new:
        _refuse("exists", _("The year %(year)s is open already.") % {"year": year}, _("Choose another year."))
    lines = list(before.indicators.order_by("place")) if before else defaults.lines()
    for line in lines:
        line.pk, line.cycle = None, cycle
    cycle.indicators.bulk_create(lines)
    ledger.record(cycle, "assessment.open", by=by, at=at, year=year)
    return cycle


@transaction.atomic
def lock_targets(cycle: AssessmentCycle, *, by: Actor, at: datetime) -> AssessmentCycle:
    """Every unit's targets are signed: from now on a change needs a reason and leaves the old value."""
    cycle = _lock(cycle)
    if not cycle.is_draft:
        _refuse("locked", _("The targets are locked already."), _("Change a single target with a reason."))
    units = list(assessed_units(cycle.year))
    targets.fill_in(cycle, units, by=by, at=at)
    targets.sign(cycle, units, by=by, at=at)
    cycle.state, cycle.locked_at = CycleState.TARGETS_LOCKED, at
    cycle.save(update_fields=["state", "locked_at"])
    ledger.record(cycle, "assessment.lock", by=by, at=at, units=len(units))
    return cycle


@transaction.atomic
def publish(cycle: AssessmentCycle, *, by: Actor, at: datetime) -> AssessmentCycle:
    cycle = _lock(cycle)
    if cycle.state != CycleState.YEAR_END:
        _refuse(
            "no_result", _("There is no final year-end result to publish."), _("Roll the year up after its end.")
        )  # fmt: skip
    cycle.state, cycle.published_at = CycleState.PUBLISHED, at
    cycle.save(update_fields=["state", "published_at"])
    ledger.record(cycle, "assessment.publish", by=by, at=at)
    return cycle


@transaction.atomic
def start_roll_up(cycle: AssessmentCycle, gate: Gate, *, owner: User, by: Actor, at: datetime) -> Job:
    """The job that will take the figures of this gate as they stand now, or the one that is at it already.

    Raises `CalendarNotLoaded` when the working days are missing that tell whether a dispatch was right.
    """
    cycle = _lock(cycle)
    if cycle.is_published:
        _refuse("published", _("The year is published."), _("Its figures are final."))
    if cycle.is_draft and gate != Gate.YEAR_START:
        _refuse("draft", _("The targets of the year are not locked."), _("Lock them, then roll up."))
    frame = frame_of(cycle, gate, as_of=at)
    job = jobs.start(
        ROLL_UP,
        key=f"{cycle.pk}-{gate}",
        owner=owner,
        total=len(frame.units),
        params={"year": cycle.year, "gate": gate},
    )
    _result, is_new = AssessmentResult.objects.get_or_create(
        job=job, defaults={"cycle": cycle, "gate": gate, "as_of": at, "frame": canonical(frame.as_json())}
    )
    if is_new:
        ledger.record(cycle, "assessment.roll_up", by=by, at=at, gate=gate)
    return job


def settle(result: AssessmentResult, period: Period) -> None:
    """A gate that was taken after its period is over moves the year on. The caller holds the transaction."""
    cycle = _lock(result.cycle)
    if not period.is_over:
        return
    if result.gate == Gate.MID_YEAR and cycle.state == CycleState.TARGETS_LOCKED:
        cycle.state = CycleState.MID_YEAR
    elif result.gate == Gate.YEAR_END:
        cycle.state = CycleState.YEAR_END
    cycle.save(update_fields=["state"])


def frame_of(cycle: AssessmentCycle, gate: Gate, *, as_of: datetime) -> Frame:
    """What a roll-up is told: it reads nothing else but the work."""
    period = period_of(gate, cycle.year, as_of=as_of, machine=deadlines.clockwork())
    scheme = list(cycle.indicators.order_by("place"))
    agreed = targets.in_force(cycle)
    units = (
        Unit(
            code=unit.code,
            name=unit.short_name,
            peer_group=peer_group(unit),
            targets={line.code: agreed.get((unit.pk, line.code), line.target) for line in scheme},
        )
        for unit in assessed_units(cycle.year)
    )
    return Frame(
        gate=gate,
        year=cycle.year,
        period=period,
        parameters=Parameters.from_json(cycle.parameters),
        scheme=tuple(
            SchemeLine(line.code, line.weight, line.direction, line.floor, line.mid_year_proportion) for line in scheme
        ),
        units=tuple(units),
    )


def assessed_units(year: int) -> QuerySet[Department]:
    """Every unit an order could be given to at some time of the year, by code: the order says nothing of anybody."""
    lasted = Q(valid_to=None) | Q(valid_to__gt=date(year, 1, 1))
    return Department.objects.assignable().filter(lasted, valid_from__lt=date(year + 1, 1, 1)).order_by("code")


def peer_group(unit: Department) -> PeerGroup:
    if unit.kind == DepartmentKind.STREET:
        return PeerGroup.STREET
    others = {
        DepartmentSystem.PUBLIC_SERVICE: PeerGroup.PUBLIC_SERVICE,
        DepartmentSystem.MASS: PeerGroup.MASS,
    }
    return others.get(DepartmentSystem(unit.system), PeerGroup.CITY_DEPARTMENT)


def _lock(cycle: AssessmentCycle) -> AssessmentCycle:
    return AssessmentCycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)


def _refuse(code: str, detail: str, remedy: str) -> NoReturn:
    raise NotAllowed(field="", code=code, detail=detail, remedy=remedy)

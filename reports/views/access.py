"""Who is here, and which year they mean."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from core.actors import Actor
from core.calendar import CalendarNotLoaded
from core.refusals import Refusal
from partyorgs.models import Department
from reports import permissions
from reports.enums import Gate
from reports.models import AssessmentCycle, AssessmentResult
from reports.tables import Snapshot


def find_year(request: HttpRequest, year: int) -> AssessmentCycle:
    if not permissions.may_see(request.actor):
        raise PermissionDenied(_("The assessment is for the office, the units it looks at, and auditors."))
    return get_object_or_404(AssessmentCycle, year=year)


def find_gate(name: str) -> Gate:
    if name not in Gate.values:
        raise Http404
    return Gate(name)


def find_snapshot(cycle: AssessmentCycle, address: str) -> tuple[Gate, Snapshot | None]:
    """`year_end` is the newest snapshot of that gate, if any; `year_end-7` is snapshot 7, newer ones or not."""
    name, _dash, number = address.partition("-")
    gate = find_gate(name)
    frozen = frozen_of(cycle, gate)
    if number:
        return gate, Snapshot(get_object_or_404(frozen, pk=number if number.isdecimal() else 0), address)
    newest = frozen.first()
    return gate, Snapshot(newest, address) if newest else None


def frozen_of(cycle: AssessmentCycle, gate: Gate) -> QuerySet[AssessmentResult]:
    frozen = AssessmentResult.objects.exclude(frozen_at=None).filter(cycle=cycle, gate=gate)
    return frozen.select_related("job__owner").order_by("-as_of", "-id")


def must_run(request: HttpRequest) -> None:
    if not permissions.may_run(request.actor):
        raise PermissionDenied(_("Only an administrator of the office runs the year."))


def own_codes(actor: Actor) -> set[str]:
    """The codes of this person's units. No question where all may be seen anyway."""
    if permissions.may_see_all(actor):
        return set()
    units = Department.objects.filter(pk__in=permissions.own_units(actor))
    return set(units.order_by().values_list("code", flat=True))


def attempt(request: HttpRequest, do: Callable[[], object], *, done: str = "") -> bool:
    """Do it, or say why not. True when it was done."""
    try:
        do()
    except (Refusal, CalendarNotLoaded) as refusal:
        messages.error(request, str(refusal))
        return False
    if done:
        messages.success(request, done)
    return True

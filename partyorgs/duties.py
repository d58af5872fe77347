"""Who answers for a matter, by the duty list of a day.

`duties_on()` gives the list as plain values, so that a decision can be made, kept or tried again without the
database. `resolve_territory()` turns the placeholder D00 into a street office, `superior_of()` names who answers when
the unit itself is complained about.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from grids.locate import Place
from partyorgs.models import Department, DutyCooperation, DutyItem
from partyorgs.models.departments import PLACEHOLDER_CODE


@dataclass(frozen=True, slots=True)
class Unit:
    """A department as a duty names it."""

    id: int
    code: str
    name: str

    @property
    def is_territory(self) -> bool:
        """Whether it stands for the street of the place, whichever that is."""
        return self.code == PLACEHOLDER_CODE


@dataclass(frozen=True, slots=True)
class Duty:
    id: int
    code: str
    title: str
    lead: Unit
    cooperating: tuple[Unit, ...]
    territory_allowed: bool
    part: str
    basis: str


def duties_on(day: date, *, codes: Iterable[str] | None = None) -> dict[str, Duty]:
    """The duty list in force on a day, by code; only these codes when some are named. Two queries."""
    items = DutyItem.objects.active(day).select_related("lead").order_by("code")
    if codes is not None:
        items = items.filter(code__in=list(codes))
    helpers = _helpers(items)
    return {item.code: _duty(item, tuple(helpers[item.pk])) for item in items}


def resolve_territory(place: Place) -> Department | None:
    """The street office a place belongs to, None where the place is not known down to its street."""
    if place.street is None:
        return None
    return Department.objects.filter(street_id=place.street.id).first()


def superior_of(department: Department) -> Department | None:
    """Who answers in its stead when this unit is complained about."""
    return department.superior


def _helpers(items: Iterable[DutyItem]) -> dict[int, list[Unit]]:
    helpers = defaultdict(list)
    rows = DutyCooperation.objects.filter(duty__in=[item.pk for item in items]).select_related("department")
    for row in rows.order_by("duty_id", "order"):
        helpers[row.duty_id].append(_unit(row.department))
    return helpers


def _duty(item: DutyItem, cooperating: tuple[Unit, ...]) -> Duty:
    return Duty(
        id=item.pk,
        code=item.code,
        title=item.title,
        lead=_unit(item.lead),
        cooperating=cooperating,
        territory_allowed=item.territory_allowed,
        part=item.part,
        basis=item.basis,
    )


def _unit(department: Department) -> Unit:
    return Unit(department.pk, department.code, department.short_name)

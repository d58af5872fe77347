"""The dispatch catalogue as a value: which item of the duty list a matter is, and which unit that names.

Read once and kept in the process (see `core.kept`), so that a decision about a petition asks no table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from django.utils import timezone

from core.kept import Kept
from grids import lineage
from partyorgs.enums import DepartmentKind, DutyPart
from partyorgs.models import Department, DutyItem
from petitions.enums import PetitionKind
from petitions.models import Category, DispatchRule
from petitions.models.workorder import STREET_DIGITS


@dataclass(frozen=True, slots=True)
class Unit:
    id: int
    code: str
    name: str
    kind: str
    superior_id: int | None
    street_code: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """An item of the duty list in force. `lead_id` and `assist_ids` may name the placeholder for the street."""

    code: str
    title: str
    lead_id: int
    assist_ids: tuple[int, ...]
    territory_allowed: bool
    is_reclaimed: bool


@dataclass(frozen=True, slots=True)
class CatalogueRule:
    """A row of the dispatch catalogue; an empty column fits everything."""

    id: int
    duty: Duty
    kind: str
    area_code: str
    valid_from: date
    valid_to: date | None

    def fits(self, kind: str, place_code: str, on: date) -> bool:
        return (
            self.kind in ("", kind)
            and place_code.startswith(self.area_code)
            and self.valid_from <= on
            and (self.valid_to is None or on < self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class Sort:
    """A category, as far as routing cares."""

    id: int
    code: str
    name: str
    urgency: str
    default_kind: str
    is_guidance: bool
    is_confidential: bool


@dataclass(frozen=True)
class Catalogue:
    categories: Mapping[int, Sort]
    units: Mapping[int, Unit]
    rules: Mapping[int, tuple[CatalogueRule, ...]]  # by category, the first that fits counts
    by_code: Mapping[str, Sort] = field(default_factory=dict)
    offices: Mapping[str, Unit] = field(default_factory=dict)  # street offices by the code of their street
    by_unit_code: Mapping[str, Unit] = field(default_factory=dict)

    def rule(self, category_id: int, kind: str, place_code: str, on: date) -> CatalogueRule | None:
        return next((rule for rule in self.rules.get(category_id, ()) if rule.fits(kind, place_code, on)), None)

    def resolve(self, unit_id: int, place_code: str) -> Unit | None:
        """The unit itself, or for the placeholder the street office of the place; None when the place names none."""
        unit = self.units[unit_id]
        return self.offices.get(place_code[:9]) if unit.kind == DepartmentKind.PLACEHOLDER else unit

    def allows_territory(self, category_id: int | None) -> bool:
        """Whether some rule in the catalogue lets a street lead in this matter."""
        return any(rule.duty.territory_allowed for rule in self.rules.get(category_id or 0, ()))

    def answers_to(self, unit_id: int, other_id: int) -> bool:
        """Whether a unit is the other one or stands below it."""
        seen: set[int] = set()
        current: int | None = unit_id
        while current is not None and current not in seen:
            if current == other_id:
                return True
            seen.add(current)
            current = self.units[current].superior_id if current in self.units else None
        return False


def build(
    units: Iterable[Unit], categories: Iterable[Sort], rules: Iterable[tuple[int, CatalogueRule]],
    moved: Mapping[str, str] = MappingProxyType({}),
) -> Catalogue:  # fmt: skip
    """A catalogue from plain values. Rules for a smaller area and a named kind come before general ones. `moved` leads
    from the codes of streets that are no more, which older orders still have, to the streets after them."""
    by_category: dict[int, list[CatalogueRule]] = {}
    for category_id, rule in rules:
        by_category.setdefault(category_id, []).append(rule)
    for group in by_category.values():
        group.sort(key=lambda rule: (-len(rule.area_code), not rule.kind, rule.id))
    units, categories = list(units), list(categories)
    return Catalogue(
        categories={sort.id: sort for sort in categories},
        units={unit.id: unit for unit in units},
        rules={key: tuple(group) for key, group in by_category.items()},
        by_code={sort.code: sort for sort in categories},
        offices=_offices(units, moved),
        by_unit_code={unit.code: unit for unit in units},
    )


def _offices(units: Iterable[Unit], moved: Mapping[str, str]) -> dict[str, Unit]:
    offices = {unit.street_code: unit for unit in units if unit.street_code}
    return offices | {old: offices[now] for old, now in moved.items() if now in offices}


def _moved_streets() -> dict[str, str]:
    history, today = lineage.read(), timezone.localdate()
    streets = [code for code in history.ended if len(code) == STREET_DIGITS]
    return {code: history.code(code, on=today, known=today) for code in streets}


def _read() -> Catalogue:
    units = (
        Unit(row.pk, row.code, row.short_name, row.kind, row.superior_id, row.street.code if row.street else "")
        for row in Department.objects.select_related("street")
    )
    categories = (
        Sort(
            row.pk, row.code, row.name, row.urgency, row.default_kind or PetitionKind.HELP, row.is_guidance,
            row.is_confidential,
        )
        for row in Category.objects.filter(is_active=True)
    )  # fmt: skip
    duties = {
        row.pk: Duty(
            row.code, row.title, row.lead_id, tuple(part.department_id for part in row.cooperations.all()),
            row.territory_allowed, row.part == DutyPart.RECLAIMED,
        )
        for row in DutyItem.objects.prefetch_related("cooperations")
    }  # fmt: skip
    rules = (
        (
            row.category_id,
            CatalogueRule(
                row.pk, duties[row.duty_id], row.kind, row.area.code if row.area else "", row.valid_from, row.valid_to
            ),
        )
        for row in DispatchRule.objects.select_related("area")
    )
    return build(units, categories, rules, _moved_streets())


_kept = Kept(_read)
_rows = Kept(lambda: Category.objects.in_bulk())


def load() -> Catalogue:
    return _kept.get()


def category_rows() -> Mapping[int, Category]:
    """The rows behind the values, to be set on orders. All of this process share them: they are never changed."""
    return _rows.get()


def changed() -> None:
    """Whoever edits units, categories, duties or the catalogue says so."""
    _kept.forget()
    _rows.forget()

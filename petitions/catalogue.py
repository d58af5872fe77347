"""The dispatch catalogue as a value: which item of the duty list a matter is, and which unit that names.

A row of the catalogue names an item by its code. Which version of the item counts is a question of the day, so a
revision of the duty lists changes where petitions go on the day it comes into force, and nobody touches the catalogue.

Read once and kept in the process (see `core.kept`), so that a decision about a petition asks no table. An approval is
seen by other processes within 20 seconds: revisions hold from a day on, and nobody approves one for this very minute.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from core.kept import Kept
from grids import lineage
from partyorgs.enums import DepartmentKind, DutyAction, DutyPart
from partyorgs.models import Department, DutyItem, DutyRevision
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
    """A version of an item of the duty list. `lead_id` and `assist_ids` may name the placeholder for the street."""

    code: str
    title: str
    lead_id: int
    assist_ids: tuple[int, ...]
    territory_allowed: bool
    is_reclaimed: bool
    valid_from: date = date.min
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class CatalogueRule:
    """A row of the dispatch catalogue with one version of its item, valid while both are; an empty column fits all."""

    id: int
    duty: Duty
    kind: str
    area_code: str
    valid_from: date
    valid_to: date | None

    def fits(self, kind: str, place_code: str, on: date) -> bool:
        return self.covers(kind, place_code) and self.is_in_force(on)

    def covers(self, kind: str, place_code: str) -> bool:
        return self.kind in ("", kind) and place_code.startswith(self.area_code)

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    @property
    def rank(self) -> tuple[int, bool]:
        """The smaller area and the named kind come first."""
        return -len(self.area_code), not self.kind


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

    def ended(self, category_id: int, kind: str, place_code: str, on: date) -> Duty | None:
        """The item that this matter was until it ended, where no version of it is in force any more."""
        past = [
            rule for rule in self.rules.get(category_id, ())
            if rule.covers(kind, place_code) and rule.valid_to and rule.valid_to <= on
            and rule.valid_to == rule.duty.valid_to
        ]  # fmt: skip
        return max(past, key=lambda rule: rule.valid_to or on).duty if past else None

    def resolve(self, unit_id: int, place_code: str) -> Unit | None:
        """The unit itself, or for the placeholder the street office of the place; None when the place names none."""
        unit = self.units[unit_id]
        return self.offices.get(place_code[:9]) if unit.kind == DepartmentKind.PLACEHOLDER else unit

    def allows_territory(self, category_id: int | None, on: date) -> bool:
        """Whether some rule in force lets a street lead in this matter."""
        rules = self.rules.get(category_id or 0, ())
        return any(rule.duty.territory_allowed for rule in rules if rule.is_in_force(on))

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
        group.sort(key=lambda rule: (rule.rank, rule.id))
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


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the dispatch catalogue as it is kept: matters of a category are the item of this code."""

    id: int
    category_id: int
    duty_code: str
    kind: str
    area_code: str
    valid_from: date
    valid_to: date | None

    def with_versions(self, duties: Iterable[Duty]) -> Iterator[CatalogueRule]:
        """Once for each version of its item, for as long as both are valid."""
        for duty in duties:
            ends = [day for day in (self.valid_to, duty.valid_to) if day]
            begin, end = max(self.valid_from, duty.valid_from), min(ends, default=None)
            if end is None or begin < end:
                yield CatalogueRule(self.id, duty, self.kind, self.area_code, begin, end)


@dataclass(frozen=True)
class Lists:
    """What a catalogue is made from: the duty lists with all their versions, and who and what they speak of."""

    units: tuple[Unit, ...]
    categories: tuple[Sort, ...]
    duties: tuple[Duty, ...]
    rows: tuple[Row, ...]
    moved: Mapping[str, str] = field(default_factory=dict)  # as in `build()`

    def catalogue(self) -> Catalogue:
        by_code: dict[str, list[Duty]] = {}
        for duty in self.duties:
            by_code.setdefault(duty.code, []).append(duty)
        rules = (
            (row.category_id, rule)
            for row in self.rows
            for rule in row.with_versions(by_code.get(row.duty_code, ()))
        )  # fmt: skip
        return build(self.units, self.categories, rules, self.moved)


def read() -> Lists:
    units = (
        Unit(row.pk, row.code, row.short_name, row.kind, row.superior_id, row.street.code if row.street else "")
        for row in Department.objects.select_related("street").order_by("pk")
    )
    categories = (
        Sort(
            row.pk, row.code, row.name, row.urgency, row.default_kind or PetitionKind.HELP, row.is_guidance,
            row.is_confidential,
        )
        for row in Category.objects.filter(is_active=True).order_by("pk")
    )  # fmt: skip
    items = DutyItem.objects.prefetch_related("cooperations").order_by("code", "valid_from")
    rows = (
        Row(
            row.pk, row.category_id, row.duty_code, row.kind, row.area.code if row.area else "", row.valid_from,
            row.valid_to,
        )
        for row in DispatchRule.objects.select_related("area").order_by("pk")
    )  # fmt: skip
    return Lists(tuple(units), tuple(categories), tuple(map(_duty, items)), tuple(rows), _moved_streets())


def _duty(item: DutyItem) -> Duty:
    return Duty(
        item.code, item.title, item.lead_id, tuple(part.department_id for part in item.cooperations.all()),
        item.territory_allowed, item.part == DutyPart.RECLAIMED, item.valid_from, item.valid_to,
    )  # fmt: skip


_kept = Kept(lambda: read().catalogue())
_rows = Kept(lambda: Category.objects.in_bulk())


def load() -> Catalogue:
    return _kept.get()


def category_rows() -> Mapping[int, Category]:
    """The rows behind the values, to be set on orders. All of this process share them: they are never changed."""
    return _rows.get()


@transaction.atomic
def follow(revision: DutyRevision) -> list[DispatchRule]:
    """Add what an approved revision says its items are dispatched by, from its day on. Once, however often it is told.

    Nothing is ended here: rows follow their items by code, and a row without a version in force names nobody.
    """
    categories = {row.code: row for row in Category.objects.order_by("pk")}
    known = set(DispatchRule.objects.order_by().values_list("category__code", "duty_code"))
    new = [
        DispatchRule(
            category=categories[code], duty_code=change.code, area=change.street, valid_from=revision.effective_on
        )
        for change in revision.changes.exclude(action=DutyAction.DROP).select_related("street").order_by("code")
        for code in change.categories
        if code in categories and (code, change.code) not in known
    ]
    DispatchRule.objects.bulk_create(new)
    transaction.on_commit(changed)
    return new


def changed() -> None:
    """Whoever edits units, categories, duties or the catalogue says so."""
    _kept.forget()
    _rows.forget()

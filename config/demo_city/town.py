"""All that the generated past is made from, read once: rules, units, places, people, sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Self

from config.demo_city.cast import Cast
from config.demo_city.fates import Temper, temper_of
from config.demo_city.spots import Spots
from config.demo_city.texts import Texts
from core.calendar import CITY_TIME, Calendar
from grids.locate import PlaceMap
from grids.locate import current as current_map
from partyorgs.enums import DepartmentKind
from partyorgs.models import Department
from petitions import catalogue, deadlines
from petitions.catalogue import Catalogue, Duty, Sort
from petitions.deadlines import Clockwork
from petitions.models import Category, WorkOrder


@dataclass(frozen=True)
class Town:
    machine: Clockwork
    duties: Catalogue
    places: PlaceMap
    categories: Mapping[int, Category]
    units: Mapping[int, Department]
    tempers: Mapping[int, Temper]
    cast: Cast
    spots: Spots
    texts: Texts
    until: datetime

    @classmethod
    def read(cls, *, until: datetime, seed: int) -> Self:
        units = {unit.pk: unit for unit in Department.objects.assignable().filter(valid_to=None).order_by("code")}
        return cls(
            machine=deadlines.clockwork(),
            duties=catalogue.load(),
            places=current_map(),
            categories={category.pk: category for category in Category.objects.order_by("code")},
            units=units,
            tempers={pk: temper_of(unit.code, seed) for pk, unit in units.items()},
            cast=Cast.read(until.astimezone(CITY_TIME).date()),
            spots=Spots.read(),
            texts=Texts(),
            until=until,
        )

    @property
    def days(self) -> Calendar:
        return self.machine.days

    def sort(self, order: WorkOrder) -> Sort:
        assert order.category_id is not None
        return self.duties.categories[order.category_id]

    def unit(self, code: str) -> Department:
        return next(unit for unit in self.units.values() if unit.code == code)

    def unit_by_hand(self, order: WorkOrder, on: date, chance: Random) -> Department:
        """Whom a dispatcher chooses where the catalogue names nobody for the place: the city's own rule, and for a
        matter of the streets without a place some street that takes it on."""
        rule = self.duties.rule(order.category_id or 0, order.kind, "", on)
        if rule is None and (ended := self.duties.ended(order.category_id or 0, order.kind, "", on)):
            return self._taking_turns(order, ended, chance)
        unit = self.duties.resolve(rule.duty.lead_id, order.place_code) if rule else None
        if unit is not None and not self._is_complained_about(order, unit.id):
            return self.units[unit.id]
        is_matter_of_streets = rule is not None and rule.duty.territory_allowed
        return chance.choice(
            self._candidates(order, DepartmentKind.STREET if is_matter_of_streets else DepartmentKind.MEMBER)
        )

    def _taking_turns(self, order: WorkOrder, duty: Duty, chance: Random) -> Department:
        """Where nobody leads any more, now one and now another of those who had to do with it."""
        known = {duty.lead_id, *duty.assist_ids}
        candidates = self._candidates(order, DepartmentKind.MEMBER)
        return chance.choice([unit for unit in candidates if unit.pk in known] or candidates)

    def another_unit(self, order: WorkOrder, chance: Random) -> Department:
        """A member department that could take over: a helper in this matter first."""
        rules = self.duties.rules.get(order.category_id or 0, ())
        helpers = {unit_id for rule in rules for unit_id in rule.duty.assist_ids}
        others = [unit for unit in self._candidates(order, DepartmentKind.MEMBER) if unit.pk != order.lead_id]
        return chance.choice([unit for unit in others if unit.pk in helpers] or others)

    def _candidates(self, order: WorkOrder, kind: str) -> list[Department]:
        return [
            unit for unit in self.units.values()
            if unit.kind == kind and not self._is_complained_about(order, unit.pk)
        ]  # fmt: skip

    def _is_complained_about(self, order: WorkOrder, unit_id: int) -> bool:
        target = order.target_department_id
        return target is not None and self.duties.answers_to(unit_id, target)

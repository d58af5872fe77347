"""Who is there to be told today: everybody's roles, read once for any number of orders."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Self

from partyorgs.enums import Role
from partyorgs.models import Department, Recusal, RoleGrant
from petitions.models.workorder import STREET_DIGITS, WorkOrder
from petitions.reminders import Circle


class Audience:
    """People by unit and role, without those who may not hear of an order. Three queries, however many orders."""

    def __init__(self, units: Iterable[Department]) -> None:
        self.names = {unit.pk: unit.short_name for unit in units}
        self._office_of = {unit.street.code: unit.pk for unit in units if unit.street}
        self._below: dict[int, list[int]] = defaultdict(list)
        for unit in units:
            if unit.superior_id:
                self._below[unit.superior_id].append(unit.pk)
        self._at_unit: dict[tuple[int, str], set[int]] = defaultdict(set)
        self._in_role: dict[str, set[int]] = defaultdict(set)
        self._works_for: dict[int, set[int]] = defaultdict(set)
        self._partial_to: dict[int, set[int]] = defaultdict(set)

    @classmethod
    def on(cls, day: date) -> Self:
        audience = cls(list(Department.objects.select_related("street").order_by("id")))
        grants = RoleGrant.objects.active(day).filter(user__is_active=True).order_by("id")
        for user_id, role, unit_id, area_code in grants.values_list("user_id", "role", "department_id", "area_code"):
            audience._add(user_id, role, unit_id, area_code)
        for user_id, unit_id in Recusal.objects.active(day).order_by("id").values_list("user_id", "department_id"):
            audience._partial_to[user_id].add(unit_id)
        return audience

    def _add(self, user_id: int, role: str, unit_id: int | None, area_code: str) -> None:
        self._in_role[role].add(user_id)
        street_office = self._office_of.get(area_code[:STREET_DIGITS])
        self._works_for[user_id].update(unit for unit in (unit_id, street_office) if unit)
        if unit_id:
            self._at_unit[unit_id, role].add(user_id)
            self._partial_to[user_id].add(unit_id)
        if role == Role.STREET_COORDINATOR:  # the liaison of its street's office
            own = self._office_of.get(area_code) or unit_id
            if own:
                self._at_unit[own, Role.LIAISON].add(user_id)

    def of(
        self, circle: Circle, unit_id: int | None, order: WorkOrder | None = None, recused: Iterable[int | None] = ()
    ) -> list[int]:
        """The people of a circle for one order, or the office's administrators where nobody is left of it.

        Never anybody of the unit complained about, nor of one below it (practice §2.11); of those who decide, nobody
        who recused themselves or belongs to the unit concerned (§2.3).
        """
        found = self._people(circle, unit_id, order, recused)
        if not found and (circle.unit or circle.office):
            found = self._people(Circle(office=frozenset({Role.OFFICE_ADMIN})), unit_id, order, recused)
        return sorted(found)

    def _people(
        self, circle: Circle, unit_id: int | None, order: WorkOrder | None, recused: Iterable[int | None]
    ) -> set[int]:
        at_unit = {user for role in circle.unit for user in self._at_unit.get((unit_id or 0, role), ())}
        deciding = {user for role in circle.office for user in self._in_role.get(role, ())}
        concerned = {unit_id, order.lead_id if order else None} - {None}
        impartial = {user for user in deciding if self._partial_to[user].isdisjoint(concerned)} - set(recused)
        barred = set(self._and_below(order.target_department_id)) if order and order.target_department_id else set()
        return {user for user in at_unit | impartial if self._works_for[user].isdisjoint(barred)}

    def _and_below(self, unit_id: int) -> Iterator[int]:
        yield unit_id
        for below in self._below.get(unit_id, ()):
            yield from self._and_below(below)

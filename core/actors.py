"""Who does something: a person with the grants of the day, or the system itself.

The value knows no table, so rules, ledger and tests can use it anywhere. partyorgs.roles makes one of a user.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# Roles of the coordination office: its people work across all units. partyorgs.enums.Role names every role.
OFFICE_ROLES = frozenset(
    {
        "intake",
        "dispatcher",
        "verifier",
        "caller",
        "supervisor",
        "office_admin",
        "deputy_convener",
        "arbitrator",
    }
)


@dataclass(frozen=True, slots=True)
class Grant:
    """One role, for one unit or one area, or for the whole city when both are empty."""

    role: str
    department_id: int | None = None
    area_code: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    recused_from: frozenset[int] = frozenset()  # units about whose matters this person decides nothing

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_office(self) -> bool:
        return not OFFICE_ROLES.isdisjoint(self.roles)

    def has(self, *roles: str) -> bool:
        """Whether at least one of these roles is granted."""
        return not self.roles.isdisjoint(roles)

    def department_ids(self, *roles: str) -> frozenset[int]:
        """The units for which one of these roles is granted, whatever the role when none is named."""
        return frozenset(grant.department_id for grant in self._granted(roles) if grant.department_id is not None)

    @property
    def partial_to(self) -> frozenset[int]:
        """The units whose work this person may not judge: their own, and those they recused themselves from."""
        return self.department_ids() | self.recused_from

    def area_codes(self, *roles: str) -> frozenset[str]:
        """The areas for which one of these roles is granted, whatever the role when none is named."""
        return frozenset(grant.area_code for grant in self._granted(roles) if grant.area_code)

    def _granted(self, roles: tuple[str, ...]) -> Iterable[Grant]:
        return (grant for grant in self.grants if not roles or grant.role in roles)


SYSTEM = Actor(id=None, name="system")

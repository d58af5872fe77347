"""Who can log in: one account for every role, and a liaison officer for every unit."""

from collections.abc import Iterator

from django.contrib.auth.hashers import make_password

from config.demo_accounts import ACCOUNTS, PASSWORD, Account
from config.demo_city.mechanism import liaison_name
from config.demo_city.tables import ESTABLISHED, add_missing
from core.models import User
from partyorgs.enums import DepartmentKind, Role
from partyorgs.models import Department, RoleGrant


def load_accounts() -> dict[str, int]:
    """Answers how many accounts and roles there are."""
    departments = {unit.code: unit for unit in Department.objects.assignable().filter(valid_to=None).order_by("code")}
    accounts = [*ACCOUNTS, *_liaisons(departments)]
    password = make_password(PASSWORD)  # hashed once for all: hashing is slow by design
    users = add_missing(User, [_user(account, password) for account in accounts], "username")
    grants = add_missing(
        RoleGrant,
        [_grant(account, users[account.username], departments) for account in accounts if account.role],
        "user_id", "role", "department_id", "area_code",
    )  # fmt: skip
    return {"accounts": len(users), "role grants": len(grants)}


def _liaisons(departments: dict[str, Department]) -> Iterator[Account]:
    """Named by the code of their unit: d13, s990102003."""
    for code, unit in departments.items():
        name = liaison_name(code) if unit.kind == DepartmentKind.MEMBER else f"李测试{code[-6:]}"
        yield Account(code.lower(), f"{unit.short_name} 部门联络员", name, Role.LIAISON, code)


def _user(account: Account, password: str) -> User:
    is_admin = not account.role
    return User(
        username=account.username, name=account.name, password=password, is_staff=is_admin, is_superuser=is_admin
    )


def _grant(account: Account, user: User, departments: dict[str, Department]) -> RoleGrant:
    return RoleGrant(
        user=user,
        role=account.role,
        department=departments.get(account.department),
        area_code=account.area,
        valid_from=ESTABLISHED,
    )

"""Units and their duties; and, from their own modules, the mechanism, the party tree, posts, and who stands by."""

from collections.abc import Iterator
from datetime import date

from config.demo_city.mechanism import OFFICE_HOST, load_mechanisms
from config.demo_city.party_life import load_party_life
from config.demo_city.party_tree import load_party_tree
from config.demo_city.posts import load_posts
from config.demo_city.standby import load_standby
from config.demo_city.tables import ESTABLISHED, add_missing, table
from grids.enums import Level
from grids.models import Area
from partyorgs.directory import initials
from partyorgs.enums import DepartmentKind, DepartmentSystem, DutyListKind, DutyPart
from partyorgs.models import Department, DutyCooperation, DutyItem
from partyorgs.models.departments import PLACEHOLDER_CODE

# Who answers when a unit itself is complained about; for all others it is the host of the coordination office.
SUPERIORS = {"D01": "D02", "D25": "D16", "D26": "D05", "D27": "D13", "D28": "D13"}
TOP = {"D02", PLACEHOLDER_CODE}  # answers to the city's party committee, which is no unit: a person decides there
SYSTEMS = {
    "党群": DepartmentSystem.PARTY,
    "政府": DepartmentSystem.GOVERNMENT,
    "公共服务企业": DepartmentSystem.PUBLIC_SERVICE,
    "群团": DepartmentSystem.MASS,
}


def load_organizations(on: date, seed: int) -> dict[str, int]:
    """Answers how many rows of each kind the city has. `on` is the day the elections are overdue or near at."""
    areas = {area.code: area for area in Area.objects.order_by("code")}
    departments = _load_departments(areas)
    items = add_missing(DutyItem, _duties(departments), "code", "valid_from")
    cooperations = add_missing(DutyCooperation, _cooperations(items, departments), "duty_id", "department_id")
    return {
        "departments": len(departments),
        "duty items": len(items),
        "cooperations": len(cooperations),
        **load_mechanisms(areas, departments, on),
        "party organisations": load_party_tree(on, seed),
        **load_party_life(on),
        "posts": load_posts(on),
        **load_standby(areas, departments, on),
    }


def _load_departments(areas: dict[str, Area]) -> dict[str, Department]:
    streets = [area for area in areas.values() if area.level == Level.STREET]
    departments = add_missing(
        Department, [*map(_department, table("departments.csv")), *map(_street_office, streets)], "code"
    )
    orphans = [unit for unit in departments.values() if unit.superior_id is None and unit.code not in TOP]
    for unit in orphans:
        unit.superior = departments[SUPERIORS.get(unit.code, OFFICE_HOST)]
    Department.objects.bulk_update(orphans, ["superior"])
    return departments


def _department(row: dict[str, str]) -> Department:
    return Department(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        initials=initials(row["short_name"]),
        system=SYSTEMS[row["system"]],
        kind=DepartmentKind.PLACEHOLDER if row["code"] == PLACEHOLDER_CODE else DepartmentKind.MEMBER,
        duties=row["duties"],
        valid_from=ESTABLISHED,
    )


def _street_office(street: Area) -> Department:
    """A 街道 has an office, a 镇 or 乡 a people's government."""
    suffix, short_suffix = ("办事处", "办") if street.name.endswith("街道") else ("人民政府", "政府")
    short_name = f"{street.name}{short_suffix}"
    return Department(
        code=f"S{street.code}",
        name=f"{street.name}{suffix}",
        short_name=short_name,
        initials=initials(short_name),
        system=DepartmentSystem.GOVERNMENT,
        kind=DepartmentKind.STREET,
        street=street,
        valid_from=ESTABLISHED,
    )


def _duties(departments: dict[str, Department]) -> Iterator[DutyItem]:
    for row in table("categories.csv"):
        is_territory = row["lead_department_code"] == PLACEHOLDER_CODE
        yield DutyItem(
            code=f"C-{row['code']}",
            title=row["level3"],
            lead=departments[row["lead_department_code"]],
            basis=f"澄明市{'街道（乡镇）履职事项清单' if is_territory else '部门权责清单'}（演示）第{row['code']}项",
            list_kind=DutyListKind.STREET if is_territory else DutyListKind.DEPARTMENT,
            part=DutyPart.BASIC if is_territory else "",
            territory_allowed=is_territory,
            valid_from=ESTABLISHED,
        )


def _cooperations(
    items: dict[tuple[str, date], DutyItem], departments: dict[str, Department]
) -> Iterator[DutyCooperation]:  # fmt: skip
    """Of the first version of each item: later ones have their own."""
    for row in table("categories.csv"):
        for order, code in enumerate(filter(None, row["assist_department_codes"].split(";")), 1):
            yield DutyCooperation(
                duty=items[f"C-{row['code']}", ESTABLISHED], department=departments[code], order=order
            )

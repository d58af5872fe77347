"""The coordination mechanisms of the city and its districts: who convenes, who takes part, which groups work."""

from collections.abc import Iterator
from datetime import date, timedelta

from config.demo_city.tables import ESTABLISHED, add_missing
from grids.enums import Level
from grids.models import Area
from partyorgs.enums import ConvenerRank, DepartmentKind, MechanismLevel
from partyorgs.models import (
    Convener,
    CoordinationMechanism,
    Department,
    MechanismRule,
    MemberDepartment,
    SpecialWorkingGroup,
)

OFFICE_HOST = "D01"
CHIEFS = {
    "990100": "市委书记",
    "990102": "区委书记",
    "990103": "区委书记",
    "990121": "县委书记",
    "990171": "高新区党工委书记",
}
CONVENERS = (
    (ConvenerRank.CONVENER, "市委副书记"), (ConvenerRank.CONVENER, "市委组织部部长"),
    (ConvenerRank.DEPUTY, "市委政法委书记"), (ConvenerRank.DEPUTY, "常务副市长"),
    (ConvenerRank.DEPUTY, "市委社会工作部部长"),
)  # fmt: skip
RULES = (
    ("协调机制会议制度（演示）", "澄协调〔2024〕1号", "全体会议每年至少一次，专题会议按需，联络员会议每季度一次。"),
    ("成员单位联络制度（演示）", "澄协调〔2024〕2号", "每家成员单位明确一名分管负责同志、一名联络员和一名备岗联络员。"),
    ("调查研究制度（演示）", "澄协调〔2024〕3号", "成员单位每年至少开展一次基层治理专题调研。"),
)
# Name: lead, units that take part, task.
GROUPS = {
    "街道管理体制专班": ("D04", ("D01", "D02", "D05"), "理顺街道职能，完善赋权事项的承接与评估。"),
    "简政放权专班": ("D05", ("D04", "D09", "D21"), "下放便民事项，清理不必要的证明和报表。"),
    "网格治理专班": ("D03", ("D01", "D07", "D20", "D24"), "推进多格合一，落实一格多员。"),
    "物业治理专班": ("D13", ("D09", "D14", "D21"), "解决物业缺位、维修资金使用难等问题。"),
    "民生服务专班": ("D08", ("D10", "D19", "D22", "D23"), "推进一老一小服务，完善便民服务圈。"),
}
ENDS_SOON = "简政放权专班"
DAYS_LEFT = 40


def liaison_name(department_code: str) -> str:
    """The invented liaison officer of a member department."""
    return f"张测试{department_code[1:]}"


def load_mechanisms(areas: dict[str, Area], departments: dict[str, Department], on: date) -> dict[str, int]:
    mechanisms = add_missing(CoordinationMechanism, _mechanisms(areas, departments), "area_id")
    city = next(mechanism for mechanism in mechanisms.values() if mechanism.level == MechanismLevel.CITY)
    members = add_missing(MemberDepartment, _members(city, departments, on), "mechanism_id", "department_id")
    add_missing(Convener, (Convener(mechanism=city, rank=rank, post=post) for rank, post in CONVENERS),
                "mechanism_id", "rank", "post")  # fmt: skip
    add_missing(MechanismRule, _rules(city), "mechanism_id", "title")
    groups = add_missing(SpecialWorkingGroup, _groups(city, departments, on), "mechanism_id", "name")
    for (_mechanism, name), group in groups.items():
        if not group.members.exists():
            group.members.set(departments[code] for code in GROUPS[name][1])
    return {"mechanisms": len(mechanisms), "member departments": len(members), "working groups": len(groups)}


def _mechanisms(areas: dict[str, Area], departments: dict[str, Department]) -> Iterator[CoordinationMechanism]:
    for code, chief in CHIEFS.items():
        area, is_city = areas[code], areas[code].level == Level.CITY
        yield CoordinationMechanism(
            level=area.level,
            area=area,
            name=f"{area.name}党建引领基层治理协调机制",
            chief_convener_post=chief,
            host_department=departments[OFFICE_HOST] if is_city else None,
            office_name="协调机制办公室",
            office_head="市委社会工作部部长" if is_city else "区县委社会工作部部长",
            office_phone="12345转8000" if is_city else "",
        )


def _members(
    city: CoordinationMechanism, departments: dict[str, Department], on: date
) -> Iterator[MemberDepartment]:  # fmt: skip
    for department in departments.values():
        if department.kind == DepartmentKind.MEMBER:
            number = department.code[1:]
            yield MemberDepartment(
                mechanism=city,
                department=department,
                leader_post="分管负责同志",
                leader_name=f"刘测试{number}",
                liaison_name=liaison_name(department.code),
                liaison_phone=f"12345转80{number}",
                backup_name=f"杨测试{number}",
                backup_phone=f"12345转81{number}",
                duties_year=on.year,
                duties=department.duties,
                joined_on=ESTABLISHED,
            )


def _rules(city: CoordinationMechanism) -> Iterator[MechanismRule]:
    for title, document, gist in RULES:
        yield MechanismRule(mechanism=city, title=title, document=document, gist=gist, issued_on=date(2024, 3, 1))


def _groups(
    city: CoordinationMechanism, departments: dict[str, Department], on: date
) -> Iterator[SpecialWorkingGroup]:  # fmt: skip
    """Each for three years, to the end of the year after next; one of them is nearly through."""
    for number, (name, (lead, _members, task)) in enumerate(GROUPS.items(), 1):
        ends_on = on + timedelta(days=DAYS_LEFT) if name == ENDS_SOON else date(on.year + 2, 12, 31)
        yield SpecialWorkingGroup(
            mechanism=city, name=name, lead=departments[lead], leader_post="市委常委（演示）",
            leader_name=f"黄测试{number:02}", task=task, plan="第一年摸清底数，第二年集中攻坚，第三年形成制度。",
            begins_on=date(on.year - 1, 1, 1), ends_on=ends_on,
        )  # fmt: skip

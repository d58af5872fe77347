"""Departments a street can call, their people, and a whistle blown in one line."""

from dataclasses import dataclass
from datetime import datetime

from core.calendar import CITY_TIME
from core.models import User
from grids.enums import AreaKind, Level
from grids.models import Area
from partyorgs.enums import DepartmentSystem, Role
from partyorgs.models import Department
from petitions import whistles
from petitions.models import Whistle, WhistleCall
from tests import factories
from tests.factories import SINCE, acting, person

REASON = "货架堵住安全出口，私拉电线，街道无权查封。"


@dataclass(frozen=True)
class Called:
    """Three departments and their liaisons: Huo of fire, Ying of emergency management, Shi of market supervision."""

    fire: Department
    emergency: Department
    market: Department
    huo: User
    ying: User
    shi: User


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=CITY_TIME)


def make_streets(city) -> dict[str, Area]:
    """By name: an urban street, a town that says it is rural, a township that only its name tells of, a park."""
    rows = {
        "双桥镇": ("990102100", AreaKind.RURAL),
        "柳塘乡": ("990102200", ""),
        "创智园": ("990102400", AreaKind.PARK),
    }
    made = {
        name: Area.objects.create(
            code=code, level=Level.STREET, name=name, kind=kind, parent=city.street.parent, valid_from=SINCE
        )
        for name, (code, kind) in rows.items()
    }
    return made | {"北栈街道": city.street}


def call_up() -> Called:
    """Call it once a test, in the small city."""
    names = {"D24": "市消防救援支队", "D20": "市应急局", "D21": "市市场监管局"}
    rows = [
        Department(code=code, name=name, short_name=name, system=DepartmentSystem.GOVERNMENT, valid_from=SINCE)
        for code, name in names.items()
    ]
    fire, emergency, market = Department.objects.bulk_create(rows)
    return Called(
        fire, emergency, market,
        person("huo", "霍明", {"role": Role.LIAISON, "department": fire}),
        person("ying", "应辉", {"role": Role.HANDLER, "department": emergency}),
        person("shi", "石静", {"role": Role.DEPT_LEADER, "department": market}),
    )  # fmt: skip


def blow(city, called, *, at, **said) -> Whistle:
    """Hong blows for a small supermarket; `said` are arguments of the rule."""
    words = {
        "kind": "emergency",
        "street": city.street,
        "place": "北栈街道惠民超市",
        "reason": REASON,
        "calls": [(called.fire, "检查消防通道"), (called.emergency, "排查用电"), (called.market, "核对经营许可")],
        "by": acting(factories.people().hong),
    }
    return whistles.blow(**(words | said), at=at)


def call_of(whistle: Whistle, unit: Department) -> WhistleCall:
    return WhistleCall.objects.get(whistle=whistle, department=unit)


def settle(whistle: Whistle, unit: Department, user: User, *, at) -> WhistleCall:
    """The department comes and reports, both at that moment."""
    call = call_of(whistle, unit)
    whistles.arrive(call, officer_name=user.name, by=acting(user), at=at)
    return whistles.report(call, result="已处置", by=acting(user), at=at)

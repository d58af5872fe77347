"""A very small city, its people, and petitions that have really gone the way they claim.

The cast is always the same: Lan the citizen, Wei of the roads department, Mei at the office, Chen of another
department who must see nothing; Hong coordinates the street, Sun works its grid.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from core import kept
from core.actors import SYSTEM, Actor
from core.models import CalendarYear, User
from grids.enums import GridKind, Level
from grids.models import Area, Grid, PlaceName
from partyorgs import roles
from partyorgs.enums import DepartmentKind, DepartmentSystem, Role
from partyorgs.models import Department, DutyCooperation, DutyItem, RoleGrant
from petitions import defaults, intake, routing, workflow
from petitions.enums import Action, Channel, PetitionKind, Status, Urgency
from petitions.intake import Submission
from petitions.models import Category, DispatchRule, WorkOrder

SINCE = date(2015, 1, 1)
YEARS = range(2023, 2029)  # Monday to Friday, without holidays: a test that needs one enters it
STREET, OTHER_STREET = "990102003", "990103001"
GRID, OTHER_GRID = f"{STREET}001002", f"{OTHER_STREET}001001"
PAVEMENT, MANHOLE, HALLWAY, CLUE = "020401", "020402", "010501", "990101"  # categories
STEP = timedelta(minutes=10)  # between two steps of an order's way
WAY_BACK = timedelta(hours=3)  # how long ago an order began, if nothing else is said


@dataclass(frozen=True)
class City:
    roads: Department
    traffic: Department
    water: Department
    office: Department
    street_office: Department
    street: Area
    grid: Grid
    pavement: Category
    manhole: Category
    hallway: Category


@dataclass(frozen=True)
class People:
    mei: User
    wei: User
    chen: User
    hong: User
    sun: User
    deputy: User
    ning: User


# --- the city


def make_city() -> City:
    """Places, units, duties, limits and days; small enough for every test. Call it once a test."""
    CalendarYear.objects.bulk_create(CalendarYear(year=year, source="test") for year in YEARS)
    street, grid = _places("990102", "东湾区", STREET, "北栈街道", GRID, "纸鲸社区一网格")
    _places("990103", "西岭区", OTHER_STREET, "南塘街道", OTHER_GRID, "螺号社区一网格")
    PlaceName.objects.create(name="纸鲸苑", grid=grid, valid_from=SINCE)
    units = _departments(street)
    categories = _categories(units)
    defaults.install_limits()
    kept.forget_all()
    return City(
        roads=units["D14"], traffic=units["D15"], water=units["D16"], office=units["D01"],
        street_office=units[f"S{STREET}"], street=street, grid=grid,
        pavement=categories[PAVEMENT], manhole=categories[MANHOLE], hallway=categories[HALLWAY],
    )  # fmt: skip


def _places(district: str, district_name: str, street: str, street_name: str, grid: str, grid_name: str):
    city, _new = Area.objects.get_or_create(
        code="990100", defaults={"level": Level.CITY, "name": "澄明市", "valid_from": SINCE}
    )  # fmt: skip
    above = city
    for code, level, name in (
        (district, Level.DISTRICT, district_name),
        (street, Level.STREET, street_name),
        (grid[:12], Level.COMMUNITY, grid_name[:4]),
    ):
        above = Area.objects.create(code=code, level=level, name=name, parent=above, valid_from=SINCE)
    row = Grid.objects.create(
        code=grid, kind=GridKind.BASIC, name=grid_name, community=above, street=above.parent, valid_from=SINCE
    )  # fmt: skip
    return above.parent, row


def _departments(street: Area) -> dict[str, Department]:
    common = {"system": DepartmentSystem.GOVERNMENT, "valid_from": SINCE}
    office = Department.objects.create(code="D01", name="市委社会工作部", short_name="社会工作部", **common)
    names = {"D14": "市城管局", "D15": "市交通局", "D16": "市水务局"}
    members = [
        Department(code=code, name=name, short_name=name, superior=office, **common) for code, name in names.items()
    ]
    Department.objects.bulk_create([
        *members,
        Department(code="D00", name="属地街道", short_name="属地街道", kind=DepartmentKind.PLACEHOLDER, **common),
        Department(
            code=f"S{street.code}", name="北栈街道办事处", short_name="北栈街道办", kind=DepartmentKind.STREET,
            street=street, superior=office, **common,
        ),
    ])  # fmt: skip
    return {unit.code: unit for unit in Department.objects.order_by("code")}


def _categories(units: dict[str, Department]) -> dict[str, Category]:
    """Two matters of the roads department, one of the street, one that is answered with guidance."""
    rows = {
        PAVEMENT: Category(level1="城市管理", level2="市政设施", name="道路与人行道破损"),
        MANHOLE: Category(level1="城市管理", level2="市政设施", name="井盖缺失破损", urgency=Urgency.CRITICAL),
        HALLWAY: Category(level1="物业与住房", level2="楼道环境", name="楼道堆物"),
        CLUE: Category(level1="其他", level2="线索", name="干部违纪违法线索", is_guidance=True),
    }
    for code, category in rows.items():
        category.code, category.default_kind = code, PetitionKind.HELP
        category.save()
    _duty(rows[PAVEMENT], units["D14"], assists=[units["D15"]])
    _duty(rows[MANHOLE], units["D14"])
    _duty(rows[HALLWAY], units["D00"], territory_allowed=True)
    return rows


def _duty(category: Category, lead: Department, *, assists=(), territory_allowed=False) -> None:
    duty = DutyItem.objects.create(
        code=f"C-{category.code}", title=category.name, lead=lead, territory_allowed=territory_allowed,
        valid_from=SINCE,
    )  # fmt: skip
    for place, unit in enumerate(assists, 1):
        DutyCooperation.objects.create(duty=duty, department=unit, order=place)
    DispatchRule.objects.create(category=category, duty_code=duty.code, valid_from=SINCE)


# --- its people


def people() -> People:
    """Everybody with an account. The same people however often it is called."""
    units = {unit.code: unit for unit in Department.objects.order_by("code")}
    office = (Role.INTAKE, Role.DISPATCHER, Role.VERIFIER, Role.CALLER, Role.SUPERVISOR, Role.OFFICE_ADMIN)
    return People(
        mei=person("mei", "王敏", *({"role": role} for role in office)),
        wei=person("wei", "赵伟", {"role": Role.LIAISON, "department": units["D14"]}),
        chen=person("chen", "陈晨", {"role": Role.LIAISON, "department": units["D16"]}),
        hong=person(
            "hong", "李红",
            {"role": Role.STREET_COORDINATOR, "department": units[f"S{STREET}"], "area_code": STREET},
        ),
        sun=person("sun", "孙硕", {"role": Role.GRID_WORKER, "area_code": GRID}),
        deputy=person("deputy", "周正", {"role": Role.DEPUTY_CONVENER}),
        ning=person("ning", "宁宁", {"role": Role.ARBITRATOR}),
    )  # fmt: skip


def person(username: str, name: str, *grants: dict[str, Any]) -> User:
    user, is_new = User.objects.get_or_create(username=username, defaults={"name": name})
    if is_new:
        RoleGrant.objects.bulk_create(RoleGrant(user=user, valid_from=SINCE, **grant) for grant in grants)
    return user


def acting(user: User) -> Actor:
    """A person as the rules meet them."""
    return roles.actor_on(user, timezone.localdate())


# --- petitions and their way


def submit_petition(*, at: datetime | None = None, **said: Any) -> WorkOrder:
    """Lan says something, Mei takes it down. `said` are fields of a `Submission`."""
    words = {
        "content": "纸鲸苑北门人行道地砖大面积破损，老人夜间出行容易绊倒。",
        "channel": Channel.HOTLINE_12345,
        "category": PAVEMENT,
        "grid_code": GRID,
        "name": "兰小燕",
        "phone": "13800001234",
    }
    at = at or timezone.now() - WAY_BACK
    receipt = intake.receive(Submission(**(words | said)), by=acting(people().mei), at=at)
    return WorkOrder.objects.get(pk=receipt.petition.work_order_id)


def order_in(status: Status, *, at: datetime | None = None, **said: Any) -> WorkOrder:
    """An order that has walked to `status`, a step every ten minutes from `at` (three hours ago)."""
    status, at = Status(status), at or timezone.now() - WAY_BACK
    if status in (Status.REGISTERED, Status.NOT_ACCEPTED, Status.ANSWERED):
        said.setdefault("category", "")
    order = submit_petition(at=at, **said)
    for count, leg in enumerate(WAYS[status], 1):
        _step(order, leg, at + count * STEP)
        order = WorkOrder.objects.get(pk=order.pk)
    assert order.status == status, f"{order.number} is {order.status}, not {status}"
    return order


@dataclass(frozen=True)
class Leg:
    """One step of the way: who takes it (a field of People, or "lead" for whoever liaises for the lead)."""

    who: str
    action: Action
    data: dict[str, Any]
    after: timedelta = timedelta(0)


def _leg(who: str, action: Action, *, after: timedelta = timedelta(0), **data: Any) -> Leg:
    return Leg(who, action, data, after)


ROUTE = _leg("router", Action.DISPATCH)
SIGN = _leg("lead", Action.SIGN, handler_name="市容二中队", handler_phone="0898-66661234")
REPLY = (
    _leg("lead", Action.CONTACT, method="phone", outcome="reached", note="已说明处理时间"),
    _leg("lead", Action.SUBMIT, result_code="solved", public_text="破损地砖已更换，路面恢复平整。"),
)
HANDED_OUT = (ROUTE,)
SIGNED = (*HANDED_OUT, SIGN)
REPLIED = (*SIGNED, *REPLY)
CHECKED = (*REPLIED, _leg("mei", Action.TO_VERIFICATION))
CALLED = (*CHECKED, _leg("mei", Action.VERIFY, finding="现场已修复"))
CLOSED = (*CALLED, _leg("mei", Action.CLOSE, contacted="yes", solved="solved", rating=5, comment="很快"))

WAYS: dict[Status, tuple[Leg, ...]] = {
    Status.REGISTERED: (),
    Status.ACCEPTED: (),
    Status.NOT_ACCEPTED: (_leg("mei", Action.REFUSE, reason_code="N2", channel_text="请向纪检监察机关反映"),),
    Status.ANSWERED: (_leg("mei", Action.ANSWER, text="办事大厅周六上午照常办理"),),
    Status.MERGED: (_leg("mei", Action.MERGE, reason="同一处破损"),),
    Status.DISPATCHED: HANDED_OUT,
    Status.RETURN_PENDING: (*HANDED_OUT, _leg("lead", Action.REQUEST_RETURN, reason="R3", basis="C-020401 属道路养护")),
    Status.ARBITRATING: (
        *HANDED_OUT,
        _leg("mei", Action.ARBITRATE, ground="unclear", reason="两家单位均认为不属职责"),
    ),
    Status.HANDLING: SIGNED,
    Status.SUSPENDED: (
        *SIGNED,
        _leg(
            "lead",
            Action.REQUEST_SUSPENSION,
            ground="G2",
            interim_measure="先行围挡",
            plan="列入明年计划",
            owner_name="钱局长",
            review_on="in 28 days",
            told_at="now",
        ),
        _leg("deputy", Action.SUSPEND),
    ),
    Status.SUBMITTED: REPLIED,
    Status.VERIFYING: CHECKED,
    Status.REWORKING: (*CHECKED, _leg("mei", Action.FAIL_VERIFICATION, finding="仍有三块地砖松动")),
    Status.FOLLOW_UP: CALLED,
    Status.CLOSED: CLOSED,
    Status.WITHDRAWN: (*SIGNED, _leg("mei", Action.WITHDRAW, confirmed=True)),
    Status.ARCHIVED: (*CLOSED, _leg("system", Action.ARCHIVE, after=timedelta(days=91))),
}


WHEN = {"now": lambda at: at, "in 28 days": lambda at: (at + timedelta(days=28)).date()}


def _step(order: WorkOrder, leg: Leg, at: datetime) -> None:
    if leg == ROUTE:
        routing.route(order.pk, at=at)
        return
    data = {name: WHEN[value](at) if isinstance(value, str) and value in WHEN else value
            for name, value in leg.data.items()}  # fmt: skip
    if leg.action == Action.MERGE:
        data["primary"] = submit_petition(at=at)
    workflow.advance(order, leg.action, by=_by(leg, order), at=at + leg.after, **data)


def _by(leg: Leg, order: WorkOrder) -> Actor:
    if leg.who == "system":
        return SYSTEM
    if leg.who == "lead":
        grants = RoleGrant.objects.filter(department=order.lead, role__in=[Role.LIAISON, Role.STREET_COORDINATOR])
        return acting(grants.select_related("user").get().user)
    assert leg.who in {field.name for field in fields(People)}
    return acting(getattr(people(), leg.who))

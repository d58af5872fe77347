"""Venues with a year of visits, and idle spaces."""

from datetime import date, datetime, time, timedelta
from random import Random

from config.demo_city.estates import Office
from config.demo_city.tables import ESTABLISHED
from core.actors import Actor
from core.calendar import CITY_TIME
from grids import register, shapes, spaces
from grids.enums import Level, SpaceKind, VenueFunction, VenueKind
from grids.models import Area, Grid, IdleSpace, Venue, VenueVisits

MONTHS = 12
GRID_ROOMS_IN = "990102003"  # eight all-round grid rooms and one desk (practice S3-29)
SPECIAL = (
    ("暖新食堂", VenueKind.CANTEEN, "990103001001", "低价套餐、免费热水、送餐员歇脚"),
    ("司机之家", VenueKind.DRIVERS_HOME, "990103003001", "热水淋浴、休息床位、简餐"),
    ("的士驿站", VenueKind.TAXI_STOP, "990102001001", "热饭加热、饮水、如厕、停车休息"),
    ("暖新驿站", VenueKind.CANTEEN, "990171001001", "充电、饮水、雨具、休息"),
    ("邻里中心", VenueKind.NEIGHBOURHOOD, "990103001003", "助餐、托育、书屋、便民维修"),
    ("邻里中心", VenueKind.NEIGHBOURHOOD, "990171001003", "青年夜校、共享厨房、健身"),
)
LITTLE_USED = ("990103100", "990121200")  # streets whose centre few people visit
HOURS = {True: "周一至周日 8:30—20:30", False: "周一至周五 8:30—17:30，周六 9:00—12:00"}

IDLE = (
    ("原粮站仓库", SpaceKind.ROOM, "990102003001", "420", "北栈街道办", "", ""),
    ("机车厂旧门卫室", SpaceKind.ROOM, "990102003002", "36", "澄明机车厂（演示）", "机车厂社区居委会", "网格议事点"),
    ("文昌里闲置教室", SpaceKind.ROOM, "990102002002", "180", "书院街道办", "文昌里社区居委会", "老年助餐点"),
    ("安居苑底商二层", SpaceKind.ROOM, "990103002002", "260", "枫林街道办", "澄明市萤灯物业服务有限公司", "暖新食堂"),
    ("纺织厂边角地", SpaceKind.LAND, "990103003002", "850", "市国资运营公司（演示）", "", ""),
    ("同心社区空坪", SpaceKind.LAND, "990103002003", "600", "枫林街道办", "同心社区居委会", "口袋公园与停车"),
    ("东门旧照相馆", SpaceKind.ROOM, "990121100001", "95", "城关镇政府", "", ""),
    ("创智路临时用地", SpaceKind.LAND, "990171001001", "1200", "高新区管委会（演示）", "创智社区居委会", "共享停车场"),
    ("石泉供销社旧址", SpaceKind.ROOM, "990103100001", "310", "石泉镇政府", "", ""),
)
STILL_TO_BEGIN = ("安居苑底商二层",)


def load_venues(on: date, seed: int) -> dict[str, int]:
    """Answers how many there are. What is there stays as it is."""
    office = Office.read().checker
    if not Venue.objects.exists():
        _open_venues(on, Random(seed), office)
    if not IdleSpace.objects.exists():
        _list_spaces(on, office)
    return {"venues": Venue.objects.count(), "idle spaces": IdleSpace.objects.count()}


def _open_venues(on: date, chance: Random, office: Actor) -> None:
    rows = [*_centres(), *_special(), *_grid_rooms()]
    for row in rows:
        _put_on_map(row, chance)
        register.add(row, by=office, at=_noon(ESTABLISHED))
    VenueVisits.objects.bulk_create(
        VenueVisits(venue=row, month=month, count=round((row.capacity or 0) * _share(row, chance)))
        for row in rows
        for month in _months(on)
    )


def _centres() -> list[Venue]:
    streets = Area.objects.filter(level=Level.STREET).order_by("code")
    return [
        Venue(
            name=f"{street.name}党群服务中心", kind=VenueKind.SERVICE_CENTRE, place_code=f"{street.code}",
            address=f"{street.name}中心（演示）", radius_m=1500, opening_hours=HOURS[street.kind != "rural"],
            functions=list(VenueFunction.values), services="政务代办、议事协商、矛盾调解、图书阅览",
            operator=street.name, capacity=max(street.households // 2, 600), valid_from=ESTABLISHED,
        )
        for street in streets
    ]  # fmt: skip


def _special() -> list[Venue]:
    names = dict(Area.objects.filter(level=Level.COMMUNITY).order_by("code").values_list("code", "name"))
    return [
        Venue(
            name=f"{names[code]}{name}", kind=kind, place_code=code, radius_m=800, opening_hours=HOURS[True],
            functions=[VenueFunction.SERVICE, VenueFunction.ENERGY], services=services, operator=names[code],
            capacity=900, valid_from=ESTABLISHED,
        )
        for name, kind, code, services in SPECIAL
    ]  # fmt: skip


def _grid_rooms() -> list[Venue]:
    grids = Grid.objects.filter(code__startswith=GRID_ROOMS_IN, kind="basic").order_by("code")[:8]
    common = {"radius_m": 300, "opening_hours": HOURS[False], "capacity": 120, "valid_from": ESTABLISHED}
    rooms = [
        Venue(
            name=f"{grid.name}全能网格间", kind=VenueKind.GRID_ROOM, place_code=grid.code,
            functions=[VenueFunction.SERVICE, VenueFunction.MEDIATION], operator="北栈街道", **common,
        )
        for grid in grids
    ]  # fmt: skip
    desk = Venue(
        name="北栈街道全科社工窗口", kind=VenueKind.SOCIAL_DESK, place_code=GRID_ROOMS_IN,
        functions=[VenueFunction.SERVICE], operator="北栈街道", **common,
    )  # fmt: skip
    return [*rooms, desk]


def _put_on_map(venue: Venue, chance: Random) -> None:
    """Near the middle of the first grid of its place."""
    grid = Grid.objects.filter(code__startswith=venue.place_code, kind="basic").order_by("code").first()
    assert grid is not None
    middle = shapes.read(grid.geometry).centroid
    venue.lon, venue.lat = (round(value + chance.uniform(-0.002, 0.002), 6) for value in (middle.x, middle.y))


def _share(venue: Venue, chance: Random) -> float:
    return chance.uniform(0.08, 0.22) if venue.place_code in LITTLE_USED else chance.uniform(0.4, 0.95)


def _months(on: date) -> list[date]:
    """The whole months before this one."""
    last = on.year * 12 + on.month - 2
    return [date(index // 12, index % 12 + 1, 1) for index in range(last - MONTHS + 1, last + 1)]


def _list_spaces(on: date, office: Actor) -> None:
    listed = on - timedelta(days=200)
    for name, kind, code, area, owner, user, purpose in IDLE:
        space = IdleSpace(name=name, kind=kind, place_code=code, area_m2=area, owner=owner, valid_from=listed)
        register.add(space, by=office, at=_noon(listed))
        if user:
            matched = _noon(listed + timedelta(days=60))
            spaces.match(space, user=user, purpose=purpose, by=office, at=matched)
            if name not in STILL_TO_BEGIN:
                begun = listed + timedelta(days=90)
                spaces.begin(space, on=begun, by=office, at=_noon(begun))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), CITY_TIME)

"""Estates with their management, committees and four-party meetings, and the campaign for those without any (ST-13)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from config.demo_city.tables import ESTABLISHED, add_missing, table
from core.actors import Actor
from core.calendar import CITY_TIME
from core.models import User
from grids import campaigns, estates, writeoffs
from grids.enums import ManagingMode, Seat
from grids.estates import Managed
from grids.models import (
    Area,
    Campaign,
    CampaignItem,
    Estate,
    EstateAgreement,
    EstateMeeting,
    Grid,
    OwnersCommittee,
    PropertyCompany,
)

COMPANIES = ("萤灯", "舟楫", "青瓦", "榆荫", "云帆", "石阶", "晴檐", "竹篱")
# Communities whose estates nobody managed when the campaign began; two estates each.
UNMANAGED = (
    "990102002002", "990102003001", "990102003002", "990103002002", "990103002003", "990103003002", "990121100001",
    "990121100002", "990121100003",
)  # fmt: skip
RED = "汽笛苑"  # written off, left by its company, open again and late
CAMPAIGN = "无物业管理小区清零行动"
BEGUN, TARGET = timedelta(days=300), timedelta(days=15)  # before today
LEFT = timedelta(days=60)
MEASURES = (
    "召开业主大会选聘物业企业",
    "并入相邻小区，由同一物业企业管理",
    "成立自管小组并公示收支",
    "街道托底过渡，同步筹备业委会",
)
NEW_MODES = (ManagingMode.COMPANY, ManagingMode.COMPANY, ManagingMode.SELF, ManagingMode.STREET)
TOPICS = (
    ("地下车库漏水维修", "确定维修范围，费用从公共收益列支。", "完成车库防水施工", Seat.MANAGER),
    ("电动自行车充电棚选址", "选定北门东侧空地，公示七日无异议。", "报消防部门备案并动工", Seat.COMMITTEE),
    ("公共收益公示", "物业企业按季度公示收支，业委会复核。", "张贴本季度收支明细", Seat.OWNERS),
    ("楼道堆物清理", "分楼栋清理，党员带头。", "完成全部楼道清理并复查", Seat.PARTY),
)
MET = 14  # estates that met
SEATED = 20  # estates with an owners' committee


@dataclass(frozen=True)
class Office:
    """Who acts in the stories: each street's liaison reports, the office's administrator writes off."""

    streets: dict[str, Actor]
    checker: Actor

    @classmethod
    def read(cls) -> "Office":
        users = {user.username: Actor(user.pk, str(user)) for user in User.objects.order_by("pk")}
        streets = {name[1:]: actor for name, actor in users.items() if name[1:].isdigit() and name[0] == "s"}
        return cls(streets, users["bangong"])


def load_estates(on: date, seed: int) -> dict[str, int]:
    """Answers how many there are. Estates that are there stay as they are."""
    companies = list(add_missing(PropertyCompany, _companies(), "name").values())
    if not Estate.objects.exists():
        _Builder(on, Random(seed), companies, Office.read()).build()
    return {
        "property companies": len(companies),
        "estates": Estate.objects.count(),
        "items of campaigns": CampaignItem.objects.count(),
    }


def _companies() -> list[PropertyCompany]:
    return [
        PropertyCompany(
            name=f"澄明市{name}物业服务有限公司", credit_code=f"91990100MADEM{number:04}X", valid_from=ESTABLISHED
        )
        for number, name in enumerate(COMPANIES, 1)
    ]


class _Builder:
    def __init__(self, on: date, chance: Random, companies: list[PropertyCompany], office: Office) -> None:
        self.on, self.chance, self.companies, self.office = on, chance, companies, office

    def build(self) -> None:
        rows = [self._enter(name, grid) for name, grid in _sites()]
        managed = [row for row in rows if row.place_code[:12] not in UNMANAGED]
        self._seat_committees(managed[:SEATED])
        self._hold_meetings(managed[:MET])
        self._clear()

    def _enter(self, name: str, grid: Grid) -> Estate:
        households = grid.households * 4 // 5
        estate = Estate(
            name=name, place_code=grid.code, households=households, buildings=max(households // 48, 2),
            valid_from=ESTABLISHED,
        )  # fmt: skip
        return estates.add(estate, self._first_managed(grid), by=self.office.checker, at=_noon(ESTABLISHED))

    def _first_managed(self, grid: Grid) -> Managed:
        if grid.code[:12] in UNMANAGED:
            return Managed(ManagingMode.NONE, ESTABLISHED)
        mode = self.chance.choices(NEW_MODES[1:], (8, 1, 1))[0]
        return Managed(mode, ESTABLISHED, self._company(mode))

    def _company(self, mode: str) -> PropertyCompany | None:
        return self.chance.choice(self.companies) if mode == ManagingMode.COMPANY else None

    def _seat_committees(self, rows: list[Estate]) -> None:
        """Of the first the term has ended; of every seventh half or less are party members."""
        for number, estate in enumerate(rows):
            established = self.on - timedelta(days=1900 if number == 0 else self.chance.randint(100, 1500))
            committee = OwnersCommittee(
                estate=estate, established_on=established, term_ends_on=established + timedelta(days=1825),
                seats=self.chance.choice((5, 7, 9)), party_share=(42.9 if number % 7 == 1 else 60.0),
            )  # fmt: skip
            estates.seat_committee(committee, by=self._street(estate), at=_noon(established))

    def _hold_meetings(self, rows: list[Estate]) -> None:
        """What was agreed is kept but for the newest; the promise of the first is late."""
        for number, estate in enumerate(rows):
            for ago in (140, 20 if number else 50):
                topic, outcome, text, seat = self.chance.choice(TOPICS)
                held = self.on - timedelta(days=ago + number)
                meeting = EstateMeeting(
                    estate=estate, held_on=held, topic=topic, outcome=outcome,
                    seats=[seat.value for seat in Seat][: 3 if number % 5 == 2 else 4],
                )  # fmt: skip
                promise = EstateAgreement(text=text, seat=seat, due_on=held + timedelta(days=45))
                estates.meet(meeting, [promise], by=self._street(estate), at=_noon(held))
                if ago > 100:
                    done = _noon(held + timedelta(days=self.chance.randint(10, 40)))
                    estates.keep_promise(promise, by=self._street(estate), at=done, result="已完成，四方复查通过")

    def _clear(self) -> None:
        """ST-13: eighteen estates, seventeen written off; the one that is left is late."""
        begun = self.on - BEGUN
        campaign = Campaign(
            name=CAMPAIGN, document="澄治办〔演示〕3号", begun_on=begun, target_on=self.on - TARGET
        )  # fmt: skip
        campaigns.start(campaign, by=self.office.checker, at=_noon(begun))
        for item in campaign.items.select_related("estate").order_by("id"):
            self._write_off(item, begun)
        red = Estate.objects.get(name=RED)
        gone = Managed(ManagingMode.NONE, self.on - LEFT, basis="物业企业单方退出")
        estates.manage(red, gone, by=self._street(red), at=_noon(self.on - LEFT))
        item = campaign.items.get(estate=red)
        text = "原物业企业退出，街道已约谈；业主大会筹备组成立，尚未选聘到新企业。"
        campaigns.note(item, text, by=self._street(red), at=_noon(self.on - timedelta(days=10)))

    def _write_off(self, item: CampaignItem, begun: date) -> None:
        by = self._street(item.estate)
        kind = 0 if item.estate.name == RED else self.chance.randrange(len(NEW_MODES))
        mode = NEW_MODES[kind]
        planned, done = begun + timedelta(days=9), begun + timedelta(days=self.chance.randint(60, 210))
        campaigns.plan(item, measure=MEASURES[kind], due_on=item.due_on, by=by, at=_noon(planned))
        managed = Managed(mode, done, self._company(mode))
        evidence = "业主大会表决通过，公示期满，服务合同已在街道备案。"
        writeoffs.report(item, managed, by=by, at=_noon(done), evidence=evidence)
        writeoffs.write_off(item, by=self.office.checker, at=_noon(done + timedelta(days=3)))

    def _street(self, estate: Estate) -> Actor:
        return self.office.streets[estate.street_code]


def _sites() -> list[tuple[str, Grid]]:
    """The names of the gazetteer that mean one grid, in towns: estates. Villages have none."""
    towns = set(Area.objects.filter(level="community").exclude(kind="rural").values_list("code", flat=True))
    grids = {grid.code: grid for grid in Grid.objects.order_by("code")}
    rows = ((row["name"], row["place_code"]) for row in table("gazetteer.csv"))
    return [(name, grids[code]) for name, code in rows if code in grids and code[:12] in towns]


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), CITY_TIME)

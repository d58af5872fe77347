"""What happens beside an order while its own steps wait: a whistle, a slip, an integrity alert, supervision.

Other than the steps of an order these are taken on rows that are written, each by its own rule; then the order goes on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from config.demo_city.lives import Life, live
from config.demo_city.roster import STREET, WHISTLED
from config.demo_city.stories import fate_of
from config.demo_city.tales import PRESSURE, SLIP, STORIES, WHISTLE
from config.demo_city.town import Town
from config.demo_city.writing import tell
from core import ledger
from core.actors import SYSTEM
from core.calendar import CITY_TIME
from grids.models import Area
from partyorgs.enums import Role
from petitions import factslips, integrity, supervision, whistles
from petitions.case import Case
from petitions.enums import (
    Action,
    Status,
    SupervisionLevel,
    SupervisionState,
    SupervisionTrigger,
    WhistleKind,
    WhistleView,
)  # fmt: skip
from petitions.models import Whistle, WhistleCall, WorkOrder
from petitions.transitions import GIVEN_OUT

CALLED = {
    "D24": ("责令立即清除堵塞物，检查消防设施", "责令当场清除，补配灭火器两具，已约谈业主"),
    "D20": ("检查明火作业和用电安全", "拆除违规炉具，私拉电线已断开"),
    "D21": ("核查经营许可和食品加工条件", "责令停止现场加工，限期整改"),
}
HOARDED = {
    "D07": ("维持秩序，配合劝离", "到场维持秩序"),
    "D21": ("核查固定摊位证照", ""),
}


@dataclass(frozen=True, slots=True)
class Scene:
    order: WorkOrder
    town: Town
    at: datetime  # of the last thing that happened on the order

    def after(self, **time: float) -> datetime:
        return self.at + timedelta(**time)


def play(town: Town, tagged: Mapping[str, WorkOrder], seed: int) -> None:
    """The interludes of the stories that the city remembers, then what is going on these days."""
    for tag, interlude in INTERLUDES.items():
        if tag in tagged:
            order = tagged[tag]
            ended_at = interlude(Scene(order, town, order.updated_at))
            _go_on(order, tag, town, since=ended_at, chance=Random(f"{seed}/{tag}"))
    if WHISTLED in tagged:
        _call_in(Scene(tagged[WHISTLED], town, tagged[WHISTLED].updated_at))
    _drive(town)
    _report_pressure(town)


def _go_on(order: WorkOrder, tag: str, town: Town, *, since: datetime, chance: Random) -> None:
    """The rest of the way, from the moment the interlude ended."""
    story = next(story for story in STORIES if story.tag == tag)
    case = Case.lock(order.pk)
    life = Life(case, replace(fate_of(story, town), last=""), town, chance)
    life.at = since
    events = live(life, life.rest())
    tell(case, town.machine, town.until)
    case.save()
    ledger.record_many(events, past=True)


# --- the stories


def _emergency(scene: Scene) -> datetime:
    """ST-01: the street calls three departments; all come within half an hour, and it is over the same day."""
    town, by = scene.town, scene.town.cast.coordinator(STREET)
    whistle = whistles.blow(
        kind=WhistleKind.EMERGENCY, street=Area.objects.get(code=STREET), place=scene.order.place_name,
        reason="小超市堵住安全出口并在店内明火做饭，街道无处罚权", orders=[scene.order],
        calls=[(town.unit(code), piece) for code, (piece, _result) in CALLED.items()], by=by, at=scene.after(minutes=5),
    )  # fmt: skip
    for place, call in enumerate(_calls(whistle)):
        unit, result = town.cast.liaison(call.department_id), CALLED[call.department.code][1]
        whistles.arrive(call, officer_name=f"值班测试{place + 1}", by=unit, at=scene.after(minutes=17 + 5 * place))
        whistles.report(call, result=result, by=unit, at=scene.after(minutes=70 + 5 * place))
        whistles.respond(call, view=WhistleView.JUSTIFIED, by=unit, at=scene.after(minutes=72 + 5 * place))
        whistles.rate(call, rating=5 - place // 2, note="到场及时，处置到位", by=by, at=scene.after(minutes=90 + place))
    ended_at = scene.after(minutes=100)
    whistles.end(whistle, result="通道已清空，明火和私拉电线已拆除，隐患当日消除", by=by, at=ended_at)
    admin = town.cast.one(Role.OFFICE_ADMIN)
    whistles.judge(whistle, verdict=WhistleView.JUSTIFIED, by=admin, at=scene.after(minutes=110))
    return ended_at


def _slip(scene: Scene) -> datetime:
    """ST-04: the street complained about learns the facts, and nothing of who told them."""
    office, street = scene.town.cast.one(Role.DISPATCHER), scene.town.cast.liaison(scene.order.target_department_id)
    slip = factslips.write(
        scene.order, by=office, at=scene.after(hours=1), place="文昌里社区公共绿地",
        facts="绿地东侧有一处彩钢结构，约十平方米，内放旧家具。", demand="查明权属，限期拆除并恢复绿地。",
    )  # fmt: skip
    answered_at = scene.after(hours=7)
    factslips.answer(slip, by=street, at=answered_at, text="经查系无手续搭建，已督促自行拆除，绿地复种。")
    return answered_at


def _pressure(scene: Scene) -> datetime:
    """ST-10: the unit asks for the withdrawal of what is not its own. It goes on, and somebody looks into it."""
    unit, supervisor = scene.town.cast.liaison(scene.order.lead_id), scene.town.cast.one(Role.SUPERVISOR)
    alert = integrity.watch(scene.order, Action.WITHDRAW, by=unit, at=scene.after(minutes=40))
    assert alert is not None
    integrity.look_into(
        alert, by=supervisor, at=scene.after(hours=3), outcome="经核实系经办人不熟悉规定，已提醒并通报单位分管负责人。"
    )
    return scene.after(minutes=40)


INTERLUDES: dict[str, Callable[[Scene], datetime]] = {WHISTLE: _emergency, SLIP: _slip, PRESSURE: _pressure}


# --- these days


def _call_in(scene: Scene) -> None:
    """An enforcement whistle that is open: one of two departments is there."""
    town = scene.town
    at = min(scene.after(minutes=30), town.until - timedelta(minutes=20))
    whistle = whistles.blow(
        kind=WhistleKind.ENFORCEMENT, street=Area.objects.get(code=STREET), place=scene.order.place_name,
        reason="流动摊贩长期占道，多次劝离后反复，需联合执法", orders=[scene.order],
        calls=[(town.unit(code), piece) for code, (piece, _result) in HOARDED.items()],
        by=town.cast.coordinator(STREET), at=max(at, scene.at),
    )  # fmt: skip
    first = _calls(whistle)[0]
    whistles.arrive(
        first, officer_name="值班测试4", by=town.cast.liaison(first.department_id), at=max(at, scene.at)
    )  # fmt: skip


def _calls(whistle: Whistle) -> list[WhistleCall]:
    return list(whistle.calls.select_related("department").order_by("department__code"))


def _drive(town: Town) -> None:
    """Of orders that are late one is being drawn up for supervision, one was ordered, one was answered."""
    late = WorkOrder.objects.filter(
        status__in=GIVEN_OUT, due_at__lt=town.until, target_department=None, supervisions=None
    )
    orders = late.filter(updated_at__lt=town.until - timedelta(hours=2)).order_by("-due_at", "id")[:3]
    for order, state in zip(
        orders, (SupervisionState.REPLIED, SupervisionState.ISSUED, SupervisionState.DRAFT), strict=False
    ):
        _supervise(order, state, town)


def _supervise(order: WorkOrder, state: str, town: Town) -> None:
    row = supervision.draft(
        order, SupervisionTrigger.OVERDUE, "超过办理时限仍未反馈", by=SYSTEM, at=town.until - timedelta(minutes=110)
    )
    if row is None or state == SupervisionState.DRAFT:
        return
    row = supervision.issue(
        row, by=town.cast.one(Role.SUPERVISOR), at=town.until - timedelta(minutes=90), level=SupervisionLevel.NOTICE,
        demand="说明原因，明确完成时间，办结前每日报告进展",
    )  # fmt: skip
    if state == SupervisionState.REPLIED and order.lead_id is not None:
        done_on = (town.until.astimezone(CITY_TIME) + timedelta(days=2)).date()
        supervision.reply(
            row, by=town.cast.liaison(order.lead_id), at=town.until - timedelta(minutes=15),
            cause="配件采购延误", measure="已从邻区调拨，安排夜间施工", done_on=done_on,
        )  # fmt: skip


def _report_pressure(town: Town) -> None:
    """A petitioner told the caller that the unit had asked for a better rating; nobody has looked into it yet."""
    called = WorkOrder.objects.filter(status=Status.FOLLOW_UP, open_matters="", rework_proposed=False)
    order = called.filter(updated_at__lt=town.until - timedelta(hours=1)).order_by("-registered_at", "-id").first()
    if order:
        at = town.until - timedelta(minutes=25)
        integrity.report(order, "诉求人说，承办人来电请其回访时打五分", by=town.cast.one(Role.CALLER), at=at)

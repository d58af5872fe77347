"""Orders with a story: one for each case of practice §8.3 that the steps of today can tell."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from random import Random

from config.demo_city.fates import Answers, Desk, Fate, Pace
from config.demo_city.lives import ROUTE
from config.demo_city.people import Person, person
from config.demo_city.plans import Coming, Plan, Planner
from config.demo_city.rules import RECLAIMED_CATEGORY
from config.demo_city.spots import Spot
from config.demo_city.texts import Said
from config.demo_city.town import Town
from core.calendar import CITY_TIME
from partyorgs.enums import Role
from petitions.enums import Channel, DissatisfactionCause, PetitionKind, ResultCode, Solved
from petitions.intake import Submission

BRISK = (0.1, 0.5)  # working hours from step to step: solved on the same day
PROMPT = Pace(sign=0.3, contact=0.3, submit=0.5)
COLD, COLD_CATEGORY, COLD_COMMUNITY = "ST-05", "040401", "990103003002"
CLUSTER = 14  # voices about the same cold radiators, in three days


@dataclass(frozen=True, slots=True)
class Story:
    """`day`: days before the present, or a date of its own; `clock`: the time it comes in."""

    title: str
    content: str
    category: str
    community: str
    fate: Fate
    day: int | datetime
    clock: time = time(9, 20)
    kind: str = PetitionKind.COMPLAINT
    is_category_given: bool = True


STORIES = (
    Story(
        "ST-01 北栈社区小超市货物堵住安全出口，当日联合处置",
        "网格员巡查时发现小超市货物堵住安全出口，里面明火做饭。"
        "街道呼叫消防、应急、市场监管到场，当日清除隐患。",
        "060204", "990102003001", Fate(gap=BRISK, answers=(Answers(Solved.SOLVED, 5, comment="当天就清了"),)), 40,
    ),
    Story(
        "ST-07 咨询老年人助餐点的开放时间和收费",
        "想了解附近助餐点几点开门、怎么办卡、老人有没有补贴。", "080202", "990103001002",
        Fate(desk=Desk.ANSWER), 25, kind=PetitionKind.INQUIRY, is_category_given=False,
    ),
    Story(
        "ST-08 反映工程项目中有人收受好处：告知纪检监察渠道，不派单",
        "反映某工程项目经办人收受好处，手里有线索，想知道应当向哪里反映。", "140202", "990121100001",
        Fate(desk=Desk.REFUSE), 18, kind=PetitionKind.OTHER,
    ),
    Story(
        "ST-09 国庆节前一日16时派单：人行道地砖破损",
        "人行道地砖破损，下雨天一踩一脚泥，请在节后尽快修复。", "020401", "990102001001",
        Fate(pace=PROMPT), datetime(2026, 9, 30, tzinfo=CITY_TIME), time(15, 59, 59), kind=PetitionKind.HELP,
    ),
    Story(
        "ST-10 诉求人本人撤回：楼道堆物已自行清理",
        "楼道堆了纸箱，后来邻居自己搬走了，不用再处理。", "060203", "990102002002",
        Fate(is_withdrawn=True, pace=PROMPT), 33,
    ),
    Story(
        "ST-10 姊妹件：承办单位代为申请撤回未获准许，继续办理",
        "同一楼栋顶层平台堆放易燃物，诉求人未提出撤回，承办单位来电请求撤回，按规定不予准许。",
        "060203", "990102002002", Fate(pace=PROMPT), 32,
    ),
    Story(
        "ST-11 嫌办理太慢不满意，重办一次后解决：路灯不亮",
        "整条路路灯不亮，晚上下班一片漆黑，反映过一次没有动静。", "020403", "990103002001",
        Fate(
            pace=Pace(sign=0.9, contact=1.2, submit=1.3), reworks=1,
            answers=(
                Answers(Solved.UNSOLVED, 2, cause=DissatisfactionCause.HANDLING, comment="太慢了，还有几盏没有亮"),
                Answers(Solved.SOLVED, 4, comment="这次都亮了"),
            ),
        ), 48,
    ),
    Story(
        "ST-12 诉求超出政策规定：当面解释后办结，剔除出结果考核",
        "要求把已按标准补偿的附属用房再补偿一次，当面解释政策并送达书面答复。", "120103", "990121101200",
        Fate(
            pace=PROMPT, is_excluded=True, result=ResultCode.EXPLAINED,
            answers=(Answers(Solved.UNSOLVED, 2, cause=DissatisfactionCause.LAW_OR_POLICY, comment="不认可政策"),),
        ), 75,
    ),
    Story(
        "ST-14 已收回事项不得派往街道：百工街道工地扬尘",
        "工地土方没有覆盖，大风天尘土漫天。该事项已由上级部门收回，清单拦截派往街道。",
        RECLAIMED_CATEGORY, "990103003001", Fate(last=ROUTE), 0, time(8, 10),
    ),
)  # fmt: skip


def coming(planner: Planner, *, start: datetime) -> Iterator[Coming]:
    """Those that fall into the time the city remembers."""
    town = planner.town
    for story in STORIES:
        at = _came_in(story, town.until)
        if start <= at < town.until:
            yield Coming(at, partial(_plan, story, town))
    moments = _cold_days(town.until)
    if start <= moments[0]:
        yield from (Coming(at, partial(_cold_radiators, planner)) for at in moments)


def _came_in(story: Story, until: datetime) -> datetime:
    day = story.day if isinstance(story.day, datetime) else until.astimezone(CITY_TIME) - timedelta(days=story.day)
    at = datetime.combine(day.date(), story.clock, CITY_TIME)
    return at if at < until else at - timedelta(days=1)


def _plan(story: Story, town: Town, number: int, at: datetime, chance: Random) -> Plan:
    spot = town.spots.in_community(story.community, story.category, chance)
    said = Said(story.title, story.content, "请依法依规处理。")
    given = story.category if story.is_category_given else ""
    submission = _spoken(said, spot, person(number, chance), category=given, kind=story.kind)
    return Plan(at, submission, town.cast.one(Role.INTAKE), story.fate, town.duties.by_code[story.category], spot)


def _spoken(said: Said, spot: Spot, who: Person, *, category: str, kind: str) -> Submission:
    return Submission(
        content=said.content, title=said.title, wish=said.wish, channel=Channel.HOTLINE_12345, kind=kind,
        category=category, grid_code=spot.grid_code, address=spot.address, name=who.name, phone=who.phone,
        petitioner_kind=who.kind,
    )  # fmt: skip


# --- ST-05: cold radiators


def _cold_days(until: datetime) -> list[datetime]:
    """Three days of the last November before the present."""
    first = until.astimezone(CITY_TIME).replace(month=11, day=17, hour=7, minute=40, second=0, microsecond=0)
    if first + timedelta(days=3) > until:
        first = first.replace(year=first.year - 1)
    return [first + timedelta(hours=5 * voice) for voice in range(CLUSTER)]


def _cold_radiators(planner: Planner, number: int, at: datetime, chance: Random) -> Plan:
    """The first voice becomes the order, the others are merged into it."""
    town, primary = planner.town, planner.memory.tagged.get(COLD)
    spot = town.spots.in_community(COLD_COMMUNITY, COLD_CATEGORY, chance)
    said = town.texts.problem(COLD_CATEGORY, number, spot)
    said = replace(said, title=f"{COLD} {said.title}")
    category = "" if primary else COLD_CATEGORY
    submission = _spoken(said, spot, person(number, chance), category=category, kind=PetitionKind.HELP)
    fate = Fate(desk=Desk.MERGE) if primary else Fate(pace=PROMPT, answers=(Answers(Solved.SOLVED, 4),))
    return Plan(
        at, submission, town.cast.one(Role.INTAKE), fate, town.duties.by_code[COLD_CATEGORY], spot, primary=primary,
        tag="" if primary else COLD,
    )  # fmt: skip

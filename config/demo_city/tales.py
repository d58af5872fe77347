"""The stories of practice §8.3, as what is said and how it fares: the rules of the portal tell the rest."""

from dataclasses import dataclass
from datetime import datetime, time

from config.demo_city.fates import Answers, Desk, Fate, Pace
from config.demo_city.lives import ROUTE
from config.demo_city.rules import RECLAIMED_CATEGORY
from core.calendar import CITY_TIME
from petitions.enums import (
    DissatisfactionCause,
    PetitionKind,
    ResultCode,
    ReturnState,
    Solved,
    SuspensionCause,
)  # fmt: skip

BRISK = (0.1, 0.5)  # working hours from step to step: solved on the same day
WHISTLE, SLIP, PRESSURE = "ST-01", "ST-04", "ST-10"
PROMPT = Pace(sign=0.3, contact=0.3, submit=0.5)


@dataclass(frozen=True, slots=True)
class Story:
    """`day`: days before the present, or a date of its own; `clock`: the time it comes in. Units by their codes.

    A story with a `tag` stands still once its petitioner was contacted, until its interlude was played.
    """

    title: str
    content: str
    category: str
    community: str
    fate: Fate
    day: int | datetime
    clock: time = time(9, 20)
    kind: str = PetitionKind.COMPLAINT
    is_category_given: bool = True
    target: str = ""  # the unit complained about
    leads: tuple[str, ...] = ()  # given out to these in turn
    award: str = ""
    award_assists: tuple[str, ...] = ()
    tag: str = ""


STORIES = (
    Story(
        "ST-01 北栈社区小超市货物堵住安全出口，当日联合处置",
        "网格员巡查时发现小超市货物堵住安全出口，里面明火做饭。"
        "街道呼叫消防、应急、市场监管到场，当日清除隐患。",
        "060204", "990102003001", Fate(gap=BRISK, answers=(Answers(Solved.SOLVED, 5, comment="当天就清了"),)), 40,
        tag=WHISTLE,
    ),
    Story(
        "ST-02 楼内囤积废品异味扰民，五家单位均称不属本单位职责",
        "住户在楼道和屋内囤积废品，异味重、招蚊虫，社区、公安、住建、城管、环保都说不归自己管。",
        "010103", "990103003002",
        Fate(
            pace=PROMPT, returned=ReturnState.APPROVED, is_refused_twice=True, is_auto=False,
            duty_change="居民楼内囤积废品影响公共卫生的，由城管部门主办，公安、属地街道配合",
            answers=(Answers(Solved.SOLVED, 4, comment="清了两车，味道没有了"),),
        ), 28, leads=("D13", "D12"), award="D14", award_assists=("D07", "S990103003"),
    ),
    *(
        Story(
            f"{road}烧烤店油烟直排居民楼，两家单位都说归对方管",
            "每天傍晚烧烤店油烟直冲楼上，窗户不敢开。城管说污染归环保，环保说占道和油烟执法归城管。",
            "030201", community,
            Fate(
                pace=PROMPT, returned=ReturnState.APPROVED, is_refused_twice=True, is_auto=False,
                answers=(Answers(Solved.SOLVED, 4, comment="装了净化器"),),
            ), days_ago, leads=("D14", "D21"), award="D12", award_assists=("D14", "D21"),
        )
        for road, community, days_ago in (("灯塔路", "990102001003", 74), ("竹影巷", "990103001002", 131))
    ),
    Story(
        "ST-03 机车厂社区老楼加装电梯，低层住户不同意",
        "三单元申请加装电梯，一楼二楼担心采光和噪声不同意，希望组织协商。", "010502", "990102003002",
        Fate(
            pace=PROMPT, suspended=SuspensionCause.G6,
            answers=(Answers(Solved.SOLVED, 5, comment="议了两次，补偿方案大家都签了字"),),
        ), 230, kind=PetitionKind.HELP,
    ),
    Story(
        "ST-04 举报社区工作人员亲属占用公共绿地违法搭建",
        "社区工作人员的亲属在公共绿地上搭了棚子存放杂物，反映后无人处理，请为我保密。",
        "010103", "990102002002", Fate(pace=PROMPT, answers=(Answers(Solved.SOLVED, 4),)), 17,
        kind=PetitionKind.REPORT, target="S990102002", tag=SLIP,
    ),
    Story(
        "ST-06 工地班组二十余人被拖欠工资，升级为紧急，四家单位协办",
        "班组二十多人三个月没有拿到工资，家里等钱看病，承包方一直推脱，请帮助追讨。", "070101", "990103003001",
        Fate(
            pace=PROMPT, is_raised=True,
            pieces=(
                "核查施工合同和工程款拨付", "依法查处欠薪逃匿线索", "为工友提供法律援助和困难帮扶",
                "做好现场登记和情绪疏导",
            ),
            answers=(Answers(Solved.SOLVED, 5, comment="钱发到手了"),),
        ), 52, kind=PetitionKind.HELP,
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
        "060203", "990102002002", Fate(pace=PROMPT), 32, tag=PRESSURE,
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
        "ST-12 诉求超出政策规定：当面解释并最终答复，剔除出结果考核",
        "要求把已按标准补偿的附属用房再补偿一次，当面解释政策并送达书面答复。", "120103", "990121101200",
        Fate(
            pace=PROMPT, is_final=True, is_excluded=True, result=ResultCode.EXPLAINED,
            answers=(Answers(Solved.UNSOLVED, 2, cause=DissatisfactionCause.LAW_OR_POLICY, comment="不认可政策"),),
        ), 75,
    ),
    Story(
        "ST-14 已收回事项不得派往街道：百工街道工地扬尘",
        "工地土方没有覆盖，大风天尘土漫天。该事项已由上级部门收回，清单拦截派往街道。",
        RECLAIMED_CATEGORY, "990103003001", Fate(last=ROUTE), 0, time(8, 10),
    ),
)  # fmt: skip

"""What people say and write in the city: invented sentences, put together so that no two of thousands sound alike."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from config.demo_city.spots import Spot
from config.demo_city.tables import table
from petitions.catalogue import Sort
from petitions.enums import Channel, PetitionKind, ResultCode, Solved, Urgency
from petitions.models import Category

# Groups of categories in which the place is where the person lives, not where the matter lies.
OF_PERSONS = (
    "0104", "0303", "0405", "0501", "0601", "0603", "0701", "0702", "0801", "0804", "0901", "0903", "1001", "1002",
    "1101", "1104", "1303", "1401", "1402", "1403",
)  # fmt: skip

OPENERS = {
    Channel.HOTLINE_12345: ("来电人反映，", "市民来电反映，", "市民来电求助，", "来电人称，"),
    Channel.PORTAL: ("您好，", "你好，我是这里的居民，", "尊敬的工作人员，", ""),
    Channel.MAILBOX: ("来信反映，", "写信想说一件事，", "领导您好，"),
    Channel.GRID_REPORT: ("网格巡查发现，", "网格员走访时居民反映，", "巡查到此处，"),
    Channel.HOUSEHOLD_VISIT: ("入户走访时居民反映，", "走访中了解到，"),
    Channel.QUESTIONNAIRE: ("问卷中居民写道，", "问卷意见：",),
}  # fmt: skip
SINCE = {
    Urgency.CRITICAL: ("就在刚才发现的", "现在还在继续", "十几分钟前开始", "情况很急"),
    Urgency.URGENT: ("今天早上发现的", "从昨晚开始", "已经大半天了", "现在还没有人来"),
    Urgency.NORMAL: (
        "已经有{n}天了", "持续了半个多月", "上个月就这样", "之前反映过，好了几天又反弹", "找过物业，没有结果",
        "周边邻居都有意见", "早晚最明显", "一直没有人管",
    ),
}  # fmt: skip
WISHES = {
    PetitionKind.HELP: ("请帮忙协调解决", "希望尽快派人来看看", "希望给一个解决办法", "盼望早日恢复正常"),
    PetitionKind.COMPLAINT: ("希望尽快查处整改", "要求给出处理结果", "希望安排人员现场处理", "请责成相关单位整改"),
    PetitionKind.REPORT: ("请依法查处，并为我保密", "请核实处理，不要透露我的信息", "希望突击检查"),
    PetitionKind.INQUIRY: ("请告知办理流程和所需材料", "请告知由哪个单位负责", "请工作人员回复"),
    PetitionKind.SUGGESTION: ("希望采纳", "请有关单位研究", "愿意参加讨论"),
    PetitionKind.OTHER: ("请工作人员回复",),
}
INQUIRIES = (
    "咨询{topic}的办理流程", "咨询{topic}有关规定", "想了解{topic}由哪个单位负责", "咨询{topic}需要准备什么",
    "想问{topic}的政策在哪里可以查到", "咨询{topic}的办理时限",
)  # fmt: skip
ASKED = (
    "网上看到的说法不一样，想问清楚再去", "不知道该找哪个窗口", "老人不会上网查，想问一问", "邻居也想知道",
    "怕材料带不全白跑一趟", "去年的规定今年还算不算",
)  # fmt: skip
SUGGESTED = ("住户常常提起这件事", "别的地方已经这样做了，效果不错", "花钱不多，受益的人多", "愿意一起出力")

RESULTS = {
    ResultCode.SOLVED: "经办单位已{measure}。问题已解决，感谢您的反映。",
    ResultCode.PARTLY_SOLVED: "经办单位已{measure}。剩余部分正在推进，有进展即告知您。",
    ResultCode.PLANNED: "经现场核实，该事项需统筹安排，已列入计划。此前先行{measure}。",
    ResultCode.EXPLAINED: "关于“{topic}”，现行规定没有支持该项诉求的依据，已当面说明政策，并告知其他办法。",
    ResultCode.ENTERED_STATUTORY_PROCEDURE: "关于“{topic}”，已进入法定程序，受理通知已经送达，结果将依法告知。",
    ResultCode.NOT_FEASIBLE: "关于“{topic}”，经论证目前不具备实施条件，已向您说明原因，并采取替代措施。",
    ResultCode.UNTRUE: "经两次到现场核实，未发现所反映的情况，已向您说明核实经过，如有新线索请再告知。",
}
NOTES = ("已电话告知诉求人", "已当面告知并签收", "材料归档备查", "涉及其他单位部分已函告", "已留存现场记录")
FINDINGS = (
    "到现场查看，问题已解决，与答复一致", "随机询问两户居民，反映的情况已消除", "查看处理前后记录，措施已落实",
    "夜间复查一次，未再出现",
)  # fmt: skip
FAILED_FINDINGS = ("现场仍未清理到位，与答复不符", "只处理了表面，问题仍在", "居民反映处理当天后又恢复原样")
COMMENTS = {
    Solved.SOLVED: ("来得很快，谢谢", "问题解决了", "态度很好", "希望保持下去", ""),
    Solved.PARTLY: ("解决了一半，还在等", "好一些了", "希望继续跟进"),
    Solved.UNSOLVED: ("还是老样子", "没有人来看过", "只打了个电话", "没有真正解决"),
    Solved.DISAGREES: ("不认可这个答复",),
}
DEMANDS = ("到现场重新核实，拿出解决办法后再答复", "与诉求人当面沟通，明确完成时间", "由分管负责同志带队办理")
BASES = {
    "R1": "部门权责清单无此项职责，{unit}主管该领域",
    "R2": "点位不在本辖区，网格编码核对后属{unit}所在区域",
    "R3": "涉及多个单位，按清单应由{unit}牵头",
    "R4": "诉求地点不清，两次联系未能补充",
    "R5": "与在办工单内容重复",
    "R6": "属{unit}专业职责，不应由基层承接",
    "R7": "已进入法定途径",
    "R8": "派单时选错单位，应为{unit}",
}
APPROVALS = ("理由成立，同意退回，改派建议单位", "经核清单，同意退单")
REJECTIONS = ("清单明确由本单位主办，不予退单", "首接负责，由本单位牵头，相关单位配合")
MERGED_BECAUSE = ("同一地点同一事项，并入在办工单，结果一并答复", "与前一诉求内容、地点一致，合并办理")
PLANS = {
    "G1": "梳理政策口径，向上级请示，过渡期逐户说明",
    "G2": "申报明年项目资金，先行安排临时措施",
    "G3": "对接规划调整，先行设置安全提示",
    "G4": "成立专班逐户核对档案，分批处理",
    "G5": "待司法程序结束后恢复办理",
    "G6": "街道牵头继续会商，每月组织一次居民协商",
    "G7": "列入开春施工计划，先行临时防护",
}

INSTRUCTIONS = "请核实后依法依规办理，按时答复诉求人"
REASSIGNED = "经核对权责清单，主办单位调整"
RAISED = "涉及多人基本生活，延误难以挽回，升级为紧急"
WITHDRAWN = "诉求人表示问题已自行解决，经回拨原号码确认"
DISPUTED = "两家单位均认为不属本单位职责，清单表述不明，提请裁定"
AWARDED = "经听取双方意见，依据权责清单裁定主办单位，相关单位配合"
RESUMED = "客观条件已具备，恢复办理"
REOPENED = "诉求人补充新情况，问题再次出现"
INCOMPLETE = "答复未回应诉求要点，请补充处理依据和完成时间"
GUIDED = {
    "140202": "该事项属于纪检监察机关受理范围，请通过12388举报电话或举报网站反映，本平台不转办、不留存线索内容。",
    "140301": "该事项应当通过诉讼、仲裁或者行政复议解决，可拨打12348咨询法律援助。",
    "140302": "该事项正在信访渠道办理，可凭查询码在信访信息系统查看进展。",
    "140303": "请向制作或保存该信息的行政机关提交政府信息公开申请表，窗口和网站均可提交。",
}
REFUSALS = {
    "N3": "同一事项正在办理，没有新的事实，办理进展已告知您，请等待答复。",
    "N4": "所述内容涉及他人隐私，不宜公开办理，请通过书面方式向主管单位提出。",
    "N5": "该事项属于市场自主协商范围，建议通过合同约定或社会服务渠道解决。",
    "N6": "所提要求不符合法律规定，无法受理，已当面说明。",
}
DIRECT_ANSWER = "关于“{topic}”，办理条件、材料和地点见知识库条目，窗口工作日8:30至17:30办理，可先在网上预约。"


@dataclass(frozen=True, slots=True)
class Said:
    """One voice: a headline, the whole of it, and what is wished for."""

    title: str
    content: str
    wish: str


class Texts:
    """The sentences of the tables, ready to be drawn from."""

    def __init__(self) -> None:
        self._problems = _grouped("phrases.csv", "category", "problem", "detail")
        self._ideas = _grouped("ideas.csv", "level1", "idea")
        self._measures = _grouped("measures.csv", "group", "measure")

    def petition(self, sort: Sort, kind: str, channel: str, spot: Spot, chance: Random) -> Said:
        wish = chance.choice(WISHES[PetitionKind(kind)])
        if kind == PetitionKind.INQUIRY:
            title, body = chance.choice(INQUIRIES).format(topic=sort.name), chance.choice(ASKED)
        elif kind == PetitionKind.SUGGESTION:
            (idea,) = chance.choice(self._ideas[sort.code[:2]])
            title, body = f"建议{spot.community}{idea}", chance.choice(SUGGESTED)
        else:
            problem, detail = chance.choice(self._problems[sort.code])
            title, body = self._headline(sort, spot, problem, chance), f"{detail}，{_since(sort, chance)}"
        opener = chance.choice(OPENERS[Channel(channel)])
        return Said(title, f"{opener}{title}。{body}。{wish}。", f"{wish}。")

    def problem(self, code: str, number: int, spot: Spot) -> Said:
        """One of the problems of the table, in turn."""
        problem, detail = self._problems[code][number % len(self._problems[code])]
        return Said(f"{spot.name}{problem}", f"{spot.name}{problem}。{detail}。请尽快处理。", "请尽快处理。")

    def reply(self, sort: Sort, result: str, chance: Random) -> str:
        (measure,) = chance.choice(self._measures[sort.code[:4]])
        return RESULTS[ResultCode(result)].format(measure=measure, topic=sort.name)

    def refusal(self, category: Category | None, chance: Random) -> tuple[str, str]:
        """The ground and what the person is told: what belongs elsewhere names the right door."""
        if category and category.code in GUIDED:
            return "N2", GUIDED[category.code]
        return chance.choice(list(REFUSALS.items()))

    def direct_answer(self, category: Category | None) -> str:
        if category and category.code in GUIDED:
            return GUIDED[category.code]
        return DIRECT_ANSWER.format(topic=category.name if category else "所问事项")

    def _headline(self, sort: Sort, spot: Spot, problem: str, chance: Random) -> str:
        if sort.code[:4] in OF_PERSONS:
            return chance.choice((f"{spot.community}居民反映{problem}", f"{spot.street}市民反映{problem}",
                                  f"{problem}（{spot.community}居民）"))  # fmt: skip
        return f"{spot.name}{problem}"


def _since(sort: Sort, chance: Random) -> str:
    return chance.choice(SINCE[Urgency(sort.urgency)]).format(n=chance.randint(2, 20))


def _grouped(name: str, key: str, *columns: str) -> Mapping[str, Sequence[tuple[str, ...]]]:
    groups: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in table(name):
        groups[row[key]].append(tuple(row[column] for column in columns))
    return groups

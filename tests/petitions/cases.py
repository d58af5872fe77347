"""Cases that live in memory: the same objects the workflow moves, without a database."""

from datetime import date, datetime
from decimal import Decimal

from core.actors import SYSTEM, Actor, Grant
from core.calendar import CITY_TIME, build
from partyorgs.enums import DepartmentKind
from partyorgs.models import Department
from petitions.case import Case
from petitions.deadlines import Clockwork, Limit, Limits, Rule
from petitions.defaults import LIMITS, SINCE
from petitions.enums import Action, ClockName, Status
from petitions.models import Category, Petition, WorkOrder
from petitions.workflow import step

ROADS, MARKET = 14, 21
WEI = Actor(1, "韦", (Grant("liaison", ROADS),))
CHEN = Actor(2, "陈", (Grant("liaison", MARKET),))
NING = Actor(4, "宁", (Grant("arbitrator"), Grant("deputy_convener"), Grant("dispatcher"), Grant("office_admin")))
CHEF = Actor(5, "车", (Grant("supervisor"), Grant("deputy_convener")))
OFFICE_ROLES = ("intake", "dispatcher", "verifier", "caller", "office_admin", "deputy_convener", "arbitrator")
MEI = Actor(3, "梅", tuple(Grant(role) for role in OFFICE_ROLES))
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=CITY_TIME)

MACHINE = Clockwork(
    build([2025, 2026, 2027], {}),
    Limits(
        Rule(clock, "", urgency, None, "", "", SINCE, None, Limit(Decimal(amount), unit, base))
        for clock, urgency, amount, unit, base in LIMITS
    ),
)


def roads() -> Department:
    return Department(pk=ROADS, code="D14", short_name="市城管局", kind=DepartmentKind.MEMBER)


def market() -> Department:
    return Department(pk=MARKET, code="D21", short_name="市市场监管局", kind=DepartmentKind.MEMBER)


def lamps() -> Category:
    return Category(pk=1, code="020403", name="路灯不亮")


def registered(**changes) -> Case:
    """A petition just taken in, with its intake clock running."""
    values = {"number": "GD20261116000001", "kind": "help", "channel": "portal", "urgency": "normal"} | changes
    order = WorkOrder(pk=1, status=Status.REGISTERED, registered_at=MONDAY, category=lamps(), **values)
    case = Case(order=order, petition=Petition(pk=1, work_order=order))
    case.clocks[ClockName.INTAKE] = MACHINE.start(ClockName.INTAKE, order, MONDAY)
    return case


# What each action is given, and who takes it, on the straight way through.
GIVEN = {
    Action.ACCEPT: (MEI, {}),
    Action.REFUSE: (MEI, {"reason_code": "N2", "channel_text": "请向法院提起诉讼。"}),
    Action.ANSWER: (MEI, {"text": "窗口工作日开放。"}),
    Action.MERGE: (MEI, {"primary": WorkOrder(pk=2, number="GD2", status=Status.HANDLING), "reason": "同一处路灯"}),
    Action.UNMERGE: (MEI, {"reason": "另一处路灯"}),
    Action.DISPATCH: (MEI, {"lead": roads()}),
    Action.SIGN: (WEI, {"handler_name": "赵工"}),
    Action.UNDO_SIGN: (WEI, {}),
    Action.AUTO_SIGN: (SYSTEM, {}),
    Action.REQUEST_RETURN: (WEI, {"reason": "R1", "basis": "权责清单 C-020403"}),
    Action.ENDORSE_RETURN: (NING, {}),
    Action.APPROVE_RETURN: (MEI, {"decision": "同意"}),
    Action.REJECT_RETURN: (MEI, {"decision": "清单明确"}),
    Action.ARBITRATE: (MEI, {"ground": "unclear", "reason": "职责不清"}),
    Action.STATE_POSITION: (WEI, {"text": "不是我局职责", "basis": "三定规定"}),
    Action.PROPOSE_AWARD: (NING, {"lead": market(), "reason": "由市场监管局主办"}),
    Action.AWARD: (MEI, {"lead": market(), "reason": "由市场监管局主办"}),
    Action.REASSIGN: (MEI, {"lead": market(), "reason": "误派"}),
    Action.REQUEST_ASSIST: (WEI, {"unit": market(), "piece": "查处占道摊位"}),
    Action.ADD_ASSIST: (MEI, {"unit": market(), "piece": "查处占道摊位"}),
    Action.DENY_ASSIST: (MEI, {"decision": "本单位可自行办理"}),
    Action.OBJECT_ASSIST: (CHEN, {"reason": "不是我局职责"}),
    Action.SETTLE_OBJECTION: (MEI, {"unit": market(), "decision": "应当协办"}),
    Action.FINISH_ASSIST: (CHEN, {"result": "摊位已清"}),
    Action.WAIVE_ASSIST: (WEI, {"unit": market(), "reason": "逾期未回复"}),
    Action.CONTACT: (WEI, {"method": "phone", "outcome": "reached"}),
    Action.SECURE: (WEI, {"note": "已断电围挡"}),
    Action.REQUEST_EXTENSION: (WEI, {"reason": "E1", "plan": "等待检测", "days": 5, "told_at": MONDAY}),
    Action.EXTEND: (MEI, {}),
    Action.REFUSE_EXTENSION: (MEI, {"decision": "无需检测"}),
    Action.REQUEST_SUSPENSION: (
        WEI,
        {
            "ground": "G2",
            "interim_measure": "临时照明",
            "plan": "列入明年计划",
            "owner_name": "钱局长",
            "review_on": date(2026, 12, 16),
            "told_at": MONDAY,
        },
    ),
    Action.SUSPEND: (MEI, {}),
    Action.REFUSE_SUSPENSION: (MEI, {"decision": "可以办理"}),
    Action.RENEW_SUSPENSION: (MEI, {"review_on": date(2026, 12, 16), "decision": "资金仍未到位"}),
    Action.RESUME: (MEI, {"reason": "资金到位"}),
    Action.SUBMIT: (WEI, {"result_code": "solved", "public_text": "已更换灯泡。"}),
    Action.REPAIR: (MEI, {"reason": "未答复诉求"}),
    Action.TO_VERIFICATION: (MEI, {}),
    Action.TO_FOLLOW_UP: (MEI, {}),
    Action.VERIFY: (MEI, {"finding": "现场已亮"}),
    Action.FAIL_VERIFICATION: (MEI, {"finding": "仍不亮"}),
    Action.MISS_CALL: (MEI, {}),
    Action.PROPOSE_REWORK: (MEI, {"solved": "unsolved", "rating": 2, "cause": "handling"}),
    Action.CLOSE: (MEI, {"solved": "solved", "rating": 5, "contacted": "yes"}),
    Action.REWORK: (MEI, {"demand": "再次检修"}),
    Action.REOPEN: (MEI, {"reason": "又坏了"}),
    Action.PROPOSE_FINAL: (MEI, {"ground": "unlawful", "basis": "超出政策规定"}),
    Action.REFUSE_FINAL: (NING, {"decision": "应当再办"}),
    Action.FINAL_REPLY: (NING, {"letter": "经复核，诉求不符合规定。"}),
    Action.WITHDRAW: (MEI, {"confirmed": True}),
    Action.RAISE_URGENCY: (MEI, {"urgency": "urgent", "reason": "影响夜间通行"}),
    Action.CLOSE_WITHOUT_CALL: (MEI, {}),
    Action.ARCHIVE: (SYSTEM, {}),
    Action.APPLY_EXCLUSION: (WEI, {"ground": "X2", "evidence": "现场照片"}),
    Action.CHECK_EXCLUSION: (MEI, {"note": "属实"}),
    Action.REFUSE_EXCLUSION: (MEI, {"decision": "证据不足"}),
    Action.EXCLUDE: (NING, {"decision": "同意剔除"}),
    Action.UPHOLD_EXCLUSION: (CHEF, {"note": "属实"}),
    Action.RESTORE: (CHEF, {"note": "不属实"}),
    Action.RECUSE: (MEI, {"reason": "亲属"}),
}

TO_SIGNED = (Action.ACCEPT, Action.DISPATCH, Action.SIGN)
TO_SUBMITTED = (*TO_SIGNED, Action.CONTACT, Action.SUBMIT)
WAY_TO = {
    Status.REGISTERED: (),
    Status.ACCEPTED: (Action.ACCEPT,),
    Status.NOT_ACCEPTED: (Action.REFUSE,),
    Status.ANSWERED: (Action.ANSWER,),
    Status.MERGED: (Action.MERGE,),
    Status.DISPATCHED: (Action.ACCEPT, Action.DISPATCH),
    Status.HANDLING: TO_SIGNED,
    Status.RETURN_PENDING: (*TO_SIGNED, Action.REQUEST_RETURN),
    Status.ARBITRATING: (*TO_SIGNED, Action.ARBITRATE),
    Status.SUSPENDED: (*TO_SIGNED, Action.REQUEST_SUSPENSION, Action.SUSPEND),
    Status.SUBMITTED: TO_SUBMITTED,
    Status.VERIFYING: (*TO_SUBMITTED, Action.TO_VERIFICATION),
    Status.FOLLOW_UP: (*TO_SUBMITTED, Action.TO_FOLLOW_UP),
    Status.REWORKING: (*TO_SUBMITTED, Action.TO_VERIFICATION, Action.FAIL_VERIFICATION),
    Status.CLOSED: (*TO_SUBMITTED, Action.TO_FOLLOW_UP, Action.CLOSE),
    Status.WITHDRAWN: (Action.WITHDRAW,),
}


def take(case, action, at, **data):
    by, given = GIVEN[action]
    return step(case, action, by=by, at=at, machine=MACHINE, data=given | data)


def walked(*actions, at=MONDAY, **changes) -> Case:
    case = registered(**changes)
    for action in actions:
        take(case, action, at)
    return case

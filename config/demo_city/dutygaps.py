"""What is wrong with who answers in this city: a matter nobody leads any more, one that two units lead, and disputes
about it; and a proposed revision that mends the one and, if nobody tries it first, opens others (practice §8.2)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from core import jobs
from core.calendar import CITY_TIME
from partyorgs.enums import DutyAction, DutyListKind, RevisionState, Role
from partyorgs.models import Department, DutyChange, DutyCooperation, DutyItem, DutyRevision, RoleGrant
from petitions import dutytrials, findings
from petitions.models import Category, DispatchRule

# Dropped when the list was shortened, and taken up by nobody: group rentals.
VACUUM, VACUUM_CATEGORY, VACUUM_DAYS = "C-010305", "010305", 90
# Two departments' lists claim it: cooking fumes, by city management and by environment.
OVERLAP, OVERLAP_CATEGORY, OVERLAP_LEAD, OVERLAP_DAYS = "B-030201", "030201", "D12", 200

TITLE = "部门权责清单 2027 年第一批调整（征求意见稿）"
# code, action, title, lead, cooperating, categories
CHANGES = (
    ("C-010305", DutyAction.ADD, "群租与违规隔断联合整治", "D13", ("D07", "D24"), (VACUUM_CATEGORY,)),
    ("C-030103", DutyAction.CHANGE, "商业经营噪声", "D07", ("D12", "D14"), ()),
    ("C-040501", DutyAction.DROP, "通信网络信号与宽带服务", None, (), ()),
    ("N-050301", DutyAction.ADD, "停车设施规划与建设", "D11", ("D13",), ("050301",)),
)


def plant(categories: Mapping[str, Category], on: date) -> None:
    """Once: what is there already stays."""
    DutyItem.objects.filter(code=VACUUM, valid_to=None).update(valid_to=on - timedelta(days=VACUUM_DAYS))
    if not DutyItem.objects.filter(code=OVERLAP).exists():
        _plant_overlap(categories[OVERLAP_CATEGORY], on - timedelta(days=OVERLAP_DAYS))
    if not DutyRevision.objects.filter(title=TITLE).exists():
        _propose(on)


def _plant_overlap(category: Category, since: date) -> None:
    units = {unit.code: unit for unit in Department.objects.filter(code__in=[OVERLAP_LEAD, "D21"]).order_by("code")}
    item = DutyItem.objects.create(
        code=OVERLAP, title="餐饮服务业油烟污染监管", lead=units[OVERLAP_LEAD], valid_from=since,
        basis="澄明市生态环境部门权责清单（演示）第30201项", list_kind=DutyListKind.DEPARTMENT,
    )  # fmt: skip
    DutyCooperation.objects.create(duty=item, department=units["D21"], order=1)
    DispatchRule.objects.create(category=category, duty_code=OVERLAP, valid_from=since)


def _propose(on: date) -> None:
    units = {unit.code: unit for unit in Department.objects.order_by("code")}
    changed = [code for code, action, *_rest in CHANGES if action != DutyAction.ADD]
    bases = {item.code: item for item in DutyItem.objects.filter(code__in=changed, valid_to=None).order_by("code")}
    revision = DutyRevision.objects.create(
        title=TITLE, document="澄治办〔演示〕7号", effective_on=on + timedelta(days=40), state=RevisionState.OPINIONS,
        reason="群租无人主责；停车设施缺规划主体；通信服务拟不再列入。", opinions_until=on + timedelta(days=20),
        drafted_at=datetime.combine(on - timedelta(days=6), time(9, 30), CITY_TIME), drafted_by_name="张测试01",
    )  # fmt: skip
    DutyChange.objects.bulk_create(
        DutyChange(
            revision=revision, code=code, action=action, title=title, lead=units[lead] if lead else None,
            base=bases.get(code), cooperating=list(helpers), categories=list(categories),
            list_kind=DutyListKind.DEPARTMENT, basis="澄明市部门权责清单（演示）",
        )
        for code, action, title, lead, helpers, categories in CHANGES
    )  # fmt: skip


def look(at: datetime) -> int:
    """What the night would find, and the proposal tried on the petitions there are. Answers how much is wrong."""
    revision = DutyRevision.objects.get(title=TITLE)
    owner = RoleGrant.objects.filter(role=Role.OFFICE_ADMIN).select_related("user").order_by("pk")[0].user
    if not revision.trials.exists():
        job = jobs.begin(dutytrials.ask_for(revision, owner=owner).pk)
        jobs.finish(job, result={"trial": dutytrials.try_out(revision, job=job, at=at).pk})
    return findings.recompute(at=at)["found"]

"""The duty lists beside the departments' own: one street's in two versions (230 → 109), those of the communities, what
was handed to a street without its budget, and a revision about which units are being asked.

Everything that ever changed went through the door of the portal itself, so ledger, opinions and versions are there.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from config.demo_city.cast import Cast
from config.demo_city.rules import RECLAIMED_CODE, RECLAIMED_STREET, RECLAIMED_TITLE
from config.demo_city.tables import ESTABLISHED, add_missing, table
from core import notices
from core.actors import Actor
from core.calendar import CITY_TIME
from core.models import Notice
from grids.models import Area
from partyorgs import consultation, dutyversions, enactment, revisions
from partyorgs.dutylists import Change, Item, Scope
from partyorgs.enums import DutyAction, DutyLevel, DutyListKind, DutyPart, OpinionStance, Role
from partyorgs.models import Department, DutyItem, DutyProposal, DutyRevision
from partyorgs.models.departments import PLACEHOLDER_CODE
from partyorgs.revisions import Head

STREET_LIST = Scope(DutyListKind.STREET, street=RECLAIMED_STREET)
RECLAIMED_UNIT = "D13"
CODE = RECLAIMED_CODE.rpartition("-")[0]
RECLAIMED_PLACE = int(RECLAIMED_CODE.rpartition("-")[2])

# What a street does in a matter: what stays its own, where it only helps, what it is relieved of.
ENFORCED = (
    ("{}宣传与劝导", DutyPart.BASIC), ("{}日常巡查与线索上报", DutyPart.COOPERATIVE),
    ("{}行政处罚", DutyPart.RECLAIMED), ("{}专业检查与整改验收", ""), ("{}专项考核台账报送", ""),
)  # fmt: skip
SERVED = (
    ("{}政策告知与帮办代办", DutyPart.BASIC), ("{}入户核查协助", DutyPart.COOPERATIVE), ("{}资格审批", ""),
    ("{}系统录入与年度统计", ""),
)  # fmt: skip
HELPING = {
    ENFORCED: ("{}的检查认定、执法处罚和整改验收", "巡查发现、现场劝导、上报线索，配合维持现场秩序"),
    SERVED: ("{}的受理审批、资金发放和抽查监管", "协助入户核对情况、组织公示、反映变化"),
}

MOVED, MOVED_FROM, MOVED_TO = "C-030103", "D12", "D14"  # noise of shops: from the environment to the city management
DROPPED = "C-040501"  # telecommunications: dropped, and nobody named
BARE = "S-990171001-026"  # what one street was handed without its budget (practice S3-26)


def load_duty_lists(now: datetime) -> dict[str, int]:
    """Answers how many revisions and items there are. What is there already stays as it is."""
    add_missing(DutyItem, [*_street_items(), *_community_items(), *_handed_down()], "code", "valid_from")
    if not DutyRevision.objects.exists():
        cast = Cast.read(now.date())
        drafter, decider = cast.one(Role.OFFICE_ADMIN), cast.one(Role.DEPUTY_CONVENER)
        _cut_the_list(now.year - 1, drafter, decider)
        _ask_about_two_categories(now, drafter, cast)
    return {"revisions": DutyRevision.objects.count(), "versions of duties": DutyItem.objects.count()}


# --- one street's list, long and short


def _street_items() -> Iterator[DutyItem]:
    street, placeholder = Area.objects.get(code=RECLAIMED_STREET), Department.objects.get(code=PLACEHOLDER_CODE)
    for item, _duty, _unit in _the_list():
        yield DutyItem(
            code=item.code, title=item.title, group=item.group, lead=placeholder, street=street, basis=item.basis,
            list_kind=DutyListKind.STREET, part=DutyPart.BASIC, level=DutyLevel.STREET, valid_from=ESTABLISHED,
        )  # fmt: skip


def _the_list() -> list[tuple[Item, tuple[str, str, str], str]]:
    """Every item of the long list, with what becomes of it (part, superior's duty, street's) and the unit above."""
    found = [(title, group, duty, unit) for title, group, duty, unit in _duties()]
    special = next(place for place, row in enumerate(found) if row[0] == RECLAIMED_TITLE)
    found.insert(RECLAIMED_PLACE - 1, found.pop(special))  # its number is known to the dispatch catalogue
    return [
        (
            Item(
                f"{CODE}-{number:03}",
                title,
                PLACEHOLDER_CODE,
                group=group,
                basis=f"百工街道职责清单（演示）第{number}项",
            ),
            duty,
            unit,
        )
        for number, (title, group, duty, unit) in enumerate(found, 1)
    ]


def _duties() -> Iterator[tuple[str, str, tuple[str, str, str], str]]:
    for row in table("street_matters.csv"):
        matter, unit = row["matter"], row["department"]
        if not unit:
            yield matter, row["group"], (DutyPart.BASIC, "", ""), ""
            continue
        way = ENFORCED if row["kind"] == "enforced" else SERVED
        superior, street = HELPING[way]
        for title, part in way:
            helps = (superior.format(matter), street) if part == DutyPart.COOPERATIVE else ("", "")
            is_special = (matter, part) == ("工地扬尘", DutyPart.RECLAIMED)
            yield RECLAIMED_TITLE if is_special else title.format(matter), row["group"], (part, *helps), unit


def _cut_the_list(year: int, drafter: Actor, decider: Actor) -> None:
    """From 230 to 109: most leave it, each to its unit; penalties stay listed as taken back."""
    name = f"百工街道履职事项清单（{year}年版）"
    head = Head(
        name, date(year, 7, 1), document=f"澄编办〔{year}〕18号（演示）", reason="为基层减负：上级能办的不压给街道。"
    )
    revision = revisions.draft(head, by=drafter, at=_at(year, 4, 8))
    short, moves = _short_list(name)
    revisions.take_list(revision, STREET_LIST, short, moves, by=drafter, at=_at(year, 4, 8, 10))
    consultation.ask(revision, until=date(year, 5, 16), by=drafter, at=_at(year, 4, 15))
    enactment.approve(revision, decision="同意，7月1日起施行。", by=decider, at=_at(year, 6, 12))
    notices.mark_read(
        Notice.objects.filter(subject_id=revision.pk, kind__startswith="dutyrevision."), at=_at(year, 6, 13)
    )


def _short_list(name: str) -> tuple[list[Item], dict[str, str]]:
    standing = {item.code: item for item in dutyversions.standing(STREET_LIST)}
    short, moves = [], {}
    for item, (part, superior, street), unit in _the_list():
        listed = standing[item.code]
        if part == DutyPart.BASIC:
            short.append(listed)
        elif part:
            is_special = item.code == RECLAIMED_CODE  # nobody is named yet who has it: the list still says the street
            number = item.code.rpartition("-")[2]
            basis = f"{name}{'上级部门收回事项' if part == DutyPart.RECLAIMED else ''}（演示）第{int(number)}项"
            lead = PLACEHOLDER_CODE if is_special else unit
            short.append(replace(listed, part=part, lead=lead, superior_duty=superior, street_duty=street, basis=basis))
        if part in ("", DutyPart.RECLAIMED):
            moves[item.code] = unit
    return short, moves


def _at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime.combine(date(year, month, day), time(hour), CITY_TIME)


# --- communities, secretaries, permits; what was handed down


def _community_items() -> Iterator[DutyItem]:
    units = {unit.code: unit for unit in Department.objects.order_by("code")}
    for row in table("community_lists.csv"):
        level = DutyLevel.STREET if row["list"] == DutyListKind.SECRETARY else DutyLevel.COMMUNITY
        yield DutyItem(
            code=row["code"], title=row["title"], lead=units[row["lead"]], list_kind=row["list"], part=row["part"],
            level=level, basis=row["basis"],
            superior_duty=row["superior_duty"], street_duty=row["street_duty"], valid_from=ESTABLISHED,
        )  # fmt: skip


def _handed_down() -> Iterator[DutyItem]:
    since, street = date(2024, 1, 1), Area.objects.get(code=BARE[2:11])
    common = {"code": BARE, "title": "对违法物业服务企业的行政处罚", "basis": "澄明市赋权事项目录（演示）第26项"}
    units = {unit.code: unit for unit in Department.objects.filter(code__in=[RECLAIMED_UNIT, PLACEHOLDER_CODE])}
    yield DutyItem(lead=units[RECLAIMED_UNIT], valid_from=ESTABLISHED, valid_to=since, **common)
    yield DutyItem(
        lead=units[PLACEHOLDER_CODE], street=street, list_kind=DutyListKind.STREET, part=DutyPart.BASIC,
        level=DutyLevel.STREET, transferred_power="物业服务企业违法行为的行政处罚权",
        transferred_staff="随事划转执法人员2名", valid_from=since, **common,
    )  # fmt: skip


# --- a revision under way


def _ask_about_two_categories(now: datetime, drafter: Actor, cast: Cast) -> None:
    """One category's duty moves to another unit, another's is dropped; one unit agrees, one objects."""
    day = timedelta(days=1)
    head = Head(
        "部门权责清单调整（商业噪声、通信服务）", (now + 45 * day).date(), document="征求意见稿（演示）",
        reason="商业经营噪声与街面执法合并；通信服务由行业监管，不再列入。",
    )  # fmt: skip
    revision = revisions.draft(head, by=drafter, at=now - 9 * day)
    items = {item.code: item for item in dutyversions.standing(Scope(DutyListKind.DEPARTMENT))}
    moved = replace(items[MOVED], lead=MOVED_TO, cooperating=("D12", "D07", "D18"), since=None)
    for change in (
        Change(DutyAction.CHANGE, moved, moved_to=MOVED_TO, replaces=items[MOVED].since),
        Change(DutyAction.DROP, items[DROPPED], replaces=items[DROPPED].since),
    ):
        revisions.write(revision, change, by=drafter, at=now - 9 * day)
    consultation.ask(revision, until=(now + 12 * day).date(), by=drafter, at=now - 8 * day)
    units = {unit.code: unit for unit in Department.objects.filter(code__in=[MOVED_FROM, MOVED_TO])}
    for code, stance, text, days in (
        (MOVED_FROM, OpinionStance.AGREE, "同意。移交后我局继续提供噪声监测。", 5),
        (MOVED_TO, OpinionStance.OBJECT, "夜间执法力量不足，请同步划转人员和设备经费。", 3),
    ):
        consultation.opine(revision, units[code], stance=stance, text=text, by=cast.liaison(units[code].pk),
                           at=now - days * day)  # fmt: skip
    duty = DutyItem.objects.get(code=MOVED, valid_to=None)
    DutyProposal.objects.create(
        duty=duty, text="商业经营噪声由街面执法队伍一并处理，生态环境部门负责监测认定。", occasion="历年争议裁定",
        at=now - 20 * day, by_name=drafter.name, revision=revision,
    )  # fmt: skip

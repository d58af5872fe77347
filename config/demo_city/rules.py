"""The rules the city works by: its categories, its dispatch catalogue, its time limits and its working days."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.core.management import call_command

from config.demo_city import dutygaps
from config.demo_city.tables import ESTABLISHED, add_missing, table
from core import calendar
from core.models import CalendarDay, CalendarYear
from grids.models import Area
from partyorgs.enums import DutyListKind, DutyPart
from partyorgs.models import Department, DutyItem
from partyorgs.models.departments import PLACEHOLDER_CODE
from petitions import catalogue, deadlines
from petitions.defaults import install_category_limits, install_limits
from petitions.enums import PetitionKind, SuspensionCause, Urgency
from petitions.models import Category, DispatchRule, SlaRule

URGENCIES = {"特急": Urgency.CRITICAL, "紧急": Urgency.URGENT, "一般": Urgency.NORMAL}

# A check on the spot, whatever the urgency: where the notes speak of something to be seen there, and where people
# would come to harm if a danger were only reported as removed. Urgent orders are checked anyway (practice T22).
SEEN_ON_THE_SPOT = ("上门", "现场", "核查", "销号", "警戒", "制止", "处置")
MATTERS_OF_SAFETY = ("房屋质量与安全", "燃气", "消防安全", "特种设备", "安全生产", "自然灾害")

CAUSES = {"历史遗留": SuspensionCause.G4, "意见不一致": SuspensionCause.G6}  # what the notes give as ground

# A duty that one street had on its list and the superior has taken back: nothing may be dispatched by it any more.
RECLAIMED_CODE = "S-990103003-117"
RECLAIMED_TITLE = "建筑工地扬尘巡查与处罚"
RECLAIMED_CATEGORY, RECLAIMED_STREET = "030204", "990103003"

DECREE = "演示数据：澄明市虚构，非国务院通知"
HOLIDAYS = ((1, 1), (5, 1), (5, 2), (5, 3), (10, 1), (10, 2), (10, 3))  # of a year nobody has decreed yet


def load_rules(on: date) -> dict[str, int]:
    """Answers how many rows of each kind the city has. Working days reach to the end of the year after `on`."""
    years = load_calendar(on)
    categories = load_categories()
    _load_dispatch_rules(categories)
    dutygaps.plant(categories, on)
    limits = _load_limits(categories)
    catalogue.changed()
    deadlines.changed()
    return {
        "categories": len(categories),
        "dispatch rules": DispatchRule.objects.count(),
        "time limits": limits,
        "calendar years": years,
    }


# --- categories


def load_categories() -> dict[str, Category]:
    """All categories of the city, by code."""
    return add_missing(Category, map(_category, table("categories.csv")), "code")


def _category(row: dict[str, str]) -> Category:
    """What the notes say in words, as practice §8.4 reads them."""
    notes = row["notes"]
    return Category(
        code=row["code"],
        level1=row["level1"],
        level2=row["level2"],
        name=row["level3"],
        urgency=URGENCIES[row["urgency"]],
        default_kind=PetitionKind.REPORT if "举报类" in notes else "",
        confidential_by_rule="默认保密" in notes,
        is_restricted="敏感个人信息" in notes or "未成年人" in notes,
        is_guidance="引导类" in notes,
        verify_required=any(word in notes for word in SEEN_ON_THE_SPOT) or row["level2"] in MATTERS_OF_SAFETY,
        may_suspend=_usual_cause(notes),
        has_statutory_procedure="法定程序" in notes,
        notes=notes,
    )


def _usual_cause(notes: str) -> str:
    if "可申请挂账" not in notes and "可挂账" not in notes:
        return ""
    return next((cause for words, cause in CAUSES.items() if words in notes), "")


# --- the dispatch catalogue


def _load_dispatch_rules(categories: Mapping[str, Category]) -> None:
    if not DutyItem.objects.filter(code=RECLAIMED_CODE).exists():
        _reclaim_duty()
    add_missing(DispatchRule, _dispatch_rules(categories), "category_id", "duty_code")


def _dispatch_rules(categories: Mapping[str, Category]) -> Iterator[DispatchRule]:
    """A category is the duty item of its own number. Guidance is given at the desk and never dispatched."""
    for code, category in categories.items():
        if not category.is_guidance:
            yield DispatchRule(category=category, duty_code=f"C-{code}", valid_from=ESTABLISHED)
    yield DispatchRule(
        category=categories[RECLAIMED_CATEGORY],
        duty_code=RECLAIMED_CODE,
        area=Area.objects.get(code=RECLAIMED_STREET),
        valid_from=ESTABLISHED,
    )


def _reclaim_duty() -> None:
    DutyItem.objects.create(
        code=RECLAIMED_CODE,
        title=RECLAIMED_TITLE,
        lead=Department.objects.get(code=PLACEHOLDER_CODE),
        basis="百工街道履职事项清单（2025年版）上级部门收回事项（演示）第117项",
        list_kind=DutyListKind.STREET,
        part=DutyPart.RECLAIMED,
        valid_from=ESTABLISHED,
    )


# --- time limits


def _load_limits(categories: Mapping[str, Category]) -> int:
    install_limits()
    if not SlaRule.objects.exclude(category=None).exists():
        SlaRule.objects.bulk_create(
            rule
            for row in table("categories.csv")
            for rule in install_category_limits(
                categories[row["code"]],
                sign_hours=Decimal(row["sign_hours"]),
                handle_days=Decimal(row["handle_working_days"]),
            )
        )
    return SlaRule.objects.count()


# --- working days


def load_calendar(on: date) -> int:
    """The days announced, and for the year to come, while nobody has announced it, days of the city's own making.

    Only this city does so, because it must still work on New Year's Eve; a real one waits for the notice.
    """
    call_command("load_calendar", verbosity=0)
    entered = set(CalendarYear.objects.values_list("year", flat=True))
    announced = CalendarYear.objects.exclude(source=DECREE).latest("year").year
    for year in range(announced + 1, max(announced, on.year) + 2):
        if year not in entered:
            _decree(year)
    calendar.changed()
    return CalendarYear.objects.count()


def _decree(year: int) -> None:
    CalendarYear.objects.create(year=year, source=DECREE)
    days = (date(year, month, day) for month, day in HOLIDAYS)
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, is_workday=False, note=DECREE[:4]) for day in days if day.weekday() < 5
    )

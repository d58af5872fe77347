"""Vector set D1 (practice §3.3): twenty orders of two departments whose indicators are known to the last digit.

They live in a month and under two units of their own, so that no other petition is counted with them. The vector
counts them as they stood on `AS_OF`; what was open then got its last word before the units ended, so that nobody finds
an order of theirs among today's work. The suspended one stays suspended: no clock of it is due.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from config.demo_city import forms, rules
from config.demo_city.cast import Cast
from config.demo_city.fates import Answers, Fate, Pace, temper_of
from config.demo_city.lives import bring_to_life
from config.demo_city.people import person
from config.demo_city.plans import Plan
from config.demo_city.spots import Spot, Spots
from config.demo_city.tables import ESTABLISHED, add_missing, table
from config.demo_city.texts import Texts
from config.demo_city.town import Town
from config.demo_city.writing import Lived, write
from core import numbers
from core.actors import Actor, Grant
from core.calendar import CITY_TIME
from grids.locate import current as current_map
from partyorgs.enums import DepartmentSystem, Role
from partyorgs.models import Department
from petitions import catalogue, deadlines, workflow
from petitions.case import Case
from petitions.defaults import install_limits
from petitions.enums import (
    Action,
    Channel,
    Contacted,
    DissatisfactionCause,
    FinalGround,
    PetitionKind,
    ResultCode,
    ReturnState,
    Solved,
    Status,
    SuspensionCause,
)  # fmt: skip
from petitions.intake import Submission
from petitions.models import WorkOrder
from petitions.workflow import Draft

MONTH = date(2024, 3, 1)
AS_OF = datetime(2024, 12, 20, tzinfo=CITY_TIME)  # long after the last of them was closed and reopened
WOUND_UP = datetime(2024, 12, 30, 10, tzinfo=CITY_TIME)
UNTIL = datetime(2024, 12, 31, tzinfo=CITY_TIME)
CODES = {"A": "D901", "B": "D902"}
CATEGORY = "020403"  # neither urgent nor checked on the spot by rule
ENDED = date(2025, 1, 1)  # from then on nobody is offered these units

KINDS = {
    "咨询": PetitionKind.INQUIRY,
    "求助": PetitionKind.HELP,
    "投诉": PetitionKind.COMPLAINT,
    "举报": PetitionKind.REPORT,
    "建议": PetitionKind.SUGGESTION,
}
SOLVED = {"S": Solved.SOLVED, "P": Solved.PARTLY, "U": Solved.UNSOLVED}
NOWHERE = Spot("", "", "", "", "", (Decimal(0), Decimal(0)))


@transaction.atomic
def load_d1() -> int:
    """Answers how many orders there are. Needs nothing but empty tables, and loads once."""
    units = _units()
    if not WorkOrder.objects.filter(lead__in=units.values()).exists():
        town = _town(units)
        write([_lived(row, units, town) for row in table("d1.csv")], town.machine, until=UNTIL)
    return WorkOrder.objects.filter(lead__in=units.values()).count()


def _units() -> dict[str, Department]:
    rows = add_missing(Department, [_unit(letter, code) for letter, code in CODES.items()], "code")
    return {letter: rows[code] for letter, code in CODES.items()}


def _unit(letter: str, code: str) -> Department:
    return Department(
        code=code, name=f"指标检验单位{letter}", short_name=f"检验单位{letter}", initials=f"jydw{letter.lower()}",
        system=DepartmentSystem.GOVERNMENT, valid_from=ESTABLISHED, valid_to=ENDED,
    )  # fmt: skip


def _town(units: Mapping[str, Department]) -> Town:
    """Just enough of a city: its rules, its office, and a liaison officer for either unit."""
    rules.load_calendar(MONTH)
    categories = rules.load_categories()
    install_limits()
    catalogue.changed()
    deadlines.changed()
    office = (Role.INTAKE, Role.DISPATCHER, Role.VERIFIER, Role.CALLER, Role.OFFICE_ADMIN, Role.DEPUTY_CONVENER)
    return Town(
        machine=deadlines.clockwork(),
        duties=catalogue.load(),
        places=current_map(),
        categories={category.pk: category for category in categories.values()},
        units={unit.pk: unit for unit in units.values()},
        tempers={unit.pk: temper_of(unit.code, 0) for unit in units.values()},
        cast=Cast(
            {role: [Actor(-place, "协调办测试", (Grant(role),))] for place, role in enumerate(office, 1)},
            {unit.pk: Actor(None, f"检验测试{unit.code}", (Grant(Role.LIAISON, unit.pk),)) for unit in units.values()},
            {},
        ),
        spots=Spots(()),
        texts=Texts(),
        until=UNTIL,
    )


def _lived(row: Mapping[str, str], units: Mapping[str, Department], town: Town) -> Lived:
    number = int(row["no"])
    at = datetime(MONTH.year, MONTH.month, 4 + number // 5, 9, number, tzinfo=CITY_TIME)
    who = person(number, Random(number))
    submission = Submission(
        content=f"第{number}处路灯不亮，夜间通行不便，请检修。", title=f"路灯不亮请检修（指标检验{number:02}）",
        kind=KINDS[row["kind"]], channel=Channel.PORTAL, category=CATEGORY, no_place_reason="指标检验", name=who.name,
        phone="" if row["contact"] == "-" else who.phone, is_anonymous=row["contact"] == "-",
    )  # fmt: skip
    plan = Plan(at, submission, town.cast.one(Role.INTAKE), _fate(row, units), town.duties.by_code[CATEGORY], NOWHERE)
    day = at.date()
    lived = bring_to_life(plan, town, Random(number), numbers.take("GD", day)[0], numbers.take("SQ", day)[0])
    return replace(lived, events=[*lived.events, *_wound_up(lived.case, town)])


def _wound_up(case: Case, town: Town) -> list[Draft]:
    """The deputy convener closes what is still being reworked."""
    if case.order.status != Status.REWORKING:
        return []
    admin, convener = town.cast.one(Role.OFFICE_ADMIN), town.cast.one(Role.DEPUTY_CONVENER)
    return [
        workflow.step(case, action, by=by, at=at, machine=town.machine, data=data)
        for action, by, at, data in (
            (Action.PROPOSE_FINAL, admin, WOUND_UP, {"ground": FinalGround.UNLAWFUL, "basis": forms.FINAL_BASIS}),
            (Action.FINAL_REPLY, convener, WOUND_UP + timedelta(hours=4), {"letter": forms.FINAL_LETTER}),
        )
    ]


def _fate(row: Mapping[str, str], units: Mapping[str, Department]) -> Fate:
    decision, _, asked_by = row["return"].partition(":")
    lead = units[row["dept"]]
    return Fate(
        leads=(units[asked_by], lead) if decision == "A" else (lead,),
        is_auto=row["auto"] == "Y",
        returned={"A": ReturnState.APPROVED, "R": ReturnState.REJECTED}.get(decision, ""),
        pace=Pace(sign=_in_time(row["sign"]), contact=_in_time(row["contact"]), submit=_in_time(row["ontime"])),
        reworks=int(row["rounds"]) - 1,
        suspended=SuspensionCause.G2 if row["susp"] == "Y" else "",
        is_excluded=row["excl"] == "Y",
        is_unreachable=row["fu"] == "N",
        is_reopened=row["reopen"] == "Y",
        is_archived=False,
        result=ResultCode.EXPLAINED if row["excl"] == "Y" else ResultCode.SOLVED,
        answers=_answers(row),
        last="" if row["closed"] == "Y" else Action.SUSPEND if row["susp"] == "Y" else Action.REWORK,
    )


def _in_time(answer: str) -> float:
    return 1.4 if answer == "N" else 0.6


def _answers(row: Mapping[str, str]) -> tuple[Answers, ...]:
    """Those of the table at the last round; an earlier one asked for rework."""
    if row["q2"] == "-":
        return ()
    contacted = Contacted.YES if row["contact"] == "Y" else Contacted.NO
    is_still_open = row["closed"] == "N"
    cause = DissatisfactionCause.HANDLING if is_still_open else DissatisfactionCause.LAW_OR_POLICY
    last = Answers(SOLVED[row["q2"]], int(row["q3"]), contacted, "" if row["q2"] == "S" else cause)
    if is_still_open or row["rounds"] == "1":
        return (last,)
    return (Answers(Solved.UNSOLVED, 2, contacted, DissatisfactionCause.HANDLING), last)

"""The work of these days: orders that stand at every step of the way, some nearly due, some late.

An ordinary day leaves only a few orders between two steps, too few to show a desk or a queue by.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from random import Random
from typing import Any

from config.demo_city.disputes import REFUSED_AGAIN
from config.demo_city.fates import Answers, Fate, Pace
from config.demo_city.forms import PIECES
from config.demo_city.lives import ROUTE
from config.demo_city.plans import Coming, Plan, Planner
from config.demo_city.rules import RECLAIMED_CATEGORY, RECLAIMED_STREET
from core.calendar import Calendar
from petitions.enums import (
    Action,
    DissatisfactionCause,
    PetitionKind,
    ResultCode,
    ReturnState,
    Solved,
    SuspensionCause,
)  # fmt: skip

FULL_ROSTER_AT = 5000  # petitions; a smaller city has fewer of each, and at least one
LOOKS_BACK = timedelta(days=150)

PACE = (0.2, 1.2)  # working hours from step to step

PROMPT = Pace(sign=0.3, contact=0.3)

# Categories by what they bring about: streets lead where the place is known; the office checks on the spot.
OF_STREETS = ("010103", "010104", "060203", "060301")
CHECKED = ("010104", "030202", "060203", "010301", "040303", "110302")
ONE_DAY = ("060201", "020501", "040201")  # urgent ones, to be solved within 24 hours
SLOW = ("010101", "010501", "030201", "110101", "120201")  # there is time to argue, to ask, to help
STREET, WHISTLED = "990102003", "whistled"
CONFLICT, SUPERIOR = "130301", "D02"  # a matter led by the unit that the one complained about supervises


EXPLAINED: dict[str, Any] = {
    "result": ResultCode.EXPLAINED,
    "answers": (Answers(Solved.UNSOLVED, 2, cause=DissatisfactionCause.LAW_OR_POLICY),),
}


@dataclass(frozen=True, slots=True)
class Stand:
    """A step after which some orders stand, and how long ago they came in."""

    count: int
    hours: tuple[float, float] | None  # working hours, from and to; None: this minute
    fate: Fate
    is_natural: bool = False  # hours of the day and the night
    codes: Sequence[str] = ()
    community: str = ""
    change: Callable[[Plan], Plan] = lambda plan: plan


def _unsorted(plan: Plan) -> Plan:
    return _with(plan, category="", source_category=plan.submission.source_category or "其他")


def _placeless(plan: Plan) -> Plan:
    return _with(plan, grid_code="", lon=None, lat=None, address="", no_place_reason="来电中断，未说明地点")


def _against_the_superior(plan: Plan) -> Plan:
    return _with(plan, target_department=SUPERIOR)


def _untold(plan: Plan) -> Plan:
    return replace(plan, is_untold=True)


def _fresh(plan: Plan) -> Plan:
    return replace(plan, is_fresh=True)


def _with(plan: Plan, **said: Any) -> Plan:
    return replace(plan, submission=replace(plan.submission, **said))


def _whistled(plan: Plan) -> Plan:
    return replace(plan, tag=WHISTLED)


def _until(last: str, **how: Any) -> Fate:
    return Fate(last=last, gap=PACE, **how)


def _suspended(cause: str, **how: Any) -> Fate:
    return Fate(suspended=cause, stays_suspended=True, gap=PACE, **how)


ROSTER = (
    # at the desk: nobody knows the category, the place or the unit
    Stand(10, (0.1, 3.0), Fate(last=ROUTE), change=_unsorted),
    Stand(2, (0.1, 2.5), Fate(last=ROUTE), codes=("140301", "140302", "140303")),
    Stand(4, (0.2, 4.0), Fate(last=ROUTE), codes=OF_STREETS, change=_placeless),
    Stand(2, (0.2, 4.0), Fate(last=ROUTE), codes=(RECLAIMED_CATEGORY,), community=f"{RECLAIMED_STREET}001"),
    Stand(1, (0.2, 3.0), Fate(last=ROUTE), codes=(CONFLICT,), change=_against_the_superior),
    Stand(3, None, Fate(), change=_fresh),
    # with the units
    Stand(14, (0.1, 5.5), Fate(last=ROUTE)),
    Stand(5, (1.3, 5.5), _until(Action.REQUEST_RETURN, returned=ReturnState.APPROVED)),
    Stand(1, (6.5, 9.5), _until(REFUSED_AGAIN, returned=ReturnState.APPROVED, is_refused_twice=True), codes=SLOW),
    Stand(2, (3.0, 17.0), _until(Action.ARBITRATE, is_arbitrated=True)),
    Stand(1, (6.0, 15.0), _until(Action.PROPOSE_AWARD, is_arbitrated=True), codes=SLOW),
    Stand(8, (1.4, 9.0), _until(Action.SIGN)),
    Stand(22, (4.0, 50.0), _until(Action.CONTACT)),
    Stand(3, (9.0, 28.0), _until(Action.REWORK, reworks=1)),
    Stand(2, (7.0, 26.0), _until(Action.FAIL_VERIFICATION, fails_check=True), codes=CHECKED),
    Stand(2, (4.5, 7.0), _until(Action.REQUEST_ASSIST, pieces=PIECES[:1]), codes=SLOW),
    Stand(3, (6.0, 12.0), _until(Action.ADD_ASSIST, pieces=PIECES[1:2]), codes=SLOW),
    Stand(1, (6.5, 9.0), _until(Action.OBJECT_ASSIST, pieces=PIECES[2:3], is_objected=True), codes=SLOW),
    Stand(3, (4.5, 7.0), _until(Action.REQUEST_EXTENSION, is_extended=True), codes=SLOW),
    Stand(2, (4.5, 9.0), _until(Action.REQUEST_SUSPENSION, suspended=SuspensionCause.G7)),
    Stand(5, (30.0, 400.0), _suspended(SuspensionCause.G2)),
    Stand(3, (30.0, 400.0), _suspended(SuspensionCause.G6), codes=("010502",)),
    Stand(2, (17.0, 26.0), _suspended(SuspensionCause.G3, review_in=5)),  # due for review
    Stand(1, (4.0, 9.0), _until(Action.CONTACT), codes=("020201",), community=f"{STREET}001", change=_whistled),
    Stand(2, (21.8, 23.2), Fate(last=Action.CONTACT, pace=PROMPT), True, ONE_DAY, change=_untold),  # nearly due
    *(
        Stand(1, (25.0, 40.0), Fate(last=Action.CONTACT, pace=PROMPT), True, (code,), change=_untold)
        for code in ONE_DAY
    ),
    # with the office
    Stand(6, (3.7, 6.0), _until(Action.SUBMIT)),
    Stand(7, (5.0, 17.5), _until(Action.TO_VERIFICATION), codes=CHECKED),
    Stand(13, (6.0, 25.0), _until(Action.TO_FOLLOW_UP)),
    Stand(2, (8.0, 26.0), _until(Action.MISS_CALL, is_unreachable=True)),
    Stand(2, (8.0, 26.0), _until(Action.PROPOSE_REWORK, reworks=1)),
    Stand(1, (16.0, 34.0), _until(Action.PROPOSE_FINAL, is_final=True, **EXPLAINED)),
    Stand(1, (27.0, 44.0), _until(Action.APPLY_EXCLUSION, is_excluded=True, **EXPLAINED)),
    Stand(1, (32.0, 48.0), _until(Action.CHECK_EXCLUSION, is_excluded=True, **EXPLAINED)),
)


def coming(planner: Planner, chance: Random, *, count: int) -> Iterator[Coming]:
    days, until = planner.town.days, planner.town.until
    for stand in ROSTER:
        for _ in range(ceil(stand.count * min(1, count / FULL_ROSTER_AT))):
            yield Coming(_came_in(stand, until, days, chance), partial(_plan, stand, planner))


def _plan(stand: Stand, planner: Planner, number: int, at: datetime, chance: Random) -> Plan:
    sort = planner.matters.among(stand.codes, chance)
    kind = chance.choice((PetitionKind.HELP, PetitionKind.COMPLAINT))
    spot = planner.town.spots.in_community(stand.community, sort.code, chance) if stand.community else None
    plan = planner.about(sort, kind, stand.fate, number, at, chance, spot)
    return stand.change(_with(plan, category=sort.code))


def _came_in(stand: Stand, until: datetime, days: Calendar, chance: Random) -> datetime:
    """Counted from long ago, because working time can only be added."""
    if stand.hours is None:
        return until - timedelta(seconds=chance.randint(5, 60))
    hours = timedelta(hours=chance.uniform(*stand.hours))
    if stand.is_natural:
        return (until - hours).replace(microsecond=0)
    start = until - LOOKS_BACK
    worked = days.elapsed(start, until) - hours
    return days.add(start, worked).replace(microsecond=0)

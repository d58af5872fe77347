"""How the way of an order goes: drawn before it starts, so that the shares of the whole come out as intended."""

from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from config.demo_city.forms import PIECES
from partyorgs.models import Department
from petitions.enums import (
    Contacted,
    DissatisfactionCause,
    PetitionKind,
    ResultCode,
    ReturnState,
    Solved,
    SuspensionCause,
    Urgency,
)

# Shares of all petitions (practice §8.3); what can only befall a dispatched one is drawn among those.
ANONYMOUS, CONFIDENTIAL, REPEATED, MERGED = 0.045, 0.02, 0.09, 0.06
RETURNED, REWORKED, SUSPENDED, EXCLUDED = 0.07, 0.06, 0.03, 0.02
ARBITRATED, REASSIGNED, WITHDRAWN, REFUSED, REPAIRED, REOPENED = 0.006, 0.01, 0.015, 0.015, 0.02, 0.008
ASSISTED, EXTENDED, REFUSED_TWICE = 0.04, 0.03, 0.003
DISPATCHED = 0.83  # of all; the others are merged, answered at the desk or not accepted
ANSWERED_INQUIRIES = 0.5
UNREACHABLE = 0.05  # of those called
FINAL = 0.25  # of those told that law or policy gives them nothing


class Desk(StrEnum):
    """What the desk does with a petition that nobody has accepted yet."""

    ACCEPT = "accept"
    ANSWER = "answer"
    REFUSE = "refuse"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Pace:
    """At which share of its clock each step is taken; above one is late."""

    sign: float = 0.5
    contact: float = 0.5
    submit: float = 0.6


@dataclass(frozen=True, slots=True)
class Answers:
    """What the petitioner says on the telephone."""

    solved: str
    rating: int | None = None
    contacted: str = Contacted.YES
    cause: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    desk: Desk = Desk.ACCEPT
    returned: str = ""  # a ReturnState: how the request ends
    is_refused_twice: bool = False  # a second unit will not have it either: arbitration
    is_arbitrated: bool = False
    award: Department | None = None  # to whom; drawn where none is given
    award_assists: tuple[Department, ...] = ()
    duty_change: str = ""  # what the arbitrators propose for the duty list
    is_reassigned: bool = False
    is_withdrawn: bool = False
    is_raised: bool = False  # found to be urgent
    pieces: tuple[str, ...] = ()  # of work, for units that assist
    is_objected: bool = False  # the assist would rather not
    is_extended: bool = False
    suspended: str = ""  # a SuspensionCause
    stays_suspended: bool = False  # reviewed and renewed, but not resumed
    review_in: int = 30  # days from asking for suspension to its review
    is_repaired: bool = False
    fails_check: bool = False
    reworks: int = 0
    is_reopened: bool = False
    is_unreachable: bool = False
    is_final: bool = False  # the deputy convener has the last word
    is_excluded: bool = False
    is_archived: bool = True
    result: str = ResultCode.SOLVED
    pace: Pace | None = None  # None: as the unit is wont to
    gap: tuple[float, float] | None = None  # working hours from step to step, instead of a share of the clock
    answers: tuple[Answers, ...] = ()  # one a round; drawn where none is given
    leads: tuple[Department, ...] = field(default=())  # given out to these in turn, instead of by the catalogue
    is_auto: bool = True  # where leads are given: whether the first came from the machine
    last: str = ""  # the step after which it stands still; empty: goes on to its end


@dataclass(frozen=True, slots=True)
class Temper:
    """How a unit is wont to work, as chances: to sign, to contact, to submit in time, and to leave people content."""

    sign: float
    contact: float
    submit: float
    content: float


def temper_of(unit_code: str, seed: int) -> Temper:
    """Units differ, and each stays as it is over the years."""
    chance = Random(f"{seed}/{unit_code}")
    return Temper(
        sign=chance.uniform(0.86, 0.95),
        contact=chance.uniform(0.85, 0.96),
        submit=chance.uniform(0.89, 0.98),
        content=chance.uniform(0.72, 0.92),
    )


def pace_of(temper: Temper, chance: Random) -> Pace:
    return Pace(
        sign=_share(temper.sign, 0.04, 0.95, chance),
        contact=_share(temper.contact, 0.05, 0.95, chance),
        submit=_share(temper.submit, 0.30, 0.98, chance),
    )


def _share(in_time: float, least: float, most: float, chance: Random) -> float:
    if chance.random() < in_time:
        return least + (most - least) * chance.random()
    return 1.02 + 0.6 * chance.random() ** 2


def draw(kind: str, urgency: str, *, is_guidance: bool, usual_cause: str, chance: Random) -> Fate:
    desk = _at_the_desk(kind, is_guidance, chance)
    is_solved = chance.random() < 0.82
    excluded = _falls(EXCLUDED, chance)
    returned = _return(urgency, chance)
    return Fate(
        desk=desk,
        returned=returned,
        is_refused_twice=returned == ReturnState.APPROVED and chance.random() < REFUSED_TWICE / RETURNED,
        is_arbitrated=urgency != Urgency.CRITICAL and _falls(ARBITRATED, chance),
        is_reassigned=_falls(REASSIGNED, chance),
        is_withdrawn=urgency != Urgency.CRITICAL and _falls(WITHDRAWN, chance),
        pieces=(chance.choice(PIECES),) if _falls(ASSISTED, chance) else (),
        is_extended=urgency == Urgency.NORMAL and _falls(EXTENDED, chance),
        suspended=_suspension(urgency, usual_cause, chance),
        is_repaired=_falls(REPAIRED, chance),
        fails_check=_falls(REWORKED / 2, chance),
        reworks=int(_falls(REWORKED * 1.1, chance)),
        is_reopened=_falls(REOPENED, chance),
        is_unreachable=chance.random() < UNREACHABLE,
        is_final=chance.random() < FINAL,
        is_excluded=excluded,
        result=_unfounded(chance) if excluded else ResultCode.SOLVED if is_solved else _otherwise(chance),
    )


def answers_of(fate: Fate, temper: Temper, chance: Random) -> Answers:
    """Those that end the last round: whatever they are, they do not ask for another one."""
    contacted = Contacted.YES if chance.random() < temper.contact else chance.choice((Contacted.NO, Contacted.UNSURE))
    if fate.result == ResultCode.SOLVED and chance.random() < temper.content + 0.06:
        return Answers(Solved.SOLVED, _rating(temper.content, chance), contacted)
    solved = chance.choices((Solved.PARTLY, Solved.SOLVED, Solved.UNSOLVED, Solved.DISAGREES), (50, 20, 26, 4))[0]
    cause = "" if solved == Solved.SOLVED else chance.choice(
        (DissatisfactionCause.LAW_OR_POLICY, DissatisfactionCause.EXPECTATION, DissatisfactionCause.SPEED)
    )  # fmt: skip
    return Answers(solved, _rating(temper.content - 0.25, chance), contacted, cause)


def dissatisfied(chance: Random) -> Answers:
    """Those that ask for rework."""
    solved = chance.choice((Solved.UNSOLVED, Solved.UNSOLVED, Solved.PARTLY))
    return Answers(solved, chance.choice((1, 2, 2)), Contacted.YES, DissatisfactionCause.HANDLING)


def _falls(share: float, chance: Random) -> bool:
    return chance.random() < share / DISPATCHED


def _at_the_desk(kind: str, is_guidance: bool, chance: Random) -> Desk:
    luck = chance.random()
    if is_guidance:
        return Desk.ANSWER if luck < 0.5 else Desk.REFUSE
    if kind == PetitionKind.INQUIRY and luck < ANSWERED_INQUIRIES:
        return Desk.ANSWER
    if luck > 1 - REFUSED:
        return Desk.REFUSE
    return Desk.ACCEPT


def _return(urgency: str, chance: Random) -> str:
    """A critical order cannot be returned, so the others make up the share."""
    if urgency == Urgency.CRITICAL or not _falls(RETURNED * 1.05, chance):
        return ""
    return ReturnState.APPROVED if chance.random() < 0.55 else ReturnState.REJECTED


def _suspension(urgency: str, usual_cause: str, chance: Random) -> str:
    """Danger is never put off; some categories can hardly be solved within their time."""
    if urgency != Urgency.NORMAL:
        return ""
    if usual_cause:
        return usual_cause if chance.random() < 0.30 else ""
    return chance.choice(SuspensionCause.values) if _falls(SUSPENDED * 1.1, chance) else ""


def _rating(content: float, chance: Random) -> int:
    if chance.random() < content:
        return chance.choices((5, 4, 3), (50, 35, 15))[0]
    return chance.choices((3, 2, 1), (55, 30, 15))[0]


def _unfounded(chance: Random) -> str:
    return chance.choice((ResultCode.EXPLAINED, ResultCode.UNTRUE))


def _otherwise(chance: Random) -> str:
    return chance.choices(
        (ResultCode.PARTLY_SOLVED, ResultCode.PLANNED, ResultCode.EXPLAINED, ResultCode.UNTRUE,
         ResultCode.NOT_FEASIBLE, ResultCode.ENTERED_STATUTORY_PROCEDURE),
        (34, 24, 22, 8, 6, 6),
    )[0]  # fmt: skip

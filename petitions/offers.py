"""What a person is offered to do with an order: every step open to them, and why one they would expect is not.

The guards are tried with answers that fill every blank, so that what they still say is about the order itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.actors import Actor
from partyorgs.models import Department
from petitions import guards, workflow
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import (
    Action,
    ArbitrationCause,
    DissatisfactionCause,
    ExclusionGround,
    FinalGround,
    ResultCode,
    ReturnReason,
    Solved,
)
from petitions.refusals import NotAllowed

TEXT = "…"
A = Action
Data = dict[str, Any]

# One answer or several: what the ordinary one is refused, the last one may still be allowed.
TRIALS: dict[Action, tuple[Data, ...]] = {
    A.REQUEST_RETURN: (
        {"reason": ReturnReason.R1, "basis": TEXT},
        {"reason": ReturnReason.R1, "basis": TEXT, "new_facts": TEXT},
        {"reason": ReturnReason.R8, "basis": TEXT},
    ),
    A.UNMERGE: ({"reason": TEXT},),
    A.UNDO_SIGN: ({},),
    A.ENDORSE_RETURN: ({},),
    A.APPROVE_RETURN: ({"decision": TEXT},),
    A.REJECT_RETURN: ({"decision": TEXT},),
    A.ARBITRATE: ({"ground": ArbitrationCause.UNCLEAR, "reason": TEXT},),
    A.REQUEST_ASSIST: ({},),
    A.DENY_ASSIST: ({"decision": TEXT},),
    A.OBJECT_ASSIST: ({"reason": TEXT},),
    A.FINISH_ASSIST: ({"result": TEXT},),
    A.SECURE: ({"note": TEXT},),
    A.EXTEND: ({},),
    A.REFUSE_EXTENSION: ({"decision": TEXT},),
    A.SUSPEND: ({},),
    A.REFUSE_SUSPENSION: ({"decision": TEXT},),
    A.SUBMIT: ({"result_code": ResultCode.SOLVED, "public_text": TEXT},),
    A.TO_FOLLOW_UP: ({},),
    A.VERIFY: ({"finding": TEXT},),
    A.MISS_CALL: ({},),
    A.PROPOSE_REWORK: ({"solved": Solved.UNSOLVED, "cause": DissatisfactionCause.HANDLING},),
    A.REWORK: ({"demand": TEXT},),
    A.REOPEN: ({"reason": TEXT},),
    A.PROPOSE_FINAL: ({"ground": FinalGround.UNLAWFUL, "basis": TEXT},),
    A.REFUSE_FINAL: ({"decision": TEXT},),
    A.FINAL_REPLY: ({"letter": TEXT},),
    A.WITHDRAW: ({"confirmed": True},),
    A.CLOSE_WITHOUT_CALL: ({"finding": TEXT},),
    A.APPLY_EXCLUSION: ({"ground": ExclusionGround.X2, "evidence": TEXT},),
    A.CHECK_EXCLUSION: ({"note": TEXT},),
    A.REFUSE_EXCLUSION: ({"decision": TEXT},),
    A.EXCLUDE: ({"decision": TEXT},),
    A.UPHOLD_EXCLUSION: ({"note": TEXT},),
    A.RESTORE: ({"note": TEXT},),
    A.RECUSE: ({"reason": TEXT},),
}

# Refusals that mean "there is nothing of the kind here", or "not this way, but another that is offered too": to say
# them would only be noise.
UNSAID = frozenset({
    "call_first", "nobody_to_call", "not_proposed", "nothing_asked", "nothing_owed", "no_objection", "not_excluded",
    "no_danger", "not_needed", "not_the_signer", "too_late_to_undo", "no_record", "checked", "endorsed", "recused",
    "not_yours",
})  # fmt: skip
# Refusals of the trial's own answers: a person will choose others.
ANSWERABLE = frozenset({"required", "differs", "rounds_left"})


def _trials(case: Case, action: Action, at: datetime) -> tuple[Data, ...]:
    """Those that depend on the case: about a unit that helps, days within the limit, the lead that was proposed."""
    match action:
        case A.SETTLE_OBJECTION | A.WAIVE_ASSIST:
            units = [{"unit": row.department, "decision": TEXT, "reason": TEXT} for row in case.assists]
            return tuple(units) or ({"unit": NOBODY, "decision": TEXT, "reason": TEXT},)
        case A.REQUEST_EXTENSION:
            return ({"reason": "E1", "plan": TEXT, "days": 1, "told_at": at},)
        case A.REQUEST_SUSPENSION:
            said = dict.fromkeys(("ground", "interim_measure", "plan", "owner_name", "told_at"), TEXT)
            return ({**said, "review_on": at.date() + timedelta(days=7)},)
        case A.AWARD if case.arbitration and case.arbitration.proposed_lead:
            return ({"lead": case.arbitration.proposed_lead, "reason": TEXT},)
        case A.AWARD if case.order.lead:
            return ({"lead": case.order.lead, "reason": TEXT},)
        case _:
            return TRIALS.get(action, ())


NOBODY = Department(pk=0)


@dataclass(frozen=True)
class Offer:
    """A step that can be taken, or, with a refusal, one that cannot. A warning says under what restriction."""

    action: Action
    refusal: NotAllowed | None = None
    warning: str = ""


def offers(case: Case, *, by: Actor, at: datetime, machine: Clockwork) -> list[Offer]:
    """In the order of the transition table."""
    tried = [_try(case, action, by, at, machine) for action in workflow.legal(case, by=by)]
    return [offer for offer in tried if not (offer.refusal and offer.refusal.code in UNSAID)]


def _try(case: Case, action: Action, by: Actor, at: datetime, machine: Clockwork) -> Offer:
    answers = [_refusal(case, action, by, at, machine, data) for data in _trials(case, action, at)]
    refusals = [answer for answer in answers if answer]
    if answers and len(refusals) == len(answers):
        return Offer(action, refusal=refusals[-1])
    return Offer(action, warning=str(refusals[0]) if refusals else "")


def _refusal(
    case: Case, action: Action, by: Actor, at: datetime, machine: Clockwork, data: dict[str, Any]
) -> NotAllowed | None:
    try:
        guards.check(case, action, by=by, at=at, machine=machine, data=data)
    except NotAllowed as refusal:
        return None if refusal.code in ANSWERABLE else refusal
    return None

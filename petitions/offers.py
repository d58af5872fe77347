"""What a person is offered to do with an order: every step open to them, and why one they would expect is not.

The guards are tried with answers that fill every blank, so that what they still say is about the order itself.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.actors import Actor
from petitions import guards, workflow
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import Action, DissatisfactionCause, ResultCode, ReturnReason, Solved
from petitions.refusals import NotAllowed

TEXT = "…"

# One answer or several: what the ordinary one is refused, the last one may still be allowed.
TRIALS: dict[Action, tuple[dict[str, Any], ...]] = {
    Action.REQUEST_RETURN: (
        {"reason": ReturnReason.R1, "basis": TEXT},
        {"reason": ReturnReason.R8, "basis": TEXT},
    ),
    Action.SUBMIT: ({"result_code": ResultCode.SOLVED, "public_text": TEXT},),
    Action.TO_FOLLOW_UP: ({},),
    Action.VERIFY: ({"finding": TEXT},),
    Action.PROPOSE_REWORK: ({"solved": Solved.UNSOLVED, "cause": DissatisfactionCause.HANDLING},),
    Action.REWORK: ({"demand": TEXT},),
    Action.REOPEN: ({"reason": TEXT},),
    Action.WITHDRAW: ({"confirmed": True},),
    Action.CLOSE_WITHOUT_CALL: ({"finding": TEXT},),
}

# Refusals that mean "not this way, but another that is offered too": to say them would only be noise.
ANOTHER_WAY = frozenset({"call_first", "nobody_to_call", "not_proposed"})


@dataclass(frozen=True)
class Offer:
    """A step that can be taken, or, with a refusal, one that cannot. A warning says under what restriction."""

    action: Action
    refusal: NotAllowed | None = None
    warning: str = ""


def offers(case: Case, *, by: Actor, at: datetime, machine: Clockwork) -> list[Offer]:
    """In the order of the transition table."""
    tried = [_try(case, action, at, machine) for action in workflow.legal(case, by=by)]
    return [offer for offer in tried if not (offer.refusal and offer.refusal.code in ANOTHER_WAY)]


def _try(case: Case, action: Action, at: datetime, machine: Clockwork) -> Offer:
    answers = [_refusal(case, action, at, machine, data) for data in TRIALS.get(action, ())]
    refusals = [answer for answer in answers if answer]
    if answers and len(refusals) == len(answers):
        return Offer(action, refusal=refusals[-1])
    return Offer(action, warning=str(refusals[0]) if refusals else "")


def _refusal(case: Case, action: Action, at: datetime, machine: Clockwork, data: dict[str, Any]) -> NotAllowed | None:
    try:
        guards.check(case, action, at=at, machine=machine, data=data)
    except NotAllowed as refusal:
        return refusal
    return None

"""What must be true before an order is closed, reworked or answered for good (practice T26, T27, T29, §2.10)."""

from django.utils.translation import gettext as _

from core.calendar import CITY_TIME
from petitions import verification
from petitions.enums import Action, DissatisfactionCause, FinalGround, Matter, Solved
from petitions.guards.base import Attempt, asked_for, be_another, guards, one_at_a_time, require
from petitions.refusals import NotAllowed


@guards(Action.MISS_CALL)
def miss_call(attempt: Attempt) -> None:
    """Attempts at decent hours, and the three of them on two days at least (practice §2.4)."""
    order, today = attempt.case.order, attempt.at.astimezone(CITY_TIME).date()
    if not verification.is_calling_time(attempt.at):
        raise NotAllowed(_("Petitioners are called from 9:00 to 20:30 only."), code="not_calling_time")
    is_third = order.missed_calls == verification.ATTEMPTS - 1
    if is_third and order.missed_days < verification.ON_DAYS and order.last_missed_on == today:
        raise NotAllowed(_("The three calls fall on two different days: try again tomorrow."), code="same_day")


@guards(Action.CLOSE)
def close(attempt: Attempt) -> None:
    """Practice §2.10: a caller closes what is solved, or what nobody answers for; the rest the office reads first."""
    order, data = attempt.case.order, attempt.data
    if not data.get("solved"):
        if order.missed_calls < verification.ATTEMPTS:
            raise NotAllowed(_("Enter the petitioner's answers, or record three unanswered calls."),
                             code="required", field="solved")  # fmt: skip
        return
    verdict = verification.outcome(data["solved"])
    if verdict == verification.Outcome.OFFICE and not (order.rework_proposed and attempt.by.has("office_admin")):
        raise NotAllowed(_("The matter is not solved: put the answers to the office."), code="office_decides")
    if data["solved"] == Solved.PARTLY:
        require(data, "plan_on")
    if verdict == verification.Outcome.OFFICE and data.get("cause") == DissatisfactionCause.HANDLING:
        raise NotAllowed(
            _("The unit's handling is the cause: order rework, or propose a final reply."), code="rework_due",
            field="cause",
        )  # fmt: skip


@guards(Action.PROPOSE_REWORK)
def propose_rework(attempt: Attempt) -> None:
    require(attempt.data, "solved", "cause")
    if verification.outcome(attempt.data["solved"]) == verification.Outcome.CLOSE:
        raise NotAllowed(_("The matter is solved: close the order."), code="no_rework_due")


@guards(Action.REWORK)
def rework(attempt: Attempt) -> None:
    require(attempt.data, "demand")
    if not attempt.case.order.rework_proposed:
        raise NotAllowed(_("Nobody has proposed rework after a call."), code="not_proposed")
    if attempt.case.order.round > verification.MAX_REWORKS:
        raise NotAllowed(_("All rounds of rework are used up: propose a final reply."), code="rounds_used")


@guards(Action.PROPOSE_FINAL)
def propose_final(attempt: Attempt) -> None:
    """T29: when rework cannot help, because its rounds are used up or the demand is against the law."""
    require(attempt.data, "ground", "basis")
    one_at_a_time(attempt, Matter.FINAL_REPLY)
    if attempt.data["ground"] == FinalGround.ROUNDS and attempt.case.order.round <= verification.MAX_REWORKS:
        raise NotAllowed(_("Rounds of rework are left: order rework first."), code="rounds_left", field="ground")


@guards(Action.REFUSE_FINAL)
def refuse_final(attempt: Attempt) -> None:
    asked_for(attempt, Matter.FINAL_REPLY)
    require(attempt.data, "decision")


@guards(Action.FINAL_REPLY)
def final_reply(attempt: Attempt) -> None:
    require(attempt.data, "letter")
    be_another(attempt, asked_for(attempt, Matter.FINAL_REPLY).by_id)

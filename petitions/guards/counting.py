"""What must be true before an order is left out of the outcome rates (practice §2.8)."""

from django.utils.translation import gettext as _

from petitions import verification
from petitions.enums import Action, ExclusionGround, Matter, RequestState
from petitions.guards.base import Attempt, asked_for, be_another, guards, one_at_a_time, require
from petitions.refusals import NotAllowed


@guards(Action.APPLY_EXCLUSION)
def apply_exclusion(attempt: Attempt) -> None:
    require(attempt.data, "ground", "evidence")
    one_at_a_time(attempt, Matter.EXCLUSION)
    if attempt.data["ground"] == ExclusionGround.X5 and attempt.case.order.missed_calls < verification.ATTEMPTS:
        raise NotAllowed(_("X5 needs three unanswered calls on record."), code="too_few_calls", field="ground")


@guards(Action.CHECK_EXCLUSION)
def check_exclusion(attempt: Attempt) -> None:
    application = asked_for(attempt, Matter.EXCLUSION)
    if application.state == RequestState.CHECKED:
        raise NotAllowed(_("Checked already: the deputy convener decides."), code="checked")
    require(attempt.data, "note")


@guards(Action.REFUSE_EXCLUSION)
def refuse_exclusion(attempt: Attempt) -> None:
    asked_for(attempt, Matter.EXCLUSION)
    require(attempt.data, "decision")


@guards(Action.EXCLUDE)
def exclude(attempt: Attempt) -> None:
    """Checked by the office first, decided by a second person (practice §2.8)."""
    application = asked_for(attempt, Matter.EXCLUSION)
    require(attempt.data, "decision")
    if application.state != RequestState.CHECKED:
        raise NotAllowed(_("The office checks the grounds first."), code="unchecked")
    be_another(attempt, application.checked_by_id)


@guards(Action.UPHOLD_EXCLUSION, Action.RESTORE)
def recheck(attempt: Attempt) -> None:
    application = attempt.case.requests.get(Matter.EXCLUSION)
    if application is None or application.state != RequestState.GRANTED:
        raise NotAllowed(_("This order is not excluded."), code="not_excluded")
    require(attempt.data, "note")
    if attempt.by.id == application.decided_by_id or attempt.by.id == application.checked_by_id:
        raise NotAllowed(_("Whoever decided the exclusion does not re-check it."), code="second_person")

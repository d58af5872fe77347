"""What must be true before a unit returns an order, and before somebody decides on it (practice T09 to T11, §2.7)."""

from datetime import datetime

from django.utils.translation import gettext as _

from core import moments
from petitions.enums import Action, ClockName, ReturnReason, Urgency
from petitions.guards.base import Attempt, be_another, guards, require
from petitions.refusals import NotAllowed


@guards(Action.REQUEST_RETURN)
def request_return(attempt: Attempt) -> None:
    """Practice §2.7: one return a unit and order, inside the window, never a critical one, never after an award."""
    require(attempt.data, "reason", "basis")
    case, lead = attempt.case, attempt.case.lead
    if lead is None:
        raise NotAllowed(_("No unit leads this order."), code="no_lead")
    if case.order.urgency == Urgency.CRITICAL:
        raise NotAllowed(
            _("A critical order cannot be returned: act first, then ask for arbitration."), code="critical"
        )
    if lead.is_return_locked or lead.department_id in case.refused_by:
        raise NotAllowed(
            _("This order cannot be returned again by your unit: ask for arbitration instead."), code="return_locked"
        )  # fmt: skip
    shuts_at = attempt.machine.window(ClockName.RETURN_WINDOW, case.order, lead.dispatched_at)
    if shuts_at and attempt.at > shuts_at and attempt.data["reason"] != ReturnReason.R8:
        _check_new_facts(attempt, shuts_at)


def _check_new_facts(attempt: Attempt, shuts_at: datetime) -> None:
    """After the window new facts found on site may still be put forward, for one working day."""
    if not attempt.data.get("new_facts") or not attempt.machine.is_within(1, since=shuts_at, at=attempt.at):
        raise NotAllowed(
            _(
                "The return window closed at %(at)s: only a clerical error (R8) may still be returned, "
                "or new facts found on site within one more working day."
            ) % {"at": moments.due(shuts_at)},
            code="return_window_closed",
        )  # fmt: skip


@guards(Action.ENDORSE_RETURN)
def endorse_return(attempt: Attempt) -> None:
    request = attempt.case.return_request
    if attempt.case.order.urgency != Urgency.URGENT:
        raise NotAllowed(_("Only urgent orders need a second person: decide at once."), code="not_needed")
    if request and request.endorsed_by_id is not None:
        raise NotAllowed(_("Endorsed already: somebody else decides."), code="endorsed")


@guards(Action.APPROVE_RETURN)
def approve_return(attempt: Attempt) -> None:
    decide_return(attempt)
    request = attempt.case.return_request
    if request and attempt.case.order.urgency == Urgency.URGENT:
        if request.endorsed_by_id is None:
            raise NotAllowed(
                _("An urgent order is taken back by two persons: one endorses the return, another approves it."),
                code="second_person",
            )
        be_another(attempt, request.endorsed_by_id)


@guards(Action.REJECT_RETURN)
def decide_return(attempt: Attempt) -> None:
    require(attempt.data, "decision")
    if len(attempt.case.refused_by) > 1:
        raise NotAllowed(
            _("A second unit has refused this order: refer it to arbitration."), code="arbitration_only"
        )  # fmt: skip

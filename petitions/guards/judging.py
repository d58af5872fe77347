"""What must be true before a reply is passed on, sent back or verified (practice T21 to T25, T28, T33)."""

from django.utils.translation import gettext as _

from petitions import verification
from petitions.enums import Action, Status
from petitions.guards.base import Attempt, guards, require
from petitions.models.workorder import REOPEN_WINDOW
from petitions.refusals import NotAllowed


@guards(Action.REPAIR, Action.REOPEN)
def with_reason(attempt: Attempt) -> None:
    require(attempt.data, "reason")
    order = attempt.case.order
    if order.status == Status.CLOSED and order.closed_at and attempt.at > order.closed_at + REOPEN_WINDOW:
        raise NotAllowed(
            _("Closed more than 30 days ago: register a new petition and link it."), code="reopen_window_closed"
        )  # fmt: skip


@guards(Action.TO_FOLLOW_UP)
def to_follow_up(attempt: Attempt) -> None:
    if verification.is_required(attempt.case.order):
        raise NotAllowed(_("This order must be verified before the petitioner is called."), code="verify_first")
    if attempt.case.order.is_anonymous:
        raise NotAllowed(_("Nobody can be called: close without follow-up."), code="nobody_to_call")


@guards(Action.VERIFY)
def verify(attempt: Attempt) -> None:
    require(attempt.data, "finding")
    if attempt.case.order.is_anonymous:
        raise NotAllowed(_("Nobody can be called: close without follow-up."), code="nobody_to_call")


@guards(Action.FAIL_VERIFICATION)
def fail_verification(attempt: Attempt) -> None:
    require(attempt.data, "finding")


@guards(Action.CLOSE_WITHOUT_CALL)
def close_without_call(attempt: Attempt) -> None:
    if not attempt.case.order.is_anonymous:
        raise NotAllowed(_("The petitioner can be called: pass the order to follow-up."), code="call_first")
    if attempt.case.order.status == Status.VERIFYING:
        require(attempt.data, "finding")
    elif verification.is_required(attempt.case.order):
        raise NotAllowed(_("This order must be verified before it is closed."), code="verify_first")

"""What must be true before a unit signs, calls and replies (practice T07, T08, T16, T20)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from petitions import verification
from petitions.case import Case
from petitions.enums import Action, ClockName, Matter
from petitions.guards.base import Attempt, guards, require
from petitions.refusals import NotAllowed

UNDO_WITHIN = timedelta(seconds=30)  # of signing


@guards(Action.UNDO_SIGN)
def undo_sign(attempt: Attempt) -> None:
    lead = attempt.case.lead
    if lead is None or lead.signed_at is None or lead.is_auto_signed or lead.signed_by_name != attempt.by.name:
        raise NotAllowed(_("Only the person who signed can undo it."), code="not_the_signer")
    if attempt.at > lead.signed_at + UNDO_WITHIN or attempt.case.order.contacted_at or attempt.case.requests:
        raise NotAllowed(_("Signing can be undone within 30 seconds only."), code="too_late_to_undo")


@guards(Action.AUTO_SIGN)
def auto_sign(attempt: Attempt) -> None:
    """Not before the unit had its time to return the order (practice T08)."""
    lead = attempt.case.lead
    assert lead is not None
    shuts_at = attempt.machine.window(ClockName.RETURN_WINDOW, attempt.case.order, lead.dispatched_at)
    if shuts_at and attempt.at < shuts_at:
        raise NotAllowed(_("The return window is still open."), code="too_early")


@guards(Action.SECURE)
def secure(attempt: Attempt) -> None:
    if ClockName.DANGER not in attempt.case.clocks:
        raise NotAllowed(_("No danger clock runs on this order."), code="no_danger")
    require(attempt.data, "note")


@guards(Action.CONTACT)
def contact(attempt: Attempt) -> None:
    require(attempt.data, "method", "outcome")


@guards(Action.SUBMIT)
def submit(attempt: Attempt) -> None:
    require(attempt.data, "result_code", "public_text")
    order = attempt.case.order
    if not order.contacted_at and not order.is_anonymous and order.missed_calls < verification.ATTEMPTS:
        raise NotAllowed(
            _("Record the first contact with the petitioner (or three attempts) before you submit."),
            code="contact_first",
        )
    if attempt.data["result_code"] == "planned" and not attempt.data.get("planned_on"):
        raise NotAllowed(_("A planned result needs the date it is planned for."), code="required", field="planned_on")
    _nobody_owes_anything(attempt.case)


def _nobody_owes_anything(case: Case) -> None:
    """Child work blocks the reply: assists are done or waived, whistles ended (practice T20)."""
    owing = [row.department.short_name for row in case.assists if row.is_owed]
    if owing:
        raise NotAllowed(
            _("Still working on their piece: %(units)s. Wait for the result, or go on without it when it is late.")
            % {"units": _(", ").join(owing)},
            code="assists_open",
        )  # fmt: skip
    if case.order.has_open(Matter.WHISTLE):
        raise NotAllowed(_("A whistle about this order is still open: the street ends it first."), code="whistle_open")

"""What must be true before an order gets more time or is suspended (practice T17 to T19, §2.7)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from core.calendar import CITY_TIME
from petitions import extensions
from petitions.enums import Action, Matter, Track, Urgency
from petitions.guards.base import Attempt, asked_for, be_another, guards, one_at_a_time, require
from petitions.refusals import NotAllowed

REVIEW_EVERY = timedelta(days=30)  # of a suspension, practice §2.4
LONGEST_SUSPENSION = timedelta(days=180)


@guards(Action.REQUEST_EXTENSION)
def request_extension(attempt: Attempt) -> None:
    """Asked for in time, not more often nor longer than the rules allow, and the petitioner knows (practice §2.4)."""
    require(attempt.data, "reason", "plan", "days", "told_at")
    one_at_a_time(attempt, Matter.EXTENSION)
    extensions.check(attempt.case, attempt.data["days"], at=attempt.at, machine=attempt.machine)


@guards(Action.EXTEND)
def extend(attempt: Attempt) -> None:
    request = asked_for(attempt, Matter.EXTENSION)
    _by_the_right_side(attempt)
    be_another(attempt, request.by_id)


@guards(Action.REFUSE_EXTENSION)
def refuse_extension(attempt: Attempt) -> None:
    asked_for(attempt, Matter.EXTENSION)
    _by_the_right_side(attempt)
    require(attempt.data, "decision")


def _by_the_right_side(attempt: Attempt) -> None:
    """The head of the organ decides in a letters and visits matter (art. 34), the office in all others."""
    is_the_units = attempt.case.order.lead_id in attempt.by.department_ids("dept_leader")
    if is_the_units != (attempt.case.order.track == Track.XINFANG):
        raise NotAllowed(_("The other side decides on this extension."), code="not_yours")


@guards(Action.REQUEST_SUSPENSION)
def request_suspension(attempt: Attempt) -> None:
    """挂账 needs a cause, what is done meanwhile, somebody who answers for it and a day (practice §2.7)."""
    require(attempt.data, "ground", "interim_measure", "plan", "owner_name", "review_on", "told_at")
    one_at_a_time(attempt, Matter.SUSPENSION)
    if attempt.case.order.urgency != Urgency.NORMAL:
        raise NotAllowed(_("What is urgent is not suspended: act."), code="urgent")
    _review_in_time(attempt)


@guards(Action.SUSPEND)
def suspend(attempt: Attempt) -> None:
    request = asked_for(attempt, Matter.SUSPENSION)
    be_another(attempt, request.by_id)


@guards(Action.REFUSE_SUSPENSION)
def refuse_suspension(attempt: Attempt) -> None:
    asked_for(attempt, Matter.SUSPENSION)
    require(attempt.data, "decision")


@guards(Action.RENEW_SUSPENSION)
def renew_suspension(attempt: Attempt) -> None:
    require(attempt.data, "review_on", "decision")
    _review_in_time(attempt)
    suspension = attempt.case.requests.get(Matter.SUSPENSION)
    begun = suspension.begun_at if suspension and suspension.begun_at else attempt.at
    if attempt.data["review_on"] > (begun + LONGEST_SUSPENSION).astimezone(CITY_TIME).date():
        raise NotAllowed(
            _("A suspension lasts 180 days at most: resume the order."), code="too_long", field="review_on"
        )


def _review_in_time(attempt: Attempt) -> None:
    today, day = attempt.at.astimezone(CITY_TIME).date(), attempt.data["review_on"]
    if not today < day <= today + REVIEW_EVERY:
        raise NotAllowed(
            _("The review must fall within the next 30 days."), code="review_too_late", field="review_on"
        )  # fmt: skip


@guards(Action.RESUME)
def resume(attempt: Attempt) -> None:
    require(attempt.data, "reason")

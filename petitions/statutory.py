"""What the regulation on letters and visits of 2022 (信访工作条例) says of a matter on its track. Pure.

Days without the word 工作 are calendar days; the limits themselves are rows like all others (`defaults`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.calendar import CITY_TIME, Calendar, CalendarNotLoaded
from petitions.enums import OPEN, Channel, ClockName, Status, StatutoryClass, Track
from petitions.models import StatutoryReview, WorkOrder
from petitions.refusals import NotAllowed

CHANNELS = frozenset({Channel.MAILBOX, Channel.WALK_IN, Channel.SUPERIOR_TRANSFER})
REPRESENTATIVES = 5  # of a group that comes in person (art. 20)
DAYS_TO_ASK = 30  # for a review, for a re-review (arts. 35, 36)
REVIEW, RE_REVIEW = 1, 2
ENDED_BY_LAW = frozenset({StatutoryClass.ACCUSATION, StatutoryClass.OTHER_PROCEDURE})
FROM_RECEIPT = frozenset({ClockName.INTAKE, ClockName.DISPATCH})  # art. 22: registered and passed on in 15 days


def is_statutory(order: WorkOrder) -> bool:
    return order.track == Track.XINFANG


def may_be_dispatched(order: WorkOrder) -> bool:
    """An accusation goes to the discipline organ (art. 30), what another procedure decides into that one (art. 31):
    neither is accepted or given to a unit."""
    return not (is_statutory(order) and order.statutory_class in ENDED_BY_LAW)


def counts_from(order: WorkOrder, name: str, at: datetime) -> datetime:
    """The moment from which a clock that is started at `at` counts: by law from the receipt (art. 22), and the 60 days
    from the acceptance, whoever has the matter by then (art. 34)."""
    if not is_statutory(order):
        return at
    if name in FROM_RECEIPT:
        return order.registered_at
    if name == ClockName.HANDLE:
        return order.accepted_at or at
    return at


def check_registration(order: WorkOrder, statutory_class: str, *, representatives: int) -> None:
    """Raise `NotAllowed` where an order cannot become a letters and visits matter."""
    if is_statutory(order):
        raise NotAllowed(_("It is registered as a letters and visits matter already."), code="registered")
    if order.channel not in CHANNELS:
        raise NotAllowed(
            _("Only what came by mailbox, in person or from a superior organ is a letters and visits matter."),
            code="channel",
        )
    sources = {Status.REGISTERED} if statutory_class in ENDED_BY_LAW else {Status.REGISTERED, Status.ACCEPTED}
    if order.status not in sources:
        raise NotAllowed(_("That is decided before the matter is accepted or dispatched."), code="wrong_state")
    if representatives > REPRESENTATIVES:
        raise NotAllowed(
            _("A group sends up to %(n)s representatives (art. 20).") % {"n": REPRESENTATIVES},
            code="representatives", field="representatives",
        )  # fmt: skip


# --- review and re-review


def next_level(reviews: Sequence[StatutoryReview]) -> int | None:
    """What the petitioner may ask for next; None after the re-review."""
    asked = {review.level for review in reviews}
    return next((level for level in (REVIEW, RE_REVIEW) if level not in asked), None)


def is_exhausted(reviews: Sequence[StatutoryReview]) -> bool:
    """After the re-review the same facts and reasons are not accepted any more (art. 36)."""
    return any(review.level == RE_REVIEW and review.decided_at for review in reviews)


def check_review(
    order: WorkOrder, reviews: Sequence[StatutoryReview], *, opinion_at: datetime, asked_at: datetime, days: Calendar
) -> int:
    """The level of the review that is asked for. Raises `NotAllowed`."""
    level = next_level(reviews)
    if not is_statutory(order) or order.statutory_class != StatutoryClass.APPEAL:
        raise NotAllowed(_("Reviews are for appeals for a decision (art. 31)."), code="not_an_appeal")
    if not order.result_code:
        raise NotAllowed(_("There is no opinion yet that could be reviewed."), code="no_opinion")
    if level is None:
        raise NotAllowed(_("After the re-review there is no further one (art. 36)."), code="exhausted")
    if level == RE_REVIEW:
        _require_answer(reviews[0], opinion_at)
    _require_in_time(opinion_at, asked_at, days)
    return level


def _require_answer(review: StatutoryReview, opinion_at: datetime) -> None:
    if review.decided_at is None:
        raise NotAllowed(_("The review has not been answered yet."), code="undecided")
    if opinion_at.astimezone(CITY_TIME).date() < review.decided_at.astimezone(CITY_TIME).date():
        raise NotAllowed(_("The opinion was given after that day."), code="opinion_at", field="opinion_at")


def _require_in_time(opinion_at: datetime, asked_at: datetime, days: Calendar) -> None:
    if asked_at < opinion_at:
        raise NotAllowed(_("A request cannot be older than the opinion."), code="asked_at", field="asked_at")
    if asked_at.astimezone(CITY_TIME).date() > last_day_to_ask(opinion_at, days).date():
        raise NotAllowed(
            _("A review is asked for within %(n)s days of receiving the opinion (arts. 35, 36).") % {"n": DAYS_TO_ASK},
            code="too_late", field="asked_at",
        )  # fmt: skip


def last_day_to_ask(opinion_at: datetime, days: Calendar) -> datetime:
    try:
        return days.add_calendar_days(opinion_at, DAYS_TO_ASK).astimezone(CITY_TIME)
    except CalendarNotLoaded:  # the petitioner does not lose the right because nobody has entered the year
        return (opinion_at + timedelta(days=DAYS_TO_ASK + 15)).astimezone(CITY_TIME)


# --- the same matter again


def barred_by(
    earlier: WorkOrder, reviews: Sequence[StatutoryReview], *, channel: str, at: datetime, days: Calendar
) -> str:
    """Why the same matter is not accepted anew, in words for the petitioner; empty where it has to be."""
    if not is_statutory(earlier):
        return ""
    if is_exhausted(reviews):
        return _("The re-review has decided this matter; the same facts and reasons are not accepted again (art. 36).")
    if channel == Channel.SUPERIOR_TRANSFER and _is_in_time(earlier, reviews, at, days):
        return _(
            "The matter is being handled as %(number)s and its time limit is running; "
            "a superior organ does not accept it meanwhile (art. 19)."
        ) % {"number": earlier.number}
    return ""


def _is_in_time(earlier: WorkOrder, reviews: Sequence[StatutoryReview], at: datetime, days: Calendar) -> bool:
    """Handled, reviewed, or still open to be reviewed, each within its time."""
    running = [review for review in reviews if review.decided_at is None]
    if running:
        return any(review.due_at is None or at <= review.due_at for review in running)
    if earlier.status in OPEN:
        due_at = earlier.handle_due_at or earlier.due_at
        return due_at is None or at <= due_at
    opinion_at = max([review.decided_at for review in reviews if review.decided_at], default=earlier.closed_at)
    return opinion_at is not None and at.astimezone(CITY_TIME).date() <= last_day_to_ask(opinion_at, days).date()

"""Letters and visits matters: registering one, handing it over, leading it elsewhere, reviews and hearings.

Each is one transaction with one event on the order; what the law allows stands in `statutory`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.actors import Actor
from petitions import deadlines, statutory, workflow
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import Action, ClockName, NotAcceptedReason, StatutoryClass, Track
from petitions.models import StatutoryReview, WorkOrder
from petitions.refusals import NotAllowed
from petitions.statutory import RE_REVIEW

REGISTERED, REVIEW_ASKED, REVIEW_DECIDED = "statutory_registered", "review_asked", "review_decided"
HEARING_BEGUN, HEARING_ENDED = "hearing_begun", "hearing_ended"


def may_register(actor: Actor) -> bool:
    return actor.has("intake", "office_admin")


def may_decide(actor: Actor, order: WorkOrder) -> bool:
    """Whoever answers a review does not belong to the unit whose opinion it is (art. 28)."""
    return actor.has("office_admin") and order.lead_id not in actor.partial_to


def register(
    order: WorkOrder, statutory_class: str, *, by: Actor, at: datetime, representatives: int = 1
) -> None:  # fmt: skip
    """Put an order on the track of the law, before it is dispatched. Its clocks begin anew from the receipt."""
    _require(may_register(by))

    def change(case: Case, machine: Clockwork) -> None:
        statutory.check_registration(case.order, statutory_class, representatives=representatives)
        case.order.track, case.order.statutory_class = Track.XINFANG, statutory_class
        if statutory_class == StatutoryClass.ACCUSATION:
            case.order.is_confidential = True  # never disclosed to the accused side (arts. 30, 46)
        case.order.routed_at = case.order.routed_at or at  # a person has looked
        for name in statutory.FROM_RECEIPT & set(case.clocks):
            _restart(case, name, at, machine)

    workflow.amend(
        order, REGISTERED, change, by=by, at=at, statutory_class=statutory_class, representatives=representatives
    )  # fmt: skip


def _restart(case: Case, name: ClockName | str, at: datetime, machine: Clockwork) -> None:
    workflow.stop(case, name, at, machine)
    clock = machine.start(name, case.order, statutory.counts_from(case.order, name, at))
    case.clocks[name] = clock
    case.add(clock)


def hand_over(order: WorkOrder, *, organ: str, handed_at: datetime, by: Actor, at: datetime) -> WorkOrder:
    """An accusation is with the discipline organ now; nothing but that is kept of its way (art. 30)."""
    _require(may_register(by))
    _require_class(order, StatutoryClass.ACCUSATION)
    text = _("Handed over to %(organ)s, which answers you (art. 30).") % {"organ": organ}
    return workflow.advance(
        order, Action.REFUSE, by=by, at=at, reason_code=NotAcceptedReason.N2, channel_text=text, organ=organ,
        handed_at=handed_at,
    )  # fmt: skip


def lead_into(order: WorkOrder, *, channel_text: str, by: Actor, at: datetime) -> WorkOrder:
    """The petitioner is told which procedure decides (art. 31 items 1 to 5)."""
    _require(may_register(by))
    _require_class(order, StatutoryClass.OTHER_PROCEDURE)
    return workflow.advance(
        order, Action.REFUSE, by=by, at=at, reason_code=NotAcceptedReason.N2, channel_text=channel_text
    )  # fmt: skip


def refuse_same(order: WorkOrder, earlier: WorkOrder, *, by: Actor, at: datetime) -> WorkOrder:
    """The same matter as an earlier one that the law bars: exhausted (art. 36), or in hand (art. 19)."""
    _require(may_register(by))
    text = statutory.barred_by(
        earlier, reviews_of(earlier), channel=order.channel, at=at, days=deadlines.clockwork().days
    )  # fmt: skip
    if not text or earlier.pk == order.pk:
        raise NotAllowed(
            _("The law does not bar this matter because of that order: accept it."), code="not_barred", field="earlier"
        )  # fmt: skip
    return workflow.advance(
        order, Action.REFUSE, by=by, at=at, reason_code=NotAcceptedReason.N3, channel_text=text, earlier=earlier.number
    )  # fmt: skip


def ask_review(
    order: WorkOrder, *, opinion_at: datetime, asked_at: datetime, reason: str, by: Actor, at: datetime
) -> None:  # fmt: skip
    """The petitioner asks for the review, or after it for the re-review; its 30 days run from when it was asked."""
    _require(may_register(by))
    told: dict[str, Any] = {}

    def change(case: Case, machine: Clockwork) -> None:
        level = statutory.check_review(
            case.order, reviews_of(case.order), opinion_at=opinion_at, asked_at=asked_at, days=machine.days
        )
        review = StatutoryReview(
            work_order=case.order, level=level, opinion_at=opinion_at, reason=reason, at=at, by_id=by.id,
            by_name=by.name,
        )  # fmt: skip
        machine.set_off(review, machine.limit(ClockName.PETITION_REVIEW, case.order, asked_at), asked_at)
        case.add(review)
        told.update(level=level, due_at=review.due_at)

    workflow.amend(order, REVIEW_ASKED, change, by=by, at=at, review=told)


def decide_review(review: StatutoryReview, *, opinion: str, by: Actor, at: datetime) -> None:
    def change(current: StatutoryReview, machine: Clockwork) -> None:
        machine.stop(current, at)
        current.opinion, current.decided_at, current.decided_by_name = opinion, at, by.name

    _turn(review, REVIEW_DECIDED, change, by=by, at=at)


def begin_hearing(review: StatutoryReview, *, by: Actor, at: datetime) -> None:
    """The time of a hearing is not counted (art. 36)."""

    def change(current: StatutoryReview, machine: Clockwork) -> None:
        if current.level != RE_REVIEW or current.paused_at:
            raise NotAllowed(_("A hearing is held in a re-review, one at a time (art. 36)."), code="no_hearing")
        machine.pause(current, at)

    _turn(review, HEARING_BEGUN, change, by=by, at=at)


def end_hearing(review: StatutoryReview, *, by: Actor, at: datetime) -> None:
    def change(current: StatutoryReview, machine: Clockwork) -> None:
        if current.paused_at is None:
            raise NotAllowed(_("No hearing is being held."), code="no_hearing")
        machine.resume(current, at)

    _turn(review, HEARING_ENDED, change, by=by, at=at)


def reviews_of(order: WorkOrder) -> list[StatutoryReview]:
    return list(StatutoryReview.objects.filter(work_order=order).order_by("level"))


def _turn(
    review: StatutoryReview, kind: str, change: Callable[[StatutoryReview, Clockwork], None], *, by: Actor, at: datetime
) -> None:
    """Something happens to a review that is not decided yet; its order is held meanwhile."""
    _require(may_decide(by, review.work_order))
    told: dict[str, Any] = {}

    def turn(case: Case, machine: Clockwork) -> None:
        current = StatutoryReview.objects.get(pk=review.pk)
        if current.decided_at:
            raise NotAllowed(_("This review has been answered already."), code="wrong_state")
        change(current, machine)
        case.touch(current)
        told.update(level=current.level, due_at=current.due_at)

    workflow.amend(review.work_order, kind, turn, by=by, at=at, review=told)


def _require(is_allowed: bool) -> None:
    if not is_allowed:
        raise NotAllowed(_("That is for somebody else to do."), code="not_permitted")


def _require_class(order: WorkOrder, statutory_class: str) -> None:
    if not statutory.is_statutory(order) or order.statutory_class != statutory_class:
        raise NotAllowed(_("This matter is of another class."), code="other_class")

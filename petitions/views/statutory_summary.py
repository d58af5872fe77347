"""What the page of an order shows of its being a letters and visits matter. Reads, never writes."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core import moments
from core.actors import Actor
from core.components import Fact
from petitions import deadlines, matters, statutory
from petitions.enums import DeadlineLamp, Status
from petitions.models import StatutoryReview, WorkOrder
from petitions.statutory import REVIEW

BEFORE_DISPATCH = (Status.REGISTERED, Status.ACCEPTED)


@dataclass(frozen=True)
class Summary:
    """`facts` are empty for an order that could be registered as such a matter but is not."""

    facts: list[Fact]
    reviews: list[tuple[str, StatutoryReview, DeadlineLamp | None]]


def of(order: WorkOrder, actor: Actor, now: datetime) -> Summary | None:
    """None where there is nothing to say."""
    if not statutory.is_statutory(order):
        can_be = order.channel in statutory.CHANNELS and order.status in BEFORE_DISPATCH
        return Summary([], []) if can_be and matters.may_register(actor) else None
    return Summary(_facts(order), [_review(review, now) for review in matters.reviews_of(order)])


def _facts(order: WorkOrder) -> list[Fact]:
    facts = [
        Fact(_("Class"), order.get_statutory_class_display()),
        Fact(_("Received"), moments.full(order.registered_at)),
    ]
    if order.accepted_at and statutory.may_be_dispatched(order):
        facts.append(Fact(_("Accepted"), moments.full(order.accepted_at)))
    if order.handle_due_at:
        facts.append(Fact(_("To be closed by"), moments.full(order.handle_due_at)))
    return facts


def _review(review: StatutoryReview, now: datetime) -> tuple[str, StatutoryReview, DeadlineLamp | None]:
    name = _("review (art. 35)") if review.level == REVIEW else _("re-review (art. 36)")
    if review.decided_at:
        return name, review, None
    return name, review, DeadlineLamp.PAUSED if review.paused_at else deadlines.lamp(review, now)

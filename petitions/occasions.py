"""What in the life of an order is an occasion to supervise its unit: told by the step just taken (practice §2.12).

Time running out, clusters and missed reviews are found by the round of the clocks; a leader's word and the media come
by hand.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from core.actors import SYSTEM
from core.models import Event
from petitions import supervision
from petitions.enums import Action, DissatisfactionCause, ReturnState, Solved, SupervisionTrigger
from petitions.models import FollowUp, SupervisionOrder, WorkOrder

T = SupervisionTrigger
THIRD_ROUND = 3
REJECTIONS = 2
BAD = (1, 2)
CONDUCT = (DissatisfactionCause.ATTITUDE, DissatisfactionCause.SPEED)


def after_step(order: WorkOrder, event: Event, *, at: datetime) -> SupervisionOrder | None:
    """Draw up what this step gives occasion to. Safe to repeat while that is open."""
    trigger, occurs, reason = OCCASIONS[event.kind]
    if not occurs(order, event):
        return None
    return supervision.draft(order, trigger, reason(), by=SYSTEM, at=at)


def _is_third_round(order: WorkOrder, event: Event) -> bool:
    return order.round >= THIRD_ROUND


def _is_second_rejection(order: WorkOrder, event: Event) -> bool:
    return order.return_requests.filter(state=ReturnState.REJECTED).count() >= REJECTIONS


def _is_about_conduct(order: WorkOrder, event: Event) -> bool:
    """Solved, and yet the petitioner was dissatisfied with how or how late (practice §2.10). The answers stand in the
    caller's row; what is drawn up from them does not repeat them, as the unit will read it."""
    calls = FollowUp.objects.filter(work_order=order, at=event.at, solved=Solved.SOLVED, rating__in=BAD)
    return calls.filter(cause__in=CONDUCT).exists()


def _reworked() -> str:
    return _("The order has been sent back for rework twice and is not done.")


def _rejected() -> str:
    return _("The order was asked to be returned twice without ground.")


def _conduct() -> str:
    return _("Look into how the petitioner was met in this matter, and how fast it was dealt with.")


Occasion = tuple[SupervisionTrigger, Callable[[WorkOrder, Event], bool], Callable[[], str]]

OCCASIONS: dict[str, Occasion] = {
    f"workorder.{Action.REWORK}": (T.REWORKED_TWICE, _is_third_round, _reworked),
    f"workorder.{Action.FAIL_VERIFICATION}": (T.REWORKED_TWICE, _is_third_round, _reworked),
    f"workorder.{Action.REOPEN}": (T.REWORKED_TWICE, _is_third_round, _reworked),
    f"workorder.{Action.REJECT_RETURN}": (T.RETURN_REJECTED_TWICE, _is_second_rejection, _rejected),
    f"workorder.{Action.CLOSE}": (T.CONDUCT, _is_about_conduct, _conduct),
}

"""What is left behind when an order is left out of the outcome rates, and when that is looked at again."""

from petitions import exclusions
from petitions.effects.base import Step, effect
from petitions.effects.requests import ask, settle
from petitions.enums import Action, Matter, RequestState
from petitions.models import Exclusion


@effect(Action.APPLY_EXCLUSION)
def apply_exclusion(step: Step) -> None:
    ask(step, Matter.EXCLUSION, Exclusion, ground=step.data["ground"], evidence=step.data["evidence"])


@effect(Action.CHECK_EXCLUSION)
def check_exclusion(step: Step) -> None:
    application = step.case.requests[Matter.EXCLUSION]
    application.state, application.check_note = RequestState.CHECKED, step.data["note"]
    application.checked_at, application.checked_by_id, application.checked_by_name = step.at, step.by.id, step.by.name
    step.case.touch(application)


@effect(Action.REFUSE_EXCLUSION)
def refuse_exclusion(step: Step) -> None:
    settle(step, Matter.EXCLUSION, RequestState.REFUSED)


@effect(Action.EXCLUDE)
def exclude(step: Step) -> None:
    application = settle(step, Matter.EXCLUSION, RequestState.GRANTED)
    application.is_drawn = step.case.is_unit_watched or exclusions.is_drawn(step.case.order.number)
    step.case.order.excluded_at = step.at
    if not application.is_drawn:
        step.case.order.close_matter(Matter.EXCLUSION)


@effect(Action.UPHOLD_EXCLUSION)
def uphold_exclusion(step: Step) -> None:
    _recheck(step)
    step.case.order.close_matter(Matter.EXCLUSION)


@effect(Action.RESTORE)
def restore(step: Step) -> None:
    _recheck(step)
    application = step.case.requests.pop(Matter.EXCLUSION)
    application.state = RequestState.ENDED
    step.case.order.close_matter(Matter.EXCLUSION)
    step.case.order.excluded_at = None


def _recheck(step: Step) -> None:
    application = step.case.requests[Matter.EXCLUSION]
    application.rechecked_at, application.rechecked_by_name = step.at, step.by.name
    application.recheck_note = step.data["note"]
    step.case.touch(application)

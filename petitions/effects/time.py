"""What is left behind when an order gets more time or is suspended."""

from functools import partial

from petitions.effects.base import Step, effect
from petitions.effects.requests import ask, lapse, settle
from petitions.enums import Action, Matter, RequestState
from petitions.models import ExtensionRequest, Suspension


@effect(Action.REQUEST_EXTENSION)
def request_extension(step: Step) -> None:
    clock = step.case.handling_clock
    assert clock is not None
    ask(
        step, Matter.EXTENSION, ExtensionRequest, reason=step.data["reason"], plan=step.data["plan"],
        days=step.data["days"], told_at=step.data["told_at"], due_before=clock.due_at,
        due_after=step.machine.extended(clock, step.data["days"]),
    )  # fmt: skip


@effect(Action.EXTEND)
def extend(step: Step) -> None:
    """T17: the due moment moves by the days asked for, counted from where it was."""
    case, clock = step.case, step.case.handling_clock
    assert clock is not None
    case.order.extension_count += 1
    request = settle(step, Matter.EXTENSION, RequestState.GRANTED)
    step.machine.aim(clock, partial(step.machine.extended, clock, request.days))
    step.machine.rearm(clock, step.at)
    request.due_after = clock.due_at
    case.touch(clock)


@effect(Action.REFUSE_EXTENSION)
def refuse_extension(step: Step) -> None:
    settle(step, Matter.EXTENSION, RequestState.REFUSED)


@effect(Action.REQUEST_SUSPENSION)
def request_suspension(step: Step) -> None:
    ask(
        step, Matter.SUSPENSION, Suspension, cause=step.data["ground"], interim_measure=step.data["interim_measure"],
        plan=step.data["plan"], owner_name=step.data["owner_name"], review_on=step.data["review_on"],
        told_at=step.data.get("told_at"),
    )  # fmt: skip


@effect(Action.SUSPEND)
def suspend(step: Step) -> None:
    lapse(step, Matter.EXTENSION)
    settle(step, Matter.SUSPENSION, RequestState.GRANTED).begun_at = step.at


@effect(Action.REFUSE_SUSPENSION)
def refuse_suspension(step: Step) -> None:
    settle(step, Matter.SUSPENSION, RequestState.REFUSED)


@effect(Action.RENEW_SUSPENSION)
def renew_suspension(step: Step) -> None:
    suspension = step.case.requests[Matter.SUSPENSION]
    suspension.review_on = step.data["review_on"]
    suspension.reviews += 1
    step.case.touch(suspension)


@effect(Action.RESUME)
def resume(step: Step) -> None:
    """Whether the matter is cleared (销账) shows when it is closed."""
    case = step.case
    suspension = case.requests.pop(Matter.SUSPENSION, None)
    case.order.close_matter(Matter.SUSPENSION)
    if suspension:
        suspension.state, suspension.ended_at = RequestState.ENDED, step.at
        suspension.end_reason = step.get("reason")
        case.touch(suspension)

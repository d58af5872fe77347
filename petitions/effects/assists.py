"""What several units leave behind as they share the work."""

from petitions.effects.base import Step, effect
from petitions.effects.requests import ask, settle
from petitions.enums import Action, AssignmentRole, Matter, RequestState
from petitions.models import Assignment, AssistRequest


@effect(Action.REQUEST_ASSIST)
def request_assist(step: Step) -> None:
    ask(step, Matter.ASSIST, AssistRequest, unit=step.data["unit"], piece=step.data["piece"])


@effect(Action.ADD_ASSIST)
def add_assist(step: Step) -> None:
    """A unit that stood by is given its piece of work; another one joins with it."""
    case = step.case
    if Matter.ASSIST in case.requests:
        settle(step, Matter.ASSIST, RequestState.GRANTED)
    assist = case.assist_of(step.data["unit"].pk)
    if assist is None:
        assist = Assignment(
            work_order=case.order, department=step.data["unit"], role=AssignmentRole.ASSIST, dispatched_at=step.at,
            is_return_locked=True,
        )  # fmt: skip
        case.assignments.append(assist)
        case.add(assist)
    assist.piece = step.data["piece"]
    case.touch(assist)


@effect(Action.DENY_ASSIST)
def deny_assist(step: Step) -> None:
    settle(step, Matter.ASSIST, RequestState.REFUSED)


@effect(Action.OBJECT_ASSIST)
def object_assist(step: Step) -> None:
    assist = step.case.own_assist(step.by)
    assert assist is not None
    assist.objected_at, assist.objection = step.at, step.data["reason"]
    step.case.order.open_matter(Matter.OBJECTION)
    step.case.touch(assist)


@effect(Action.SETTLE_OBJECTION)
def settle_objection(step: Step) -> None:
    """The dispatcher, not the lead, says whether the unit helps after all."""
    case = step.case
    assist = case.assist_of(step.data["unit"].pk)
    assert assist is not None
    assist.objection_settled_at = step.at
    if step.get("released"):
        assist.is_active, assist.ended_at = False, step.at
        case.assignments.remove(assist)
        _stop_assist(step, assist)
    case.touch(assist)
    if not any(row.objected_at and not row.objection_settled_at for row in case.assists):
        case.order.close_matter(Matter.OBJECTION)


@effect(Action.FINISH_ASSIST)
def finish_assist(step: Step) -> None:
    assist = step.case.own_assist(step.by)
    assert assist is not None
    assist.finished_at, assist.result = step.at, step.data["result"]
    _stop_assist(step, assist)
    step.case.touch(assist)


@effect(Action.WAIVE_ASSIST)
def waive_assist(step: Step) -> None:
    """The lead goes on without it; its clock stops where it is, so a late assist stays late and the lead does not."""
    assist = step.case.assist_of(step.data["unit"].pk)
    assert assist is not None
    assist.waived_at, assist.waive_reason = step.at, step.data["reason"]
    _stop_assist(step, assist)
    step.case.touch(assist)


def _stop_assist(step: Step, assist: Assignment) -> None:
    clock = step.case.assist_clocks.pop(assist.department_id, None)
    if clock:
        step.machine.stop(clock, step.at)
        step.case.touch(clock)

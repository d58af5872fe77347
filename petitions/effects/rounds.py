"""How a round of work ends and the next one begins."""

from petitions.effects.base import Step, effect
from petitions.effects.requests import OF_THE_UNIT, lapse
from petitions.effects.units import end_assignments
from petitions.enums import Action, AssignmentRole, Matter
from petitions.models import Assignment, WorkOrder


def close(step: Step) -> None:
    step.case.order.closed_at = step.at
    step.case.order.rework_proposed = False
    end_assignments(step)
    lapse(step, *OF_THE_UNIT, Matter.FINAL_REPLY)


@effect(Action.REWORK)
def next_round(step: Step) -> None:
    step.case.order.round += 1
    lapse(step, Matter.FINAL_REPLY)
    _anew(step)


def _anew(step: Step) -> None:
    step.case.order.rework_proposed = False
    count_calls_anew(step.case.order)


def count_calls_anew(order: WorkOrder) -> None:
    """The callers' attempts of one round are not those of another."""
    order.missed_calls = order.missed_days = 0
    order.last_missed_on = None


@effect(Action.REOPEN)
def reopen(step: Step) -> None:
    """The unit that led takes the order up again. New facts are not poor work, so the round stays (practice T28)."""
    case, order = step.case, step.case.order
    order.reopened_at, order.closed_at, order.plan_on = step.at, None, None
    _anew(step)
    assignment = Assignment(
        work_order=order, department=order.lead, role=AssignmentRole.LEAD, dispatched_at=step.at,
        signed_at=step.at, signed_by_name=step.by.name, is_return_locked=True,
    )  # fmt: skip
    case.assignments.append(assignment)
    case.add(assignment)

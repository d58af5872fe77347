"""Which units have a part in an order."""

from petitions.effects.base import Step
from petitions.enums import AssignmentRole, Matter
from petitions.models import Assignment

WRONG_LEAD_WITHIN = 5  # working days after the first dispatch; a later change says nothing about it (practice §3.2)


def change_lead(step: Step) -> None:
    order = step.case.order
    assert order.dispatched_at is not None
    if step.machine.is_within(WRONG_LEAD_WITHIN, since=order.dispatched_at, at=step.at):
        order.lead_changed = True


def assign(step: Step, *, is_auto: bool, is_return_locked: bool) -> None:
    """The lead and its assists, each with a row of its own from now on."""
    case, order = step.case, step.case.order
    order.lead = step.data["lead"]
    order.lead_count += 1
    order.dispatched_at = order.dispatched_at or step.at
    units = [(order.lead, AssignmentRole.LEAD), *((unit, AssignmentRole.ASSIST) for unit in step.get("assists", ()))]
    for unit, role in units:
        assignment = Assignment(
            work_order=order, department=unit, role=role, dispatched_at=step.at, is_auto=is_auto,
            is_return_locked=is_return_locked, instructions=step.get("instructions"),
        )  # fmt: skip
        case.assignments.append(assignment)
        case.add(assignment)


def end_assignments(step: Step) -> None:
    case = step.case
    for clock in case.assist_clocks.values():
        step.machine.stop(clock, step.at)
        case.touch(clock)
    case.assist_clocks.clear()
    for assignment in case.assignments:
        assignment.is_active, assignment.ended_at = False, step.at
        case.touch(assignment)
    case.assignments = []
    case.order.close_matter(Matter.OBJECTION)

"""What a step leaves behind on the case besides its state and its clocks: one function an action."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.actors import Actor
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import (
    Action,
    AssignmentRole,
    ClockName,
    Contacted,
    ContactOutcome,
    PetitionKind,
    ReturnState,
    Status,
)
from petitions.models import Assignment, ContactLog, FollowUp, Reply, ReturnRequest, Verification

WRONG_LEAD_WITHIN = 5  # working days after the first dispatch; a later change says nothing about it (practice §3.2)


@dataclass(frozen=True)
class Step:
    case: Case
    by: Actor
    at: datetime
    machine: Clockwork
    data: dict[str, Any]

    @property
    def signature(self) -> dict[str, Any]:
        return {"at": self.at, "by_id": self.by.id, "by_name": self.by.name}

    def get(self, name: str, default: Any = "") -> Any:
        return self.data.get(name) or default


Effect = Callable[[Step], None]
EFFECTS: dict[Action, Effect] = {}


def effect(*actions: Action) -> Callable[[Effect], Effect]:
    def register(function: Effect) -> Effect:
        EFFECTS.update(dict.fromkeys(actions, function))
        return function

    return register


def apply(case: Case, action: Action, *, by: Actor, at: datetime, machine: Clockwork, data: dict[str, Any]) -> None:
    function = EFFECTS.get(action)
    if function:
        function(Step(case, by, at, machine, data))


def before_clocks(case: Case, going_on: Iterable[ClockName], *, at: datetime, machine: Clockwork) -> None:
    """A handle clock that stood goes on or ends: what it stood is not the unit's handling time."""
    clock = case.clocks.get(ClockName.HANDLE)
    if clock and clock.paused_at and ClockName.HANDLE in going_on:
        case.order.paused_minutes += machine.worked_minutes(clock.paused_at, at) or 0


def after_clocks(case: Case, action: Action, *, at: datetime, machine: Clockwork) -> None:
    """Grant the minimum times of T11 and T21, and repeat the due moments where lists read them."""
    if action == Action.REJECT_RETURN and ClockName.SIGN in case.clocks:
        _not_before(case, ClockName.SIGN, machine.days.add_hours(at, 1), machine)
    if action == Action.REPAIR:
        for name in {ClockName.HANDLE, ClockName.REWORK} & set(case.clocks):
            _not_before(case, name, machine.days.add_days(at, 1), machine)
    repeat_due_moments(case)


def repeat_due_moments(case: Case) -> None:
    """Due moments stand on the clocks; lists and indicators read them from the order and its lead."""
    clocks, order, lead = case.clocks, case.order, case.lead
    if lead and ClockName.SIGN in clocks:
        lead.sign_due_at = clocks[ClockName.SIGN].due_at
        case.touch(lead)
    if ClockName.CONTACT in clocks and order.contact_due_at is None:
        order.contact_due_at = clocks[ClockName.CONTACT].due_at
    if ClockName.HANDLE in clocks and order.submitted_at is None:  # a later round's lead was not late in the first
        order.handle_due_at = clocks[ClockName.HANDLE].due_at


def _not_before(case: Case, name: str, moment: datetime, machine: Clockwork) -> None:
    clock = case.clocks[name]
    if clock.due_at and clock.due_at < moment:
        machine.aim(clock, lambda: moment)
        case.touch(clock)


@effect(Action.ACCEPT)
def accept(step: Step) -> None:
    order = step.case.order
    order.category = step.get("category", order.category)
    order.urgency = step.get("urgency", order.urgency)
    order.kind = step.get("kind", order.kind)
    if order.category.confidential_by_rule or order.kind == PetitionKind.REPORT:
        order.is_confidential = True
    order.routed_at = None  # with a category there is something to route by


@effect(Action.MERGE)
def merge(step: Step) -> None:
    case, primary = step.case, step.data["primary"]
    assert case.petition is not None
    case.order.merged_into = primary
    case.petition.is_primary = False
    for petition in (case.petition, *case.joined):
        petition.work_order = primary
        case.touch(petition)


@effect(Action.DISPATCH)
def dispatch(step: Step) -> None:
    order = step.case.order
    is_auto = bool(step.data.get("is_auto"))
    if order.dispatched_at is None:  # a person's second dispatch does not take the first one from the machine
        order.is_auto_dispatched = is_auto
    order.routed_at = order.routed_at or step.at  # whoever gives it out has looked; if it comes back, it is the desk's
    _assign(step, is_auto=is_auto, is_return_locked=False)


@effect(Action.REASSIGN)
def reassign(step: Step) -> None:
    _change_lead(step)
    _end_assignments(step)
    _assign(step, is_auto=False, is_return_locked=False)


@effect(Action.AWARD)
def award(step: Step) -> None:
    is_changed = step.case.order.lead != step.data["lead"]
    if is_changed:
        _change_lead(step)
    _end_assignments(step)
    _decide_return(step, ReturnState.APPROVED if is_changed else ReturnState.REJECTED, step.get("reason"))
    _assign(step, is_auto=False, is_return_locked=True)


def _change_lead(step: Step) -> None:
    order = step.case.order
    assert order.dispatched_at is not None
    if step.machine.is_within(WRONG_LEAD_WITHIN, since=order.dispatched_at, at=step.at):
        order.lead_changed = True


def _assign(step: Step, *, is_auto: bool, is_return_locked: bool) -> None:
    """The lead and its assists, each with a row of its own from now on."""
    case, order = step.case, step.case.order
    order.lead = step.data["lead"]
    order.dispatched_at = order.dispatched_at or step.at
    units = [(order.lead, AssignmentRole.LEAD), *((unit, AssignmentRole.ASSIST) for unit in step.get("assists", ()))]
    for unit, role in units:
        assignment = Assignment(
            work_order=order, department=unit, role=role, dispatched_at=step.at, is_auto=is_auto,
            is_return_locked=is_return_locked, instructions=step.get("instructions"),
        )  # fmt: skip
        case.assignments.append(assignment)
        case.add(assignment)


def _end_assignments(step: Step) -> None:
    for assignment in step.case.assignments:
        assignment.is_active, assignment.ended_at = False, step.at
        step.case.touch(assignment)
    step.case.assignments = []


@effect(Action.SIGN)
def sign(step: Step) -> None:
    lead = step.case.lead
    assert lead is not None
    lead.signed_at, lead.signed_by_name = step.at, step.by.name
    lead.handler_name = step.get("handler_name", step.by.name)
    lead.handler_phone = step.get("handler_phone")
    step.case.touch(lead)


@effect(Action.REQUEST_RETURN)
def request_return(step: Step) -> None:
    case = step.case
    lead = case.lead
    assert lead is not None
    case.order.previous_status = Status.HANDLING if lead.signed_at else Status.DISPATCHED
    case.order.return_count += 1
    case.refused_by |= {lead.department_id}
    case.return_request = ReturnRequest(
        work_order=case.order, assignment=lead, reason=step.data["reason"], basis=step.data["basis"],
        suggested=step.data.get("suggested"), **step.signature,
    )  # fmt: skip
    case.add(case.return_request)


@effect(Action.APPROVE_RETURN)
def approve_return(step: Step) -> None:
    order = step.case.order
    _decide_return(step, ReturnState.APPROVED, step.data["decision"])
    _change_lead(step)
    _end_assignments(step)
    order.lead = order.contact_due_at = None


@effect(Action.REJECT_RETURN)
def reject_return(step: Step) -> None:
    _decide_return(step, ReturnState.REJECTED, step.data["decision"])
    lead = step.case.lead
    assert lead is not None
    lead.is_return_locked = True
    step.case.touch(lead)


def _decide_return(step: Step, state: ReturnState, decision: str) -> None:
    request = step.case.return_request
    if request:
        request.state, request.decision = state, decision
        request.decided_at, request.decided_by_name = step.at, step.by.name
        step.case.touch(request)
        step.case.return_request = None


@effect(Action.CONTACT)
def contact(step: Step) -> None:
    order = step.case.order
    step.case.add(
        ContactLog(
            work_order=order, method=step.data["method"], outcome=step.data["outcome"], note=step.get("note"),
            **step.signature,
        )
    )  # fmt: skip
    if step.data["outcome"] == ContactOutcome.REACHED:
        order.contacted_at = order.contacted_at or step.at
        clock = step.case.clocks.pop(ClockName.CONTACT, None)
        if clock:
            clock.stopped_at = step.at
            step.case.touch(clock)
    else:
        order.missed_calls += 1


@effect(Action.SUBMIT)
def submit(step: Step) -> None:
    order = step.case.order
    if order.submitted_at is None:
        order.submitted_at = step.at
        order.handle_minutes = _handling_time(step)
    order.result_code = step.data["result_code"]
    order.missed_calls = 0  # the callers' attempts are counted anew
    step.case.add(
        Reply(
            work_order=order, department=order.lead, round=order.round, result_code=order.result_code,
            public_text=step.data["public_text"], internal_note=step.get("internal_note"),
            planned_on=step.data.get("planned_on"), told_at=step.data.get("told_at"),
            told_method=step.get("told_method"), **step.signature,
        )
    )  # fmt: skip


def _handling_time(step: Step) -> int | None:
    order = step.case.order
    assert order.dispatched_at is not None
    worked = step.machine.worked_minutes(order.dispatched_at, step.at)
    return None if worked is None else max(worked - order.paused_minutes, 0)


@effect(Action.REPAIR)
def repair(step: Step) -> None:
    """A submission sent back was not an accepted one."""
    if step.case.order.round == 1:
        step.case.order.submitted_at = step.case.order.handle_minutes = None


@effect(Action.VERIFY, Action.FAIL_VERIFICATION)
def verify(step: Step) -> None:
    has_passed = step.case.order.status == Status.FOLLOW_UP
    step.case.add(_finding(step, has_passed=has_passed))
    if not has_passed:
        _next_round(step)


def _finding(step: Step, *, has_passed: bool) -> Verification:
    order = step.case.order
    return Verification(
        work_order=order, round=order.round, has_passed=has_passed, finding=step.data["finding"], **step.signature
    )


@effect(Action.MISS_CALL)
def miss_call(step: Step) -> None:
    order = step.case.order
    order.missed_calls += 1
    step.case.add(
        FollowUp(work_order=order, round=order.round, is_reached=False, comment=step.get("note"), **step.signature)
    )


@effect(Action.CLOSE, Action.PROPOSE_REWORK)
def follow_up(step: Step) -> None:
    """The answers of the last call count; without any, the order stays outside the outcome rates."""
    order = step.case.order
    if step.get("solved"):
        step.case.add(_answers(step))
        order.solved, order.rating = step.data["solved"], step.data.get("rating")
        order.contacted_answer = {Contacted.YES: True, Contacted.NO: False}.get(step.get("contacted"))
    if order.status == Status.CLOSED:
        _close(step)
    else:
        order.rework_proposed = True


def _answers(step: Step) -> FollowUp:
    return FollowUp(
        work_order=step.case.order, round=step.case.order.round, is_reached=True, contacted=step.get("contacted"),
        solved=step.data["solved"], rating=step.data.get("rating"), comment=step.get("comment"),
        may_publish=bool(step.data.get("may_publish")), cause=step.get("cause"), **step.signature,
    )  # fmt: skip


@effect(Action.CLOSE_WITHOUT_CALL)
def close_without_call(step: Step) -> None:
    if step.get("finding"):
        step.case.add(_finding(step, has_passed=True))
    _close(step)


def _close(step: Step) -> None:
    step.case.order.closed_at = step.at
    step.case.order.rework_proposed = False
    _end_assignments(step)


@effect(Action.REWORK)
def _next_round(step: Step) -> None:
    step.case.order.round += 1
    _anew(step)


def _anew(step: Step) -> None:
    step.case.order.rework_proposed = False
    step.case.order.missed_calls = 0


@effect(Action.REOPEN)
def reopen(step: Step) -> None:
    """The unit that led takes the order up again. New facts are not poor work, so the round stays (practice T28)."""
    case, order = step.case, step.case.order
    order.reopened_at, order.closed_at = step.at, None
    _anew(step)
    assignment = Assignment(
        work_order=order, department=order.lead, role=AssignmentRole.LEAD, dispatched_at=step.at,
        signed_at=step.at, signed_by_name=step.by.name, is_return_locked=True,
    )  # fmt: skip
    case.assignments.append(assignment)
    case.add(assignment)


@effect(Action.WITHDRAW)
def withdraw(step: Step) -> None:
    step.case.order.withdrawn_at = step.at
    _decide_return(step, ReturnState.REJECTED, step.get("reason"))  # there is nothing left to return
    _end_assignments(step)

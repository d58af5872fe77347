"""What a return leaves behind: the request, the decision, the lock."""

from petitions.effects.base import Step, effect
from petitions.effects.requests import OF_THE_UNIT, lapse
from petitions.effects.units import change_lead, end_assignments
from petitions.enums import Action, Matter, ReturnState, Status
from petitions.models import ReturnRequest


@effect(Action.REQUEST_RETURN)
def request_return(step: Step) -> None:
    case = step.case
    lead = case.lead
    assert lead is not None
    case.order.previous_status = Status.HANDLING if lead.signed_at else Status.DISPATCHED
    case.order.return_count += 1
    lapse(step, Matter.EXTENSION)
    case.return_request = ReturnRequest(
        work_order=case.order, assignment=lead, reason=step.data["reason"], basis=step.data["basis"],
        new_facts=step.get("new_facts"), suggested=step.data.get("suggested"), **step.signature,
    )  # fmt: skip
    case.returns.append(case.return_request)
    case.add(case.return_request)


@effect(Action.ENDORSE_RETURN)
def endorse_return(step: Step) -> None:
    request = step.case.return_request
    assert request is not None
    request.endorsed_by_id, request.endorsed_by_name = step.by.id, step.by.name
    step.case.touch(request)


@effect(Action.APPROVE_RETURN)
def approve_return(step: Step) -> None:
    order = step.case.order
    decide_return(step, ReturnState.APPROVED, step.data["decision"])
    change_lead(step)
    end_assignments(step)
    lapse(step, *OF_THE_UNIT)
    order.lead = order.contact_due_at = None


@effect(Action.REJECT_RETURN)
def reject_return(step: Step) -> None:
    decide_return(step, ReturnState.REJECTED, step.data["decision"])
    lead = step.case.lead
    assert lead is not None
    lead.is_return_locked = True
    step.case.touch(lead)


def decide_return(step: Step, state: ReturnState, decision: str) -> None:
    request = step.case.return_request
    if request:
        request.state, request.decision = state, decision
        request.decided_at, request.decided_by_name = step.at, step.by.name
        request.was_wrong = state == ReturnState.REJECTED if step.case.order.status != Status.WITHDRAWN else None
        step.case.touch(request)
        step.case.return_request = None

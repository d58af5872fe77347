"""What is asked for beside the way of an order: asked, settled, lapsed."""

from typing import Any

from petitions.effects.base import Step
from petitions.enums import Matter, RequestState
from petitions.models import Request

IN_FORCE = frozenset({Matter.SUSPENSION, Matter.EXCLUSION})  # these go on once they are granted
OF_THE_UNIT = (Matter.ASSIST, Matter.EXTENSION, Matter.SUSPENSION)  # asked for by the unit that leads


def lapse(step: Step, *matters: Matter) -> None:
    """What was asked for on the way has no object any more."""
    for matter in matters:
        request = step.case.requests.get(matter)
        if request and request.is_undecided:
            settle(step, matter, RequestState.LAPSED)


def settle(step: Step, matter: Matter, state: RequestState) -> Any:
    """Answers the request that was undecided. It stays open beside the order only while it is in force."""
    case = step.case
    request = case.requests[matter]
    request.state, request.decided_at = state, step.at
    request.decided_by_id, request.decided_by_name = step.by.id, step.by.name
    request.decision = step.get("decision")
    case.touch(request)
    if state != RequestState.GRANTED or matter not in IN_FORCE:
        case.requests.pop(matter)
        case.order.close_matter(matter)
    return request


def ask(step: Step, matter: Matter, model: type[Request], **values: Any) -> None:
    case = step.case
    lead = case.order.lead
    request = model(work_order=case.order, department=lead, **values, **step.signature)
    case.requests[matter] = request
    case.order.open_matter(matter)
    case.add(request)

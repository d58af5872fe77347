"""What a dispute leaves behind: positions, the award, a precedent, a change to the duty list."""

from partyorgs.models import DutyProposal
from petitions.effects.base import Step, effect
from petitions.effects.requests import OF_THE_UNIT, lapse
from petitions.effects.returns import decide_return
from petitions.effects.units import assign, change_lead, end_assignments
from petitions.enums import Action, Matter, ReturnState
from petitions.models import Arbitration, DutyCase, Position


@effect(Action.ARBITRATE)
def arbitrate(step: Step) -> None:
    """Whoever leads goes on answering for the matter until the award (首接负责)."""
    case = step.case
    assert case.lead is not None
    case.order.arbitration_count += 1
    lapse(step, Matter.EXTENSION)
    case.order.open_matter(Matter.ARBITRATION)
    case.arbitration = Arbitration(
        work_order=case.order, cause=step.data["ground"], reason=step.data["reason"], held_by=case.order.lead,
        duty_opinion=step.get("duty_opinion"), law_opinion=step.get("law_opinion"), **step.signature,
    )  # fmt: skip
    case.add(case.arbitration)


@effect(Action.STATE_POSITION)
def state_position(step: Step) -> None:
    unit_id = min(step.by.department_ids() & step.case.parties)
    step.case.add(
        Position(
            arbitration=step.case.arbitration, department_id=unit_id, text=step.data["text"], basis=step.data["basis"],
            **step.signature,
        )
    )  # fmt: skip


@effect(Action.PROPOSE_AWARD)
def propose_award(step: Step) -> None:
    dispute = step.case.arbitration
    assert dispute is not None
    dispute.proposed_lead, dispute.proposed_reason = step.data["lead"], step.data["reason"]
    dispute.proposed_assists = [unit.code for unit in step.get("assists", ())]
    dispute.duty_change = step.get("duty_change")
    dispute.proposed_by_id, dispute.proposed_by_name, dispute.proposed_at = step.by.id, step.by.name, step.at
    step.case.touch(dispute)


@effect(Action.AWARD)
def award(step: Step) -> None:
    """The last word on whose it is: it settles every return asked for before, and becomes a precedent."""
    is_changed = step.case.order.lead != step.data["lead"]
    if is_changed:
        change_lead(step)
    decide_return(step, ReturnState.APPROVED if is_changed else ReturnState.REJECTED, step.get("reason"))
    _charge_returns(step)
    end_assignments(step)
    lapse(step, *OF_THE_UNIT)
    _close_arbitration(step)
    assign(step, is_auto=False, is_return_locked=True)
    step.case.order.contact_due_at = None


def _charge_returns(step: Step) -> None:
    """Who would not take what is theirs was wrong; who was rejected and does not have to lead was right."""
    lead_id = step.data["lead"].pk
    for request in step.case.returns:
        request.was_wrong = request.assignment.department_id == lead_id
        step.case.touch(request)


def _close_arbitration(step: Step) -> None:
    case, order = step.case, step.case.order
    dispute = case.arbitration
    if dispute is None:
        return
    dispute.lead, dispute.award = step.data["lead"], step.data["reason"]
    dispute.duty_change = step.get("duty_change", dispute.duty_change)
    dispute.decided_at, dispute.decided_by_name = step.at, step.by.name
    dispute.panel = list(dict.fromkeys(name for name in (dispute.proposed_by_name, step.by.name) if name))
    case.touch(dispute)
    case.add(
        DutyCase(
            arbitration=dispute, category=order.category, kind=order.kind, place_code=order.place_code,
            lead=dispute.lead, assists=[unit.code for unit in step.get("assists", ())], reason=dispute.award,
            decided_at=step.at, order_number=order.number,
        )
    )  # fmt: skip
    if dispute.duty_change:
        case.add(DutyProposal(text=dispute.duty_change, occasion=order.number, at=step.at, by_name=step.by.name))
    case.arbitration = None
    order.close_matter(Matter.ARBITRATION)

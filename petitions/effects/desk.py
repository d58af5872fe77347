"""What the desk leaves behind as it takes in, gives out, merges, ends."""

from petitions import confidentiality
from petitions.effects.base import Step, effect
from petitions.effects.requests import OF_THE_UNIT, lapse
from petitions.effects.returns import decide_return
from petitions.effects.units import assign, change_lead, end_assignments
from petitions.enums import Action, ClockName, Matter, ReturnState, Status
from petitions.models import MergeRecord, OrderRecusal, WorkOrder


@effect(Action.ACCEPT)
def accept(step: Step) -> None:
    order = step.case.order
    order.category = step.get("category", order.category)
    order.urgency = step.get("urgency", order.urgency)
    order.kind = step.get("kind", order.kind)
    _keep_confidential(step)
    order.accepted_at = step.at
    order.routed_at = None  # with a category there is something to route by


def _keep_confidential(step: Step) -> None:
    """The desk may see that it is a report, or a matter that is never open; what was once closed stays so."""
    order, petition = step.case.order, step.case.petition
    assert petition is not None
    by_rule = confidentiality.is_by_rule(
        order.kind, order.category, target_department_id=order.target_department_id, target_text=petition.target_text
    )
    if by_rule:
        order.is_confidential = True
    if by_rule and not petition.confidential_by_rule:
        petition.confidential_by_rule = True
        step.case.touch(petition)


@effect(Action.REFUSE)
def refuse(step: Step) -> None:
    step.case.order.not_accepted_reason = step.data["reason_code"]


@effect(Action.MERGE)
def merge(step: Step) -> None:
    case, primary = step.case, step.data["primary"]
    assert case.petition is not None
    moved = (case.petition, *case.joined)
    case.order.previous_status = Status.ACCEPTED if ClockName.DISPATCH in case.clocks else Status.REGISTERED
    case.order.merged_into = primary
    case.order.routed_at = case.order.routed_at or step.at  # a person has looked; if it is undone, it is the desk's
    case.merge = MergeRecord(
        work_order=case.order, primary=primary, petitions=[petition.number for petition in moved],
        clock=next(iter(case.clocks), ""), reason=step.data["reason"], **step.signature,
    )  # fmt: skip
    case.add(case.merge)
    case.petition.is_primary = False
    for petition in moved:
        petition.work_order = primary
        case.touch(petition)
    primary.search_text += _numbers_of(case.merge)
    _change_primary(step, primary)


def _numbers_of(merge: MergeRecord) -> str:
    """Old numbers lead to the order that has taken their petitions up."""
    return "".join(f" {number.lower()}" for number in (merge.work_order.number, *merge.petitions))


def _change_primary(step: Step, primary: WorkOrder) -> None:
    """Whoever asks what has changed is told of the petitions that came or went."""
    primary.updated_at = step.at
    step.case.touch(primary)


@effect(Action.UNMERGE)
def unmerge(step: Step) -> None:
    """Everything as it was: the petitions come back, and the clock goes on with the time it had left."""
    case, order = step.case, step.case.order
    assert case.merge is not None
    assert case.petition is not None
    order.merged_into = None
    case.merge.undone_at, case.merge.undone_by_name = step.at, step.by.name
    case.merge.undo_reason = step.data["reason"]
    case.touch(case.merge)
    case.petition.is_primary = True
    for petition in (case.petition, *case.joined):
        petition.work_order = order
        case.touch(petition)
    primary = case.merge.primary
    primary.search_text = primary.search_text.replace(_numbers_of(case.merge), "", 1)
    _change_primary(step, primary)
    if case.stopped_by_merge:
        clock = case.stopped_by_merge
        clock.paused_at, clock.stopped_at = clock.stopped_at, None
        case.clocks[clock.name] = clock
        step.machine.resume(clock, step.at)
        case.touch(clock)


@effect(Action.DISPATCH)
def dispatch(step: Step) -> None:
    order = step.case.order
    is_auto = bool(step.data.get("is_auto"))
    if order.dispatched_at is None:  # a person's second dispatch does not take the first one from the machine
        order.is_auto_dispatched = is_auto
    order.routed_at = order.routed_at or step.at  # whoever gives it out has looked; if it comes back, it is the desk's
    assign(step, is_auto=is_auto, is_return_locked=False)


@effect(Action.REASSIGN)
def reassign(step: Step) -> None:
    change_lead(step)
    end_assignments(step)
    lapse(step, *OF_THE_UNIT)
    assign(step, is_auto=False, is_return_locked=False)
    step.case.order.contact_due_at = None


@effect(Action.WITHDRAW)
def withdraw(step: Step) -> None:
    step.case.order.withdrawn_at = step.at
    decide_return(step, ReturnState.REJECTED, step.get("reason"))  # there is nothing left to return
    end_assignments(step)
    lapse(step, *OF_THE_UNIT)
    _drop_dispute(step)


def _drop_dispute(step: Step) -> None:
    """There is nothing left to argue about, and nothing that others could learn from."""
    case, dispute = step.case, step.case.arbitration
    if dispute:
        dispute.decided_at, dispute.decided_by_name = step.at, step.by.name
        case.touch(dispute)
        case.arbitration = None
        case.order.close_matter(Matter.ARBITRATION)


@effect(Action.RAISE_URGENCY)
def raise_urgency(step: Step) -> None:
    step.case.order.urgency = step.data["urgency"]


@effect(Action.RECUSE)
def recuse(step: Step) -> None:
    step.case.recused |= {step.by.id}
    step.case.order.open_matter(Matter.RECUSAL)
    step.case.add(OrderRecusal(work_order=step.case.order, reason=step.data["reason"], **step.signature))

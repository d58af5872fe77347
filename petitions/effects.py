"""What a step leaves behind on the case besides its state and its clocks: one function an action."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from core.actors import Actor
from core.calendar import CITY_TIME
from partyorgs.models import DutyProposal
from petitions import exclusions
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import (
    Action,
    AssignmentRole,
    ClockName,
    Contacted,
    ContactOutcome,
    Matter,
    PetitionKind,
    RequestState,
    ReturnState,
    Status,
    VerificationMethod,
)
from petitions.models import (
    Arbitration,
    Assignment,
    AssistRequest,
    Clock,
    ContactLog,
    DutyCase,
    Exclusion,
    ExtensionRequest,
    FinalReply,
    FollowUp,
    MergeRecord,
    OrderRecusal,
    Position,
    Reply,
    Request,
    ReturnRequest,
    Suspension,
    Verification,
    WorkOrder,
)

IN_FORCE = frozenset({Matter.SUSPENSION, Matter.EXCLUSION})  # these go on once they are granted
OF_THE_UNIT = (Matter.ASSIST, Matter.EXTENSION, Matter.SUSPENSION)  # asked for by the unit that leads
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


def after_clocks(case: Case, action: Action, *, at: datetime, machine: Clockwork, data: dict[str, Any]) -> None:
    """What a step does to the moments of the clocks that its row in the table has turned."""
    if action in REAIM:
        REAIM[action](Turn(case, at, machine, data))
    repeat_due_moments(case)


def repeat_due_moments(case: Case) -> None:
    """Due moments stand on the clocks; lists and indicators read them from the order and its units."""
    clocks, order, lead = case.clocks, case.order, case.lead
    if lead and ClockName.SIGN in clocks:
        lead.sign_due_at = clocks[ClockName.SIGN].due_at
        case.touch(lead)
    if ClockName.CONTACT in clocks and order.contacted_at is None:
        order.contact_due_at = clocks[ClockName.CONTACT].due_at
    if ClockName.HANDLE in clocks and order.submitted_at is None:  # a later round's lead was not late in the first
        order.handle_due_at = clocks[ClockName.HANDLE].due_at
    for assist in case.assists:
        clock = case.assist_clocks.get(assist.department_id)
        if clock:
            assist.assist_due_at = clock.due_at
            case.touch(assist)


@effect(Action.ACCEPT)
def accept(step: Step) -> None:
    order = step.case.order
    order.category = step.get("category", order.category)
    order.urgency = step.get("urgency", order.urgency)
    order.kind = step.get("kind", order.kind)
    if order.category.confidential_by_rule or order.kind == PetitionKind.REPORT:
        order.is_confidential = True
    order.accepted_at = step.at
    order.routed_at = None  # with a category there is something to route by


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
    _assign(step, is_auto=is_auto, is_return_locked=False)


@effect(Action.REASSIGN)
def reassign(step: Step) -> None:
    _change_lead(step)
    _end_assignments(step)
    _lapse(step, *OF_THE_UNIT)
    _assign(step, is_auto=False, is_return_locked=False)
    step.case.order.contact_due_at = None


@effect(Action.ARBITRATE)
def arbitrate(step: Step) -> None:
    """Whoever leads goes on answering for the matter until the award (首接负责)."""
    case = step.case
    assert case.lead is not None
    case.order.arbitration_count += 1
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
        _change_lead(step)
    _decide_return(step, ReturnState.APPROVED if is_changed else ReturnState.REJECTED, step.get("reason"))
    _charge_returns(step)
    _end_assignments(step)
    _lapse(step, *OF_THE_UNIT)
    _close_arbitration(step)
    _assign(step, is_auto=False, is_return_locked=True)
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


def _change_lead(step: Step) -> None:
    order = step.case.order
    assert order.dispatched_at is not None
    if step.machine.is_within(WRONG_LEAD_WITHIN, since=order.dispatched_at, at=step.at):
        order.lead_changed = True


def _assign(step: Step, *, is_auto: bool, is_return_locked: bool) -> None:
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


def _end_assignments(step: Step) -> None:
    case = step.case
    for clock in case.assist_clocks.values():
        step.machine.stop(clock, step.at)
        case.touch(clock)
    case.assist_clocks.clear()
    for assignment in case.assignments:
        assignment.is_active, assignment.ended_at = False, step.at
        case.touch(assignment)
    case.assignments = []


def _lapse(step: Step, *matters: Matter) -> None:
    """What was asked for on the way has no object any more."""
    for matter in matters:
        request = step.case.requests.get(matter)
        if request and request.is_undecided:
            _settle(step, matter, RequestState.LAPSED)


def _settle(step: Step, matter: Matter, state: RequestState) -> Any:
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


def _ask(step: Step, matter: Matter, model: type[Request], **values: Any) -> None:
    case = step.case
    lead = case.order.lead
    request = model(work_order=case.order, department=lead, **values, **step.signature)
    case.requests[matter] = request
    case.order.open_matter(matter)
    case.add(request)


@effect(Action.SIGN)
def sign(step: Step) -> None:
    lead = step.case.lead
    assert lead is not None
    lead.signed_at, lead.signed_by_name = step.at, step.by.name
    lead.handler_name = step.get("handler_name", step.by.name)
    lead.handler_phone = step.get("handler_phone")
    step.case.touch(lead)


@effect(Action.AUTO_SIGN)
def auto_sign(step: Step) -> None:
    """视同首接: nobody signed and nobody returned it, so the unit has it; it counts as signed late."""
    lead = step.case.lead
    assert lead is not None
    lead.signed_at, lead.is_auto_signed = step.at, True
    step.case.touch(lead)


@effect(Action.UNDO_SIGN)
def undo_sign(step: Step) -> None:
    """The sign clock goes on as if nothing had happened: a slip of the hand neither gives nor takes time."""
    case, lead = step.case, step.case.lead
    assert lead is not None
    lead.signed_at, lead.signed_by_name, lead.handler_name, lead.handler_phone = None, "", "", ""
    clock = step.machine.start(ClockName.SIGN, case.order, lead.dispatched_at)
    if lead.sign_due_at:
        step.machine.aim(clock, lambda: lead.sign_due_at)
    case.clocks[ClockName.SIGN] = clock
    case.order.contact_due_at = None
    case.add(clock)
    case.touch(lead)


@effect(Action.REQUEST_RETURN)
def request_return(step: Step) -> None:
    case = step.case
    lead = case.lead
    assert lead is not None
    case.order.previous_status = Status.HANDLING if lead.signed_at else Status.DISPATCHED
    case.order.return_count += 1
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
    _decide_return(step, ReturnState.APPROVED, step.data["decision"])
    _change_lead(step)
    _end_assignments(step)
    _lapse(step, *OF_THE_UNIT)
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
        request.was_wrong = state == ReturnState.REJECTED if step.case.order.status != Status.WITHDRAWN else None
        step.case.touch(request)
        step.case.return_request = None


@effect(Action.CONTACT)
def contact(step: Step) -> None:
    order = step.case.order
    step.case.add(
        ContactLog(
            work_order=order, method=step.data["method"], outcome=step.data["outcome"], note=step.get("note"),
            call_ref=step.get("call_ref"), **step.signature,
        )
    )  # fmt: skip
    if step.data["outcome"] == ContactOutcome.REACHED:
        order.contacted_at = order.contacted_at or step.at
        clock = step.case.clocks.pop(ClockName.CONTACT, None)
        if clock:
            step.machine.stop(clock, step.at)
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
    _count_calls_anew(order)
    _lapse(step, Matter.EXTENSION, Matter.SUSPENSION, Matter.ASSIST)
    step.case.add(
        Reply(
            work_order=order, department=order.lead, round=order.round, result_code=order.result_code,
            public_text=step.data["public_text"], internal_note=step.get("internal_note"),
            measures=step.get("measures"), approved_by_name=step.get("approved_by"),
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
        work_order=order, round=order.round, has_passed=has_passed, finding=step.data["finding"],
        method=step.get("method", VerificationMethod.DOCUMENTS), looked_at=step.data.get("looked_at"),
        **step.signature,
    )  # fmt: skip


@effect(Action.MISS_CALL)
def miss_call(step: Step) -> None:
    order = step.case.order
    order.missed_calls += 1
    today = step.at.astimezone(CITY_TIME).date()
    if order.last_missed_on != today:
        order.missed_days, order.last_missed_on = order.missed_days + 1, today
    step.case.add(
        FollowUp(work_order=order, round=order.round, is_reached=False, comment=step.get("note"), **step.signature)
    )


@effect(Action.CLOSE, Action.PROPOSE_REWORK)
def follow_up(step: Step) -> None:
    """The answers of the last call count; without any, the order stays outside the outcome rates."""
    _keep_answers(step)
    order = step.case.order
    if order.status == Status.CLOSED:
        order.plan_on = step.data.get("plan_on")
        _close(step)
    else:
        order.rework_proposed = True


def _keep_answers(step: Step) -> None:
    order = step.case.order
    if step.get("solved"):
        step.case.add(_answers(step))
        order.solved, order.rating = step.data["solved"], step.data.get("rating")
        order.contacted_answer = {Contacted.YES: True, Contacted.NO: False}.get(step.get("contacted"))


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
    _lapse(step, *OF_THE_UNIT, Matter.FINAL_REPLY)


@effect(Action.REWORK)
def _next_round(step: Step) -> None:
    step.case.order.round += 1
    _lapse(step, Matter.FINAL_REPLY)
    _anew(step)


def _anew(step: Step) -> None:
    step.case.order.rework_proposed = False
    _count_calls_anew(step.case.order)


def _count_calls_anew(order: WorkOrder) -> None:
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


@effect(Action.WITHDRAW)
def withdraw(step: Step) -> None:
    step.case.order.withdrawn_at = step.at
    _decide_return(step, ReturnState.REJECTED, step.get("reason"))  # there is nothing left to return
    _end_assignments(step)
    _lapse(step, *OF_THE_UNIT)


@effect(Action.REQUEST_ASSIST)
def request_assist(step: Step) -> None:
    _ask(step, Matter.ASSIST, AssistRequest, unit=step.data["unit"], piece=step.data["piece"])


@effect(Action.ADD_ASSIST)
def add_assist(step: Step) -> None:
    case = step.case
    if Matter.ASSIST in case.requests:
        _settle(step, Matter.ASSIST, RequestState.GRANTED)
    assist = Assignment(
        work_order=case.order, department=step.data["unit"], role=AssignmentRole.ASSIST, dispatched_at=step.at,
        piece=step.data["piece"], is_return_locked=True,
    )  # fmt: skip
    case.assignments.append(assist)
    case.add(assist)


@effect(Action.DENY_ASSIST)
def deny_assist(step: Step) -> None:
    _settle(step, Matter.ASSIST, RequestState.REFUSED)


@effect(Action.OBJECT_ASSIST)
def object_assist(step: Step) -> None:
    assist = step.case.own_assist(step.by)
    assert assist is not None
    assist.objected_at, assist.objection = step.at, step.data["reason"]
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


@effect(Action.REQUEST_EXTENSION)
def request_extension(step: Step) -> None:
    clock = handling_clock(step.case)
    assert clock is not None
    _ask(
        step, Matter.EXTENSION, ExtensionRequest, reason=step.data["reason"], plan=step.data["plan"],
        days=step.data["days"], told_at=step.data["told_at"], due_before=clock.due_at,
        due_after=step.machine.extended(clock, step.data["days"]),
    )  # fmt: skip


@effect(Action.EXTEND)
def extend(step: Step) -> None:
    """T17: the due moment moves by the days asked for, counted from where it was."""
    case, clock = step.case, handling_clock(step.case)
    assert clock is not None
    case.order.extension_count += 1
    request = _settle(step, Matter.EXTENSION, RequestState.GRANTED)
    step.machine.aim(clock, partial(step.machine.extended, clock, request.days))
    step.machine.rearm(clock, step.at)
    request.due_after = clock.due_at
    case.touch(clock)


@effect(Action.REFUSE_EXTENSION)
def refuse_extension(step: Step) -> None:
    _settle(step, Matter.EXTENSION, RequestState.REFUSED)


@effect(Action.REQUEST_SUSPENSION)
def request_suspension(step: Step) -> None:
    _ask(
        step, Matter.SUSPENSION, Suspension, cause=step.data["ground"], interim_measure=step.data["interim_measure"],
        plan=step.data["plan"], owner_name=step.data["owner_name"], review_on=step.data["review_on"],
        told_at=step.data.get("told_at"),
    )  # fmt: skip


@effect(Action.SUSPEND)
def suspend(step: Step) -> None:
    _lapse(step, Matter.EXTENSION)
    _settle(step, Matter.SUSPENSION, RequestState.GRANTED).begun_at = step.at


@effect(Action.REFUSE_SUSPENSION)
def refuse_suspension(step: Step) -> None:
    _settle(step, Matter.SUSPENSION, RequestState.REFUSED)


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


@effect(Action.PROPOSE_FINAL)
def propose_final(step: Step) -> None:
    _keep_answers(step)
    _ask(step, Matter.FINAL_REPLY, FinalReply, ground=step.data["ground"], basis=step.data["basis"])


@effect(Action.REFUSE_FINAL)
def refuse_final(step: Step) -> None:
    _settle(step, Matter.FINAL_REPLY, RequestState.REFUSED)


@effect(Action.FINAL_REPLY)
def final_reply(step: Step) -> None:
    reply = _settle(step, Matter.FINAL_REPLY, RequestState.GRANTED)
    reply.letter, reply.told_method = step.data["letter"], step.get("told_method")
    _close(step)


@effect(Action.RAISE_URGENCY)
def raise_urgency(step: Step) -> None:
    step.case.order.urgency = step.data["urgency"]


@effect(Action.APPLY_EXCLUSION)
def apply_exclusion(step: Step) -> None:
    _ask(step, Matter.EXCLUSION, Exclusion, ground=step.data["ground"], evidence=step.data["evidence"])


@effect(Action.CHECK_EXCLUSION)
def check_exclusion(step: Step) -> None:
    application = step.case.requests[Matter.EXCLUSION]
    application.state, application.check_note = RequestState.CHECKED, step.data["note"]
    application.checked_at, application.checked_by_id, application.checked_by_name = step.at, step.by.id, step.by.name
    step.case.touch(application)


@effect(Action.REFUSE_EXCLUSION)
def refuse_exclusion(step: Step) -> None:
    _settle(step, Matter.EXCLUSION, RequestState.REFUSED)


@effect(Action.EXCLUDE)
def exclude(step: Step) -> None:
    application = _settle(step, Matter.EXCLUSION, RequestState.GRANTED)
    application.is_drawn = exclusions.is_drawn(step.case.order.number)
    step.case.order.excluded_at = step.at


@effect(Action.UPHOLD_EXCLUSION)
def uphold_exclusion(step: Step) -> None:
    _recheck(step)


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


@effect(Action.RECUSE)
def recuse(step: Step) -> None:
    step.case.recused |= {step.by.id}
    step.case.order.open_matter(Matter.RECUSAL)
    step.case.add(OrderRecusal(work_order=step.case.order, reason=step.data["reason"], **step.signature))


# --- clocks whose moments a step sets otherwise than their limit does


@dataclass(frozen=True)
class Turn:
    case: Case
    at: datetime
    machine: Clockwork
    data: dict[str, Any]


REAIM: dict[Action, Callable[[Turn], None]] = {}


def reaims(*actions: Action) -> Callable[[Callable[[Turn], None]], Callable[[Turn], None]]:
    def register(function: Callable[[Turn], None]) -> Callable[[Turn], None]:
        REAIM.update(dict.fromkeys(actions, function))
        return function

    return register


@reaims(Action.REJECT_RETURN)
def _time_to_sign(turn: Turn) -> None:
    """T11: whoever has not signed yet has a working hour at least."""
    if ClockName.SIGN in turn.case.clocks:
        _not_before(turn, ClockName.SIGN, turn.machine.days.add_hours(turn.at, 1))


@reaims(Action.REPAIR)
def _time_to_repair(turn: Turn) -> None:
    """T21: a reply sent back leaves a working day at least."""
    for name in {ClockName.HANDLE, ClockName.REWORK} & set(turn.case.clocks):
        _not_before(turn, name, turn.machine.days.add_days(turn.at, 1))


def _not_before(turn: Turn, name: str, moment: datetime) -> None:
    clock = turn.case.clocks[name]
    if clock.due_at and clock.due_at < moment:
        turn.machine.aim(clock, lambda: moment)
        turn.machine.rearm(clock, turn.at)
        turn.case.touch(clock)


@reaims(Action.DISPATCH, Action.AWARD, Action.REASSIGN, Action.ADD_ASSIST)
def _start_assist_clocks(turn: Turn) -> None:
    """An assist's own clock ends before that of the lead, who needs its result (T15)."""
    case, lead_clock = turn.case, handling_clock(turn.case)
    for assist in case.assists:
        if assist.is_owed and assist.department_id not in case.assist_clocks and lead_clock:
            clock = turn.machine.start_assist(assist, lead_clock, turn.at)
            case.assist_clocks[assist.department_id] = clock
            case.add(clock)


@reaims(Action.SUSPEND, Action.RENEW_SUSPENSION)
def _review_on(turn: Turn) -> None:
    """The review falls on the day that was named, at the end of business."""
    clock, day = turn.case.clocks[ClockName.SUSPENSION], turn.case.requests[Matter.SUSPENSION].review_on
    turn.machine.aim(clock, lambda: turn.machine.days.close_of(day))


@reaims(Action.RAISE_URGENCY)
def _hurry(turn: Turn) -> None:
    """T31: the limits of the new urgency count from now, and nothing is due later than it was."""
    for name, clock in turn.case.clocks.items():
        if clock.is_running and name in HURRIED:
            faster = turn.machine.start(ClockName(name), turn.case.order, turn.at)
            if faster.due_at and (clock.due_at is None or faster.due_at < clock.due_at):
                turn.machine.hasten(clock, faster)
                turn.machine.rearm(clock, turn.at)
                turn.case.touch(clock)


HURRIED = frozenset({
    ClockName.INTAKE, ClockName.DISPATCH, ClockName.SIGN, ClockName.CONTACT, ClockName.HANDLE, ClockName.RETURN_REVIEW,
    ClockName.ARBITRATION, ClockName.VERIFY,
})  # fmt: skip


def handling_clock(case: Case) -> Clock | None:
    """Of the handle and the rework clock one runs."""
    return case.clocks.get(ClockName.HANDLE) or case.clocks.get(ClockName.REWORK)

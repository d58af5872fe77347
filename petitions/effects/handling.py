"""What a unit leaves behind as it signs, calls and replies."""

from petitions.effects.base import Step, effect
from petitions.effects.requests import lapse
from petitions.effects.rounds import count_calls_anew
from petitions.enums import Action, ClockName, ContactOutcome, Matter
from petitions.models import ContactLog, Reply


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
    due_at = lead.sign_due_at
    if due_at:
        step.machine.aim(clock, lambda: due_at)
    case.clocks[ClockName.SIGN] = clock
    case.order.contact_due_at = None
    case.add(clock)
    case.touch(lead)


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
    count_calls_anew(order)
    lapse(step, Matter.EXTENSION, Matter.SUSPENSION, Matter.ASSIST)
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

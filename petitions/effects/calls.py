"""What a call to the petitioner leaves behind, and the last word on a matter."""

from core.calendar import CITY_TIME
from petitions.effects.base import Step, effect
from petitions.effects.requests import ask, settle
from petitions.effects.rounds import close
from petitions.enums import Action, Contacted, Matter, RequestState, Status
from petitions.models import FinalReply, FollowUp


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
    keep_answers(step)
    order = step.case.order
    if order.status == Status.CLOSED:
        order.plan_on = step.data.get("plan_on")
        close(step)
    else:
        order.rework_proposed = True


def keep_answers(step: Step) -> None:
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


@effect(Action.PROPOSE_FINAL)
def propose_final(step: Step) -> None:
    keep_answers(step)
    ask(step, Matter.FINAL_REPLY, FinalReply, ground=step.data["ground"], basis=step.data["basis"])


@effect(Action.REFUSE_FINAL)
def refuse_final(step: Step) -> None:
    settle(step, Matter.FINAL_REPLY, RequestState.REFUSED)


@effect(Action.FINAL_REPLY)
def final_reply(step: Step) -> None:
    reply = settle(step, Matter.FINAL_REPLY, RequestState.GRANTED)
    reply.letter, reply.told_method = step.data["letter"], step.get("told_method")
    close(step)

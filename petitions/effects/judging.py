"""What is left behind when a reply is verified, or closed without a call."""

from petitions.effects.base import Step, effect
from petitions.effects.rounds import close, next_round
from petitions.enums import Action, Status, VerificationMethod
from petitions.models import Verification


@effect(Action.VERIFY, Action.FAIL_VERIFICATION)
def verify(step: Step) -> None:
    has_passed = step.case.order.status == Status.FOLLOW_UP
    step.case.add(finding(step, has_passed=has_passed))
    if not has_passed:
        next_round(step)


def finding(step: Step, *, has_passed: bool) -> Verification:
    order = step.case.order
    return Verification(
        work_order=order, round=order.round, has_passed=has_passed, finding=step.data["finding"],
        method=step.get("method", VerificationMethod.DOCUMENTS), looked_at=step.data.get("looked_at"),
        **step.signature,
    )  # fmt: skip


@effect(Action.CLOSE_WITHOUT_CALL)
def close_without_call(step: Step) -> None:
    if step.get("finding"):
        step.case.add(finding(step, has_passed=True))
    close(step)

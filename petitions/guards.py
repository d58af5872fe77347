"""What must be true of a case before a step: one function an action, each refusing in words that name the remedy."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from partyorgs.enums import DepartmentKind
from partyorgs.models import Department
from petitions import catalogue, verification
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import Action, ClockName, ReturnReason, Status, Urgency
from petitions.models import WorkOrder
from petitions.models.workorder import REOPEN_WINDOW
from petitions.refusals import NotAllowed

ARCHIVE_AFTER = timedelta(days=90)  # practice T32


@dataclass(frozen=True)
class Attempt:
    """A step somebody wants to take."""

    case: Case
    at: datetime
    machine: Clockwork
    data: dict[str, Any]


Guard = Callable[[Attempt], None]
GUARDS: dict[Action, Guard] = {}


def guards(*actions: Action) -> Callable[[Guard], Guard]:
    def register(guard: Guard) -> Guard:
        GUARDS.update(dict.fromkeys(actions, guard))
        return guard

    return register


def check(case: Case, action: Action, *, at: datetime, machine: Clockwork, data: dict[str, Any]) -> None:
    """Raise `NotAllowed` when the step may not be taken with this data."""
    guard = GUARDS.get(action)
    if guard:
        guard(Attempt(case, at, machine, data))


def require(data: dict[str, Any], *names: str) -> None:
    for name in names:
        if not data.get(name):
            raise NotAllowed(
                _("“%(field)s” is missing: enter it and try again.") % {"field": name}, code="required", field=name
            )  # fmt: skip


@guards(Action.ACCEPT)
def accept(attempt: Attempt) -> None:
    category = attempt.data.get("category") or attempt.case.order.category
    if category is None:
        raise NotAllowed(_("Choose a category before accepting."), code="required", field="category")
    if category.is_guidance:
        raise NotAllowed(
            _("“%(category)s” is a guidance category: answer directly or refuse with the legal channel.")
            % {"category": category.name},
            code="guidance_only",
            field="category",
        )


@guards(Action.REFUSE)
def refuse(attempt: Attempt) -> None:
    require(attempt.data, "reason_code", "channel_text")


@guards(Action.ANSWER)
def answer(attempt: Attempt) -> None:
    require(attempt.data, "text")


@guards(Action.MERGE)
def merge(attempt: Attempt) -> None:
    require(attempt.data, "primary", "reason")
    primary, order = attempt.data["primary"], attempt.case.order
    if primary == order or not primary.can_be_joined(attempt.at):
        raise NotAllowed(
            _("Choose another order that is open, or was closed with a reply in the last 30 days."),
            code="bad_primary", field="primary",
        )  # fmt: skip
    if _is_less_protected(primary, order):
        raise NotAllowed(
            _("This petition is confidential or complains about a unit, and %(number)s is open to more people.")
            % {"number": primary.number},
            code="less_protected", field="primary",
        )  # fmt: skip


def _is_less_protected(primary: WorkOrder, order: WorkOrder) -> bool:
    """Whoever sees an order reads all petitions that joined it, and sees it unless it complains about their unit."""
    target = order.target_department_id
    return (order.is_confidential and not primary.is_confidential) or (
        target is not None and target != primary.target_department_id
    )


@guards(Action.DISPATCH, Action.AWARD, Action.REASSIGN)
def dispatch(attempt: Attempt) -> None:
    """The grassroots guard and the rule that nobody handles a complaint about themselves (practice T06, §2.11)."""
    require(attempt.data, "lead")
    lead, order = attempt.data["lead"], attempt.case.order
    _may_have_a_part(lead, order, field="lead")
    if lead.kind == DepartmentKind.STREET and not catalogue.load().allows_territory(order.category_id):
        raise NotAllowed(
            _("%(unit)s may not lead: the duty list gives this matter to a department, not to the grassroots.")
            % {"unit": lead.short_name},
            code="grassroots_guard",
            field="lead",
        )
    assists = attempt.data.get("assists") or ()
    for unit in assists:
        _may_have_a_part(unit, order, field="assists")
    if lead in assists or len(set(assists)) != len(assists):
        raise NotAllowed(_("A unit can have one part only: remove it from the assists."),
                         code="twice", field="assists")  # fmt: skip


def _may_have_a_part(unit: Department, order: WorkOrder, *, field: str) -> None:
    if unit.kind == DepartmentKind.PLACEHOLDER:
        raise NotAllowed(_("%(unit)s is not a unit orders can go to.") % {"unit": unit.short_name},
                         code="not_assignable", field=field)  # fmt: skip
    if order.target_department_id and catalogue.load().answers_to(unit.pk, order.target_department_id):
        raise NotAllowed(
            _("%(unit)s is complained about in this order: choose its superior or supervising unit.")
            % {"unit": unit.short_name},
            code="conflict_of_interest",
            field=field,
        )


@guards(Action.REQUEST_RETURN)
def request_return(attempt: Attempt) -> None:
    """Practice §2.7: one return a unit and order, inside the window, never a critical one, never after an award."""
    require(attempt.data, "reason", "basis")
    case, lead = attempt.case, attempt.case.lead
    if lead is None:
        raise NotAllowed(_("No unit leads this order."), code="no_lead")
    if case.order.urgency == Urgency.CRITICAL:
        raise NotAllowed(
            _("A critical order cannot be returned: act first, then ask for arbitration."), code="critical"
        )
    if lead.is_return_locked or lead.department_id in case.refused_by:
        raise NotAllowed(
            _("This order cannot be returned again by your unit: ask for arbitration instead."), code="return_locked"
        )  # fmt: skip
    shuts_at = attempt.machine.window(ClockName.RETURN_WINDOW, case.order, lead.dispatched_at)
    if shuts_at and attempt.at > shuts_at and attempt.data["reason"] != ReturnReason.R8:
        raise NotAllowed(
            _("The return window closed at %(at)s: only a clerical error (R8) may still be returned.")
            % {"at": shuts_at.strftime("%Y-%m-%d %H:%M")},
            code="return_window_closed",
        )


@guards(Action.APPROVE_RETURN, Action.REJECT_RETURN)
def decide_return(attempt: Attempt) -> None:
    require(attempt.data, "decision")


@guards(Action.ARBITRATE)
def arbitrate(attempt: Attempt) -> None:
    require(attempt.data, "reason")


@guards(Action.SUSPEND)
def suspend(attempt: Attempt) -> None:
    require(attempt.data, "ground", "plan", "review_on")


@guards(Action.CONTACT)
def contact(attempt: Attempt) -> None:
    require(attempt.data, "method", "outcome")


@guards(Action.SUBMIT)
def submit(attempt: Attempt) -> None:
    require(attempt.data, "result_code", "public_text")
    order = attempt.case.order
    if not order.contacted_at and not order.is_anonymous and order.missed_calls < verification.ATTEMPTS:
        raise NotAllowed(
            _("Record the first contact with the petitioner (or three attempts) before you submit."),
            code="contact_first",
        )
    if attempt.data["result_code"] == "planned" and not attempt.data.get("planned_on"):
        raise NotAllowed(_("A planned result needs the date it is planned for."), code="required", field="planned_on")


@guards(Action.REPAIR, Action.REOPEN)
def with_reason(attempt: Attempt) -> None:
    require(attempt.data, "reason")
    order = attempt.case.order
    if order.status == Status.CLOSED and order.closed_at and attempt.at > order.closed_at + REOPEN_WINDOW:
        raise NotAllowed(
            _("Closed more than 30 days ago: register a new petition and link it."), code="reopen_window_closed"
        )  # fmt: skip


@guards(Action.TO_FOLLOW_UP)
def to_follow_up(attempt: Attempt) -> None:
    if verification.is_required(attempt.case.order):
        raise NotAllowed(_("This order must be verified before the petitioner is called."), code="verify_first")
    if attempt.case.order.is_anonymous:
        raise NotAllowed(_("Nobody can be called: close without follow-up."), code="nobody_to_call")


@guards(Action.VERIFY)
def verify(attempt: Attempt) -> None:
    require(attempt.data, "finding")
    if attempt.case.order.is_anonymous:
        raise NotAllowed(_("Nobody can be called: close without follow-up."), code="nobody_to_call")


@guards(Action.FAIL_VERIFICATION)
def fail_verification(attempt: Attempt) -> None:
    require(attempt.data, "finding")


@guards(Action.CLOSE)
def close(attempt: Attempt) -> None:
    order, data = attempt.case.order, attempt.data
    if not data.get("solved"):
        if order.missed_calls < verification.ATTEMPTS:
            raise NotAllowed(_("Enter the petitioner's answers, or record three unanswered calls."),
                             code="required", field="solved")  # fmt: skip
        return
    if _answers_lead_to(attempt) == verification.Outcome.REWORK:
        raise NotAllowed(_("These answers ask for rework: propose it to the office."), code="rework_due")


@guards(Action.PROPOSE_REWORK)
def propose_rework(attempt: Attempt) -> None:
    require(attempt.data, "solved", "cause")
    if _answers_lead_to(attempt) != verification.Outcome.REWORK:
        raise NotAllowed(_("These answers do not ask for rework: close the order."), code="no_rework_due")


def _answers_lead_to(attempt: Attempt) -> verification.Outcome:
    data = attempt.data
    return verification.outcome(data["solved"], data.get("cause", ""), round=attempt.case.order.round)


@guards(Action.REWORK)
def rework(attempt: Attempt) -> None:
    require(attempt.data, "demand")
    if not attempt.case.order.rework_proposed:
        raise NotAllowed(_("Nobody has proposed rework after a call."), code="not_proposed")


@guards(Action.WITHDRAW)
def withdraw(attempt: Attempt) -> None:
    if attempt.case.order.urgency == Urgency.CRITICAL:
        raise NotAllowed(_("A critical order goes on even when the petitioner withdraws."), code="critical")
    if not attempt.data.get("confirmed"):
        raise NotAllowed(
            _("Only the petitioner can withdraw: confirm it by a call back to the same number."),
            code="required",
            field="confirmed",
        )


@guards(Action.CLOSE_WITHOUT_CALL)
def close_without_call(attempt: Attempt) -> None:
    if not attempt.case.order.is_anonymous:
        raise NotAllowed(_("The petitioner can be called: pass the order to follow-up."), code="call_first")
    if attempt.case.order.status == Status.VERIFYING:
        require(attempt.data, "finding")
    elif verification.is_required(attempt.case.order):
        raise NotAllowed(_("This order must be verified before it is closed."), code="verify_first")


@guards(Action.ARCHIVE)
def archive(attempt: Attempt) -> None:
    order = attempt.case.order
    ended_at = order.closed_at or order.withdrawn_at or order.registered_at
    if attempt.at < ended_at + ARCHIVE_AFTER:
        raise NotAllowed(_("Orders are archived 90 days after their end."), code="too_early")

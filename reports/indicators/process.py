"""How the work went: clocks, returns, rework, dispatch, what was left out, and how long it took."""

import operator

from django.utils.translation import gettext_lazy as _

from petitions.enums import ReturnState
from reports.enums import Direction
from reports.indicators.formulas import (
    AssignmentShare,
    DirectAnswer,
    MeanHandlingTime,
    OrderShare,
    PassLine,
    PercentileHandlingTime,
    PerTenThousandResidents,
    SpeedUp,
)
from reports.indicators.parameters import Parameters
from reports.indicators.populations import assigned, dispatched

SIGN_ON_TIME_RATE = AssignmentShare(
    code="sign_on_time_rate",
    label=_("On-time signing rate"),
    definition=_("Assignments signed by their sign deadline ÷ assignments, without those rightly returned."),
    numerator=lambda assignment: bool(assignment.signed_in_time),
    denominator=lambda assignment: assigned(assignment) and not assignment.returned,
)
ON_TIME_RATE = OrderShare(
    code="on_time_rate",
    label=_("On-time completion rate"),
    definition=_(
        "Orders whose first accepted reply came by the deadline, extensions and pauses counted in ÷ "
        "orders dispatched, without those suspended at the freeze."
    ),
    numerator=lambda order: bool(order.submitted_in_time),
    denominator=lambda order: dispatched(order) and not order.suspended,
)
ON_TIME_RATE_DUE = OrderShare(
    code="on_time_rate_due",
    label=_("On-time completion rate (due in the period)"),
    definition=_("As the on-time completion rate, but only of orders that fell due within the period."),
    numerator=lambda order: bool(order.submitted_in_time),
    denominator=lambda order: dispatched(order) and not order.suspended and order.due_in_period,
)
RETURN_RATE = AssignmentShare(
    code="return_rate",
    label=_("Return rate"),
    definition=_("Assignments with a return request, granted or not ÷ assignments."),
    direction=Direction.LOWER_BETTER,
    numerator=lambda assignment: assignment.return_requested,
    denominator=assigned,
)
RETURN_APPROVED_RATE = AssignmentShare(
    code="return_approved_rate",
    label=_("Approved return rate"),
    definition=_("Approved returns ÷ return requests. A low value speaks of shirking, a high one of bad dispatch."),
    direction=Direction.NEUTRAL,
    numerator=lambda assignment: assignment.return_decision == ReturnState.APPROVED,
    denominator=lambda assignment: assigned(assignment) and assignment.return_requested,
)
REWORK_RATE = OrderShare(
    code="rework_rate",
    label=_("Rework rate"),
    definition=_("Orders in their second round or later ÷ orders with an accepted reply."),
    direction=Direction.LOWER_BETTER,
    numerator=lambda order: order.round >= 2,
    denominator=lambda order: dispatched(order) and order.submitted,
)
FIRST_TIME_RATE = OrderShare(
    code="first_time_rate",
    label=_("First-time completion rate"),
    definition=_(
        "Orders closed in their first round and not reopened within 30 days ÷ orders closed. "
        "Final 30 days after closing."
    ),
    numerator=lambda order: order.round == 1 and not order.reopened,
    denominator=lambda order: dispatched(order) and order.closed,
)
SUSPENDED_RATE = OrderShare(
    code="suspended_rate",
    label=_("Suspended rate"),
    definition=_("Orders suspended at the freeze ÷ orders dispatched. Published beside the on-time rate."),
    direction=Direction.LOWER_BETTER,
    numerator=lambda order: order.suspended,
    denominator=dispatched,
)
MEAN_HANDLE_HOURS = MeanHandlingTime(
    code="mean_handle_hours",
    label=_("Mean handling time"),
    definition=_("Working hours from dispatch to the first accepted reply, on average."),
)
P90_HANDLE_HOURS = PercentileHandlingTime(
    code="p90_handle_hours",
    label=_("Handling time, P90"),
    definition=_("The working hours within which 90 % of orders had their first accepted reply, by nearest rank."),
    percentile=90,
)
PER_10K = PerTenThousandResidents(
    code="per_10k",
    label=_("Petitions per 10,000 residents"),
    definition=_("Orders whose outcome counts ÷ residents of the same area × 10,000."),
)
DIRECT_ANSWER_RATE = DirectAnswer(
    code="direct_answer_rate",
    label=_("Direct answer rate"),
    definition=_("Petitions answered at intake ÷ petitions answered at intake or accepted."),
)


def auto_dispatch_accuracy(parameters: Parameters) -> OrderShare:
    return OrderShare(
        code="auto_dispatch_accuracy",
        label=_("Automatic dispatch accuracy"),
        definition=_(
            "Automatically dispatched orders whose lead was not changed by approved return, award or "
            "reassignment ÷ automatically dispatched orders, 5 working days after dispatch."
        ),
        basis="S1-75",
        pass_line=PassLine(operator.ge, parameters.auto_dispatch_at_least),
        numerator=lambda order: order.lead_changed is False,
        denominator=lambda order: dispatched(order) and order.auto_dispatched and order.lead_changed is not None,
    )


def excluded_rate(parameters: Parameters) -> OrderShare:
    return OrderShare(
        code="excluded_rate",
        label=_("Excluded rate"),
        definition=_("Orders excluded from outcome assessment ÷ orders dispatched."),
        direction=Direction.LOWER_BETTER,
        pass_line=PassLine(operator.le, parameters.excluded_at_most),
        numerator=lambda order: order.excluded,
        denominator=dispatched,
    )


def speed_up(parameters: Parameters) -> SpeedUp:
    return SpeedUp(
        code="speed_up",
        label=_("Speed-up rate"),
        definition=_("How much shorter the mean handling time is than the frozen, named baseline."),
        basis="S1-76",
        pass_line=PassLine(operator.gt, parameters.speed_up_more_than),
    )

"""What must be true before several units share the work (practice T15, §2.7)."""

from django.utils.translation import gettext as _

from core import moments
from petitions.enums import Action, Matter
from petitions.guards.base import Attempt, asked_for, guards, one_at_a_time, require
from petitions.guards.units import may_have_a_part
from petitions.refusals import NotAllowed


@guards(Action.REQUEST_ASSIST)
def request_assist(attempt: Attempt) -> None:
    one_at_a_time(attempt, Matter.ASSIST)
    _check_assist(attempt)


@guards(Action.ADD_ASSIST)
def add_assist(attempt: Attempt) -> None:
    _check_assist(attempt)


def _check_assist(attempt: Attempt) -> None:
    """Whoever helps has no part yet, and knows which piece is theirs (practice T15, §2.7)."""
    require(attempt.data, "unit", "piece")
    unit, case = attempt.data["unit"], attempt.case
    may_have_a_part(unit, case.order, field="unit")
    if any(row.department_id == unit.pk and (row.piece or row is case.lead) for row in case.assignments):
        raise NotAllowed(_("%(unit)s has a part in this order already.") % {"unit": unit.short_name},
                         code="twice", field="unit")  # fmt: skip


@guards(Action.DENY_ASSIST)
def deny_assist(attempt: Attempt) -> None:
    asked_for(attempt, Matter.ASSIST)
    require(attempt.data, "decision")


@guards(Action.OBJECT_ASSIST)
def object_assist(attempt: Attempt) -> None:
    """Once, and within half of the time for its piece; a dispatcher settles it, not the lead."""
    require(attempt.data, "reason")
    assist = attempt.case.own_assist(attempt.by)
    assert assist is not None
    if assist.objected_at:
        raise NotAllowed(_("Your unit has objected once: the dispatcher's word counts."), code="objected")
    clock = attempt.case.assist_clocks.get(assist.department_id)
    if clock and clock.due_at and attempt.machine.half_of(clock) < attempt.at:
        raise NotAllowed(_("More than half of the time for the piece of work is over."), code="too_late")


@guards(Action.SETTLE_OBJECTION)
def settle_objection(attempt: Attempt) -> None:
    require(attempt.data, "unit", "decision")
    assist = attempt.case.assist_of(attempt.data["unit"].pk)
    if assist is None or not assist.objected_at or assist.objection_settled_at:
        raise NotAllowed(_("No objection of this unit waits for a decision."), code="no_objection", field="unit")


@guards(Action.FINISH_ASSIST)
def finish_assist(attempt: Attempt) -> None:
    require(attempt.data, "result")


@guards(Action.WAIVE_ASSIST)
def waive_assist(attempt: Attempt) -> None:
    require(attempt.data, "unit", "reason")
    assist = attempt.case.assist_of(attempt.data["unit"].pk)
    if assist is None or not assist.is_owed:
        raise NotAllowed(_("This unit owes no piece of work here."), code="nothing_owed", field="unit")
    if assist.assist_due_at and attempt.at <= assist.assist_due_at:
        raise NotAllowed(
            _("%(unit)s still has time until %(at)s.")
            % {"unit": assist.department.short_name, "at": moments.due(assist.assist_due_at)},
            code="in_time", field="unit",
        )  # fmt: skip

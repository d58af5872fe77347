"""Who can be given a part in an order."""

from django.utils.translation import gettext as _

from core.actors import SYSTEM
from core.calendar import CITY_TIME
from partyorgs.enums import DepartmentKind
from partyorgs.models import Department
from petitions import catalogue
from petitions.case import OFFICE_DISPATCHING
from petitions.guards.base import Attempt, require
from petitions.models import WorkOrder
from petitions.refusals import NotAllowed


def check_own_street(attempt: Attempt) -> None:
    """A street's coordinator gives out inside the street only (practice §2.3, roles)."""
    lead = attempt.data["lead"]
    if attempt.by.has(*OFFICE_DISPATCHING) or attempt.by is SYSTEM:
        return
    if lead.pk not in attempt.by.department_ids("street_coordinator"):
        raise NotAllowed(
            _("A street gives orders to its own office only: ask the dispatcher for %(unit)s.")
            % {"unit": lead.short_name},
            code="outside_the_street", field="lead",
        )  # fmt: skip


def check_units(attempt: Attempt) -> None:
    """The grassroots guard and the rule that nobody handles a complaint about themselves (practice T06, §2.11)."""
    require(attempt.data, "lead")
    lead, order = attempt.data["lead"], attempt.case.order
    may_have_a_part(lead, order, field="lead")
    if lead.kind == DepartmentKind.STREET:
        _guard_the_grassroots(attempt)
    assists = attempt.data.get("assists") or ()
    for unit in assists:
        may_have_a_part(unit, order, field="assists")
    if lead in assists or len(set(assists)) != len(assists):
        raise NotAllowed(_("A unit can have one part only: remove it from the assists."),
                         code="twice", field="assists")  # fmt: skip


def _guard_the_grassroots(attempt: Attempt) -> None:
    """A street leads where the duty list lets it, and nowhere in what its superior took back (practice T06, §4.6)."""
    lead, order, duties = attempt.data["lead"], attempt.case.order, catalogue.load()
    on = attempt.at.astimezone(CITY_TIME).date()
    rule = duties.rule(order.category_id or 0, order.kind, order.place_code, on)
    if rule is not None and rule.duty.is_reclaimed:
        values = {"unit": lead.short_name, "code": rule.duty.code, "title": rule.duty.title}
        raise NotAllowed(
            _("%(unit)s may not lead: item %(code)s “%(title)s” of the duty list was taken back by the superior.")
            % values,
            code="grassroots_guard", field="lead",
        )  # fmt: skip
    if not duties.allows_territory(order.category_id, on):
        raise NotAllowed(
            _("%(unit)s may not lead: the duty list gives this matter to a department, not to the grassroots.")
            % {"unit": lead.short_name},
            code="grassroots_guard",
            field="lead",
        )


def may_have_a_part(unit: Department, order: WorkOrder, *, field: str) -> None:
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

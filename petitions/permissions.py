"""Who may do what: one line per action, in the words of practice §2.3."""

from collections.abc import Callable

from core.actors import SYSTEM, Actor
from petitions.case import Case
from petitions.enums import Action
from petitions.models import WorkOrder

Rule = Callable[[Actor, Case], bool]

HANDLING_ROLES = ("liaison", "handler", "dept_leader")
LEADING_ROLES = (*HANDLING_ROLES, "street_coordinator")  # a street's coordinator acts for its street office


def nobody(actor: Actor, case: Case) -> bool:
    return False


def system(actor: Actor, case: Case) -> bool:
    return actor == SYSTEM


def role(*names: str) -> Rule:
    """Holds one of these roles."""

    def holds(actor: Actor, case: Case) -> bool:
        return actor.has(*names)

    return holds


def role_outside_the_lead(*names: str) -> Rule:
    """Separation of duties: whoever judges a unit's work may not belong to it (practice §2.3)."""

    def holds(actor: Actor, case: Case) -> bool:
        return actor.has(*names) and case.order.lead_id not in actor.department_ids()

    return holds


def lead_unit(actor: Actor, case: Case) -> bool:
    """Liaison, handler or leader of the unit that leads; a street's coordinator for what its street office leads."""
    if case.lead is None:
        return False
    return case.lead.department_id in actor.department_ids(*LEADING_ROLES)


def any_of(*rules: Rule) -> Rule:
    return lambda actor, case: any(rule(actor, case) for rule in rules)


dispatching = any_of(role("dispatcher", "supervisor", "office_admin"), system)
intaking = role("intake", "dispatcher", "office_admin")

# fmt: off
MAY: dict[Action, Rule] = {
    Action.REGISTER:           nobody,  # an order is registered by intake.receive(), before it exists
    Action.ACCEPT:             intaking,
    Action.REFUSE:             intaking,
    Action.ANSWER:             intaking,
    Action.MERGE:              intaking,
    Action.DISPATCH:           dispatching,
    Action.SIGN:               lead_unit,
    Action.REQUEST_RETURN:     lead_unit,
    Action.APPROVE_RETURN:     role_outside_the_lead("dispatcher", "office_admin"),
    Action.REJECT_RETURN:      role_outside_the_lead("dispatcher", "office_admin"),
    Action.ARBITRATE:          any_of(role("dispatcher", "office_admin"), lead_unit),
    Action.AWARD:              role_outside_the_lead("arbitrator", "deputy_convener"),
    Action.REASSIGN:           role_outside_the_lead("dispatcher", "supervisor", "office_admin"),
    Action.CONTACT:            lead_unit,
    Action.SUSPEND:            role_outside_the_lead("deputy_convener"),
    Action.RESUME:             any_of(role("office_admin"), system),
    Action.SUBMIT:             lead_unit,
    Action.REPAIR:             role_outside_the_lead("office_admin"),
    Action.TO_VERIFICATION:    any_of(role_outside_the_lead("office_admin"), system),
    Action.TO_FOLLOW_UP:       any_of(role_outside_the_lead("office_admin"), system),
    Action.VERIFY:             role_outside_the_lead("verifier", "supervisor", "office_admin"),
    Action.FAIL_VERIFICATION:  role_outside_the_lead("verifier", "supervisor", "office_admin"),
    Action.CLOSE:              role_outside_the_lead("caller", "office_admin"),
    Action.MISS_CALL:          role_outside_the_lead("caller", "office_admin"),
    Action.PROPOSE_REWORK:     role_outside_the_lead("caller", "office_admin"),
    Action.REWORK:             role_outside_the_lead("office_admin"),
    Action.REOPEN:             role_outside_the_lead("supervisor", "office_admin"),
    Action.WITHDRAW:           role_outside_the_lead("intake", "caller"),
    Action.CLOSE_WITHOUT_CALL: any_of(role_outside_the_lead("office_admin"), system),
    Action.ARCHIVE:            system,
}
# fmt: on


def may(actor: Actor, action: Action, case: Case) -> bool:
    return MAY[action](actor, case)


def may_open_desk(actor: Actor) -> bool:
    return actor.has("intake", "dispatcher", "supervisor", "office_admin")


def may_open_verifications(actor: Actor) -> bool:
    """Replies are reviewed by the office and verified by verifiers; supervisors look in."""
    return actor.has("verifier", "supervisor", "office_admin")


def may_open_follow_ups(actor: Actor) -> bool:
    return actor.has("caller", "office_admin")


def may_import(actor: Actor) -> bool:
    return actor.has("intake", "dispatcher", "office_admin")


def may_register(actor: Actor) -> bool:
    return actor.has(
        "intake", "dispatcher", "street_coordinator", "grid_worker", "caller", "supervisor", "office_admin"
    )


def leads(actor: Actor, order: WorkOrder) -> bool:
    """Whether the person works for the unit that leads."""
    return order.lead_id in actor.department_ids(*LEADING_ROLES)


def may_read_answers(actor: Actor, order: WorkOrder) -> bool:
    """What the petitioner said of the unit's work stays with the office (practice §2.10)."""
    return actor.is_office and order.lead_id not in actor.department_ids()


def may_read_internal_notes(actor: Actor, order: WorkOrder) -> bool:
    return actor.is_office or leads(actor, order)

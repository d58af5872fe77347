"""Who may do what: one line per action, in the words of practice §2.3."""

from collections.abc import Callable

from core.actors import OFFICE_ROLES, SYSTEM, Actor
from partyorgs.enums import DepartmentKind
from petitions.case import LEADING_ROLES, OFFICE_DISPATCHING, Case
from petitions.enums import Action
from petitions.models import WorkOrder

Rule = Callable[[Actor, Case], bool]


def nobody(actor: Actor, case: Case) -> bool:
    return False


def system(actor: Actor, case: Case) -> bool:
    return actor is SYSTEM  # not one that is only called so: a key has no account either, and its client any name


def role(*names: str) -> Rule:
    """Holds one of these roles."""

    def holds(actor: Actor, case: Case) -> bool:
        return actor.has(*names)

    return holds


def judging(*names: str) -> Rule:
    """Separation of duties: whoever judges a unit's work may not belong to it, nor have an interest in the matter
    (practice §2.3, 信访工作条例 art. 28)."""

    def holds(actor: Actor, case: Case) -> bool:
        return actor.has(*names) and case.order.lead_id not in actor.partial_to and not _is_recused(actor, case)

    return holds


def _is_recused(actor: Actor, case: Case) -> bool:
    return actor.id is not None and actor.id in case.recused


def outside_the_dispute(*names: str) -> Rule:
    """An arbitrator belongs to none of the parties."""

    def holds(actor: Actor, case: Case) -> bool:
        return actor.has(*names) and not actor.partial_to & case.parties and not _is_recused(actor, case)

    return holds


def in_the_place(*names: str) -> Rule:
    """Works where the order lies."""

    def holds(actor: Actor, case: Case) -> bool:
        return any(case.order.place_code.startswith(code) for code in actor.area_codes(*names))

    return holds


def of_the_place(*names: str) -> Rule:
    """Likewise, and not for the unit that leads: what the street office leads is its own case for all of the street."""
    is_there = in_the_place(*names)

    def holds(actor: Actor, case: Case) -> bool:
        is_own = case.order.lead_id in actor.partial_to or _is_led_by_street(case)
        return is_there(actor, case) and not is_own and not _is_recused(actor, case)

    return holds


def _is_led_by_street(case: Case) -> bool:
    return case.lead is not None and case.lead.department.kind == DepartmentKind.STREET


def lead_unit(actor: Actor, case: Case) -> bool:
    """Liaison, handler or leader of the unit that leads; a street's coordinator for what its street office leads."""
    return case.lead is not None and case.lead.department_id in actor.department_ids(*LEADING_ROLES)


def unit_that_led(actor: Actor, case: Case) -> bool:
    """Likewise, also when the order is closed."""
    return case.order.lead_id in actor.department_ids(*LEADING_ROLES)


def leader_of_the_lead(actor: Actor, case: Case) -> bool:
    return case.lead is not None and case.lead.department_id in actor.department_ids("dept_leader")


def grid_task(actor: Actor, case: Case) -> bool:
    """A grid worker for what the street office leads in the grid."""
    return _is_led_by_street(case) and in_the_place("grid_worker")(actor, case)


def assisting_unit(actor: Actor, case: Case) -> bool:
    return case.own_assist(actor) is not None


def party(actor: Actor, case: Case) -> bool:
    """Speaks for a unit the dispute is about."""
    return bool(actor.department_ids(*LEADING_ROLES) & case.parties)


def any_of(*rules: Rule) -> Rule:
    return lambda actor, case: any(rule(actor, case) for rule in rules)


intaking = any_of(role("intake", "dispatcher", "office_admin"), of_the_place("street_coordinator"))
dispatching = any_of(role(*OFFICE_DISPATCHING), of_the_place("street_coordinator"), system)
handling = any_of(lead_unit, grid_task)
checking = any_of(judging("verifier", "supervisor", "office_admin"), of_the_place("street_coordinator", "grid_worker"))
deciding = judging("dispatcher", "office_admin")
referring = any_of(role("dispatcher", "office_admin"), lead_unit, of_the_place("street_coordinator"))

# fmt: off
MAY: dict[Action, Rule] = {
    Action.REGISTER:           nobody,  # an order is registered by intake.receive(), before it exists
    Action.ACCEPT:             intaking,
    Action.REFUSE:             intaking,
    Action.ANSWER:             intaking,
    Action.MERGE:              role("intake", "dispatcher", "office_admin"),
    Action.UNMERGE:            role("intake", "dispatcher", "office_admin"),
    Action.DISPATCH:           dispatching,
    Action.SIGN:               handling,
    Action.UNDO_SIGN:          handling,
    Action.AUTO_SIGN:          system,
    Action.REQUEST_RETURN:     lead_unit,
    Action.ENDORSE_RETURN:     deciding,
    Action.APPROVE_RETURN:     deciding,
    Action.REJECT_RETURN:      deciding,
    Action.ARBITRATE:          referring,
    Action.STATE_POSITION:     party,
    Action.PROPOSE_AWARD:      outside_the_dispute("arbitrator"),
    Action.AWARD:              outside_the_dispute("arbitrator", "deputy_convener"),
    Action.REASSIGN:           any_of(judging(*OFFICE_DISPATCHING), of_the_place("street_coordinator")),
    Action.REQUEST_ASSIST:     lead_unit,
    Action.ADD_ASSIST:         deciding,
    Action.DENY_ASSIST:        deciding,
    Action.OBJECT_ASSIST:      assisting_unit,
    Action.SETTLE_OBJECTION:   deciding,
    Action.FINISH_ASSIST:      assisting_unit,
    Action.WAIVE_ASSIST:       lead_unit,
    Action.CONTACT:            handling,
    Action.SECURE:             handling,
    Action.REQUEST_EXTENSION:  lead_unit,
    Action.EXTEND:             any_of(deciding, leader_of_the_lead),  # the leader for letters and visits matters only
    Action.REFUSE_EXTENSION:   any_of(deciding, leader_of_the_lead),
    Action.REQUEST_SUSPENSION: lead_unit,
    Action.SUSPEND:            judging("deputy_convener"),
    Action.REFUSE_SUSPENSION:  judging("deputy_convener"),
    Action.RENEW_SUSPENSION:   judging("deputy_convener"),
    Action.RESUME:             any_of(judging("office_admin"), system),
    Action.SUBMIT:             handling,
    Action.REPAIR:             any_of(judging("office_admin"), of_the_place("street_coordinator")),
    Action.TO_VERIFICATION:    any_of(judging("office_admin"), system),
    Action.TO_FOLLOW_UP:       any_of(judging("office_admin"), system),
    Action.VERIFY:             checking,
    Action.FAIL_VERIFICATION:  checking,
    Action.CLOSE:              any_of(judging("caller", "office_admin"), system),
    Action.MISS_CALL:          judging("caller", "office_admin"),
    Action.PROPOSE_REWORK:     judging("caller", "office_admin"),
    Action.REWORK:             judging("office_admin"),
    Action.REOPEN:             judging("supervisor", "office_admin"),
    Action.PROPOSE_FINAL:      judging("caller", "office_admin"),
    Action.REFUSE_FINAL:       judging("deputy_convener"),
    Action.FINAL_REPLY:        judging("deputy_convener"),
    Action.WITHDRAW:           judging("intake", "caller"),
    Action.RAISE_URGENCY:      any_of(role("dispatcher", "supervisor"), in_the_place("street_coordinator")),
    Action.CLOSE_WITHOUT_CALL: any_of(judging("office_admin"), system),
    Action.ARCHIVE:            system,
    Action.APPLY_EXCLUSION:    unit_that_led,
    Action.CHECK_EXCLUSION:    judging("office_admin"),
    Action.REFUSE_EXCLUSION:   judging("office_admin", "deputy_convener"),
    Action.EXCLUDE:            judging("deputy_convener"),
    Action.UPHOLD_EXCLUSION:   judging("supervisor", "office_admin"),
    Action.RESTORE:            judging("supervisor", "office_admin"),
    Action.RECUSE:             role(*OFFICE_ROLES),
}
# fmt: on


def may(actor: Actor, action: Action, case: Case) -> bool:
    return MAY[action](actor, case)


def may_open_desk(actor: Actor) -> bool:
    return actor.has("intake", "dispatcher", "supervisor", "office_admin")


def may_open_verifications(actor: Actor) -> bool:
    """Replies are reviewed by the office and verified by verifiers; supervisors look in."""
    return actor.has("verifier", "supervisor", "office_admin")


def may_open_arbitrations(actor: Actor) -> bool:
    return actor.has("arbitrator", "deputy_convener", "dispatcher", "office_admin")


def may_open_follow_ups(actor: Actor) -> bool:
    return actor.has("caller", "office_admin")


def may_import(actor: Actor) -> bool:
    return actor.has("intake", "dispatcher", "office_admin")


def may_register(actor: Actor) -> bool:
    return actor.has(
        "intake", "dispatcher", "street_coordinator", "grid_worker", "caller", "supervisor", "office_admin"
    )


def may_see_duties(actor: Actor) -> bool:
    """Who answers for what is no secret inside the administration."""
    return bool(actor.grants)


def may_work_on_duties(actor: Actor) -> bool:
    """Looking for gaps anew, trying a proposed list, putting something on the agenda."""
    return actor.has("dispatcher", "supervisor", "office_admin")


def leads(actor: Actor, order: WorkOrder) -> bool:
    """Whether the person works for the unit that leads."""
    return order.lead_id in actor.department_ids(*LEADING_ROLES)


def may_read_answers(actor: Actor, order: WorkOrder) -> bool:
    """What the petitioner said of the unit's work stays with the office (practice §2.10)."""
    return actor.is_office and order.lead_id not in actor.partial_to


def may_read_internal_notes(actor: Actor, order: WorkOrder) -> bool:
    return actor.is_office or leads(actor, order)

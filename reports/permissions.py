"""Who may see which figures, and who runs the year. The handling unit sees its own row (practice §2.10, §6.1)."""

from core.actors import Actor
from reports.enums import Source
from reports.indicators import Indicator

UNIT_ROLES = ("liaison", "handler", "dept_leader", "street_coordinator")


def may_see_all(actor: Actor) -> bool:
    return actor.is_office or actor.has("auditor")


def own_units(actor: Actor) -> frozenset[int]:
    return actor.department_ids(*UNIT_ROLES)


def may_see(actor: Actor) -> bool:
    return may_see_all(actor) or bool(own_units(actor))


def may_run(actor: Actor) -> bool:
    """Open the year, set and lock targets, run and publish the gates."""
    return actor.has("office_admin")


def may_sign(actor: Actor, department_id: int) -> bool:
    return department_id in actor.department_ids("dept_leader")


def may_list_orders(actor: Actor, indicator: Indicator, department_id: int) -> bool:
    """The unit judged may not learn from a list what one petitioner answered, whatever else its people are; and
    auditors see no cases."""
    if indicator.source == Source.PUBLIC:
        return actor.is_office and department_id not in actor.department_ids()
    return actor.is_office or bool(own_units(actor))


def must_withhold(actor: Actor, indicator: Indicator, n: int, *, least: int) -> bool:
    """Petitioners' answers reach the unit they judge only as an aggregate."""
    return not may_see_all(actor) and indicator.source == Source.PUBLIC and 0 < n < least


def may_list_places(actor: Actor) -> bool:
    """The orders behind a figure of the map: whoever may see cases at all."""
    return actor.is_office or bool(own_units(actor))

"""Who may see organizations, posts and duties, and who keeps them."""

from core.actors import Actor
from grids import codes
from grids.permissions import may_edit, may_edit_map, may_see
from partyorgs.models import PartyOrganization, Post, StationedUnit

__all__ = [
    "may_call_mobile", "may_decide_lists", "may_edit", "may_edit_map", "may_edit_organization", "may_edit_post",
    "may_establish", "may_evaluate", "may_keep", "may_keep_roster", "may_raise", "may_see", "may_speak_for",
]  # fmt: skip

SPEAKERS = ("liaison", "dept_leader", "street_coordinator")  # say what their unit thinks of a revision


def may_keep(actor: Actor) -> bool:
    """Organizations, the mechanism, duty lists of the whole city: the office."""
    return actor.has("office_admin")


def may_edit_organization(actor: Actor, organization: PartyOrganization) -> bool:
    """The office all of them, a street's coordinator those that stand in the street."""
    return may_edit(actor, organization.place_code)


# --- posts, the mechanism, units stationed at streets, rosters, the agenda pool


def may_edit_post(actor: Actor, post: Post) -> bool:
    return may_edit(actor, post.code)


def may_call_mobile(actor: Actor, post: Post) -> bool:
    """Consent was given to the office and to the street; everybody else has the office phone."""
    return actor.is_office or may_edit_post(actor, post)


def may_establish(actor: Actor) -> bool:
    """Somewhere: the rule asks again about the place."""
    return actor.has("office_admin", "street_coordinator")


def may_evaluate(actor: Actor, unit: StationedUnit) -> bool:
    """The street alone: it has the unit before its eyes every day."""
    return any(codes.covers(area, unit.street.code) for area in actor.area_codes("street_coordinator"))


def may_keep_roster(actor: Actor, department_id: int) -> bool:
    """The unit itself, and the office for all."""
    return may_keep(actor) or department_id in actor.department_ids("liaison", "dept_leader", "street_coordinator")


def may_raise(actor: Actor) -> bool:
    """Whoever meets what one unit alone cannot settle."""
    return actor.is_office or actor.has("liaison", "dept_leader", "street_coordinator")


# --- duty lists


def may_speak_for(actor: Actor, unit_id: int) -> bool:
    return unit_id in actor.department_ids(*SPEAKERS)


def may_decide_lists(actor: Actor) -> bool:
    """Approves or rejects a revision; that it was not drafted by the same person `enactment` looks at."""
    return actor.has("deputy_convener", "office_admin")

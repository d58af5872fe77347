"""Who may see organizations, posts and duties, and who keeps them."""

from core.actors import Actor
from grids.permissions import may_edit, may_edit_map, may_see

__all__ = ["may_edit", "may_edit_map", "may_keep", "may_see"]

SPEAKERS = ("liaison", "dept_leader", "street_coordinator")  # say what their unit thinks of a revision


def may_keep(actor: Actor) -> bool:
    """Organizations, the mechanism, duty lists of the whole city: the office."""
    return actor.has("office_admin")


def may_speak_for(actor: Actor, unit_id: int) -> bool:
    return unit_id in actor.department_ids(*SPEAKERS)


def may_decide_lists(actor: Actor) -> bool:
    """Approves or rejects a revision; that it was not drafted by the same person `enactment` looks at."""
    return actor.has("deputy_convener", "office_admin")

"""Who may see organizations, posts and duties, and who keeps them."""

from core.actors import Actor
from grids.permissions import may_edit, may_edit_map, may_see

__all__ = ["may_edit", "may_edit_map", "may_keep", "may_see"]


def may_keep(actor: Actor) -> bool:
    """Organizations, the mechanism, duty lists of the whole city: the office."""
    return actor.has("office_admin")

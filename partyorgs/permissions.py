"""Who may see organizations, posts and duties, and who keeps them."""

from core.actors import Actor
from grids.permissions import may_edit, may_edit_map, may_see
from partyorgs.models import PartyOrganization

__all__ = ["may_edit", "may_edit_map", "may_edit_organization", "may_keep", "may_see"]


def may_keep(actor: Actor) -> bool:
    """Organizations, the mechanism, duty lists of the whole city: the office."""
    return actor.has("office_admin")


def may_edit_organization(actor: Actor, organization: PartyOrganization) -> bool:
    """The office all of them, a street's coordinator those that stand in the street."""
    return may_edit(actor, organization.place_code)

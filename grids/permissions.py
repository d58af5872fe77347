"""Who may see places, and who keeps which of them."""

from core.actors import Actor
from grids import codes

STREET_ROLES = ("street_coordinator",)


def may_see(actor: Actor) -> bool:
    """Whoever works here: places are no secret, and nothing on their pages is about a person."""
    return bool(actor.grants)


def may_edit_map(actor: Actor) -> bool:
    """Changes of areas and grids, imports: the office."""
    return actor.has("office_admin")


def may_edit(actor: Actor, place_code: str) -> bool:
    """What stands in a place: the office everywhere, a street's coordinator in the street."""
    return may_edit_map(actor) or any(codes.covers(area, place_code) for area in actor.area_codes(*STREET_ROLES))


def may_keep_companies(actor: Actor) -> bool:
    """Property companies work in several streets: whoever keeps a street may enter them."""
    return actor.has("office_admin", *STREET_ROLES)


def may_start_campaign(actor: Actor) -> bool:
    return actor.has("office_admin")


def may_write_off(actor: Actor) -> bool:
    """Who checks what a street reports; `grids.writeoffs` sees to it that it is not the one who reported."""
    return actor.has("office_admin", "supervisor")

"""What an item of a duty list has to say, and what may be given to a community. Pure.

A fault keeps an item from being written; a warning is shown wherever the item is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from partyorgs.dutylists import Change, Item
from partyorgs.enums import Admission, DutyAction, DutyLevel, DutyListKind, DutyPart

MEANS = ("transferred_power", "transferred_staff", "transferred_budget")
STREETS_OWN = "D00"
COMMUNITY_LISTS = frozenset({
    DutyListKind.COMMUNITY_DUTY, DutyListKind.COMMUNITY_SERVICE, DutyListKind.SECRETARY, DutyListKind.ENTRY_PERMIT,
})  # fmt: skip
PARTS = {
    DutyListKind.STREET: frozenset(DutyPart),
    DutyListKind.COMMUNITY_DUTY: frozenset({DutyPart.BASIC, DutyPart.COOPERATIVE}),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, at which field, and what to do about it."""

    field: str
    text: str


def faults(item: Item) -> list[Fault]:
    """Everything that keeps the item from standing on its list."""
    return [*_of_the_part(item), *_of_the_street(item), *_of_the_community(item), *_of_the_units(item)]


def _of_the_part(item: Item) -> Iterator[Fault]:
    parts = PARTS.get(DutyListKind(item.list_kind), frozenset())
    if parts and item.part not in parts:
        yield Fault("part", _("Say to which part of the list the item belongs."))
    elif item.part and not parts:
        yield Fault("part", _("Only the lists of streets and communities have parts: leave it empty."))
    if item.part == DutyPart.COOPERATIVE and item.list_kind == DutyListKind.STREET:
        if not item.superior_duty.strip():
            yield Fault("superior_duty", _("The street only helps here: say what the superior does."))
        if not item.street_duty.strip():
            yield Fault("street_duty", _("The street only helps here: say what the street does."))


def _of_the_street(item: Item) -> Iterator[Fault]:
    if item.territory_allowed and item.part == DutyPart.RECLAIMED:
        yield Fault("territory_allowed", _("What the superior has taken back may not go to a street."))
    elif item.territory_allowed and item.part == DutyPart.COOPERATIVE:
        yield Fault("territory_allowed", _("Where the street only helps it cannot lead an order: name the superior."))


def _of_the_community(item: Item) -> Iterator[Fault]:
    """北京条例 art. 17: what stands on no list of the communities may not be given to them."""
    if item.level == DutyLevel.COMMUNITY and item.list_kind not in COMMUNITY_LISTS:
        yield Fault("level", _("Communities do only what stands on their own lists: ask for an entry permit instead."))


def _of_the_units(item: Item) -> Iterator[Fault]:
    if item.lead in item.cooperating:
        yield Fault("cooperating", _("A unit leads or helps, not both."))
    if len(set(item.cooperating)) != len(item.cooperating):
        yield Fault("cooperating", _("A unit is named twice among the helpers."))


# --- warnings


def warnings(item: Item, before: Item | None = None) -> list[str]:
    """What a reader should know that the item does not say. `before` is the version before this one."""
    found = []
    if lacking := means_lacking(before, item):
        found.append(_("Handed to the street without: %(means)s.") % {"means": _("; ").join(lacking)})
    if not item.basis.strip():
        found.append(_("No legal basis is given."))
    if item.part == DutyPart.RECLAIMED and item.lead == STREETS_OWN:
        found.append(_("Taken back from the street, but the list names no unit that has it now."))
    return found


def means_lacking(before: Item | None, after: Item) -> list[str]:
    """Power, staff or budget of which an item handed from a department to a street says nothing (S0-35)."""
    if before is None or not is_handed_down(before, after):
        return []
    words = {"transferred_power": _("power"), "transferred_staff": _("staff"), "transferred_budget": _("budget")}
    return [words[name] for name in MEANS if not getattr(after, name).strip()]


def is_handed_down(before: Item, after: Item) -> bool:
    return _is_the_streets(after) and not _is_the_streets(before)


def _is_the_streets(item: Item) -> bool:
    return item.list_kind == DutyListKind.STREET and item.is_carried


def is_homeless(change: Change) -> bool:
    """Whether a line drops an item and nobody says who has it from then on."""
    return change.action == DutyAction.DROP and not change.moved_to


# --- what may be given to a community


def admission(item: Item, unit: str) -> Admission:
    """What an item of a community's lists lets a unit ask of communities (北京条例 art. 17)."""
    if item.list_kind == DutyListKind.ENTRY_PERMIT:
        return Admission.PERMITTED if item.lead == unit else Admission.OF_ANOTHER
    if item.list_kind == DutyListKind.COMMUNITY_DUTY and item.part == DutyPart.COOPERATIVE:
        return Admission.ASSISTS
    return Admission.OWN

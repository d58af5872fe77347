"""Who leads in a matter and who else claims to, by the duty lists of one day. Pure.

A matter nobody leads is a gap; one that several units lead with the same right is an overlap: the catalogue sends it
to the first of them, and the others have as good a reason to refuse or to want it (practice S0-31, S0-32).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from partyorgs.enums import DepartmentKind
from petitions.catalogue import Catalogue, CatalogueRule, Sort
from petitions.reasons import Reason
from petitions.routing import Decision, Matter, decide

VACUUM = frozenset({"no_rule", "no_duty", "grassroots_guard"})  # reasons that are the list's, not the petition's


@dataclass(frozen=True, slots=True)
class Rivalry:
    """Items that claim the same matters. `area_code` and `kind` are empty where it is so everywhere, whatever it is."""

    area_code: str
    kind: str
    rules: tuple[CatalogueRule, ...]

    @property
    def lead_ids(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(rule.duty.lead_id for rule in self.rules))

    @property
    def duty_codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule.duty.code for rule in self.rules))


def vacuum(decision: Decision) -> Reason | None:
    """Why the lists leave a matter to nobody; None where they name somebody, or it is the petition that lacks."""
    last = decision.because[-1]
    return last if decision.lead is None and last.code in VACUUM else None


def gap(sort: Sort, lists: Catalogue, on: date) -> Reason | None:
    """Why the lists name nobody for a category as such, before any place is looked at."""
    return vacuum(decide(Matter(sort.id, sort.default_kind, ""), lists, on))


def rivalries(category_id: int, lists: Catalogue, on: date) -> Iterator[Rivalry]:
    """Where rules of the same rank name different leads."""
    groups: dict[tuple[str, str], list[CatalogueRule]] = {}
    for rule in lists.rules.get(category_id, ()):
        if rule.is_in_force(on):
            groups.setdefault((rule.area_code, rule.kind), []).append(rule)
    for (area_code, kind), rules in groups.items():
        rivalry = Rivalry(area_code, kind, tuple(rules))
        if len(rivalry.lead_ids) > 1:
            yield rivalry


def same_side(unit_id: int, lists: Catalogue) -> int:
    """The unit, or for any street office one that stands for all: which street it is, the place decides."""
    unit = lists.units.get(unit_id)
    return 0 if unit and unit.kind in (DepartmentKind.STREET, DepartmentKind.PLACEHOLDER) else unit_id

"""Duty lists as values: what a list says after a revision, and how two versions of a list differ. Pure.

Units and streets stand by their codes, so that a list that is only proposed can be compared, tried and printed exactly
like one in force. `partyorgs.dutyversions` reads the values from the rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from partyorgs.enums import DifferenceKind, DutyAction, DutyListKind, DutyPart


@dataclass(frozen=True, slots=True)
class Item:
    """One version of one item. `lead` may be D00, the street of the place; `since` is the version's first day."""

    code: str
    title: str
    lead: str
    cooperating: tuple[str, ...] = ()
    basis: str = ""
    list_kind: str = DutyListKind.DEPARTMENT
    part: str = ""
    group: str = ""
    level: str = ""
    street: str = ""
    superior_duty: str = ""
    street_duty: str = ""
    transferred_power: str = ""
    transferred_staff: str = ""
    transferred_budget: str = ""
    territory_allowed: bool = False
    since: date | None = None

    @property
    def is_carried(self) -> bool:
        """Whether the owner of the list has to do it. What the superior took back stays listed, as not theirs."""
        return self.part != DutyPart.RECLAIMED

    @property
    def owner(self) -> str:
        """Whose list it stands on: a department's own, or the list of a street or of communities."""
        return self.lead if self.list_kind == DutyListKind.DEPARTMENT else f"{self.list_kind}{self.street}"


CITYWIDE = "-"  # in a scope: of no street


@dataclass(frozen=True, slots=True)
class Scope:
    """Which list is meant: of which kind, of which unit, of which street. What is empty is not asked for."""

    kind: str = ""
    unit: str = ""
    street: str = ""

    @property
    def street_code(self) -> str:
        return "" if self.street == CITYWIDE else self.street

    def holds(self, item: Item) -> bool:
        asked = ((self.kind, item.list_kind), (self.unit, item.lead), (self.street, item.street or CITYWIDE))
        return all(wanted in ("", said) for wanted, said in asked)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a revision. `item` is what will be said, or was said if it is dropped; `replaces` is the first day of
    the version it was written against."""

    action: str
    item: Item
    moved_to: str = ""
    categories: tuple[str, ...] = ()
    replaces: date | None = None

    @property
    def code(self) -> str:
        return self.item.code


class Outdated(Exception):
    """Items are no longer what they were when the revision was written."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = tuple(codes)


def revised(items: Iterable[Item], changes: Iterable[Change], on: date) -> list[Item]:
    """The items as they stand after the revision, in force on its day; `items` are those in force before it."""
    listed = {item.code: item for item in items}
    changes = list(changes)
    if codes := outdated(listed, changes):
        raise Outdated(codes)
    for change in changes:
        if change.action == DutyAction.DROP:
            del listed[change.code]
        else:
            listed[change.code] = replace(change.item, since=on)
    return sorted(listed.values(), key=lambda item: item.code)


def outdated(listed: Mapping[str, Item], changes: Iterable[Change]) -> list[str]:
    """Codes whose version is not, or no longer, the one a line was written against. An added one has none."""
    return [change.code for change in changes if _first_day(listed.get(change.code)) != change.replaces]


def _first_day(item: Item | None) -> date | None:
    return item.since if item else None


# --- two versions side by side

NOT_COMPARED = frozenset({"code", "since"})
COMPARED = tuple(field.name for field in fields(Item) if field.name not in NOT_COMPARED)


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one item. `fields` names what is said otherwise; `destination` is the unit that has it now."""

    kind: str
    before: Item | None
    after: Item | None
    fields: tuple[str, ...] = ()
    destination: str = ""

    @property
    def item(self) -> Item:
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """`before` and `after` count what the owner of the list has to do, without what is listed as taken back."""

    before: int
    after: int
    differences: tuple[Difference, ...]

    @property
    def net(self) -> int:
        return self.after - self.before

    @property
    def share(self) -> float | None:
        """The change as a share of the earlier version; None when there was nothing."""
        return self.net / self.before if self.before else None

    def count(self, kind: str) -> int:
        return sum(difference.kind == kind for difference in self.differences)

    @property
    def homeless(self) -> int:
        """Items that left the list and nobody says where to."""
        return self.count(DifferenceKind.REMOVED)


def compare(
    before: Iterable[Item], after: Iterable[Item], destinations: Mapping[str, str] | None = None
) -> Comparison:  # fmt: skip
    """`destinations` names, by the codes of items that left, the units they were handed over to."""
    old = {item.code: item for item in before}
    new = {item.code: item for item in after}
    found = [
        _difference(old.get(code), new.get(code), (destinations or {}).get(code, "")) for code in sorted({*old, *new})
    ]
    return Comparison(
        before=sum(item.is_carried for item in old.values()),
        after=sum(item.is_carried for item in new.values()),
        differences=tuple(difference for difference in found if difference),
    )


def _difference(before: Item | None, after: Item | None, handed_to: str) -> Difference | None:
    if before is None:
        return Difference(DifferenceKind.ADDED, None, after)
    if after is None:
        kind = DifferenceKind.MOVED if handed_to else DifferenceKind.REMOVED
        return Difference(kind, before, None, destination=handed_to)
    changed = tuple(name for name in COMPARED if getattr(before, name) != getattr(after, name))
    if not changed:
        return None
    if before.owner != after.owner or before.is_carried > after.is_carried:
        return Difference(DifferenceKind.MOVED, before, after, changed, handed_to or after.lead)
    return Difference(DifferenceKind.CHANGED, before, after, changed)

"""What a change of the map will do, decided before anything is done: which place gets which code and which name.

`decide()` is pure: it looks at rows and at the codes ever given, and answers with a plan or refuses with a reason.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import partial

from django.utils.translation import gettext as _

from grids import numbering
from grids.enums import AREA_LEVELS, Level, PlaceChangeKind
from grids.models import Area, Grid
from grids.subtree import Row, Subtree, counts_for_its_parent, level_of
from grids.wishes import NotAllowed, Part, Wish

CHANGING = (Level.STREET, Level.COMMUNITY, Level.GRID)  # what is split, merged and moved; a new name anything may get
ABOVE = {Level.STREET: Level.DISTRICT, Level.COMMUNITY: Level.STREET, Level.GRID: Level.COMMUNITY}


@dataclass(frozen=True, slots=True)
class Fate:
    """One place before, and the code and name of one place it becomes. A new code is a new row."""

    row: Row
    code: str
    name: str

    @property
    def is_new(self) -> bool:
        return self.code != self.row.code


@dataclass(frozen=True)
class Plan:
    """`made` are the top places that come to be: code, and of a split the part; `stays` is the one that takes others
    in. In `fates` parents come before what lies in them."""

    fates: list[Fate] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)
    stays: Row | None = None
    target: Area | None = None


def decide(wish: Wish, there: Subtree, taken: Collection[str], target: Area | None = None) -> Plan:
    """`there` holds the places of the wish with all in them; `target` is the area that something moves into."""
    tops = [_find(code, there, wish) for code in wish.codes]
    return DECIDERS[wish.kind](wish, tops, there, set(taken), target)


def _find(code: str, there: Subtree, wish: Wish) -> Row:
    row = there.rows.get(code)
    if row is None:
        raise NotAllowed(
            field="codes", code="not_there",
            detail=_("On that day there is no place %s.") % code,
            remedy=_("It may have been changed meanwhile: look at the changes of the map."),
        )  # fmt: skip
    for each in there.within(code):
        if each.valid_from >= wish.effective_on or each.valid_to is not None:
            raise NotAllowed(
                field="effective_on", code="too_young",
                detail=_("%(name)s (%(code)s) begins or ends on another day close by.") % _named(each),
                remedy=_("Choose a day on which all that lies in the place has begun and does not end yet."),
            )  # fmt: skip
    return row


# --- the four kinds


def _rename(wish: Wish, tops: list[Row], there: Subtree, taken: set[str], target: Area | None) -> Plan:
    (top,) = _exactly_one(tops)
    name = _needed(wish.name, "name")
    if name == top.name:
        raise NotAllowed(
            field="name", code="same_name", detail=_("That is its name already."), remedy=_("Give the new name.")
        )  # fmt: skip
    return Plan([Fate(top, top.code, name)])


def _move(wish: Wish, tops: list[Row], there: Subtree, taken: set[str], target: Area | None) -> Plan:
    (top,) = _exactly_one(tops)
    level = _changing(top)
    above = _parent(top)
    wanted = Level.STREET if _hangs_under_street(top) else ABOVE[level]
    if target is None or target.level != wanted or target.code == above.code:
        raise NotAllowed(
            field="target", code="wrong_target",
            detail=_("%s cannot move there.") % top.name,
            remedy=_("Choose another place of the level: %s.") % wanted.label,
        )  # fmt: skip
    if level != Level.STREET and counts_for_its_parent(top) and not _others(top, there, above):
        raise NotAllowed(
            field="codes", code="last_one",
            detail=_("Nothing would be left in %s.") % above.name,
            remedy=_("Merge %s instead.") % above.name,
        )  # fmt: skip
    code = _number(partial(numbering.under, target.code, top.code, taken, above=above.code))
    return Plan(_carried(there, top, code), target=target)


def _merge(wish: Wish, tops: list[Row], there: Subtree, taken: set[str], target: Area | None) -> Plan:
    if len(set(wish.codes)) < 2:
        raise NotAllowed(
            field="codes", code="too_few", detail=_("There is nothing to merge."), remedy=_("Name two places or more.")
        )  # fmt: skip
    _alike(tops)
    stays = next((top for top in tops if top.code == wish.target), None)
    if wish.target and stays is None:
        raise NotAllowed(
            field="target", code="not_among_them",
            detail=_("The place that stays is not among those that merge."),
            remedy=_("Choose one of them, or none for a new place."),
        )  # fmt: skip
    first = stays or tops[0]
    name = wish.name.strip() or (stays.name if stays else _needed("", "name"))
    code = first.code if stays else _number(partial(numbering.next_free, first.code, taken))
    fates = [Fate(top, code, name) for top in tops]
    for top in tops:
        if top is not stays:
            fates += _children_carried(there, top, code, taken)
    return Plan(fates, stays=stays)


def _split(wish: Wish, tops: list[Row], there: Subtree, taken: set[str], target: Area | None) -> Plan:
    (top,) = _exactly_one(tops)
    level = _changing(top)
    names = {part.name.strip() for part in wish.parts} - {""}
    if len(wish.parts) < 2 or len(names) < len(wish.parts):
        raise NotAllowed(
            field="parts", code="too_few",
            detail=_("A place is split into two or more, each with a name of its own."),
            remedy=_("Name every part."),
        )  # fmt: skip
    children = {child.code: child for child in there.children(top.code)}
    _whole(wish.parts, children, level)
    fates, parts = [], {}
    for part in wish.parts:
        code = _number(partial(numbering.next_free, top.code, taken))
        taken.add(code)
        parts[code] = part
        fates.append(Fate(top, code, part.name.strip()))
        for child in sorted(part.holds):
            fates += _carried(there, children[child], code + child[len(top.code) :])
    return Plan(fates, parts)


DECIDERS: dict[str, Callable[[Wish, list[Row], Subtree, set[str], Area | None], Plan]] = {
    PlaceChangeKind.RENAME: _rename,
    PlaceChangeKind.MOVE: _move,
    PlaceChangeKind.MERGE: _merge,
    PlaceChangeKind.SPLIT: _split,
}


# --- carrying what lies in a place


def _carried(there: Subtree, top: Row, code: str) -> list[Fate]:
    """The place under its new code, and all in it behind it."""
    return [Fate(row, code + row.code[len(top.code) :], row.name) for row in there.within(top.code)]


def _children_carried(there: Subtree, top: Row, code: str, taken: set[str]) -> list[Fate]:
    fates: list[Fate] = []
    for child in there.children(top.code):
        new = _number(partial(numbering.under, code, child.code, taken, above=top.code))
        taken.add(new)
        fates += _carried(there, child, new)
    return fates


def _number(find: Callable[[], str]) -> str:
    try:
        return find()
    except numbering.Exhausted as exhausted:
        raise NotAllowed(
            field="codes", code="no_number_left",
            detail=_("All numbers of this kind under %s have been given.") % exhausted,
            remedy=_("Codes are never given twice: ask the office that keeps them."),
        ) from exhausted  # fmt: skip


# --- what must be so


def _exactly_one(tops: list[Row]) -> list[Row]:
    if len(tops) != 1:
        raise NotAllowed(
            field="codes", code="not_one", detail=_("This is done with one place at a time."), remedy=_("Name one.")
        )  # fmt: skip
    return tops


def _changing(top: Row) -> Level:
    level = level_of(top)
    if level not in CHANGING:
        raise NotAllowed(
            field="codes", code="wrong_level",
            detail=_("%s is no street, community or grid.") % top.name,
            remedy=_("Only those are split, merged and moved; any place may get a new name."),
        )  # fmt: skip
    return level


def _alike(tops: list[Row]) -> None:
    levels = {_changing(top) for top in tops}
    above = {_parent(top).code for top in tops}
    kinds = {top.kind for top in tops if isinstance(top, Grid)}
    if len(levels) > 1 or len(above) > 1 or len(kinds) > 1:
        raise NotAllowed(
            field="codes", code="not_alike",
            detail=_("These places are not of one level and kind in one place."),
            remedy=_("Move them into the same place first."),
        )  # fmt: skip


def _whole(parts: Iterable[Part], children: dict[str, Row], level: Level) -> None:
    """Everything in the old place goes into exactly one part, and no area comes out empty."""
    given = [code for part in parts for code in part.holds]
    if sorted(given) != sorted(children):
        missing = sorted(set(children) ^ set(given)) or sorted(given)
        raise NotAllowed(
            field="parts", code="not_whole",
            detail=_("Not every place in it goes into exactly one part: %s.") % ", ".join(missing[:3]),
            remedy=_("Choose a part for each."),
        )  # fmt: skip
    for part in parts:
        if level in AREA_LEVELS and not any(counts_for_its_parent(children[code]) for code in part.holds):
            raise NotAllowed(
                field="parts", code="empty_part",
                detail=_("Nothing would lie in %s.") % part.name,
                remedy=_("A street needs a community, a community a base grid."),
            )  # fmt: skip


def _others(top: Row, there: Subtree, above: Area) -> list[Row]:
    return [row for row in there.children(above.code) if row is not top and counts_for_its_parent(row)]


def _hangs_under_street(top: Row) -> bool:
    """An overlay grid that spans the communities of its street."""
    return isinstance(top, Grid) and top.community_id is None


def _parent(top: Row) -> Area:
    if isinstance(top, Grid):
        return top.community or top.street
    assert isinstance(top, Area)
    assert top.parent is not None
    return top.parent


def _needed(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise NotAllowed(field=field, code="empty", detail=_("A name is missing."), remedy=_("Give the new name."))
    return text


def _named(row: Row) -> dict[str, str]:
    return {"name": row.name, "code": row.code}

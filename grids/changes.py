"""The one door for changes of the map: split, merge, rename, move; each by a document, from a day, whole or not at all.

A code is a path, so what moves gets new codes with all that lies in it: the old rows end on the day, new ones begin, a
`Succession` leads from each to each. Nothing that was written down under an old code is touched: `grids.lineage` finds
its way. What hangs on the places follows by `grids.followers`.

Changes are carried out when they are entered: on their day, or up to three months after it, when the document comes
late. From one to come nothing could be shown honestly before its day, so it is entered on that day.
"""

import copy
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import shapely
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import kept, ledger
from core.actors import Actor
from grids import codes, followers, planning, shapes, subtree
from grids.enums import Level, PlaceChangeKind
from grids.followers import Shift
from grids.models import Area, Grid, InnerPlace, PlaceChange, Succession
from grids.planning import Fate, Plan
from grids.subtree import MODELS, Row
from grids.wishes import NotAllowed, Part, Wish

LATEST_ENTRY = timedelta(days=92)  # after its day: a document may take its way through the offices
EVENT = "place_change.made"


@dataclass(frozen=True)
class Made:
    """What was done, or what would be: each place before and after, and how many rows of each kind followed."""

    change: PlaceChange
    successions: list[Succession]
    followed: Mapping[str, int]

    @property
    def digest(self) -> str:
        """Two that do the same have the same: a preview that no longer holds is noticed."""
        rows = [(row.from_code, row.from_name, row.to_code, row.to_name) for row in self.successions]
        return hashlib.sha256(json.dumps([rows, self.followed], sort_keys=True).encode()).hexdigest()


class _TakenBack(Exception):
    """Leaves the transaction of a preview."""


def preview(wish: Wish, *, by: Actor, at: datetime) -> Made:
    """What the change would do, found out by doing it and taking it back. Raises NotAllowed as `make()` would."""
    made: list[Made] = []
    try:
        with transaction.atomic():
            made.append(make(wish, by=by, at=at))
            raise _TakenBack
    except _TakenBack:
        return made[0]


@transaction.atomic
def make(wish: Wish, *, by: Actor, at: datetime) -> Made:
    """One at a time: whoever comes second finds the map as the first left it, or is told that a place has ended."""
    _check_paper(wish, timezone.localdate(at))
    list(Area.objects.select_for_update(no_key=True).filter(level=Level.CITY).order_by("code"))
    target = _target(wish)
    around = {_parent(code) for code in wish.codes} - {""}
    there = subtree.read([*wish.codes, *(around if wish.kind == PlaceChangeKind.MOVE else ())], on=wish.effective_on)
    taken = subtree.taken([target.code] if target else around)
    plan = planning.decide(wish, there, taken, target)
    _check_shapes(plan)
    return _carry_out(wish, plan, by=by, at=at)


# --- what is asked


def _check_paper(wish: Wish, today: date) -> None:
    if not wish.document.strip():
        raise NotAllowed(
            field="document", code="no_document",
            detail=_("A change of the map needs its document."), remedy=_("Give its number."),
        )  # fmt: skip
    if wish.effective_on > today:
        raise NotAllowed(
            field="effective_on", code="to_come",
            detail=_("That day is still to come."), remedy=_("Enter the change on its day."),
        )  # fmt: skip
    if wish.effective_on < today - LATEST_ENTRY:
        raise NotAllowed(
            field="effective_on", code="too_late",
            detail=_("That day is more than %s days ago: figures have been taken on the map as it was.")
            % LATEST_ENTRY.days,
            remedy=_("Choose a later day and name the true one in the remark."),
        )  # fmt: skip


def _target(wish: Wish) -> Area | None:
    """Where something moves to. Of a merger the target is one of those that merge, and there already."""
    if wish.kind != PlaceChangeKind.MOVE:
        return None
    return Area.objects.filter(code=wish.target, valid_from__lt=wish.effective_on, valid_to=None).first()


def _parent(code: str) -> str:
    try:
        return codes.parse(code).parent or ""
    except codes.MalformedCode as malformed:
        problem = malformed.problem
        raise NotAllowed(
            field="codes", code=problem.rule, detail=str(problem), remedy=_("Give the unified code.")
        ) from malformed


def _check_shapes(plan: Plan) -> None:
    """The boundaries of the parts of a grid, if they are given: of all, side by side, and together the old one."""
    given = {code: part.geometry for code, part in plan.parts.items() if part.geometry is not None}
    if not given:
        return
    old = plan.fates[0].row
    if not isinstance(old, Grid) or len(given) < len(plan.parts):
        raise _crooked("boundary_missing", _("Only a grid has a boundary, and then every part needs one."))
    if not all(shapes.is_polygon(geometry) for geometry in given.values()):
        raise _crooked("no_polygon", _("A boundary must be a valid GeoJSON polygon."))
    drawn = {code: shapes.read(geometry) for code, geometry in given.items()}
    if shapes.overlaps({code: shape for code, shape in drawn.items() if shape is not None}):
        raise _crooked("overlap", _("The parts lie over one another."))
    before = shapes.read(old.geometry) if old.geometry else None
    if before is not None and not shapes.same(before, shapely.union_all(list(drawn.values()))):
        raise _crooked("not_the_old_one", _("Together the parts are not the old grid."))


def _crooked(code: str, detail: str) -> NotAllowed:
    return NotAllowed(field="parts", code=code, detail=detail, remedy=_("Correct the boundaries or leave all out."))


# --- what is done


def _carry_out(wish: Wish, plan: Plan, *, by: Actor, at: datetime) -> Made:
    change = PlaceChange.objects.create(
        kind=wish.kind, effective_on=wish.effective_on, document=wish.document.strip(), note=wish.note.strip(),
        made_at=at, made_by_name=by.name,
    )  # fmt: skip
    tops = [fate for fate in plan.fates if fate.row.code in wish.codes]
    places = [[fate.row.code, fate.row.name, fate.code, fate.name] for fate in tops]
    boundaries = {fate.row.code: getattr(fate.row, "geometry", None) for fate in tops}
    _end([fate.row for fate in plan.fates if fate.is_new], wish.effective_on, at)
    new = _begin(plan, wish)
    _keep_up(wish, plan, tops)
    successions = Succession.objects.bulk_create(
        [
            Succession(
                change=change, from_code=fate.row.code, from_name=fate.row.name, to_code=fate.code, to_name=fate.name
            )
            for fate in plan.fates
        ],
        batch_size=500,
    )
    _rename(plan)
    followed = followers.carry(_shift(plan, new, wish.effective_on))
    ledger.record(
        change, EVENT, by=by, at=at, change=wish.kind, document=change.document, effective_on=wish.effective_on,
        places=places, boundaries={code: shape for code, shape in boundaries.items() if shape},
        rows=len(plan.fates), followed=followed,
    )  # fmt: skip
    transaction.on_commit(kept.forget_all)
    return Made(change, successions, followed)


def _end(rows: Iterable[Row], on: date, at: datetime) -> None:
    ending: defaultdict[type[Row], set[int]] = defaultdict(set)
    for row in rows:
        ending[type(row)].add(row.pk)
    for model, ids in ending.items():
        edited = {} if model is InnerPlace else {"edited_at": at}
        model._default_manager.filter(pk__in=ids).update(valid_to=on, **edited)


def _begin(plan: Plan, wish: Wish) -> dict[str, Row]:
    """The new rows, by code: areas from the top down, then grids, then what lies in grids."""
    new: dict[str, Row] = {}
    sources: defaultdict[str, list[Fate]] = defaultdict(list)
    for fate in plan.fates:
        if fate.is_new and (plan.stays is None or fate.code != plan.stays.code):
            sources[fate.code].append(fate)
    for length in sorted({len(code) for code in sources}):
        rows = [_born(plan, found, new, wish) for code, found in sources.items() if len(code) == length]
        create: Any = type(rows[0])._default_manager.bulk_create
        create(rows, batch_size=500)
        new |= {row.code: row for row in rows}
    return new


def _born(plan: Plan, fates: list[Fate], new: Mapping[str, Row], wish: Wish) -> Row:
    """A place after the change: like the first it comes from, in the place above it as that is now."""
    first = fates[0]
    row = copy.copy(first.row)
    row.pk, row._state = None, type(first.row._state)()
    row.code, row.name, row.valid_from, row.valid_to = first.code, first.name, wish.effective_on, None
    _hang(row, new, plan)
    rows = [fate.row for fate in fates]
    if part := plan.parts.get(first.code):
        _measure_part(row, part, [fate.row for fate in plan.fates if fate.code.startswith(first.code)])
    elif len(rows) > 1:
        _measure_together(row, rows)
    return row


def _hang(row: Row, new: Mapping[str, Row], plan: Plan) -> None:
    """Under the rows that are new, that something moves into, or that stay; else it stays where it was."""
    above: dict[str, Any] = dict(new)
    above |= {area.code: area for area in (plan.target, plan.stays) if area is not None}
    if isinstance(row, InnerPlace):
        if row.code[:15] in above:
            row.grid = above[row.code[:15]]
    elif isinstance(row, Area):
        parent = codes.parse(row.code).parent or ""
        if parent in above:
            row.parent = above[parent]
    else:
        _hang_grid(row, above, plan.target)


def _hang_grid(grid: Grid, above: Mapping[str, Any], target: Area | None) -> None:
    if grid.code[:12] in above:
        grid.community = above[grid.code[:12]]
    if grid.code[:9] in above:
        grid.street = above[grid.code[:9]]
    elif target is not None and target.level == Level.COMMUNITY and target.parent is not None:
        grid.street = target.parent


def _measure_part(row: Row, part: Part, inside: list[Row]) -> None:
    """Households as they were told, or as those of the places in the part add up; boundaries as drawn, or none."""
    below = [each for each in inside if codes.parse(each.code).level == _below(row)]
    row.households = part.households or sum(each.households for each in below)
    if isinstance(row, Grid):
        row.geometry, row.population = part.geometry, None
    elif isinstance(row, Area):
        row.population = sum(getattr(each, "population", 0) or 0 for each in below)


def _below(row: Row) -> Level:
    if isinstance(row, Area) and row.level == Level.STREET:
        return Level.COMMUNITY
    return Level.GRID if isinstance(row, Area) else Level.BUILDING


def _measure_together(row: Row, rows: list[Row]) -> None:
    row.households = sum(each.households for each in rows)
    if not isinstance(row, InnerPlace):
        counted = [each.population for each in rows if not isinstance(each, InnerPlace)]
        row.population = sum(number or 0 for number in counted) if any(counted) else row.population
    if isinstance(row, Grid):
        shapes_of = [shapes.read(each.geometry) for each in rows if isinstance(each, Grid) and each.geometry]
        whole = len(shapes_of) == len(rows)
        row.geometry = json.loads(shapely.to_geojson(shapely.union_all(shapes_of))) if whole else None


def _keep_up(wish: Wish, plan: Plan, tops: list[Fate]) -> None:
    """The place that takes others in grows; those that something moves between, with all above them, keep count."""
    if plan.stays is not None:
        _measure_together(plan.stays, [fate.row for fate in tops])
        plan.stays.save()
    if plan.target is not None:
        (top,) = tops
        _shift_figures(top, plan.target)


def _shift_figures(top: Fate, target: Area) -> None:
    if isinstance(top.row, InnerPlace) or (isinstance(top.row, Grid) and not top.row.community_id):
        return
    lost, won = set(codes.ancestors(top.row.code)), {*codes.ancestors(target.code), target.code}
    for area in Area.objects.filter(code__in=lost ^ won, valid_to=None).order_by("code"):
        sign = 1 if area.code in won else -1
        area.households = max(area.households + sign * top.row.households, 0)
        area.population = max(area.population + sign * (top.row.population or 0), 0)
        area.save()


def _rename(plan: Plan) -> None:
    for fate in plan.fates:
        if not fate.is_new and fate.name != fate.row.name:
            fate.row.name = fate.name
            fate.row.save()


def _shift(plan: Plan, new: Mapping[str, Row], on: date) -> Shift:
    after: dict[type[Row], defaultdict[int, list[int]]] = {model: defaultdict(list) for model in MODELS}
    by_code: defaultdict[str, list[str]] = defaultdict(list)
    for fate in plan.fates:
        if not fate.is_new:
            continue
        heir = new.get(fate.code, plan.stays)
        assert heir is not None
        after[type(fate.row)][fate.row.pk].append(heir.pk)
        by_code[fate.row.code].append(fate.code)
    return Shift(on, _plain(after[Area]), _plain(after[Grid]), _plain(by_code))


def _plain(lists: Mapping[Any, list[Any]]) -> dict[Any, tuple[Any, ...]]:
    return {key: tuple(found) for key, found in lists.items()}

"""Which posts stand vacant, by kind and by place, and where a role that every place should have is missing.

Figures and lists come from the same querysets, so that a number and what is behind it cannot differ. Posts of grids
that are no longer in force count for nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Substr

from grids import codes
from grids.enums import GridKind, Level
from grids.models import Area, Grid
from partyorgs import posts
from partyorgs.enums import PostKind
from partyorgs.models import Post

BELOW = {Level.CITY: 6, Level.DISTRICT: 9, Level.STREET: 12, Level.COMMUNITY: 15}  # length of the codes of the parts
CHIEFS = (PostKind.BUILDING_CHIEF, PostKind.UNIT_CHIEF)
# Every community has one of each: practice S2-14, S2-41.
COMMUNITY_ROLES = (PostKind.LEGAL_ADVISER, PostKind.COMMUNITY_POLICE)


@dataclass(slots=True)
class Figure:
    """How many there are, and how many of them lack somebody."""

    total: int = 0
    lacking: int = 0

    def add(self, total: int, lacking: int) -> None:
        self.total += total
        self.lacking += lacking

    @property
    def share(self) -> float | None:
        """What is covered."""
        return (self.total - self.lacking) / self.total if self.total else None


@dataclass(slots=True)
class Place:
    """One part of the place that is looked at, or what belongs to that place itself."""

    code: str
    name: str
    posts: Figure = field(default_factory=Figure)
    chiefs: Figure = field(default_factory=Figure)
    grids: Figure = field(default_factory=Figure)
    advisers: Figure = field(default_factory=Figure)
    police: Figure = field(default_factory=Figure)


@dataclass(frozen=True, slots=True)
class Report:
    kinds: Mapping[str, Figure]
    places: list[Place]
    total: Place


def report(code: str, *, on: date) -> Report:
    """The place part by part, a level down. Nine queries, however large it is."""
    length = BELOW.get(codes.parse(code).level, len(code))
    kinds: dict[str, Figure] = {kind: Figure() for kind in PostKind.values}
    places = {row: Place(row, name) for row, name in _parts(code, length, on)}
    total = Place(code, "")
    for row in _posts_by_part(code, length, on):
        kinds[row["kind"]].add(row["total"], row["lacking"])
        for place in _both(places, row["part"], total):
            place.posts.add(row["total"], row["lacking"])
            if row["kind"] in CHIEFS:
                place.chiefs.add(row["total"], row["lacking"])
    _cover(places, total, "grids", base_grids(code, on=on), without_worker(code, on=on), length)
    for name, kind in (("advisers", PostKind.LEGAL_ADVISER), ("police", PostKind.COMMUNITY_POLICE)):
        _cover(places, total, name, communities(code, on=on), without_role(kind, code, on=on), length)
    shown = [place for place in places.values() if place.code != code or place.posts.total or place.grids.total]
    return Report(kinds, sorted(shown, key=lambda place: place.code), total)


# --- what is counted and listed


def base_grids(code: str, *, on: date) -> QuerySet[Grid]:
    return Grid.objects.active(on).within(code).filter(kind=GridKind.BASIC)


def without_worker(code: str, *, on: date) -> QuerySet[Grid]:
    """Base grids without a full-time grid worker; there should be one at least (practice §4.4)."""
    held = Post.objects.filter(kind=PostKind.GRID_WORKER, grid=OuterRef("pk")).exclude(person_name="").order_by()
    return base_grids(code, on=on).filter(~Exists(held))


def communities(code: str, *, on: date) -> QuerySet[Area]:
    return Area.objects.active(on).within(code).filter(level=Level.COMMUNITY)


def without_role(kind: str, code: str, *, on: date) -> QuerySet[Area]:
    """Communities in which nobody holds this post, neither for the community nor for one of its grids."""
    held = Post.objects.filter(kind=kind).exclude(person_name="").order_by()
    of_community, of_grid = held.filter(area=OuterRef("pk")), held.filter(grid__community=OuterRef("pk"))
    return communities(code, on=on).filter(~Exists(of_community), ~Exists(of_grid))


# --- counting by part


def _parts(code: str, length: int, on: date) -> Iterable[tuple[str, str]]:
    """Code and name of what the place consists of, a level down, and the place itself."""
    if length == len(code) == 15:
        return Grid.objects.filter(code=code).order_by("code").values_list("code", "name")
    own = list(Area.objects.filter(code=code).order_by("code").values_list("code", "name"))
    table = Grid if length == 15 else Area
    below = table.objects.active(on).within(code).exclude(code=code).order_by("code").values_list("code", "name")
    return own + [row for row in below if len(row[0]) == length]


def _posts_by_part(code: str, length: int, on: date) -> Iterable[Any]:
    where = Coalesce("grid__code", "area__code", "department__street__code")
    found = (
        posts.current(on)
        .filter(posts.within(code))
        .order_by()
        .annotate(part=Substr(where, 1, length))
        .values("part", "kind")
    )
    return found.annotate(total=Count("pk"), lacking=Count("pk", filter=Q(person_name="")))


def _cover(
    places: Mapping[str, Place], total: Place, name: str, there: QuerySet, lacking: QuerySet, length: int
) -> None:
    figures: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, rows in enumerate((there, lacking)):
        counted = rows.order_by().annotate(part=Substr("code", 1, length)).values("part").annotate(n=Count("pk"))
        for row in counted:
            figures[row["part"]][place] = row["n"]
    for part, (all_of_them, without) in figures.items():
        for row in _both(places, part, total):
            getattr(row, name).add(all_of_them, without)


def _both(places: Mapping[str, Place], part: str, total: Place) -> Iterable[Place]:
    """The part, and the whole. What lies in a part that is no longer in force counts for the whole alone."""
    return (places[part], total) if part in places else (total,)

"""Who serves a place on a day: its posts, held and vacant, and its party organisations. For the card and the map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Q

from core.actors import Actor
from grids import layers
from grids.cards import Subject
from grids.enums import GridKind, Level
from partyorgs.enums import PartyOrgKind, PostKind
from partyorgs.models import PartyOrganization, Post

# What leads an area: sent from above, or elected by the members there (practice §4.5).
LEADING = (
    PartyOrgKind.WORKING_COMMITTEE, PartyOrgKind.PARTY_COMMITTEE, PartyOrgKind.GENERAL_BRANCH, PartyOrgKind.BRANCH,
)  # fmt: skip

# Posts of a community that serve every grid in it.
FOR_EVERY_GRID = (PostKind.CONTACT_LEADER, PostKind.FIRST_SECRETARY, PostKind.COMMUNITY_POLICE, PostKind.LEGAL_ADVISER,
                  PostKind.RULE_OF_LAW_DEPUTY)  # fmt: skip

SHOWN = 4  # holders of one kind of post


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of post in a place: who holds it, and how many of it are vacant."""

    label: str
    holders: Sequence[Post]
    vacant: int

    @property
    def is_long(self) -> bool:
        """Building and unit chiefs are many: their number first."""
        return len(self.holders) > SHOWN


@dataclass(frozen=True, slots=True)
class Tally:
    """One kind of post in all grids of an area."""

    label: str
    posts: int
    vacant: int


def posts(actor: Actor, subject: Subject) -> Mapping[str, Any] | None:
    """一格多员: who serves a grid, with those of its community; of an area its own, and those of its grids counted."""
    found = {"lines": _lines(subject), "tallies": _tallies(subject) if subject.area else []}
    return found if any(found.values()) else None


def party(actor: Actor, subject: Subject) -> Mapping[str, Any]:
    """The organisations of the place, and of a grid what leads its community."""
    orgs = PartyOrganization.objects.active(subject.on).select_related("area", "grid").defer("grid__geometry")
    own = list(orgs.filter(grid=subject.grid) if subject.grid else orgs.filter(area=subject.area))
    community = subject.grid and subject.grid.community
    lead = list(orgs.filter(area=community, kind__in=LEADING)) if community else []
    own.sort(key=lambda org: (org.kind not in LEADING, org.code))
    return {"own": own, "lead": lead}


def without_worker(on: date) -> Q:
    """Base grids whose post of a full-time grid worker nobody holds on that day, or that have none (practice §4.4)."""
    workers = held(on).filter(kind=PostKind.GRID_WORKER, grid__isnull=False).exclude(person_name="")
    return Q(kind=GridKind.BASIC) & ~Q(pk__in=workers.values("grid_id"))


def held(on: date) -> Any:
    """Posts that exist on a day, vacant or not."""
    return Post.objects.filter(Q(start_on=None) | Q(start_on__lte=on), Q(end_on=None) | Q(end_on__gt=on)).order_by()


def _lines(subject: Subject) -> list[Line]:
    where = Q(area=subject.area) if subject.area else Q(grid=subject.grid)
    if subject.grid and subject.grid.community:
        where |= Q(area=subject.grid.community, kind__in=FOR_EVERY_GRID)
    order = {kind.value: place for place, kind in enumerate(PostKind)}
    rows = sorted(held(subject.on).filter(where), key=lambda post: (order[post.kind], post.place_code, post.pk))
    return [
        Line(str(PostKind(kind).label), [post for post in group if post.person_name],
             sum(not post.person_name for post in group))
        for kind, group in ((kind, list(rows)) for kind, rows in groupby(rows, key=lambda post: post.kind))
    ]  # fmt: skip


def _tallies(subject: Subject) -> list[Tally]:
    is_everywhere = subject.level == Level.CITY  # there is one city: nearly half a million posts without a join
    within = held(subject.on).filter(
        Q(grid__isnull=False) if is_everywhere else layers.lying_in("grid__code", subject.code)
    )
    rows = within.values_list("kind").annotate(posts=Count("pk"), vacant=Count("pk", filter=Q(person_name="")))
    order = {kind.value: place for place, kind in enumerate(PostKind)}
    return [Tally(str(PostKind(kind).label), *counts) for kind, *counts in sorted(rows, key=lambda row: order[row[0]])]

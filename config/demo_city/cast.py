"""Who acts in the generated past: the people of the demo accounts, with the roles they were granted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Self

from core.actors import Actor, Grant
from partyorgs.enums import PostKind, Role
from partyorgs.models import Post, RoleGrant

DOOR = Actor(id=None, name="网上门户")  # petitions handed in over the net come with nobody's help


class Cast:
    def __init__(
        self, office: Mapping[str, Sequence[Actor]], liaisons: Mapping[int, Actor], grid_workers: Mapping[str, str],
        coordinators: Mapping[str, Actor] | None = None,
    ) -> None:  # fmt: skip
        self._office = office
        self._coordinators = coordinators or {}
        self._liaisons = liaisons
        self._grid_workers = grid_workers

    @classmethod
    def read(cls, on: date) -> Self:
        """Those who hold a role that day, in the order they were registered."""
        grants: defaultdict[int, list[RoleGrant]] = defaultdict(list)
        for grant in RoleGrant.objects.active(on).select_related("user").order_by("user_id", "id"):
            grants[grant.user_id].append(grant)
        office: defaultdict[str, list[Actor]] = defaultdict(list)
        liaisons: dict[int, Actor] = {}
        coordinators: dict[str, Actor] = {}
        for rows in grants.values():
            actor = _actor(rows)
            for row in rows:
                if row.role == Role.LIAISON and row.department_id is not None:
                    liaisons.setdefault(row.department_id, actor)
                elif row.role == Role.STREET_COORDINATOR:
                    coordinators.setdefault(row.area_code, actor)
                elif row.department_id is None:
                    office[row.role].append(actor)
        return cls(office, liaisons, _grid_workers(), coordinators)

    def one(self, role: str) -> Actor:
        """Where several hold the role, the one registered first."""
        return self._office[role][0]

    def second(self, role: str) -> Actor:
        """Who acts where the first one may not, because it takes two."""
        return self._office[role][1]

    def liaison(self, department_id: int) -> Actor:
        return self._liaisons[department_id]

    def coordinator(self, street_code: str) -> Actor:
        return self._coordinators[street_code]

    def grid_worker(self, grid_code: str) -> Actor:
        """The person on the post, who needs no account to be named."""
        return Actor(id=None, name=self._grid_workers.get(grid_code, "网格员"))


def _actor(rows: list[RoleGrant]) -> Actor:
    user = rows[0].user
    grants = tuple(Grant(row.role, row.department_id, row.area_code) for row in rows)
    return Actor(id=user.pk, name=user.name, grants=grants)


def _grid_workers() -> dict[str, str]:
    posts = Post.objects.filter(kind=PostKind.GRID_WORKER, grid__isnull=False).exclude(person_name="")
    return {post.grid.code: post.person_name for post in posts.select_related("grid").order_by("id") if post.grid}

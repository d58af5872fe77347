"""Posts in every base grid, held by people who do not exist."""

from collections import Counter
from collections.abc import Iterator
from math import ceil

from config.demo_city.tables import ESTABLISHED, add_missing
from grids.enums import GridKind
from grids.models import Grid
from partyorgs.enums import PostKind
from partyorgs.models import Post

HOUSEHOLDS_A_BUILDING_CHIEF = 60
HOUSEHOLDS_A_UNIT_CHIEF = 20
SURNAMES = {
    PostKind.GRID_CHIEF: "王",
    PostKind.GRID_WORKER: "赵",
    PostKind.BUILDING_CHIEF: "钱",
    PostKind.UNIT_CHIEF: "孙",
}


def load_posts() -> int:
    """Answers how many posts the city has."""
    return len(add_missing(Post, _posts(), "kind", "person_name"))


def _posts() -> Iterator[Post]:
    numbers: Counter[PostKind] = Counter()
    for grid in Grid.objects.filter(kind=GridKind.BASIC).order_by("code"):
        for kind in _kinds(grid.households):
            numbers[kind] += 1
            name = f"{SURNAMES[kind]}测试{numbers[kind]:03}"
            yield Post(kind=kind, person_name=name, grid=grid, start_on=ESTABLISHED)


def _kinds(households: int) -> Iterator[PostKind]:
    """One chief for every 60 and every 20 households begun."""
    yield PostKind.GRID_CHIEF
    yield PostKind.GRID_WORKER
    yield from [PostKind.BUILDING_CHIEF] * ceil(households / HOUSEHOLDS_A_BUILDING_CHIEF)
    yield from [PostKind.UNIT_CHIEF] * ceil(households / HOUSEHOLDS_A_UNIT_CHIEF)

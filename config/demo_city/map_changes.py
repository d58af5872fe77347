"""What became of the map in the last months: a village was renamed, and a grid that had grown was split in two.

After the petitions, which keep the codes of their day. Both are small, so that the conditions planted elsewhere stay.
"""

from datetime import date, datetime, time, timedelta

from core.actors import Actor
from core.calendar import CITY_TIME
from core.models import User
from grids import changes, subtree
from grids.enums import PlaceChangeKind
from grids.models import Grid, PlaceChange
from grids.wishes import Part, Wish
from partyorgs.enums import PartyOrgKind, PostKind
from partyorgs.models import PartyOrganization, Post

VILLAGE, ITS_NEW_NAME = "990121200202", "雀舌茶村"
GROWN = "990103001003002"
RENAMED_BEFORE, SPLIT_BEFORE = timedelta(days=150), timedelta(days=21)
MAP_KEEPER = "bangong"


def change_map(until: datetime) -> int:
    """Answers how many changes the city has seen. What was changed already stays as it is."""
    if not PlaceChange.objects.exists():
        by = _keeper()
        _rename(_day(until, RENAMED_BEFORE), by)
        _split(_day(until, SPLIT_BEFORE), by)
    return PlaceChange.objects.count()


def _rename(on: date, by: Actor) -> None:
    wish = Wish(
        PlaceChangeKind.RENAME, (VILLAGE,), f"澄民发〔{on.year}〕12号", on, name=ITS_NEW_NAME, note="演示：村名变更"
    )
    changes.make(wish, by=by, at=_morning(on))


def _split(on: date, by: Actor) -> None:
    """Down the middle. The people and the branch stay with the western part; the eastern one gets its own."""
    grid = Grid.objects.get(code=GROWN)
    west, south, east, north = _box(grid)
    middle = round((west + east) / 2, 6)
    inside = frozenset(row.code for row in subtree.read([GROWN], on=on).children(GROWN))
    half = grid.households // 2
    parts = (
        Part(f"{grid.name}西片", inside, grid.households - half, _polygon(west, south, middle, north)),
        Part(f"{grid.name}东片", frozenset(), half, _polygon(middle, south, east, north)),
    )
    wish = Wish(
        PlaceChangeKind.SPLIT, (GROWN,), f"澄网格办〔{on.year}〕7号", on, parts=parts, note="演示：网格规模超标"
    )
    made = changes.make(wish, by=by, at=_morning(on))
    _staff(Grid.objects.get(code=made.successions[-1].to_code), on)


def _staff(grid: Grid, on: date) -> None:
    for number, kind in enumerate((PostKind.GRID_CHIEF, PostKind.GRID_WORKER), 1):
        Post.objects.create(kind=kind, person_name=f"周测试{number:03}", grid=grid, start_on=on)
    lead = PartyOrganization.objects.filter(area=grid.community).order_by("code").first()
    if lead is not None:
        last = PartyOrganization.objects.filter(parent=lead).order_by("code").last()
        number = int(last.code[-4:]) + 1 if last else 1
        PartyOrganization.objects.create(
            code=f"{lead.code}{number:04}", name=f"{grid.name}党支部", kind=PartyOrgKind.GRID_BRANCH, parent=lead,
            grid=grid, valid_from=on,
        )  # fmt: skip


def _keeper() -> Actor:
    user = User.objects.filter(username=MAP_KEEPER).first()
    return Actor(id=user.pk if user else None, name=str(user) if user else "办公室")


def _box(grid: Grid) -> tuple[float, float, float, float]:
    ring = grid.geometry["coordinates"][0]
    xs, ys = [point[0] for point in ring], [point[1] for point in ring]
    return min(xs), min(ys), max(xs), max(ys)


def _polygon(west: float, south: float, east: float, north: float) -> dict[str, object]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _day(until: datetime, before: timedelta) -> date:
    return (until - before).astimezone(CITY_TIME).date()


def _morning(on: date) -> datetime:
    return datetime.combine(on, time(9), tzinfo=CITY_TIME)

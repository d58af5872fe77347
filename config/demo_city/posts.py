"""Posts of every place, held by people who do not exist; some of them vacant, so that the report has what to show."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import ceil

from config.demo_city.tables import ESTABLISHED, add_missing
from core import ledger
from core.actors import Actor
from core.calendar import CITY_TIME
from core.models import Event
from grids.enums import FocusType, GridKind, Level
from grids.models import Area, Grid
from partyorgs.enums import PartyOrgKind, PostKind
from partyorgs.models import PartyOrganization, Post
from partyorgs.posts import APPOINT, RELIEVE

HOUSEHOLDS_A_BUILDING_CHIEF = 60
HOUSEHOLDS_A_UNIT_CHIEF = 20
OFFICE = Actor(id=None, name="协调测试01")
FIRST_VILLAGE = "200"  # communities from this sequence on are villages
SURNAMES = {
    PostKind.GRID_CHIEF: "王",
    PostKind.GRID_WORKER: "赵",
    PostKind.BUILDING_CHIEF: "钱",
    PostKind.UNIT_CHIEF: "孙",
    PostKind.STREET_CHIEF: "周",
    PostKind.LANE_CHIEF: "吴",
    PostKind.COURTYARD_CHIEF: "郑",
    PostKind.GRID_BRANCH_SECRETARY: "冯",
    PostKind.FIRST_SECRETARY: "陈",
    PostKind.CONTACT_LEADER: "褚",
    PostKind.LEGAL_ADVISER: "卫",
    PostKind.RULE_OF_LAW_DEPUTY: "蒋",
    PostKind.COMMUNITY_POLICE: "沈",
}
# Every so many posts of a kind one is vacant, for so many days. Of grid workers three are missing.
VACANT = {
    PostKind.GRID_WORKER: (34, 47), PostKind.BUILDING_CHIEF: (97, 20), PostKind.UNIT_CHIEF: (150, 33),
    PostKind.LEGAL_ADVISER: (12, 61), PostKind.COMMUNITY_POLICE: (18, 15), PostKind.GRID_BRANCH_SECRETARY: (49, 122),
}  # fmt: skip


def load_posts(on: date) -> int:
    """Answers how many posts the city has. `on` is the day from which vacancies are counted back."""
    add_missing(Post, _posts(on), "kind", "person_name")
    if not Event.objects.filter(subject_type=Post._meta.label_lower).exists():
        _remember_who_left()
    return Post.objects.count()


def _remember_who_left() -> None:
    """Of a vacant post one wants to know who held it, and by which document they came and went."""
    drafts = []
    for number, post in enumerate(Post.objects.vacant().exclude(end_on=None).order_by("id"), 1):
        came, left = ESTABLISHED + timedelta(days=30), post.end_on
        name = f"{SURNAMES[PostKind(post.kind)]}测试旧{number:02}"
        appointed = {"name": name, "document": f"澄社〔{came.year}〕{number}号", "on": came, "until": None}
        relieved = {"name": name, "since": came, "document": f"澄社〔{left.year}〕{number}号", "on": left}
        drafts.append(ledger.draft(post, APPOINT, by=OFFICE, at=_morning(came), **appointed))
        drafts.append(ledger.draft(post, RELIEVE, by=OFFICE, at=_morning(left), **relieved))
    ledger.record_many(drafts, new=True, past=True)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(10, 0), CITY_TIME)


def _posts(on: date) -> Iterator[Post]:
    numbers: Counter[PostKind] = Counter()
    for kind, place in _places():
        numbers[kind] += 1
        field = "grid" if isinstance(place, Grid) else "area"
        every, days = VACANT.get(kind, (0, 0))
        if every and numbers[kind] % every == 0:
            yield Post(kind=kind, end_on=on - timedelta(days=days), **{field: place})
        else:
            name = f"{SURNAMES[kind]}测试{numbers[kind]:03}"
            phone = f"12345转7{numbers[kind]:04}"
            yield Post(kind=kind, person_name=name, office_phone=phone, start_on=ESTABLISHED, **{field: place})


def _places() -> Iterator[tuple[PostKind, Area | Grid]]:
    with_branch = set(PartyOrganization.objects.filter(kind=PartyOrgKind.GRID_BRANCH).values_list("grid_id", flat=True))
    for grid in Grid.objects.filter(kind=GridKind.BASIC).select_related("community").order_by("code"):
        for kind in _kinds_of_grid(grid):
            yield kind, grid
        if grid.pk in with_branch:
            yield PostKind.GRID_BRANCH_SECRETARY, grid
    for area in Area.objects.filter(level__in=[Level.STREET, Level.COMMUNITY]).order_by("code"):
        for kind in _kinds_of_area(area):
            yield kind, area


def _kinds_of_grid(grid: Grid) -> Iterator[PostKind]:
    """One chief for every 60 and every 20 households begun; where the houses are old, two courtyard heads."""
    yield PostKind.GRID_CHIEF
    yield PostKind.GRID_WORKER
    yield from [PostKind.BUILDING_CHIEF] * ceil(grid.households / HOUSEHOLDS_A_BUILDING_CHIEF)
    yield from [PostKind.UNIT_CHIEF] * ceil(grid.households / HOUSEHOLDS_A_UNIT_CHIEF)
    if grid.community and FocusType.OLD in grid.community.focus_types:
        yield from [PostKind.COURTYARD_CHIEF] * 2


def _kinds_of_area(area: Area) -> Iterator[PostKind]:
    if area.level == Level.STREET:
        yield from (PostKind.STREET_CHIEF, PostKind.CONTACT_LEADER)
        return
    yield from (PostKind.LEGAL_ADVISER, PostKind.RULE_OF_LAW_DEPUTY, PostKind.COMMUNITY_POLICE)
    yield PostKind.FIRST_SECRETARY if area.code[-3:] >= FIRST_VILLAGE else PostKind.LANE_CHIEF

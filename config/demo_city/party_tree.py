"""The party tree of the city, with the conditions its pages have to show: late elections, a vacancy, gaps."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from config.demo_city.tables import ESTABLISHED
from grids.enums import GridKind, Level
from grids.models import Area, Grid
from partyorgs.enums import PartyOrgKind
from partyorgs.models import PartyOrganization

COMMITTEES, GENERAL_BRANCHES = 12, 14  # the largest communities and those after them; the rest have a branch
GROUPS_A_BRANCH = 2
GRIDS_WITHOUT_BRANCH = 4
INDUSTRIES = ("货运司机", "外卖配送", "物业服务")
JOINT_COMMITTEES = ("990102003002", "990103001003", "990121100001", "990171001003")  # a focus community a district
FUNCTIONAL_BRANCHES = {"990102001001": "志愿服务", "990103003002": "矛盾调解", "990171001001": "项目攻坚"}
LEAD_NAMES = {
    PartyOrgKind.PARTY_COMMITTEE: "党委",
    PartyOrgKind.GENERAL_BRANCH: "党总支",
    PartyOrgKind.BRANCH: "党支部",
}

# Members of one grid branch, by what leads its community: three of them make > 100, 50 to 100, < 50.
MEMBERS: dict[str, tuple[int, int]] = {
    PartyOrgKind.PARTY_COMMITTEE: (36, 48),
    PartyOrgKind.GENERAL_BRANCH: (18, 30),
    PartyOrgKind.BRANCH: (8, 15),
}
INDUSTRY_MEMBERS = (60, 180)

TERM_YEARS: dict[str, int] = {
    PartyOrgKind.PARTY_COMMITTEE: 5,
    PartyOrgKind.GENERAL_BRANCH: 5,
    PartyOrgKind.BRANCH: 5,
    PartyOrgKind.INDUSTRY_COMMITTEE: 5,
    PartyOrgKind.GRID_BRANCH: 3,
}
DUE_SOON = (-95, -40, 45, 100, 160)  # days from today: two terms have ended, three end within six months
DUE_LATER = 240
DAYS_VACANT = 122
DAYS_IDLE = 200  # one branch where nothing has happened for more than half a year

LIVING = (*MEMBERS, PartyOrgKind.GRID_BRANCH, PartyOrgKind.INDUSTRY_COMMITTEE)
SEATS: dict[str, int] = {PartyOrgKind.BRANCH: 5, PartyOrgKind.GRID_BRANCH: 3}
VILLAGES = ("柳塘", "何家堰", "松岭")
HAMLETS = ("柳塘东屯", "柳塘西屯", "堰上屯")  # 支部建在屯上


def load_party_tree(on: date, seed: int) -> int:
    """Answers how many organisations the tree has. `on` is the day on which the seeded conditions hold.

    A tree that is there stays as it is: with another day or seed another one would grow into it.
    """
    if not PartyOrganization.objects.exists():
        _plant(grow(on, random.Random(seed)))
    return PartyOrganization.objects.count()


def grow(on: date, chance: random.Random) -> list[PartyOrganization]:
    """All organisations from the city down, unsaved."""
    areas = list(Area.objects.order_by("code"))
    grids = list(Grid.objects.filter(kind=GridKind.BASIC).order_by("code"))
    gaps = {grid.code for grid in chance.sample(grids, GRIDS_WITHOUT_BRANCH)}
    tree = _Tree()
    leads = _add_committees(tree, areas)
    _add_grid_branches(tree, leads, [grid for grid in grids if grid.code not in gaps])
    _add_trades_and_functions(tree, leads)
    _count_members(tree.rows, chance)
    _set_terms(tree.rows, on, chance)
    _describe(tree.rows, on)
    return tree.rows


def _plant(rows: Sequence[PartyOrganization]) -> None:
    """Save the rows, then link each to its parent: only now do parents have keys."""
    PartyOrganization.objects.bulk_create(rows, batch_size=500)
    by_code = {row.code: row for row in rows}
    children = [row for row in rows if row.code[:-4]]
    for row in children:
        row.parent = by_code[row.code[:-4]]
    PartyOrganization.objects.bulk_update(children, ["parent"], batch_size=200)


class _Tree:
    """Hands out codes: a child's is its parent's and four digits more."""

    def __init__(self) -> None:
        self.rows: list[PartyOrganization] = []
        self._children: Counter[str] = Counter()

    def add(self, kind: str, name: str, *, under: PartyOrganization | None, **place: Any) -> PartyOrganization:
        above = under.code if under else ""
        self._children[above] += 1
        code = f"{above}{self._children[above]:04}"
        row = PartyOrganization(code=code, kind=kind, name=name, valid_from=ESTABLISHED, **place)
        self.rows.append(row)
        return row


def _add_committees(tree: _Tree, areas: Sequence[Area]) -> dict[str, PartyOrganization]:
    """What leads the city, each district, street and community. Answers them by the code of their area."""
    kinds = _community_kinds(areas)
    leads: dict[str, PartyOrganization] = {}
    for area in areas:  # in the order of codes, so that the area above has its lead already
        kind = kinds.get(area.code) or _committee_kind(area)
        under = None if area.level == Level.CITY else leads[_code_above(area)]
        leads[area.code] = tree.add(kind, _lead_name(area, kind), under=under, area=area, is_lead=True)
    return leads


def _code_above(area: Area) -> str:
    return {Level.DISTRICT: area.code[:4] + "00", Level.STREET: area.code[:6], Level.COMMUNITY: area.code[:9]}[
        Level(area.level)
    ]


def _community_kinds(areas: Iterable[Area]) -> dict[str, PartyOrgKind]:
    by_size = sorted((area for area in areas if area.level == Level.COMMUNITY), key=lambda a: (-a.households, a.code))
    last_general = COMMITTEES + GENERAL_BRANCHES
    return {
        area.code: PartyOrgKind.PARTY_COMMITTEE
        if rank < COMMITTEES
        else PartyOrgKind.GENERAL_BRANCH
        if rank < last_general
        else PartyOrgKind.BRANCH
        for rank, area in enumerate(by_size)
    }


def _committee_kind(area: Area) -> PartyOrgKind:
    """A park and a 街道 have a working committee sent from above, a town elects its own."""
    is_sent = area.name.endswith(("街道", "高新区"))
    return PartyOrgKind.WORKING_COMMITTEE if is_sent else PartyOrgKind.PARTY_COMMITTEE


def _lead_name(area: Area, kind: PartyOrgKind) -> str:
    if area.level == Level.COMMUNITY:
        return f"{area.name}{LEAD_NAMES[kind]}"
    return f"中共{area.name}{'工作' if kind == PartyOrgKind.WORKING_COMMITTEE else ''}委员会"


def _add_grid_branches(tree: _Tree, leads: dict[str, PartyOrganization], grids: Iterable[Grid]) -> None:
    for grid in grids:
        lead = leads[grid.code[:12]]
        branch = tree.add(PartyOrgKind.GRID_BRANCH, f"{grid.name}党支部", under=lead, grid=grid, is_lead=True)
        groups = [
            tree.add(PartyOrgKind.GROUP, f"{grid.name}第{number}党小组", under=branch, grid=grid)
            for number in "一二"[:GROUPS_A_BRANCH]
        ]
        tree.add(PartyOrgKind.CONTACT_HOUSEHOLD, f"{grid.name}党员中心户", under=groups[0], grid=grid)


def _add_trades_and_functions(tree: _Tree, leads: dict[str, PartyOrganization]) -> None:
    city = tree.rows[0]
    for trade in INDUSTRIES:
        tree.add(PartyOrgKind.INDUSTRY_COMMITTEE, f"澄明市{trade}行业党委", under=city)
    for code in JOINT_COMMITTEES:
        community = leads[code].area
        tree.add(PartyOrgKind.JOINT_COMMITTEE, f"{community}联合党委", under=leads[code[:9]], area=community)
    for code, function in FUNCTIONAL_BRANCHES.items():
        community = leads[code].area
        tree.add(
            PartyOrgKind.FUNCTIONAL_BRANCH, f"{community}{function}功能型党支部", under=leads[code], area=community
        )


def _count_members(rows: Sequence[PartyOrganization], chance: random.Random) -> None:
    """A branch counts its own, a committee those below it. Functional and joint ones have members of others."""
    by_code = {row.code: row for row in rows}
    for row in sorted(rows, key=lambda row: row.code, reverse=True):  # children before their parents
        if row.kind == PartyOrgKind.GRID_BRANCH:
            row.member_count = chance.randint(*MEMBERS[by_code[row.code[:-4]].kind])
        elif row.kind == PartyOrgKind.INDUSTRY_COMMITTEE:
            row.member_count = chance.randint(*INDUSTRY_MEMBERS)
        if row.member_count and len(row.code) > 4:
            above = by_code[row.code[:-4]]
            above.member_count = (above.member_count or 0) + row.member_count


def _set_terms(rows: Sequence[PartyOrganization], on: date, chance: random.Random) -> None:
    electing = [row for row in rows if row.kind in TERM_YEARS]
    communities = [row for row in electing if row.area_id and row.kind != PartyOrgKind.WORKING_COMMITTEE]
    soon = dict(zip(chance.sample(range(len(communities)), len(DUE_SOON)), DUE_SOON, strict=True))
    for index, row in enumerate(communities):
        if index in soon:
            row.term_due_on = on + timedelta(days=soon[index])
    for row in electing:
        row.term_years = TERM_YEARS[row.kind]
        row.term_due_on = row.term_due_on or on + timedelta(days=chance.randint(DUE_LATER, row.term_years * 365 - 30))
        row.last_election_on = _years_before(row.term_due_on, row.term_years)
    vacant = next(row for row in rows if row.kind == PartyOrgKind.GENERAL_BRANCH)
    vacant.secretary_vacant_since = on - timedelta(days=DAYS_VACANT)


def _describe(rows: Sequence[PartyOrganization], on: date) -> None:
    """What is known beyond numbers and terms: committees, organisation life, secretaries who head both, hamlets."""
    living = [row for row in rows if row.kind in LIVING]
    for place, row in enumerate(living):
        row.last_activity_on = on - timedelta(days=3 + place * 7 % 40)
        row.full_member_count = row.member_count - row.member_count // 12 if row.member_count else None
        if row.kind in SEATS:
            row.committee_seats = SEATS[row.kind]
    idle = next(row for row in reversed(living) if row.kind == PartyOrgKind.GRID_BRANCH)
    idle.last_activity_on = on - timedelta(days=DAYS_IDLE)
    for place, row in enumerate(row for row in rows if row.is_lead and row.area and row.area.level == Level.COMMUNITY):
        row.secretary_heads_committee = place % 4 != 3
        row.secretary_heads_collective = place % 3 != 2
    villages = [row for row in rows if row.kind == PartyOrgKind.GRID_BRANCH and row.name.split("村")[0] in VILLAGES]
    for hamlet, row in zip(HAMLETS, villages, strict=False):
        row.hamlet, row.officer_count, row.volunteer_count = hamlet, 3, 12


def _years_before(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - years, 2, 28)
    return day.replace(year=day.year - years)

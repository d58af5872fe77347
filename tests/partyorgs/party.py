"""A small party tree over the small city: city committee, street, community, grid branch, and what they stand in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from core.actors import Actor, Grant
from grids.models import Area
from partyorgs import checkups
from partyorgs.models import HealthCheck, HealthRound, PartyOrganization
from tests.factories import SINCE, City

OFFICE = Actor(1, "王敏", (Grant("office_admin"),))
STREET = Actor(2, "洪波", (Grant("street_coordinator", area_code="990102003"),))
OTHER_STREET = Actor(3, "石静", (Grant("street_coordinator", area_code="990103001"),))

# Practice §3.8, vector H1: 18 + 16.5 + 17 + 19 + 16 = 86.5, spread over the items of the usual template.
H1 = tuple(map(Decimal, ("5", "5", "4", "4", "6", "5.5", "5", "7", "5", "5", "6", "6.5", "6.5", "5", "6", "5")))
NUMBERS = MappingProxyType({
    "seats": 5, "elected": 5, "entitled": 40, "voted": 36, "average_age": Decimal("42.5"), "with_college": 3,
    "women": 2,
})  # fmt: skip


@dataclass(frozen=True)
class Tree:
    root: PartyOrganization
    street: PartyOrganization
    community: PartyOrganization
    branch: PartyOrganization


def plant(city: City) -> Tree:
    """Call it once a test."""
    root = _add(None, "party_committee", "中共澄明市委员会", area=Area.objects.get(code="990100"), is_lead=True)
    street = _add(root, "working_committee", "中共北栈街道工作委员会", area=city.street, is_lead=True)
    community = _add(
        street, "general_branch", "纸鲸社区党总支", area=city.grid.community, is_lead=True, member_count=60,
        full_member_count=55, term_years=5, last_election_on=date(2022, 3, 1), term_due_on=date(2027, 3, 1),
        last_activity_on=date(2026, 11, 1),
    )  # fmt: skip
    branch = _add(
        community, "grid_branch", "纸鲸社区一网格党支部", grid=city.grid, is_lead=True, member_count=30,
        full_member_count=28, committee_seats=5,
    )  # fmt: skip
    return Tree(root, street, community, branch)


def _add(parent: PartyOrganization | None, kind: str, name: str, **fields) -> PartyOrganization:
    code = f"{parent.code}{parent.children.count() + 1:04}" if parent else "0001"
    return PartyOrganization.objects.create(code=code, parent=parent, kind=kind, name=name, valid_from=SINCE, **fields)


add = _add


def open_round(tree: Tree, *, at, **said) -> HealthRound:
    words = {
        "title": "2026年度党建体检", "year": 2026, "root": tree.root, "template": checkups.usual_template(),
        "due_on": date(2026, 12, 31), "by": OFFICE,
    }  # fmt: skip
    return checkups.open_round(**(words | said), at=at)


def check(round_: HealthRound, organization: PartyOrganization, *, at, points=H1, **said) -> HealthCheck:
    items = round_.template.items.order_by("order")
    words = {
        "number": 1, "scores": dict(zip(items, points, strict=True)), "prescription": "补齐书记岗位。",
        "rectify_by": date(2026, 12, 20), "by": OFFICE,
    }  # fmt: skip
    return checkups.record(round_, organization, **(words | said), at=at)

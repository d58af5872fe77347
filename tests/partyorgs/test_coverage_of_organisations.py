"""The chain from community to door, its gaps, and the trades: what is blank and what is not."""

from datetime import date, datetime

import pytest

from core.calendar import CITY_TIME
from grids.models import Area
from partyorgs import chain, trades
from partyorgs.enums import PartyTier
from partyorgs.models import Trade, TradeCoverage
from tests import factories
from tests.factories import OTHER_GRID
from tests.partyorgs import party
from tests.partyorgs.party import OFFICE

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 10, tzinfo=CITY_TIME)


@pytest.fixture
def city(db):
    return factories.make_city()


@pytest.fixture
def tree(city):
    return party.plant(city)


def gaps(tier):
    return list(
        chain.base_grids(TODAY).filter(chain.lacks(tier, TODAY)).order_by("code").values_list("code", flat=True)
    )


def reached():
    return {link.tier.value: (link.places, link.reached, link.blanks) for link in chain.links(TODAY)}


def test_a_grid_without_branch_is_found(tree, city):
    assert gaps(PartyTier.GRID) == [OTHER_GRID]
    assert [area.name for area in chain.communities_without_lead(TODAY)] == ["螺号社区"]
    assert reached() == {"community": (2, 1, 1), "grid": (2, 1, 1), "group": (2, 0, 2), "contact": (2, 0, 2)}


def test_a_group_reaches_a_grid_as_well_as_a_branch(tree):
    other = chain.base_grids(TODAY).get(code=OTHER_GRID)
    party.add(tree.community, "group", "螺号党小组", grid=other)

    assert gaps(PartyTier.GRID) == []
    assert reached()["group"] == (2, 1, 1)


def test_an_organisation_that_ended_reaches_nobody(tree, city):
    tree.branch.valid_to = TODAY
    tree.branch.save()

    assert gaps(PartyTier.GRID) == [city.grid.code, OTHER_GRID]


def test_what_does_not_lead_its_community_leaves_a_blank(tree, city):
    tree.community.is_lead = False
    tree.community.save()

    assert reached()["community"] == (2, 0, 2)


@pytest.fixture
def trade(tree):
    return Trade.objects.create(name="外卖配送")


def count(trade, **said):
    words = {
        "district": Area.objects.get(code="990102"), "units": 12, "workers": 300, "organization": None,
        "counted_on": TODAY, "by": OFFICE, "at": NOW,
    }  # fmt: skip
    return trades.count(trade, **(words | said))


def test_a_trade_nobody_reaches_is_a_blank(tree, trade):
    count(trade)
    count(trade, district=Area.objects.get(code="990103"), workers=100, organization=tree.root)

    table = trades.table(TODAY)

    assert (table.blanks, table.workers, table.reached, table.share) == (1, 400, 100, 0.25)


def test_a_count_takes_the_place_of_the_one_before(tree, trade):
    count(trade)
    count(trade, organization=tree.root)

    assert TradeCoverage.objects.get().organization == tree.root
    assert trades.table(TODAY).blanks == 0


def test_where_nobody_works_there_is_no_blank(tree, trade):
    count(trade, units=0, workers=0, organization=tree.root)

    assert TradeCoverage.objects.get().organization is None
    assert trades.table(TODAY).blanks == 0

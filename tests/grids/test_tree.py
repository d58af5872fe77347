from datetime import date

import pytest

from grids import tree
from grids.enums import Level
from grids.models import Area, Grid

pytestmark = pytest.mark.usefixtures("town")


def names(nodes):
    return [node.name for node in nodes]


def test_path_leads_from_the_city_to_the_place():
    areas = tree.as_of(date(2026, 1, 1))

    assert names(areas.path("990102001002")) == ["澄明市", "东湾区", "望潮街道", "海棠社区"]
    assert names(areas.path("990102001002001")) == ["澄明市", "东湾区", "望潮街道", "海棠社区"]
    assert areas.ancestor("990102001002001", Level.STREET).name == "望潮街道"
    assert areas.ancestor("990102", Level.STREET) is None


def test_children_and_all_within():
    areas = tree.as_of(date(2026, 1, 1))

    assert names(areas.children("990100")) == ["东湾区"]
    assert names(areas.children("990102")) == ["望潮街道", "北栈街道"]
    assert names(areas.within("990102001")) == ["望潮街道", "望潮社区", "海棠社区"]


def test_as_of_shows_the_tree_of_the_day(area):
    """On 1 July 北栈社区 became 新栈社区: the day belongs to the new one."""
    old = Area.objects.get(code="990102003001")
    old.valid_to = date(2026, 7, 1)
    old.save()
    area("990102003002", "community", "新栈社区", valid_from=date(2026, 7, 1))

    assert names(tree.as_of(date(2026, 6, 30)).children("990102003")) == ["北栈社区"]
    assert names(tree.as_of(date(2026, 7, 1)).children("990102003")) == ["新栈社区"]
    assert names(tree.as_of(date(2019, 12, 31)).within("990100")) == []


def test_as_of_asks_twice(django_assert_num_queries):
    with django_assert_num_queries(2):
        tree.as_of(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("code", "grids"),
    [
        ("990100", 4),
        ("990102001", 3),
        ("990102001001", 2),
        ("990102001001002", 1),
        ("990102002", 0),
    ],
)
def test_within_is_the_subtree(code, grids):
    assert Grid.objects.within(code).count() == grids


def test_within_a_city_finds_its_districts():
    assert Area.objects.within("990100").filter(level=Level.DISTRICT).count() == 1
    assert Area.objects.within("990200").count() == 0

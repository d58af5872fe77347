"""Orders keep the code of their day; who answers, and whoever looks for them, finds them under the map of today."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import kept
from partyorgs import roles
from petitions import catalogue
from petitions.filters import WorkOrderFilter
from petitions.models import DispatchRule, WorkOrder
from tests import factories
from tests.factories import GRID, OTHER_GRID, OTHER_STREET, STREET, acting, people, submit_petition
from tests.grids.mapping import merge, moment, move, split

TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)
NOW = {"on": TODAY, "at": moment(TODAY)}


@pytest.fixture
def city(db):
    yield factories.make_city()
    kept.forget_all()


def found(place):
    orders = WorkOrderFilter({"place": place}, queryset=WorkOrder.objects.all()).qs
    return list(orders.order_by("id").values_list("place_code", flat=True))


def test_orders_of_a_place_that_moved_are_found_where_it_is_now(city):
    submit_petition()
    submit_petition(grid_code=OTHER_GRID)
    move(STREET, "990103", **NOW)

    assert found("990103") == [GRID, OTHER_GRID]
    assert found("990103003") == [GRID]
    assert found("990102") == []
    assert found(OTHER_STREET) == [OTHER_GRID]


def test_orders_of_a_grid_that_was_split_stay_in_its_community(city):
    submit_petition()
    split(GRID, 甲=[], 乙=[], **NOW)

    assert found(GRID[:12]) == [GRID]
    assert found(f"{GRID[:12]}003") == []


def test_coordinator_goes_on_seeing_what_is_open(city):
    order = submit_petition()
    hong, sun = people().hong, people().sun
    move(STREET, "990103", **NOW)
    submit_petition(grid_code="990103003001002")

    for user in (hong, sun):
        seen = WorkOrder.objects.visible_to(roles.actor_on(user, TODAY))
        assert set(seen.order_by().values_list("place_code", flat=True)) == {order.place_code, "990103003001002"}


def test_whoever_works_where_a_place_came_to_sees_its_orders(city):
    order = submit_petition(grid_code=OTHER_GRID)
    east = factories.person("east", "东湾", {"role": "street_coordinator", "area_code": "990102"})
    assert not WorkOrder.objects.visible_to(acting(east)).exists()

    move(OTHER_STREET, "990102", **NOW)

    assert WorkOrder.objects.visible_to(acting(east)).get() == order


def test_office_of_the_street_after_answers_for_older_codes(city):
    office = city.street_office
    move(STREET, "990103", **NOW)
    kept.forget_all()

    offices = catalogue.load().offices

    assert (offices[STREET].id, offices["990103003"].id) == (office.pk, office.pk)


def test_rule_for_an_area_goes_on_in_what_became_of_it(city):
    rule = DispatchRule.objects.get(category=city.pavement)
    rule.area = city.street
    rule.save()

    move(STREET, "990103", **NOW)

    rows = DispatchRule.objects.filter(category=city.pavement).order_by("id")
    assert list(rows.values_list("area__code", "valid_from", "valid_to")) == [
        (STREET, rule.valid_from, TODAY), ("990103003", TODAY, None),
    ]  # fmt: skip


def test_rule_for_an_area_does_not_spread_over_what_it_merged_into(city):
    rule = DispatchRule.objects.get(category=city.pavement)
    move(OTHER_STREET, "990102", on=YESTERDAY, at=moment(YESTERDAY))
    rule.area = city.street
    rule.save()

    merge("990102001", STREET, into="990102001", **NOW)

    assert DispatchRule.objects.get(category=city.pavement).area.code == STREET

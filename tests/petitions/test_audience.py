"""Who is there to be told, and who must not be."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partyorgs.enums import Role
from partyorgs.models import Recusal, RoleGrant
from petitions.audience import Audience
from petitions.models import WorkOrder
from petitions.reminders import Circle
from tests import factories
from tests.factories import SINCE, STREET, person

AT_UNIT = Circle(unit=frozenset({Role.LIAISON, Role.DEPT_LEADER}))
SUPERVISORS = Circle(office=frozenset({Role.SUPERVISOR}))


@pytest.fixture
def names(city, cast):
    """Usernames of an audience's answer."""

    def of(circle, unit, order=None, recused=()):
        users = {user.pk: user.username for user in type(cast.wei).objects.order_by("pk")}
        answer = Audience.on(timezone.localdate()).of(circle, unit.pk if unit else None, order, recused)
        return sorted(users[user_id] for user_id in answer)

    return of


def order_of(lead=None, target=None):
    return WorkOrder(pk=1, lead=lead, target_department=target)


def test_a_unit_is_its_liaisons_and_its_leader(city, names):
    person("ling", "凌云", {"role": Role.DEPT_LEADER, "department": city.roads})
    person("hao", "郝工", {"role": Role.HANDLER, "department": city.roads})

    assert names(AT_UNIT, city.roads, order_of(city.roads)) == ["ling", "wei"]


def test_a_street_office_is_its_coordinator(city, names):
    person("qiao", "乔岩", {"role": Role.STREET_COORDINATOR, "area_code": STREET})
    person("other", "别处", {"role": Role.STREET_COORDINATOR, "area_code": factories.OTHER_STREET})

    assert names(AT_UNIT, city.street_office, order_of(city.street_office)) == ["hong", "qiao"]


def test_who_left_the_role_or_the_portal_is_not_told(city, cast, names):
    RoleGrant.objects.filter(user=cast.wei).update(valid_to=timezone.localdate())
    gone = person("gone", "已离", {"role": Role.LIAISON, "department": city.roads})
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)

    assert names(AT_UNIT, city.roads, order_of(city.roads)) == ["mei"]


def test_where_nobody_is_left_the_office_is_told(city, names):
    assert names(AT_UNIT, city.traffic, order_of(city.traffic)) == ["mei"]
    assert names(Circle(), city.traffic, order_of(city.traffic)) == []


def test_the_unit_complained_about_hears_nothing(city, names):
    person("double", "兼任", {"role": Role.SUPERVISOR}, {"role": Role.LIAISON, "department": city.water})

    assert names(SUPERVISORS, city.roads, order_of(city.roads)) == ["double", "mei"]
    assert names(SUPERVISORS, city.roads, order_of(city.roads, target=city.water)) == ["mei"]


def test_nor_does_a_unit_below_it(city, names):
    """Every member unit of the small city answers to the office, and so the whole of it is barred."""
    assert names(AT_UNIT, city.roads, order_of(city.roads, target=city.office)) == ["mei"]


def test_nor_do_those_who_work_for_the_street_complained_about(city, names):
    person("helper", "网格", {"role": Role.SUPERVISOR}, {"role": Role.GRID_WORKER, "area_code": f"{STREET}001002"})

    assert names(SUPERVISORS, city.roads, order_of(city.roads, target=city.street_office)) == ["mei"]


def test_who_is_partial_decides_nothing(city, names):
    out = person("out", "回避", {"role": Role.SUPERVISOR})
    Recusal.objects.create(user=out, department=city.roads, reason="亲属在该单位任职", valid_from=SINCE)
    person("double", "兼任", {"role": Role.SUPERVISOR}, {"role": Role.LIAISON, "department": city.roads})
    sworn = person("sworn", "本件回避", {"role": Role.SUPERVISOR})

    assert names(SUPERVISORS, city.roads, order_of(city.roads), recused=[sworn.pk]) == ["mei"]
    assert names(SUPERVISORS, city.water, order_of(city.water)) == ["double", "mei", "out", "sworn"]


def test_a_recusal_that_is_over_bars_nobody(city, names):
    out = person("out", "回避", {"role": Role.SUPERVISOR})
    yesterday = timezone.localdate() - timedelta(days=1)
    Recusal.objects.create(user=out, department=city.roads, reason="已调离", valid_from=SINCE, valid_to=yesterday)

    assert names(SUPERVISORS, city.roads, order_of(city.roads)) == ["mei", "out"]


def test_it_costs_three_queries_for_any_number_of_orders(city, cast, django_assert_num_queries):
    for n in range(3):
        person(f"more{n}", "多", {"role": Role.LIAISON, "department": city.roads})

    with django_assert_num_queries(3):
        audience = Audience.on(timezone.localdate())
        for _ in range(3):
            audience.of(AT_UNIT, city.roads.pk, order_of(city.roads, target=city.water))

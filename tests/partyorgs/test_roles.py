from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import override

from core.actors import OFFICE_ROLES, SYSTEM, Actor, Grant
from core.models import User
from partyorgs import middleware, roles
from partyorgs.enums import AREA_ROLES, DEPARTMENT_ROLES, Role

MEI = Actor(1, "梅", (Grant("dispatcher"),))
WEI = Actor(2, "魏", (Grant("liaison", 14), Grant("handler", 15), Grant("street_coordinator", 40, "990102003")))
CHEN = Actor(3, "陈")


# --- the value


def test_has_any_of_the_roles_named():
    assert MEI.has("dispatcher")
    assert MEI.has("caller", "dispatcher")
    assert not MEI.has("caller")
    assert not CHEN.has("dispatcher")


def test_department_ids_of_a_role_or_of_all():
    assert WEI.department_ids("liaison") == {14}
    assert WEI.department_ids("liaison", "handler") == {14, 15}
    assert WEI.department_ids() == {14, 15, 40}
    assert MEI.department_ids() == frozenset()


def test_area_codes_of_a_role_or_of_all():
    assert WEI.area_codes("street_coordinator") == {"990102003"}
    assert WEI.area_codes() == {"990102003"}
    assert WEI.area_codes("liaison") == frozenset()


def test_office_is_whoever_works_across_units():
    assert MEI.is_office
    assert not WEI.is_office
    assert not CHEN.is_office
    assert not SYSTEM.is_office


def test_actor_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        MEI.grants = ()


def test_every_office_role_is_a_role_and_belongs_to_no_unit():
    assert set(Role) >= OFFICE_ROLES
    assert OFFICE_ROLES.isdisjoint({*DEPARTMENT_ROLES, *AREA_ROLES})


# --- of a user


def test_actor_has_the_grants_of_today(wei, grant, department):
    today = timezone.localdate()
    roads = department("D14")
    grant("liaison", department=roads)
    grant("dispatcher", valid_to=today)
    grant("caller", valid_from=today + timedelta(days=1))

    assert roles.actor(wei) == Actor(wei.pk, "魏", (Grant("liaison", roads.pk),))


def test_actor_on_a_day_has_the_grants_of_that_day(wei, grant):
    grant("dispatcher", valid_from=date(2026, 1, 1), valid_to=date(2026, 7, 1))

    assert roles.actor_on(wei, date(2026, 6, 30)).roles == {"dispatcher"}
    assert roles.actor_on(wei, date(2026, 7, 1)).roles == frozenset()


def test_actor_has_nobody_elses_grants(grant):
    grant("dispatcher")

    assert roles.actor(User.objects.create(username="chen", name="陈")).grants == ()


def test_actor_is_looked_up_once(wei, grant, department, django_assert_num_queries):
    for code in ("D14", "D07", "D21"):
        grant("liaison", department=department(code))

    with django_assert_num_queries(1):
        assert roles.actor(wei) is roles.actor(wei)


def test_stranger_is_nobody_without_asking_the_database():
    assert roles.actor(AnonymousUser()) == roles.NOBODY


def test_request_carries_its_actor_and_asks_only_when_needed(rf, wei, grant, django_assert_num_queries):
    grant("dispatcher")
    request = rf.get("/")
    request.user = wei

    with django_assert_num_queries(0):
        middleware.actor(lambda request: request)(request)
    with django_assert_num_queries(1):
        assert request.actor.has("dispatcher")
        assert request.actor.id == wei.pk


@pytest.mark.parametrize(
    ("held", "title"), [((), ""), (("liaison",), "联络员"), (("dispatcher", "caller", "intake"), "受理员等")]
)
def test_title_is_the_role_or_the_first_of_several(held, title):
    with override("zh-hans"):
        assert roles.title(Actor(1, "某人", tuple(Grant(role) for role in held))) == title

"""On the day that was promised somebody looks whether it was kept."""

from datetime import date, datetime, timedelta

import pytest

from core import ledger, notices
from core.actors import SYSTEM
from core.calendar import CITY_TIME
from core.models import Notice
from petitions import plans
from petitions.enums import Status
from petitions.models import WorkOrder
from tests import factories

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=CITY_TIME)
SATURDAY = date(2026, 11, 21)


@pytest.fixture
def promised(city, cast):
    """An order closed with a plan for a day."""

    def promise(day, **columns):
        order = factories.order_in(Status.HANDLING)
        WorkOrder.objects.filter(pk=order.pk).update(
            **{"status": Status.CLOSED, "closed_at": WEDNESDAY - timedelta(days=9), "plan_on": day} | columns
        )
        return order

    return promise


def go(at=WEDNESDAY):
    return plans.remind(by=SYSTEM, at=at)


def told():
    return list(Notice.objects.order_by("user__username").values_list("user__username", flat=True))


def test_the_unit_and_the_office_are_told_once_on_the_day(promised):
    order = promised(WEDNESDAY.date())

    assert go(WEDNESDAY - timedelta(days=1)) == 0
    assert [go(), go(), go(WEDNESDAY + timedelta(days=1))] == [1, 0, 0]

    assert told() == ["mei", "wei"]
    assert notices.sentence(Notice.objects.first())
    event = ledger.history(order).last()
    assert (event.kind, event.data) == ("workorder.plan_due", {"day": "2026-11-18"})


def test_a_new_promise_is_told_of_anew(promised):
    order = promised(WEDNESDAY.date())
    go()
    tomorrow = WEDNESDAY + timedelta(days=1)
    WorkOrder.objects.filter(pk=order.pk).update(plan_on=tomorrow.date())

    assert [go(tomorrow), go(tomorrow)] == [1, 0]


@pytest.mark.parametrize(
    ("at", "count"),
    [
        (datetime(2026, 11, 21, 10, 0, tzinfo=CITY_TIME), 0),
        (datetime(2026, 11, 22, 10, 0, tzinfo=CITY_TIME), 0),
        (datetime(2026, 11, 23, 8, 29, tzinfo=CITY_TIME), 0),
        (datetime(2026, 11, 23, 8, 31, tzinfo=CITY_TIME), 1),
        (datetime(2026, 11, 23, 20, 0, tzinfo=CITY_TIME), 0),
    ],
)
def test_a_promise_for_a_rest_day_is_looked_at_when_the_office_opens(promised, at, count):
    promised(SATURDAY)

    assert go(at) == count


def test_an_order_that_is_open_again_is_not_asked_about(promised):
    promised(WEDNESDAY.date(), status=Status.REWORKING)

    assert go() == 0


def test_the_unit_complained_about_is_not_told(promised, city):
    promised(WEDNESDAY.date(), target_department=city.roads)

    go()

    assert told() == ["mei"]


def test_it_costs_the_same_at_one_and_at_three(promised, django_assert_num_queries):
    for count in (1, 3):
        for _ in range(count):
            promised(WEDNESDAY.date())
        with django_assert_num_queries(12):
            assert go() == count

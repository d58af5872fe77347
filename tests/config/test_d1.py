"""D1 stands apart from the city; that its figures come out is tried in tests/reports/test_d1_lived.py."""

from collections import Counter

import pytest

from config.demo_city.d1 import AS_OF, CODES, UNTIL, load_d1
from core.calendar import CITY_TIME
from partyorgs.models import Department
from petitions.enums import OPEN, Status
from petitions.models import Assignment, Clock, WorkOrder

pytestmark = pytest.mark.django_db


def test_it_is_loaded_once_and_needs_nothing_before():
    assert load_d1() == load_d1() == WorkOrder.objects.count() == 20


def test_each_unit_was_given_eleven_orders():
    """Ten first dispatches, one more after a return, and the row by which order 10 was taken up again."""
    load_d1()

    dispatched = Assignment.objects.filter(sign_due_at__isnull=False)
    assert Counter(dispatched.values_list("department__code", flat=True)) == dict.fromkeys(CODES.values(), 11)


def test_nobody_is_offered_its_units():
    load_d1()
    last = WorkOrder.objects.latest("registered_at").registered_at.astimezone(CITY_TIME)

    assert not Department.objects.active(last.date().replace(year=2026)).filter(code__in=CODES.values()).exists()
    assert last.year == 2024


def test_nothing_of_them_is_left_among_the_work_of_today():
    load_d1()

    open_orders = WorkOrder.objects.filter(status__in=OPEN)
    assert list(open_orders.values_list("status", "due_at")) == [(Status.SUSPENDED, None)]
    assert not Clock.objects.filter(alert_at__isnull=False).exists()
    assert WorkOrder.objects.filter(closed_at__range=(AS_OF, UNTIL)).count() == 1

"""The one door, with a real database behind it: all or nothing, one event a step, one winner."""

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection, connections
from django.utils import timezone

from core import ledger
from core.actors import SYSTEM
from core.kept import forget_all
from core.models import CalendarYear, Event
from petitions import deadlines, recalculation, routing, workflow
from petitions.enums import Action, ClockName, Status
from petitions.models import Assignment, Clock, WorkOrder
from petitions.refusals import NotAllowed
from tests import factories

two_sessions = pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="an in-memory SQLite database has one session; PostgreSQL runs this"
)


@pytest.fixture
def city(db):
    return factories.make_city()


@pytest.mark.parametrize("status", sorted(Status))
def test_every_way_leaves_one_event_a_step_and_an_unbroken_chain(city, status):
    order = factories.order_in(status)

    events = list(ledger.history(order))
    steps = [event for event in events if event.kind != "workorder.register"]
    assert len(steps) == order.version
    assert ledger.broken(events) is None
    assert [event.data["after"] for event in events][-1] == order.status
    assert all(one.data["after"] == two.data["before"] for one, two in pairwise(events))


def test_a_step_that_is_refused_changes_nothing(city):
    order = factories.order_in(Status.HANDLING)
    wei = factories.acting(factories.people().wei)
    before = Event.objects.count()

    with pytest.raises(NotAllowed):
        workflow.advance(order, Action.SUBMIT, by=wei, at=timezone.now(), result_code="solved", public_text="好了")

    order.refresh_from_db()
    assert (order.status, Event.objects.count()) == (Status.HANDLING, before)


def test_a_step_that_fails_half_way_leaves_nothing(city, monkeypatch):
    order = factories.order_in(Status.DISPATCHED)

    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(ledger, "record_many", fail)
    with pytest.raises(OSError, match="disk full"):
        workflow.advance(order, Action.SIGN, by=factories.acting(factories.people().wei), at=timezone.now())

    order.refresh_from_db()
    assert order.status == Status.DISPATCHED
    assert Assignment.objects.get(work_order=order, role="lead").signed_at is None


def test_routing_twice_dispatches_once(city):
    order = factories.order_in(Status.ACCEPTED)

    first = routing.route(order.pk, at=timezone.now())
    second = routing.route(order.pk, at=timezone.now())

    assert first.lead.code == "D14"
    assert second is None
    assert Event.objects.filter(kind="workorder.dispatch").count() == 1
    assert [row.department.code for row in order.assignments.order_by("id")] == ["D14", "D15"]


def test_what_the_door_refuses_goes_to_the_desk_with_its_reason(city, monkeypatch):
    order = factories.order_in(Status.ACCEPTED)

    def refuse(*args, **kwargs):
        raise NotAllowed("because", code="no")

    monkeypatch.setattr(workflow, "step", refuse)
    routing.route(order.pk, at=timezone.now())

    order.refresh_from_db()
    suggestion = order.suggestions.get()
    assert (order.status, order.lead, suggestion.is_applied) == (Status.ACCEPTED, None, False)
    assert suggestion.because[-1] == ["refused", {"text": "because"}]


def test_clocks_wait_for_a_missing_calendar_and_get_their_due_moment_when_it_comes(city):
    CalendarYear.objects.all().delete()
    forget_all()
    order = factories.submit_petition()
    routing.route(order.pk, at=timezone.now())
    assert deadlines.without_due().count() == 3  # sign, handle, return window
    assert recalculation.settle_due_moments(by=SYSTEM, at=timezone.now()) == 0

    CalendarYear.objects.bulk_create(CalendarYear(year=year, source="test") for year in factories.YEARS)
    forget_all()

    assert recalculation.settle_due_moments(by=SYSTEM, at=timezone.now()) == 1
    assert ledger.history(order).last().kind == "workorder.due_settled"
    order.refresh_from_db()
    assert order.due_at == Clock.objects.get(work_order=order, name=ClockName.SIGN).due_at
    assert order.handle_due_at == Clock.objects.get(work_order=order, name=ClockName.HANDLE).due_at


@pytest.mark.parametrize(("action", "queries"), [(Action.SIGN, 12), (Action.CONTACT, 11)])
def test_a_step_costs_the_same_whatever_the_history(city, action, queries, django_assert_num_queries):
    order = factories.order_in(Status.DISPATCHED if action == Action.SIGN else Status.HANDLING)
    wei = factories.acting(factories.people().wei)
    data = {"method": "phone", "outcome": "reached"} if action == Action.CONTACT else {}
    deadlines.clockwork()

    with django_assert_num_queries(queries):
        workflow.advance(order, action, by=wei, at=timezone.now(), **data)


@two_sessions
@pytest.mark.django_db(transaction=True)
def test_two_liaisons_sign_at_once_and_one_wins():
    factories.make_city()
    order = factories.order_in(Status.DISPATCHED)
    wei = factories.acting(factories.people().wei)
    outcomes, start = [], threading.Barrier(2, timeout=10)

    def sign():
        try:
            start.wait()
            workflow.advance(WorkOrder(pk=order.pk), Action.SIGN, by=wei, at=timezone.now())
            outcomes.append("signed")
        except NotAllowed as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(outcomes) == ["signed", "wrong_state"]
    assert Event.objects.filter(kind="workorder.sign").count() == 1


@two_sessions
@pytest.mark.django_db(transaction=True)
def test_two_workers_route_at_once_and_one_dispatches():
    factories.make_city()
    order = factories.submit_petition()
    start = threading.Barrier(2, timeout=10)

    def route():
        try:
            start.wait()
            routing.route(order.pk, at=timezone.now() + timedelta(seconds=1))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=route) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert Assignment.objects.filter(role="lead", is_active=True).count() == 1
    assert Event.objects.filter(kind="workorder.dispatch").count() == 1
    assert connection.vendor == "postgresql"

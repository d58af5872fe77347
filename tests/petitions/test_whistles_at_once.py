"""Two sessions and one whistle: a double click, two who arrive, two who end it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from core import ledger
from core.kept import forget_all
from core.models import Event
from petitions import whistles
from petitions.enums import Status
from petitions.models import Whistle
from petitions.refusals import NotAllowed
from tests import factories
from tests.factories import acting, order_in
from tests.petitions.whistling import blow, call_of, call_up, moment

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

two_sessions = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="an in-memory SQLite database has one session; PostgreSQL runs this"
)


@pytest.fixture
def small_city(transactional_db):
    city = factories.make_city()
    yield city, call_up()
    forget_all()


def at_once(*rules):
    """What became of each, when all start together: "done", or the code of the refusal."""
    answers, start = [], threading.Barrier(len(rules), timeout=10)

    def run(rule):
        try:
            start.wait()
            rule()
            answers.append("done")
        except NotAllowed as refused:
            answers.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[rule]) for rule in rules]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(answers)


@two_sessions
def test_a_double_click_blows_once(small_city):
    city, called = small_city
    at = moment("2026-11-18T10:00")
    factories.people()

    answers = at_once(*[lambda: blow(city, called, at=at)] * 2)

    assert answers == ["already_blown", "done"]
    assert (Whistle.objects.count(), Event.objects.filter(kind="whistle.blown").count()) == (1, 1)


@two_sessions
def test_of_two_who_arrive_at_once_for_a_department_one_is_written_down(small_city):
    city, called = small_city
    at = moment("2026-11-18T10:00")
    call, huo = call_of(blow(city, called, at=at), called.fire), acting(called.huo)

    answers = at_once(*[
        lambda name=name: whistles.arrive(call, officer_name=name, by=huo, at=at + MINUTE) for name in "甲乙"
    ])  # fmt: skip

    assert answers == ["done", "taken"]
    assert Event.objects.filter(kind="whistle.arrived").count() == 1


@two_sessions
def test_an_end_and_an_arrival_at_once_leave_one_story(small_city):
    city, called = small_city
    at = moment("2026-11-18T10:00")
    hong, huo = acting(factories.people().hong), acting(called.huo)
    whistle = blow(city, called, calls=[(called.fire, "检查")], at=at)
    call = call_of(whistle, called.fire)

    answers = at_once(
        lambda: whistles.end(whistle, result="好", absent={called.fire.pk: "无需"}, by=hong, at=at + MINUTE),
        lambda: whistles.arrive(call, officer_name="甲", by=huo, at=at + MINUTE),
    )

    call.refresh_from_db()
    whistle.refresh_from_db()
    first_was_the_end = answers == ["done", "taken"]
    assert whistle.ended_at is not None
    assert (call.arrived_at is None) == first_was_the_end
    assert ledger.broken(ledger.history(whistle)) is None


@two_sessions
def test_of_two_who_end_it_at_once_one_does(small_city):
    city, called = small_city
    at = moment("2026-11-18T10:00")
    hong = acting(factories.people().hong)
    whistle = blow(city, called, calls=[(called.fire, "检查")], orders=[order_in(Status.ACCEPTED, at=at - HOUR)], at=at)

    def end():
        whistles.end(whistle, result="好", absent={called.fire.pk: "无需"}, by=hong, at=at + MINUTE)

    assert at_once(end, end) == ["done", "taken"]
    assert Event.objects.filter(kind__in=["whistle.ended", "workorder.whistle_ended"]).count() == 2

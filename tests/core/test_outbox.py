"""Whoever listens hears of an event once it is committed, once, whatever happens to the message."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from core import ledger, outbox
from core.actors import SYSTEM
from core.models import Delivery, Event, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """A listener to "thing.done" that notes what it hears."""
    notes = []
    monkeypatch.setattr(outbox, "_listeners", {})
    outbox.on("thing.done")(lambda event: notes.append(event.data["name"]))
    return notes


@pytest.fixture
def hints(monkeypatch):
    sent = []
    monkeypatch.setattr(outbox, "_hint", sent.append)
    return sent


def happen(kind="thing.done", name="a"):
    subject, _ = User.objects.get_or_create(username="subject")
    return ledger.record(subject, kind, by=SYSTEM, at=timezone.now(), name=name)


def wait_is_over():
    Delivery.objects.update(deliver_after=timezone.now() - timedelta(seconds=1))


def test_every_process_knows_how_to_hint():
    """Also one that never imports a task by name, as the web server."""
    script = "import django; django.setup(); from core import outbox; raise SystemExit(outbox._hint is None)"

    assert subprocess.run([sys.executable, "-c", script]).returncode == 0


def test_an_event_is_delivered_once(heard):
    event = happen()

    assert outbox.deliver(event.pk) is True
    assert outbox.deliver(event.pk) is False
    assert heard == ["a"]


def test_an_event_nobody_listens_to_costs_nothing(heard):
    happen("thing.ignored")

    assert not Delivery.objects.exists()


def test_nobody_hears_of_what_is_long_past(heard):
    subject = User.objects.create(username="subject")

    ledger.record_many([ledger.draft(subject, "thing.done", by=SYSTEM, at=timezone.now())], new=True, past=True)

    assert (Event.objects.count(), Delivery.objects.count()) == (1, 0)


def test_a_condition_keeps_events_from_a_listener(heard):
    outbox.on("thing.done", when=lambda event: event.data["name"] == "b")(lambda event: heard.append("only b"))

    for name in "ab":
        outbox.deliver(happen(name=name).pk)

    assert heard == ["a", "b", "only b"]


def test_hints_go_out_after_the_commit(heard, hints, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        event = happen()
        assert hints == []

    assert hints == [event.pk]


def test_a_broker_that_is_down_does_not_hurt_the_person_who_saves(
    heard, monkeypatch, django_capture_on_commit_callbacks
):
    def refuse(event_id):
        raise ConnectionError

    monkeypatch.setattr(outbox, "_hint", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        happen()

    wait_is_over()
    assert outbox.sweep() == 1
    assert heard == ["a"]


def test_the_sweep_leaves_a_fresh_hint_its_time(heard):
    happen()

    assert outbox.sweep() == 0
    assert Delivery.objects.count() == 1


def test_a_listener_that_fails_leaves_nothing_behind_and_is_tried_again_later(heard):
    def half_done(event):
        User.objects.create(username="half")
        raise ValueError("no")

    outbox.on("thing.done")(half_done)
    event = happen()

    assert outbox.deliver(event.pk) is False

    delivery = Delivery.objects.get(pk=event.pk)
    assert not User.objects.filter(username="half").exists()
    assert (delivery.attempts, "no" in delivery.last_error) == (1, True)
    assert delivery.deliver_after > timezone.now()


def test_one_sick_event_does_not_starve_the_others(heard):
    def sick(event):
        if event.data["name"] == "sick":
            raise ValueError

    outbox.on("thing.done")(sick)
    for name in ("sick", "b", "c"):
        happen(name=name)
    wait_is_over()

    assert outbox.sweep() == 2
    assert Delivery.objects.count() == 1


def test_an_event_that_has_been_sick_for_weeks_does_not_stop_the_sweep(heard):
    def sick(event):
        if event.data["name"] == "sick":
            raise ValueError

    outbox.on("thing.done")(sick)
    for name in ("sick", "b"):
        happen(name=name)
    Delivery.objects.filter(event__data__name="sick").update(attempts=500)
    wait_is_over()

    assert outbox.sweep() == 1
    assert Delivery.objects.get().deliver_after > timezone.now()


def test_what_is_rolled_back_is_never_told(heard):
    with transaction.atomic():
        happen()
        transaction.set_rollback(True)

    assert not Event.objects.exists()
    assert not Delivery.objects.exists()

"""A notice is written with what it tells of, and carried further until every channel has taken it."""

import logging
from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core import channels, notices, tasks
from core.models import Notice, User

NOW = timezone.now()


class Gateway(channels.Channel):
    """A city's own channel that fails as often as it is told to."""

    name = "sms"
    kinds = ("order.",)
    failures = 0
    taken: list[tuple[str, str]] = []

    def carry(self, notice, text, *, key):
        if Gateway.failures:
            Gateway.failures -= 1
            raise OSError("gateway is down")
        Gateway.taken.append((key, text))


@pytest.fixture
def wei(db):
    return User.objects.create(username="wei", name="魏建国", language="en")


@pytest.fixture
def gateway(settings):
    settings.NOTICE_CHANNELS = ["core.channels.LogChannel", f"{__name__}.Gateway"]
    Gateway.failures, Gateway.taken = 0, []
    return Gateway


@pytest.fixture(autouse=True)
def _words(monkeypatch):
    monkeypatch.setattr(notices, "_words", {"order.late": lambda data: f"late by {data['days']}"})
    monkeypatch.setattr(notices, "_namers", {})


def tell(user, kind="order.late", *, at=NOW, **data):
    drafted = notices.draft(user.pk, kind, user, at=at, path="/orders/GD1/", number="GD1", **({"days": 3} | data))
    return notices.tell([drafted])[0]


def test_a_notice_reads_in_the_words_of_its_kind(wei):
    assert notices.sentence(tell(wei)) == "late by 3"


def test_a_kind_without_words_brings_its_own_text(wei):
    assert notices.sentence(tell(wei, "other", text="said as it is")) == "said as it is"
    assert notices.sentence(tell(wei, "other")) == "other"


def test_without_channels_nothing_waits(wei):
    row = tell(wei)

    row.refresh_from_db()
    assert (row.pending, row.carry_at) == ([], None)
    assert notices.carry_due(at=NOW) == 0


def test_what_is_undone_was_never_told(wei):
    with transaction.atomic():
        tell(wei)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


def test_channels_take_the_kinds_they_are_for(wei, gateway):
    assert (tell(wei).pending, tell(wei, "job.done").pending) == (["log", "sms"], ["log"])


def test_every_channel_carries_it_once(wei, gateway, caplog):
    row = tell(wei)

    with caplog.at_level(logging.INFO, "core.channels"):
        assert [notices.carry_due(at=NOW), notices.carry_due(at=NOW)] == [1, 0]

    row.refresh_from_db()
    assert (row.pending, row.carry_at, row.attempts, row.last_error) == ([], None, 0, "")
    assert gateway.taken == [(f"notice-{row.pk}-sms", "GD1 late by 3")]
    assert [record.message for record in caplog.records] == [f"Notice notice-{row.pk}-log to {wei.pk}: GD1 late by 3"]


def test_a_failure_is_seen_on_the_row_and_tried_again(wei, gateway):
    gateway.failures = 2
    row = tell(wei)

    notices.carry_due(at=NOW)

    row.refresh_from_db()
    assert (row.pending, row.attempts) == (["sms"], 1)
    assert row.last_error == "sms: OSError('gateway is down')"
    assert row.carry_at == NOW + timedelta(seconds=30)
    assert notices.carry_due(at=NOW + timedelta(seconds=29)) == 0
    notices.carry_due(at=NOW + timedelta(seconds=30))
    row.refresh_from_db()
    assert row.carry_at == NOW + timedelta(seconds=90)
    notices.carry_due(at=NOW + timedelta(seconds=90))
    row.refresh_from_db()
    assert (row.pending, row.carry_at, row.last_error) == ([], None, "")
    assert [key for key, _text in gateway.taken] == [f"notice-{row.pk}-sms"]


def test_after_seventeen_hours_it_waits_for_a_person(wei, gateway):
    gateway.failures = 100
    row, at = tell(wei), NOW

    for _ in range(notices.MOST_ATTEMPTS):
        notices.carry_due(at=at)
        row.refresh_from_db()
        at = row.carry_at or at

    assert (row.pending, row.carry_at, row.attempts) == (["sms"], None, 12)
    assert at - NOW == 30 * timedelta(seconds=2**11 - 1)


def test_what_fails_does_not_keep_others_waiting(wei, gateway, monkeypatch):
    monkeypatch.setattr(notices, "BATCH", 2)
    gateway.failures = 2
    for minute in range(3):
        tell(wei, at=NOW + timedelta(minutes=minute))
    later = NOW + timedelta(minutes=3)

    notices.carry_due(at=later)
    notices.carry_due(at=later)

    assert len(gateway.taken) == 1


def test_a_channel_that_was_taken_away_is_not_waited_for(wei, gateway, settings):
    row = tell(wei)
    settings.NOTICE_CHANNELS = []

    notices.carry_due(at=NOW)

    row.refresh_from_db()
    assert (row.pending, row.carry_at) == ([], None)


def test_the_worker_carries_and_forgets(wei, gateway):
    tell(wei, at=NOW - timedelta(minutes=1))
    settled = tell(wei, "x", at=NOW - timedelta(days=181))
    Notice.objects.filter(pk=settled.pk).update(pending=[], carry_at=None)

    tasks.carry_notices()
    tasks.forget_notices()

    assert Notice.objects.get().kind == "order.late"
    assert len(gateway.taken) == 1


@pytest.mark.parametrize(
    ("hours", "told", "carried", "columns"),
    [
        ("", "18 23:00", "18 23:00", {}),
        ("21:00-07:00", "18 20:59", "18 20:59", {}),
        ("21:00-07:00", "18 21:00", "19 07:00", {}),
        ("21:00-07:00", "19 06:59", "19 07:00", {}),
        ("21:00-07:00", "19 07:00", "19 07:00", {}),
        ("12:00-14:00", "19 13:00", "19 14:00", {}),
        ("12:00-14:00", "19 15:00", "19 15:00", {}),
        ("21:00-07:00", "18 23:00", "18 23:00", {"tone": "red"}),
        ("21:00-07:00", "18 23:00", "18 23:00", {"data": {"urgent": True, "days": 1}}),
    ],
)
def test_quiet_hours_are_kept_for_what_can_wait(wei, gateway, settings, hours, told, carried, columns):
    settings.NOTICE_QUIET_HOURS = hours
    at, then = (datetime.strptime(f"2026-11-{moment} +0800", "%Y-%m-%d %H:%M %z") for moment in (told, carried))
    row = notices.draft(wei.pk, "order.late", wei, at=at, days=1)
    for name, value in columns.items():
        setattr(row, name, value)

    assert notices.tell([row])[0].carry_at == then


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_carry_the_same(gateway):
    if connection.vendor != "postgresql":
        pytest.skip("an in-memory SQLite database belongs to one connection; set TEST_DATABASE_URL to PostgreSQL")
    wei = User.objects.create(username="wei", name="魏建国")
    for _ in range(20):
        tell(wei)

    def carry():
        notices.carry_due(at=NOW)
        connection.close()

    threads = [Thread(target=carry) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(gateway.taken) == len(set(gateway.taken)) == 20

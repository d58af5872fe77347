"""History is only ever added to, and tampering shows."""

import pytest
from django.utils import timezone

from core import ledger
from core.actors import Actor
from core.models import Event, User

MEI = Actor(7, "王敏")
pytestmark = pytest.mark.django_db


@pytest.fixture
def subject():
    return User.objects.create(username="subject", name="某人")


def write(subject, *kinds):
    return [ledger.record(subject, kind, by=MEI, at=timezone.now(), note="备注") for kind in kinds]


def test_events_follow_each_other(subject):
    write(subject, "one", "two", "three")

    events = list(ledger.history(subject))
    assert [(event.seq, event.kind, event.by_name) for event in events] == [
        (1, "one", "王敏"),
        (2, "two", "王敏"),
        (3, "three", "王敏"),
    ]
    assert events[2].prev_hash == events[1].hash
    assert ledger.broken(events) is None


@pytest.mark.parametrize(
    "tamper",
    [
        lambda events: Event.objects.filter(pk=events[1].pk).update(data={"note": "改过"}),
        lambda events: Event.objects.filter(pk=events[1].pk).update(by_name="别人"),
        lambda events: Event.objects.filter(pk=events[1].pk).delete(),
    ],
)
def test_an_event_that_was_changed_or_removed_breaks_the_chain(subject, tamper):
    events = write(subject, "one", "two", "three")

    tamper(events)

    assert ledger.broken(ledger.history(subject)) is not None


def test_many_subjects_are_chained_each_on_its_own(subject):
    other = User.objects.create(username="other", name="他人")
    write(subject, "before")
    drafts = [ledger.draft(who, "step", by=MEI, at=timezone.now()) for who in (subject, other, subject)]

    ledger.record_many(drafts)

    assert [event.seq for event in ledger.history(subject)] == [1, 2, 3]
    assert [event.seq for event in ledger.history(other)] == [1]
    assert ledger.broken(ledger.history(subject)) is None


def test_one_event_costs_two_queries(subject, django_assert_num_queries):
    write(subject, "one")

    with django_assert_num_queries(2):
        write(subject, "two")

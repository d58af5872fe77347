"""Answers of a second round, kept beside those of the first; and two people who decide about one row at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from core.models import Event
from petitions import workflow
from petitions.case import Case
from petitions.enums import Action, Status
from petitions.models import ExtensionRequest, FollowUp, WorkOrder
from petitions.refusals import NotAllowed
from tests import factories

HOUR = timedelta(hours=1)

two_sessions = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="an in-memory SQLite database has one session; PostgreSQL runs this"
)


# --- what peers get wrong: the answers of a second round


@pytest.fixture
def city(db):
    return factories.make_city()


def test_a_second_answer_after_a_reopening_is_stored_beside_the_first(city):
    order = factories.order_in(Status.CLOSED)
    mei, wei = factories.acting(factories.people().mei), factories.acting(factories.people().wei)
    when = timezone.now()
    for action, by, data in (
        (Action.REOPEN, mei, {"reason": "又坏了"}),
        (Action.CONTACT, wei, {"method": "phone", "outcome": "reached"}),
        (Action.SUBMIT, wei, {"result_code": "solved", "public_text": "再次修复。"}),
        (Action.TO_VERIFICATION, mei, {}),
        (Action.VERIFY, mei, {"finding": "属实"}),
        (Action.PROPOSE_REWORK, mei, {"solved": "unsolved", "rating": 1, "cause": "handling", "contacted": "no"}),
        (Action.REWORK, mei, {"demand": "重做"}),
        (Action.SUBMIT, wei, {"result_code": "solved", "public_text": "第三次修复。"}),
        (Action.TO_VERIFICATION, mei, {}),
        (Action.VERIFY, mei, {"finding": "属实"}),
        (Action.CLOSE, mei, {"solved": "solved", "rating": 4, "contacted": "yes"}),
    ):
        when += HOUR
        order = workflow.advance(order, action, by=by, at=when, **data)

    calls = FollowUp.objects.filter(work_order=order).order_by("id").values_list("round", "solved", "rating")
    assert list(calls) == [(1, "solved", 5), (1, "unsolved", 1), (2, "solved", 4)]
    assert (order.solved, order.rating, order.contacted_answer) == ("solved", 4, True)


# --- two people at one row


def race(*steps):
    """Every step in a session of its own, all at once. Answers what became of each."""
    start, outcomes = threading.Barrier(len(steps), timeout=10), []

    def run(order, action, by, when, data):
        try:
            start.wait()
            workflow.advance(WorkOrder(pk=order.pk), action, by=by, at=when, **data)
            outcomes.append(str(action))
        except NotAllowed as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=step) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(outcomes)


@two_sessions
@pytest.mark.django_db(transaction=True)
def test_an_extension_is_granted_and_refused_at_once_and_one_decides():
    factories.make_city()
    order = factories.order_in(Status.HANDLING)
    people, now = factories.people(), timezone.now()
    wei, mei = factories.acting(people.wei), factories.acting(people.mei)
    asked = {"reason": "E1", "plan": "检测", "days": 5, "told_at": now}
    workflow.advance(order, Action.REQUEST_EXTENSION, by=wei, at=now, **asked)

    outcomes = race(
        (order, Action.EXTEND, mei, now + HOUR, {}),
        (order, Action.REFUSE_EXTENSION, mei, now + HOUR, {"decision": "无需"}),
    )

    assert outcomes in (["extend", "nothing_asked"], ["nothing_asked", "refuse_extension"])
    request, order = ExtensionRequest.objects.get(), WorkOrder.objects.get()
    assert (request.state == "granted") == (order.extension_count == 1) == ("extend" in outcomes)
    assert Event.objects.filter(kind__in=["workorder.extend", "workorder.refuse_extension"]).count() == 1


@two_sessions
@pytest.mark.django_db(transaction=True)
def test_somebody_undoes_the_signing_while_the_reply_is_sent():
    factories.make_city()
    order = factories.order_in(Status.DISPATCHED, is_anonymous=True)
    wei, now = factories.acting(factories.people().wei), timezone.now()
    workflow.advance(order, Action.SIGN, by=wei, at=now)
    reply = {"result_code": "solved", "public_text": "已修复。"}

    outcomes = race(
        (order, Action.UNDO_SIGN, wei, now + timedelta(seconds=5), {}),
        (order, Action.SUBMIT, wei, now + timedelta(seconds=5), reply),
    )

    order = WorkOrder.objects.get()
    assert outcomes in (["submit", "wrong_state"], ["undo_sign", "wrong_state"])
    assert order.status == (Status.SUBMITTED if "submit" in outcomes else Status.DISPATCHED)
    lead = Case.of(order).lead
    assert (lead.signed_at is None) == (order.status == Status.DISPATCHED)

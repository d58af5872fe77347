"""The ledger proves itself: chains that hold, rows that are what their history says, and everything else found."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core import ledger
from core.actors import SYSTEM
from core.models import Event
from petitions import proof, workflow
from petitions.enums import Action, Status
from petitions.models import Assignment, Clock, FollowUp, WorkOrder
from tests import factories

HOUR = timedelta(hours=1)


@pytest.fixture
def city(db):
    return factories.make_city()


def found(batch=proof.BATCH):
    """What is wrong with the city, one line each without its number."""
    faults = [fault for checked in (*proof.of_orders(batch=batch), *proof.of_others()) for fault in checked.faults]
    return [fault.text for fault in faults]


def history(order):
    return list(ledger.history(order))


# --- what holds


@pytest.mark.parametrize("status", sorted(Status))
def test_every_way_replays_to_the_rows_it_left(city, status):
    factories.order_in(status)

    assert found() == []


def test_a_change_beside_the_way_replays_too(city):
    order = factories.order_in(Status.HANDLING)

    workflow.amend(order, "due_settled", lambda case, machine: _later(case), by=SYSTEM, at=timezone.now())

    assert found() == []


def _later(case):
    clock = case.clocks["handle"]
    clock.due_at += HOUR
    case.touch(clock)


def test_answers_of_two_rounds_replay_to_the_last(city):
    order = factories.order_in(Status.CLOSED)
    mei, wei = factories.acting(factories.people().mei), factories.acting(factories.people().wei)
    at = timezone.now()
    for action, by, data in (
        (Action.REOPEN, mei, {"reason": "又坏了"}),
        (Action.SUBMIT, wei, {"result_code": "solved", "public_text": "再次修复。"}),
        (Action.TO_VERIFICATION, mei, {}),
        (Action.VERIFY, mei, {"finding": "属实"}),
        (Action.CLOSE, mei, {"solved": "solved", "rating": 3, "contacted": "unsure"}),
    ):
        at += HOUR
        order = workflow.advance(order, action, by=by, at=at, **data)

    assert found() == []
    assert (order.solved, order.rating, order.contacted_answer) == ("solved", 3, None)


def test_the_command_says_what_it_looked_at(city, capsys):
    order = factories.order_in(Status.DISPATCHED)

    call_command("verify_ledger")
    call_command("verify_ledger", order.number)

    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("1 orders and ")
    assert out[0].endswith("everything holds.")
    assert out[1] == f"1 orders and 0 other histories, {len(history(order))} events: everything holds."


def test_an_order_that_does_not_exist_is_said_to_be_missing(city):
    with pytest.raises(CommandError, match="No such order: GD0"):
        call_command("verify_ledger", "GD0")


# --- what somebody changed behind the door


def tampered(order, **columns):
    WorkOrder.objects.filter(pk=order.pk).update(**columns)


def test_a_changed_column_is_named(city):
    order = factories.order_in(Status.HANDLING)

    tampered(order, urgency="critical", is_anonymous=True)

    assert found() == [
        "column is_anonymous: events say False, the row says True",
        "column urgency: events say 'normal', the row says 'critical'",
    ]


def test_a_moment_that_lists_sort_by_is_compared_with_its_clock(city):
    order = factories.order_in(Status.HANDLING)

    tampered(order, due_at=order.due_at + HOUR)

    assert [line.split(",")[0][:35] for line in found()] == [f"shown due_at: clocks say {order.due_at:%Y-%m-%d}"]


def test_a_clock_that_was_moved_is_named(city):
    order = factories.order_in(Status.HANDLING)

    clock = Clock.objects.get(work_order=order, name="handle")
    Clock.objects.filter(pk=clock.pk).update(due_at=clock.due_at + timedelta(days=30))

    assert [line.split(":")[0] for line in found()] == ["clock handle", "shown due_at"]


def test_a_clock_that_was_stopped_is_named(city):
    order = factories.order_in(Status.DISPATCHED)

    Clock.objects.filter(work_order=order, name="return_window").update(stopped_at=timezone.now(), alert_at=None)

    (line,) = found()
    assert line.startswith("clock return_window: events say [")
    assert line.endswith("the row says None")


def test_an_assignment_slipped_in_is_named(city):
    order = factories.order_in(Status.HANDLING)

    Assignment.objects.create(
        work_order=order, department=city.water, role="assist", dispatched_at=timezone.now(), signed_at=None
    )

    (line,) = found()
    assert line.startswith(f"part {city.water.pk}: events say None, the row says ['assist', ")


def test_a_signature_put_earlier_is_named(city):
    order = factories.order_in(Status.HANDLING)

    Assignment.objects.filter(work_order=order, role="lead").update(signed_at=timezone.now() - 9 * HOUR)

    assert [line.split(":")[0] for line in found()] == [f"part {order.lead_id}"]


def test_an_answer_made_better_is_named(city):
    order = factories.order_in(Status.CLOSED)

    FollowUp.objects.filter(work_order=order).update(rating=1)

    assert found() == ["answer rating: calls say 1, the row says 5"]


def test_an_answer_without_a_call_is_named(city):
    order = factories.order_in(Status.FOLLOW_UP)

    tampered(order, solved="solved", rating=5)

    assert found() == [
        "answer rating: calls say None, the row says 5",
        "answer solved: calls say '', the row says 'solved'",
    ]


def test_an_edited_event_is_named_and_so_is_what_it_hides(city):
    order = factories.order_in(Status.HANDLING)
    event = history(order)[-1]
    event.data["row"]["status"] = "closed"
    event.save()

    assert found() == [
        f"event {event.seq} workorder.sign: was edited",
        "column status: events say 'closed', the row says 'handling'",
    ]


def test_a_deleted_event_is_named(city):
    order = factories.order_in(Status.HANDLING)
    events = history(order)
    events[-2].delete()

    assert found()[0] == f"event {events[-1].seq} workorder.sign: does not follow from the one before it"


def test_the_last_event_deleted_shows_in_the_row(city):
    order = factories.order_in(Status.HANDLING)
    history(order)[-1].delete()

    assert "column status: events say 'dispatched', the row says 'handling'" in found()


def test_a_history_deleted_as_a_whole_is_named(city):
    order = factories.order_in(Status.HANDLING)
    ledger.history(order).delete()

    assert found() == ["nothing is on record about it"]


def test_a_history_whose_order_is_gone_is_named(city):
    order, other = factories.submit_petition(), factories.submit_petition()
    key = order.pk
    order.petitions.all().delete()
    order.delete()

    faults = [fault for checked in proof.of_orders() for fault in checked.faults]
    assert [(fault.subject, fault.text) for fault in faults] == [
        (f"petitions.workorder {key}", "the row is gone, its history is not")
    ]
    assert WorkOrder.objects.get() == other


def test_an_event_of_anything_else_is_in_its_chain(city):
    person = factories.people().mei
    ledger.record(person, "user.recused", by=SYSTEM, at=timezone.now(), department="D14")
    second = ledger.record(person, "user.recusal_ended", by=SYSTEM, at=timezone.now(), department="D14")
    Event.objects.filter(pk=second.pk).update(by_name="别人")

    faults = [fault for checked in proof.of_others() for fault in checked.faults]

    assert [(fault.subject, fault.text) for fault in faults] == [
        (f"core.user {person.pk}", "event 2 user.recusal_ended: was edited")
    ]


def test_the_command_prints_each_difference_and_fails(city, capsys):
    order, good = factories.order_in(Status.HANDLING), factories.order_in(Status.DISPATCHED)
    tampered(order, round=2)

    with pytest.raises(CommandError, match="1 differences"):
        call_command("verify_ledger")
    call_command("verify_ledger", good.number)

    assert capsys.readouterr().out.splitlines()[0] == f"{order.number}: column round: events say 1, the row says 2"


def test_a_step_taken_while_the_command_reads_is_no_difference(city, monkeypatch):
    """Rows are read before their events; whoever signs in between is not accused."""
    order = factories.order_in(Status.DISPATCHED)
    wei, read = factories.acting(factories.people().wei), proof._checked

    def meanwhile(rows, span):
        workflow.advance(order, Action.SIGN, by=wei, at=timezone.now())
        return read(rows, span)

    monkeypatch.setattr(proof, "_checked", meanwhile)

    assert found() == []


# --- what it costs


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_costs_five_queries_whatever_is_in_it(city, count, django_assert_num_queries):
    for _ in range(count):
        factories.order_in(Status.HANDLING)

    with django_assert_num_queries(5):
        list(proof.of_orders())


def test_batches_cover_the_city_once(city):
    orders = [factories.submit_petition() for _ in range(5)]
    tampered(orders[2], round=7)
    orders[4].petitions.all().delete()
    orders[4].delete()

    checked = list(proof.of_orders(batch=2))

    assert [one.subjects for one in checked] == [2, 2, 0]
    assert sum(one.events for one in checked) == Event.objects.filter(subject_type=proof.ORDER).count()
    assert [len(one.faults) for one in checked] == [0, 1, 1]

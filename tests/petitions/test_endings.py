"""Clocks that end something when they are due: the window of returns, a suspension nobody reviewed; and their words."""

from datetime import date, datetime, timedelta

from core import ledger, notices
from core.calendar import CITY_TIME
from core.models import Notice
from petitions import workflow
from petitions.enums import Action, ClockName, Status, SupervisionTrigger
from petitions.models import Clock, SupervisionOrder, WorkOrder
from tests import factories
from tests.factories import order_in
from tests.petitions.rounds import clock_of, go, kinds, late, only, told

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=CITY_TIME)


# --- clocks that end something


def test_an_order_nobody_signed_or_returned_counts_as_signed(city, cast, ling):
    order = order_in(Status.DISPATCHED)
    window = clock_of(order, ClockName.RETURN_WINDOW)
    only(ClockName.RETURN_WINDOW)

    assert go(window.due_at - timedelta(seconds=1)) == 0
    assert [go(window.due_at), go(window.due_at)] == [1, 0]

    order.refresh_from_db()
    window.refresh_from_db()
    assert (order.status, window.stopped_at) == (Status.HANDLING, window.due_at)
    assert (told("order.auto_signed"), kinds()) == (["ling", "wei"], {"order.auto_signed": 2})
    assert [event.kind for event in ledger.history(order)][-1] == "workorder.auto_sign"


def test_the_window_of_a_signed_order_just_ends(city, cast):
    order = order_in(Status.HANDLING)
    window = clock_of(order, ClockName.RETURN_WINDOW)
    only(ClockName.RETURN_WINDOW)

    assert [go(window.due_at), go(window.due_at)] == [1, 0]

    order.refresh_from_db()
    window.refresh_from_db()
    assert (order.status, window.stopped_at, window.alert_at) == (Status.HANDLING, window.due_at, None)
    last = ledger.history(order).last()
    assert (last.kind, last.data["clocks"]) == ("workorder.clock_ended", {"return_window": None})
    assert not Notice.objects.exists()


def test_a_clock_that_cannot_end_does_not_hold_up_the_others(city, cast, monkeypatch, caplog):
    first, second = (
        order_in(Status.DISPATCHED),
        order_in(Status.DISPATCHED, content="另一处人行道地砖破损，请尽快修复。"),
    )
    only(ClockName.RETURN_WINDOW)
    at = clock_of(second, ClockName.RETURN_WINDOW).due_at
    advance = workflow.advance

    def refuse_first(order, *args, **kwargs):
        if order.pk == first.pk:
            raise ValueError("faulty")
        return advance(order, *args, **kwargs)

    monkeypatch.setattr(workflow, "advance", refuse_first)

    assert go(at) == 1

    assert WorkOrder.objects.get(pk=second.pk).status == Status.HANDLING
    assert clock_of(first, ClockName.RETURN_WINDOW).alert_at == at + timedelta(minutes=10)
    assert "could not end, it is put off" in caplog.text


def suspended(cast):
    order, at = order_in(Status.HANDLING), WEDNESDAY
    workflow.advance(
        order, Action.REQUEST_SUSPENSION, by=factories.acting(cast.wei), at=at, ground="G2", plan="列入明年计划",
        interim_measure="设置围挡", owner_name="凌云", review_on=date(2026, 12, 10), told_at=at,
    )  # fmt: skip
    workflow.advance(order, Action.SUSPEND, by=factories.acting(cast.deputy), at=at, decision="同意")
    return WorkOrder.objects.get(pk=order.pk)


def test_a_suspension_nobody_reviewed_ends_and_is_asked_about(city, cast):
    order = suspended(cast)
    review = clock_of(order, ClockName.SUSPENSION)
    only(ClockName.SUSPENSION)

    assert [go(review.due_at), go(review.due_at)] == [1, 0]

    order.refresh_from_db()
    assert order.status == Status.HANDLING
    draft = SupervisionOrder.objects.get()
    assert (draft.trigger, draft.department) == (SupervisionTrigger.SUSPENSION_UNREVIEWED, order.lead)
    assert told("clock.red") == ["mei", "wei"]
    assert [event.kind for event in ledger.history(order)][-3:] == [
        "workorder.overdue", "workorder.supervision_drafted", "workorder.resume",
    ]  # fmt: skip
    assert ledger.broken(ledger.history(order)) is None
    assert not Clock.objects.filter(name=ClockName.SUSPENSION, stopped_at=None).exists()


def test_the_office_is_reminded_of_a_review_before(city, cast):
    order = suspended(cast)
    review = clock_of(order, ClockName.SUSPENSION)
    only(ClockName.SUSPENSION)

    go(review.orange_at)

    order.refresh_from_db()
    assert (order.status, told("clock.orange")) == (Status.SUSPENDED, ["mei"])


# --- words


def test_every_kind_that_is_told_has_words(city, cast, ling):
    order = order_in(Status.DISPATCHED)
    only(ClockName.HANDLE)
    clock = clock_of(order)
    for at in (clock.yellow_at, clock.orange_at, clock.due_at, *late(clock, 2)):
        go(at)
    window = Clock.objects.filter(name=ClockName.RETURN_WINDOW)
    window.update(alert_at=WEDNESDAY + timedelta(days=60))
    go(WEDNESDAY + timedelta(days=60))

    for notice in Notice.objects.order_by("id"):
        assert notices.sentence(notice) != notice.kind
    assert set(kinds()) == {"clock.yellow", "clock.orange", "clock.red", "clock.escalated", "order.auto_signed"}

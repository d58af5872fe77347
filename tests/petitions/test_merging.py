"""Merging through the one door: what moves, what is kept, what comes back, and who meets whom."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.forms import model_to_dict
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core import ledger
from core.kept import forget_all
from core.search import holding
from petitions import workflow
from petitions.enums import Action, Status
from petitions.models import Clock, MergeRecord, Petition, WorkOrder
from petitions.refusals import NotAllowed, NotPermitted
from tests import factories

# Of the bookkeeping of a step; all else must be as before.
STEPPED = {"version", "updated_at", "previous_status", "routed_at"}


@pytest.fixture
def city(db):
    yield factories.make_city()
    forget_all()


@pytest.fixture
def mei(city):
    return factories.acting(factories.people().mei)


def merge(order, primary, by, at=None):
    return workflow.advance(order, Action.MERGE, by=by, at=at or timezone.now(), primary=primary, reason="同一处破损")


def unmerge(order, by, at=None):
    return workflow.advance(order, Action.UNMERGE, by=by, at=at or timezone.now(), reason="不是同一处")


def snapshot(order):
    """All there is of an order, but for what every step counts."""
    row = WorkOrder.objects.get(pk=order.pk)
    petitions = [model_to_dict(each) for each in Petition.objects.filter(work_order=order).order_by("id")]
    return {key: value for key, value in vars(row).items() if key not in STEPPED and key[0] != "_"}, petitions


def left_on(order, at):
    [clock] = Clock.objects.filter(work_order=order, stopped_at=None)
    return clock.due_at - (clock.paused_at or at)


# --- what a merge does


def test_the_petition_moves_and_every_number_stays(city, mei):
    primary, order = factories.order_in(Status.HANDLING), factories.submit_petition()
    said = Petition.objects.get(work_order=order)

    merged = merge(order, primary, mei)

    said.refresh_from_db()
    assert (said.work_order, said.is_primary) == (primary, False)
    assert (merged.status, merged.merged_into, merged.number) == (Status.MERGED, primary, order.number)
    record = MergeRecord.objects.get()
    assert (record.work_order, record.primary, record.petitions) == (order, primary, [said.number])
    assert not Clock.objects.filter(work_order=order, stopped_at=None).exists()


@pytest.mark.parametrize("part", [slice(None), slice(-4, None)])
def test_the_old_numbers_lead_to_the_order_that_has_taken_it_up(city, mei, part):
    primary, order = factories.order_in(Status.HANDLING), factories.submit_petition()
    said = Petition.objects.get(work_order=order)
    merge(order, primary, mei)

    for number in (order.number, said.number):
        assert primary in WorkOrder.objects.filter(holding("search_text", number[part]))


def test_both_orders_have_it_in_their_history(city, mei):
    primary, order = factories.order_in(Status.HANDLING), factories.submit_petition()
    said = Petition.objects.get(work_order=order)
    merge(order, primary, mei)
    unmerge(order, mei)

    assert [event.kind for event in ledger.history(primary)][-2:] == ["workorder.joined", "workorder.left"]
    assert ledger.history(primary).last().data == {"order": order.number, "petitions": [said.number]}
    assert ledger.broken(ledger.history(primary)) is None
    assert ledger.broken(ledger.history(order)) is None


def test_the_primary_counts_as_changed_when_somebody_joins_and_when_somebody_leaves(city, mei):
    primary, order = factories.order_in(Status.HANDLING), factories.submit_petition()
    joined, left = timezone.now(), timezone.now() + timedelta(hours=1)

    merge(order, primary, mei, joined)
    assert WorkOrder.objects.get(pk=primary.pk).updated_at == joined
    unmerge(order, mei, left)
    assert WorkOrder.objects.get(pk=primary.pk).updated_at == left


def test_a_confidential_petition_joins_only_a_confidential_order(city, mei):
    primary, order = factories.order_in(Status.HANDLING), factories.submit_petition(is_confidential=True)

    with pytest.raises(NotAllowed) as refused:
        merge(order, primary, mei)

    assert refused.value.code == "less_protected"


def test_what_is_with_a_unit_is_merged_no_more(city, mei):
    primary, order = factories.order_in(Status.HANDLING), factories.order_in(Status.DISPATCHED)

    with pytest.raises(NotAllowed) as refused:
        merge(order, primary, mei)

    assert refused.value.code == "wrong_state"


@pytest.mark.parametrize("who", ["wei", "hong", "sun", "deputy"])
def test_only_the_desk_merges_and_unmerges(city, mei, who):
    primary, order, other = (
        factories.order_in(Status.HANDLING),
        factories.submit_petition(),
        factories.submit_petition(),
    )
    merge(other, primary, mei)
    somebody = factories.acting(getattr(factories.people(), who))

    with pytest.raises(NotPermitted):
        merge(order, primary, somebody)
    with pytest.raises(NotPermitted):
        unmerge(other, somebody)


# --- what comes back


@pytest.mark.parametrize("category", ["", factories.PAVEMENT])
def test_undone_everything_is_as_it_was_and_the_clock_has_the_time_it_had(city, mei, category):
    now = timezone.now()
    primary, order = factories.order_in(Status.HANDLING), factories.submit_petition(category=category, at=now)
    before, its_before, left = snapshot(primary), snapshot(order), left_on(order, now)

    merge(order, primary, mei, now)
    unmerge(order, mei, now)

    assert snapshot(primary) == before
    assert snapshot(order) == its_before
    assert left_on(order, now) == left


def test_those_who_had_joined_before_go_on_with_it_and_come_back_with_it(city, mei):
    first, second, third = (factories.submit_petition() for _ in range(3))
    merge(first, second, mei)
    before = snapshot(second)

    merge(second, third, mei)
    assert Petition.objects.filter(work_order=third).count() == 3
    unmerge(second, mei)

    assert snapshot(second)[1] == before[1]
    unmerge(first, mei)
    assert [Petition.objects.filter(work_order=order).count() for order in (first, second, third)] == [1, 1, 1]


def test_a_merge_into_what_was_merged_on_is_not_undone_out_of_turn(city, mei):
    first, second, third = (factories.submit_petition() for _ in range(3))
    merge(first, second, mei)
    merge(second, third, mei)

    with pytest.raises(NotAllowed) as refused:
        unmerge(first, mei)

    assert refused.value.code == "merged_on"
    assert second.number in str(refused.value)


def test_merged_again_after_it_was_undone(city, mei):
    primary, order = factories.order_in(Status.HANDLING), factories.submit_petition()
    merge(order, primary, mei)
    unmerge(order, mei)

    assert merge(order, primary, mei).status == Status.MERGED
    assert WorkOrder.objects.get(pk=primary.pk).search_text.count(order.number.lower()) == 1


class AnyMerges(TestCase):
    """Whatever is merged in whatever order: undone backwards, every row is as it was to the letter."""

    @given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=5))
    @settings(max_examples=25, deadline=None)
    def test_merge_then_unmerge_gives_back_every_row(self, pairs):
        factories.make_city()
        mei, now = factories.acting(factories.people().mei), timezone.now()
        orders = [factories.submit_petition(at=now) for _ in range(5)]
        before = [snapshot(order) for order in orders]
        left = [left_on(order, now) for order in orders]

        done = []
        for one, other in pairs:
            try:
                merge(orders[one], orders[other], mei, now)
            except NotAllowed:
                continue
            done.append(one)
        for one in reversed(done):
            unmerge(orders[one], mei, now)

        assert [snapshot(order) for order in orders] == before
        assert [left_on(order, now) for order in orders] == left
        forget_all()


# --- two at once


@pytest.fixture
def postgres():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one session write at a time")


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_two_orders_into_each_other_leave_one_open(postgres):
    factories.make_city()
    mei = factories.acting(factories.people().mei)
    for _round in range(5):
        one, other = factories.submit_petition(), factories.submit_petition()
        start, outcomes = threading.Barrier(2), []

        def join(order, primary, start=start, outcomes=outcomes):
            start.wait()
            try:
                merge(order, primary, mei)
                outcomes.append("done")
            except NotAllowed as refused:
                outcomes.append(refused.code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=join, args=pair) for pair in ((one, other), (other, one))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)

        assert sorted(outcomes)[0:1] + sorted(outcomes)[1:] in (["bad_primary", "done"], ["done", "wrong_state"])
        statuses = sorted(WorkOrder.objects.filter(pk__in=[one.pk, other.pk]).values_list("status", flat=True))
        assert statuses == [Status.ACCEPTED, Status.MERGED]
        assert Petition.objects.filter(work_order__in=[one, other], is_primary=True).count() == 1
    forget_all()


@pytest.mark.django_db(transaction=True)
def test_one_joins_while_another_leaves(postgres):
    factories.make_city()
    mei = factories.acting(factories.people().mei)
    primary, inside, outside = (factories.submit_petition() for _ in range(3))
    merge(inside, primary, mei)
    start, troubles = threading.Barrier(2), []

    def act(step, *given):
        start.wait()
        try:
            step(*given, mei)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=args) for args in ((merge, outside, primary), (unmerge, inside))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    row = WorkOrder.objects.get(pk=primary.pk)
    assert troubles == []
    assert (outside.number.lower() in row.search_text, inside.number.lower() in row.search_text) == (True, False)
    assert Petition.objects.filter(work_order=primary).count() == 2
    assert ledger.broken(ledger.history(primary)) is None
    forget_all()

"""Ninety days after its end an order goes to the archive, unless something beside it is still open."""

from datetime import timedelta

from petitions import archiving, workflow
from petitions.enums import Action, Status
from petitions.guards.desk import ARCHIVE_AFTER
from petitions.models import WorkOrder
from tests.factories import acting, order_in


def test_what_ended_ninety_days_ago_is_archived_once(cast, wednesday):
    for status in (Status.CLOSED, Status.NOT_ACCEPTED, Status.ANSWERED, Status.WITHDRAWN, Status.HANDLING):
        order_in(status, at=wednesday)
    ripe = wednesday + timedelta(days=1) + ARCHIVE_AFTER

    assert archiving.archive(at=wednesday + timedelta(days=89)) == 0
    assert (archiving.archive(at=ripe), archiving.archive(at=ripe)) == (4, 0)
    assert sorted(WorkOrder.objects.values_list("status", flat=True)) == ["archived"] * 4 + ["handling"]


def test_what_is_undecided_beside_it_holds_it_back(cast, wednesday):
    order = order_in(Status.CLOSED, at=wednesday)
    said = {"ground": "X2", "evidence": "现场照片"}
    workflow.advance(order, Action.APPLY_EXCLUSION, by=acting(cast.wei), at=wednesday + timedelta(days=1), **said)

    assert archiving.archive(at=wednesday + timedelta(days=200)) == 0

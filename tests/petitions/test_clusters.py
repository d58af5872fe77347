"""Five petitions of one matter in one grid within a week are a case for supervision."""

from datetime import datetime, timedelta

import pytest

from core import ledger
from core.actors import SYSTEM
from core.calendar import CITY_TIME
from core.models import Notice
from petitions import clusters, wording
from petitions.enums import Status, SupervisionState, SupervisionTrigger
from petitions.models import SupervisionOrder, WorkOrder
from tests import factories

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=CITY_TIME)


@pytest.fixture
def petitions(city, cast):
    def submit(count, *, days_ago=1.0, **said):
        start = WEDNESDAY - timedelta(days=days_ago)
        return [
            factories.submit_petition(at=start + timedelta(minutes=n), content=f"第{n}处人行道地砖大面积破损。", **said)
            for n in range(count)
        ]

    return submit


def go(at=WEDNESDAY):
    return clusters.supervise(by=SYSTEM, at=at)


def test_the_fifth_makes_a_draft_on_the_oldest_open_order(petitions):
    first, second, *_rest = petitions(4)
    WorkOrder.objects.filter(pk=first.pk).update(status=Status.ANSWERED)
    assert go() == 0
    petitions(1, days_ago=0.5)

    assert [go(), go()] == [1, 0]

    draft = SupervisionOrder.objects.get()
    assert (draft.work_order, draft.trigger, draft.state) == (second, SupervisionTrigger.CLUSTER, "draft")
    assert draft.reason == wording.of_cluster(5, "道路与人行道破损", second.place_name)
    assert Notice.objects.get().user.username == "mei"
    assert ledger.history(second).last().kind == "workorder.supervision_drafted"


def test_nothing_is_said_of_those_who_asked(petitions):
    petitions(5)

    go()

    assert "兰小燕" not in str(list(Notice.objects.values())) + str(list(SupervisionOrder.objects.values()))


@pytest.mark.parametrize(
    "others",
    [{"days_ago": 8}, {"category": factories.MANHOLE}, {"grid_code": factories.OTHER_GRID}, {"category": ""}],
    ids=["too old", "another matter", "another grid", "no matter"],
)
def test_what_does_not_belong_together_does_not_count(petitions, others):
    petitions(4)
    petitions(1, **others)

    assert go() == 0


def test_what_was_withdrawn_does_not_count(petitions):
    first = petitions(5)[0]
    WorkOrder.objects.filter(pk=first.pk).update(status=Status.WITHDRAWN)

    assert go() == 0


def test_where_nothing_is_open_nothing_is_driven(petitions):
    petitions(5)
    WorkOrder.objects.update(status=Status.ANSWERED)

    assert go() == 0


def test_a_cluster_that_was_dropped_stays_dropped_for_a_week(petitions):
    petitions(5)
    go()
    SupervisionOrder.objects.update(state=SupervisionState.DROPPED)
    petitions(5, days_ago=0.5)

    assert go() == 0
    petitions(5, days_ago=-7.5)
    assert go(WEDNESDAY + timedelta(days=8)) == 1


def test_looking_costs_one_query(petitions, django_assert_num_queries):
    petitions(3)

    with django_assert_num_queries(1):
        go()

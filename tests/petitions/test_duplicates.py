"""What is suggested as the same matter: the test of practice §2.8, and what it costs to ask."""

import csv
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from core import ledger
from petitions import duplicates, intake, routing, workflow
from petitions.duplicates import Probe, distance, pairs, similarity
from petitions.enums import Action, Status, Urgency
from petitions.models import DispatchSuggestion, Petition, WorkOrder
from tests import factories

SHARED_DATA = Path(os.environ.get("SHARED_DATA", settings.BASE_DIR.parent / "shared" / "data"))
DATA = SHARED_DATA / "teddy_c_hot_dev.csv"
COLD = "暖气片整夜冰凉，室温只有十三度，家里有老人和婴儿，纺织厂社区三号楼二单元。"
COLD_TOO = "室温只有十三度，暖气片整夜冰凉，纺织厂社区三号楼要求退费。"  # the same in short
OTHER = "小区门口的路灯连着坏了好几盏，晚上走路看不清。"


def probe(text=COLD, **known):
    category = factories.Category.objects.get(code=factories.PAVEMENT)
    return Probe(text, **({"place_code": factories.GRID, "category_id": category.pk} | known))


def find(probe, *, at=None, among=None):
    return duplicates.find(probe, among=WorkOrder.objects.all() if among is None else among, at=at or timezone.now())


# --- words


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (COLD, COLD, 1.0),
        (COLD, COLD_TOO, 0.83),
        (COLD, "尊敬的领导您好，" + COLD + "请处理，谢谢！", 1.0),  # what every petition says does not count
        (COLD, COLD.replace("，", ",").replace("三", "３"), 0.86),
        (COLD, OTHER, 0.0),
        ("路灯不亮", "路灯不亮", 0.38),  # too short to tell one matter from another
        ("", COLD, 0.0),
    ],
)
def test_the_share_of_the_shorter_text_that_the_longer_one_has(one, other, alike):
    assert similarity(pairs(one), pairs(other)) == similarity(pairs(other), pairs(one)) == alike


def test_metres_between_two_points():
    assert distance((113.0, 23.0), (113.0, 23.0)) == 0
    assert distance((113.0, 23.0), (113.0, 23.001)) == 111
    assert distance((113.0, 60.0), (113.001, 60.0)) == 56


@pytest.mark.skipif(not DATA.exists(), reason="the public petitions used in development are not here")
def test_at_080_nearly_all_pairs_of_public_petitions_are_one_event():
    with DATA.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["event"], pairs(row["title"] + "。" + row["text"])) for row in csv.DictReader(file)]
    marked = [place for place, (event, _said) in enumerate(rows) if event]

    right = wrong = 0
    for place in marked:
        event, said = rows[place]
        for other, (its_event, its_words) in enumerate(rows):
            if other == place or (its_event and other < place):
                continue
            if similarity(said, its_words) >= duplicates.SAME_WORDS:
                right, wrong = right + (event == its_event), wrong + (event != its_event)

    assert (right, wrong) == (47, 1)


# --- what is found


@pytest.fixture
def city(db):
    return factories.make_city()


def test_same_grid_category_and_words_are_suggested_with_their_grounds(city):
    order = factories.order_in(Status.DISPATCHED, content=COLD)

    [found] = find(probe(COLD_TOO))

    assert (found.order, found.is_suggested, found.similarity) == (order, True, 0.83)
    assert (found.is_same_grid, found.metres, found.closed_days, found.voices) == (True, None, None, 1)


def test_other_words_at_the_same_place_are_shown_and_not_suggested(city):
    factories.order_in(Status.DISPATCHED, content=OTHER)

    [found] = find(probe())

    assert (found.is_suggested, found.similarity) == (False, 0.0)


@pytest.mark.parametrize(
    "known",
    [
        {"place_code": factories.OTHER_GRID},
        {"place_code": factories.STREET},  # a street is no place
        {"place_code": ""},
    ],
)
def test_another_place_is_another_matter(city, known):
    factories.order_in(Status.DISPATCHED, content=COLD)
    factories.order_in(Status.DISPATCHED, content=COLD, grid_code="", address="北栈街道")

    assert find(probe(**known)) == []


def test_another_category_is_another_matter(city):
    factories.order_in(Status.DISPATCHED, content=COLD, category=factories.MANHOLE)

    assert find(probe()) == []


def test_without_a_category_alike_words_are_shown_and_nothing_is_suggested(city):
    order = factories.order_in(Status.DISPATCHED, content=COLD)
    factories.order_in(Status.DISPATCHED, content=OTHER)

    assert [(each.order, each.is_suggested) for each in find(probe(category_id=None))] == [(order, False)]


@pytest.mark.parametrize(("days", "count"), [(0, 1), (29, 1), (31, 0)])
def test_closed_for_thirty_days_it_can_still_be_joined(city, days, count):
    at = timezone.now() - timedelta(days=days, hours=3)
    factories.order_in(Status.CLOSED, content=COLD, at=at)

    found = find(probe())

    assert [(each.is_suggested, each.closed_days) for each in found] == [(True, days)] * count


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.NOT_ACCEPTED, Status.ANSWERED])
def test_what_ended_without_a_reply_is_not_joined(city, status):
    factories.order_in(status, content=COLD)

    assert find(probe()) == []


@pytest.mark.parametrize(("metres", "count"), [(150, 1), (250, 0)])
def test_within_two_hundred_metres_it_is_one_place_across_the_border_of_grids(city, metres, count):
    lat = 23.0 + metres / duplicates.METRES_PER_DEGREE
    factories.order_in(
        Status.DISPATCHED, content=COLD, grid_code=factories.OTHER_GRID, lon=113, lat=round(lat, 6)
    )  # fmt: skip

    found = find(probe(point=(113.0, 23.0)))

    assert [(each.is_same_grid, each.metres, each.is_suggested) for each in found] == [(False, metres, True)] * count


def test_the_nearest_come_first(city):
    far = factories.order_in(Status.DISPATCHED, content=OTHER)
    near = factories.order_in(Status.DISPATCHED, content=COLD_TOO)
    same = factories.order_in(Status.DISPATCHED, content=COLD)

    assert [each.order for each in find(probe())] == [same, near, far]


def test_an_order_is_no_duplicate_of_itself(city):
    order = factories.order_in(Status.REGISTERED, content=COLD)
    petition = Petition.objects.get()

    assert find(duplicates.of(order, petition)) == []


def test_what_somebody_may_not_see_is_not_shown_to_them(city):
    people = factories.people()
    factories.order_in(Status.DISPATCHED, content=COLD)

    among = WorkOrder.objects.visible_to(factories.acting(people.chen))

    assert find(probe(), among=among) == []


@pytest.mark.parametrize("count", [1, 3])
def test_looking_costs_the_same_however_many_there_are(city, django_assert_num_queries, count):
    for _ in range(count):
        factories.order_in(Status.DISPATCHED, content=COLD, lon=113, lat=23)
    asked = probe(point=(113.0, 23.0))

    with django_assert_num_queries(3):
        assert len(find(asked)) == count


# --- at the door


def events(order):
    return {event.kind: event.data for event in ledger.history(order)}


def test_the_check_is_run_at_intake_and_kept_in_the_event(city):
    first = factories.submit_petition(content=COLD)
    second = factories.submit_petition(content=COLD_TOO)
    third = factories.submit_petition(content=OTHER)

    assert events(first)["workorder.register"]["duplicates"] == []
    assert events(second)["workorder.register"]["duplicates"] == [first.number]
    assert events(second)["workorder.accept"]["duplicates"] == [first.number]
    assert events(third)["workorder.register"]["duplicates"] == []


def test_a_batch_is_checked_too(city):
    first = factories.submit_petition(content=COLD)
    words = {"channel": "hotline_12345", "category": factories.PAVEMENT, "grid_code": factories.GRID}
    submissions = [intake.Submission(content=COLD, **words), intake.Submission(content=OTHER, **words)]

    receipts = intake.receive_many(submissions, by=factories.acting(factories.people().mei), at=timezone.now())

    orders = [receipt.petition.work_order for receipt in receipts]
    assert [events(order)["workorder.register"]["duplicates"] for order in orders] == [[first.number], []]


def test_what_may_not_be_merged_is_not_suggested(city):
    factories.submit_petition(content=COLD)
    secret = factories.submit_petition(content=COLD, is_confidential=True)

    assert events(secret)["workorder.register"]["duplicates"] == []


def route(order):
    alike = events(order)["workorder.accept"]["duplicates"]
    routing.route(order.pk, at=order.registered_at, alike=alike)
    return WorkOrder.objects.get(pk=order.pk)


def test_the_worker_leaves_a_suggested_duplicate_to_a_person_with_the_lead_proposed(city):
    first = route(factories.submit_petition(content=COLD))
    second = route(factories.submit_petition(content=COLD))

    suggestion = DispatchSuggestion.objects.get(work_order=second)
    assert (first.status, second.status) == (Status.DISPATCHED, Status.ACCEPTED)
    assert (suggestion.lead, suggestion.is_applied) == (city.roads, False)
    assert suggestion.because[-1] == ["possible_duplicate", {"orders": first.number}]


def test_a_critical_order_waits_for_nobody(city):
    factories.submit_petition(content=COLD)
    second = route(factories.submit_petition(content=COLD, urgency=Urgency.CRITICAL))

    assert second.status == Status.DISPATCHED


def test_a_repeat_is_not_a_duplicate(city):
    """Same petitioner, same matter, closed 40 days ago (practice §2.8)."""
    factories.order_in(Status.CLOSED, content=COLD, at=timezone.now() - timedelta(days=40))

    again = factories.submit_petition(content=COLD)

    assert again.is_repeat
    assert events(again)["workorder.register"]["duplicates"] == []
    assert find(duplicates.of(again, Petition.objects.get(work_order=again))) == []


# --- ST-05


def test_st_05_fourteen_cold_flats_become_one_order_and_everybody_keeps_a_number(city):
    """供暖不热 in one grid: 14 petitions in 3 days. Suggestions lead to one primary; one merge is undone."""
    mei = factories.acting(factories.people().mei)
    started = timezone.now() - timedelta(days=3)
    orders = []
    for count in range(14):
        at = started + count * timedelta(hours=5)
        said = COLD_TOO if count % 2 else COLD
        orders.append(factories.submit_petition(content=said, phone=f"1380000{count:04}", at=at))
    primary = route(orders[0])
    numbers = list(Petition.objects.order_by("id").values_list("number", flat=True))

    for order in orders[1:]:
        alike = events(order)["workorder.register"]["duplicates"]
        assert primary.number in alike
        workflow.advance(order, Action.MERGE, by=mei, at=order.registered_at, primary=primary, reason="同一供热片区")

    assert WorkOrder.objects.filter(merged_into=primary).count() == 13
    assert Petition.objects.filter(work_order=primary).count() == 14
    assert list(Petition.objects.order_by("id").values_list("number", flat=True)) == numbers
    [found] = find(probe(), at=started + timedelta(days=3))
    assert (found.order, found.voices) == (primary, 14)

    workflow.advance(orders[5], Action.UNMERGE, by=mei, at=timezone.now(), reason="地址在另一供热片区")

    assert Petition.objects.filter(work_order=primary).count() == 13
    assert Petition.objects.get(work_order=orders[5]).number == numbers[5]

"""The first page of the day, for each role."""

from datetime import timedelta

import pytest
from django.urls import reverse

from petitions import recent
from petitions.enums import Status
from petitions.models import WorkOrder
from petitions.queues import QUEUES
from tests.factories import HALLWAY, order_in

URL = reverse("petitions:workbench")
LIST = reverse("petitions:orders")


def tiles(response):
    return {tile.label: tile.count for tile in response.context["tiles"]}


def waiting(response):
    return [order.number for order in response.context["rows"]]


@pytest.fixture
def one_of_each(cast):
    statuses = (
        Status.REGISTERED, Status.ACCEPTED, Status.DISPATCHED, Status.HANDLING, Status.REWORKING,
        Status.RETURN_PENDING, Status.SUBMITTED, Status.VERIFYING, Status.FOLLOW_UP, Status.CLOSED,
    )  # fmt: skip
    return {status: order_in(status) for status in statuses}


def test_a_liaison_finds_what_waits_for_the_unit(one_of_each, cast, sit_down):
    order_in(Status.DISPATCHED, category=HALLWAY)  # the street's, not ours

    response = sit_down(cast.wei).get(URL)

    assert tiles(response) == {"To be signed": 1, "To be handled": 2}
    assert set(waiting(response)) == {
        one_of_each[status].number for status in (Status.DISPATCHED, Status.HANDLING, Status.REWORKING)
    }


def test_the_office_finds_what_waits_for_its_roles(one_of_each, cast, sit_down):
    response = sit_down(cast.mei).get(URL)

    assert tiles(response) == {
        "To accept and dispatch": 2, "Returns to decide": 1, "Replies to review": 1, "To be verified": 1,
        "To be followed up": 1, "Reworks to decide": 0,
    }  # fmt: skip


def test_a_tile_leads_to_the_list_it_counts(one_of_each, cast, sit_down):
    for user in (cast.mei, cast.wei):
        client = sit_down(user)
        for tile in client.get(URL).context["tiles"]:
            assert client.get(tile.url).context["listing"].total == tile.count, tile.label


def test_the_deadlines_lead_to_the_lists_they_count(one_of_each, cast, sit_down, wednesday):
    order_in(Status.HANDLING, at=wednesday - timedelta(days=9))

    for user in (cast.mei, cast.wei):
        client = sit_down(user)
        due = client.get(URL).context["due"]
        assert due[0].count == 1
        for tile in due:
            assert client.get(tile.url).context["listing"].total == tile.count, tile.label


def test_every_pile_is_a_list(one_of_each, cast, sit_down):
    deputy = sit_down(cast.deputy)

    for queue in QUEUES:
        assert deputy.get(f"{LIST}?{queue.query}").context["listing"].problems == []


def test_ten_rows_at_most_nearest_due_first(cast, sit_down, wednesday):
    for days in range(12):
        order_in(Status.HANDLING, at=wednesday - timedelta(days=days, hours=2))

    rows = sit_down(cast.wei).get(URL).context["rows"]

    assert len(rows) == 10
    assert [row.due_at for row in rows] == sorted(row.due_at for row in rows)


def test_one_tap_signs_and_comes_back(cast, sit_down):
    order = order_in(Status.DISPATCHED)
    wei = sit_down(cast.wei)
    assert wei.get(URL).context["rows"][0].may_sign

    response = wei.post(reverse("petitions:act", args=[order.number, "sign"]), {"next": URL}, follow=True)

    assert response.redirect_chain == [(URL, 302)]
    assert tiles(response) == {"To be signed": 0, "To be handled": 1}
    assert f"{order.number}: “Sign” is done; the order is now “being handled”." in response.text


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("mei", 14), ("wei", 14), ("sun", 9)])
def test_it_asks_the_same_few_questions_at_one_row_and_at_three(
    who, queries, count, cast, sit_down, django_assert_num_queries
):
    for _ in range(count):
        order_in(Status.HANDLING)
        order_in(Status.SUBMITTED)
    client = sit_down(getattr(cast, who))

    with django_assert_num_queries(queries):
        client.get(URL)


def test_nothing_to_do_says_what_was_done_and_what_comes(cast, sit_down):
    order_in(Status.CLOSED)
    order_in(Status.SUBMITTED)

    empty = sit_down(cast.wei).get(URL).context["empty"]

    assert (empty.title, empty.text) == ("Nothing waits for you.", "1 order was closed today.")
    assert empty.url == f"{LIST}?due=week&mine=true"


def test_who_has_no_role_still_gets_a_page(cast, sit_down):
    cast.chen.grants.all().delete()

    response = sit_down(cast.chen).get(URL)

    assert response.status_code == 200
    assert (response.context["tiles"], response.context["recent"]) == ([], None)


# --- the last four weeks


def test_a_units_four_weeks(cast, city, wednesday):
    for days in (6, 12):
        order_in(Status.CLOSED, at=wednesday - timedelta(days=days))
    order_in(Status.DISPATCHED, at=wednesday - timedelta(days=12))  # never signed
    order_in(Status.RETURN_PENDING, at=wednesday - timedelta(days=2))
    order_in(Status.CLOSED, at=wednesday - timedelta(days=60))

    found = recent.figures({city.roads.pk}, now=wednesday)

    assert found.signed == recent.Share(2, 4)
    assert found.replied == recent.Share(1, 2)
    assert found.satisfied == recent.Share(2, 2)
    assert found.returns == 1
    assert recent.figures({city.water.pk}, now=wednesday).signed.value is None


def test_satisfaction_is_shown_from_five_ratings_on(cast, sit_down):
    orders = [order_in(Status.CLOSED) for _ in range(4)]
    wei = sit_down(cast.wei)
    assert "fewer than 5 ratings" in wei.get(URL).text

    orders.append(order_in(Status.CLOSED))
    WorkOrder.objects.filter(pk=orders[0].pk).update(rating=1)

    page = wei.get(URL).text
    assert "80.0%" in page
    assert "n=5" in page

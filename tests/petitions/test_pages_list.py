"""The list of work orders: its order, its tabs, its filters, and what it says when it is empty."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import Event
from petitions.enums import Status
from petitions.models import WorkOrder
from tests.factories import HALLWAY, MANHOLE, OTHER_GRID, OTHER_STREET, PAVEMENT, STREET, order_in

LIST = reverse("petitions:orders")


def url_of(order):
    return reverse("petitions:order", args=[order.number])


def rows(response):
    return [order.number for order in response.context["listing"].rows]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_few_questions_at_one_row_and_at_three(count, cast, sit_down, django_assert_num_queries):
    for _ in range(count):
        order_in(Status.HANDLING)
    mei = sit_down(cast.mei)

    with django_assert_num_queries(13):
        response = mei.get(LIST)

    assert len(rows(response)) == count


def test_a_look_writes_nothing(cast, sit_down):
    order = order_in(Status.HANDLING)
    mei = sit_down(cast.mei)
    before = Event.objects.count()

    for url in (LIST, url_of(order), reverse("petitions:workbench")):
        assert mei.get(url).status_code == 200

    assert Event.objects.count() == before
    assert WorkOrder.objects.get().version == order.version


def test_what_falls_due_first_stands_first_and_what_has_ended_last_newest_first(cast, sit_down, wednesday):
    old = order_in(Status.CLOSED, at=wednesday - timedelta(days=20))
    new = order_in(Status.CLOSED, at=wednesday - timedelta(days=10))
    late = order_in(Status.HANDLING, at=wednesday - timedelta(days=9))
    soon = order_in(Status.HANDLING, at=wednesday - timedelta(days=1))
    paused = order_in(Status.SUSPENDED, at=wednesday - timedelta(days=5))

    response = sit_down(cast.mei).get(LIST)

    assert rows(response) == [late.number, soon.number, paused.number, new.number, old.number]


@pytest.mark.parametrize(
    ("status", "days_ago", "words"),
    [
        (Status.HANDLING, 9, "▲ Overdue 1 working day"),
        (Status.HANDLING, 7, "! 0.5 working days left"),
        (Status.HANDLING, 1, "4.5 working days left"),
        (Status.SUSPENDED, 5, "Ⅱ Paused · suspended"),
    ],
)
def test_a_row_says_how_late_it_is_in_words(status, days_ago, words, cast, sit_down, wednesday):
    order_in(status, at=wednesday - timedelta(days=days_ago))

    response = sit_down(cast.mei).get(LIST)

    assert response.context["listing"].rows[0].face.words == words


def test_a_row_that_has_ended_has_no_clock(cast, sit_down):
    order_in(Status.CLOSED)

    assert sit_down(cast.mei).get(LIST).context["listing"].rows[0].face is None


def test_tabs_count_under_the_other_filters(cast, sit_down):
    order_in(Status.HANDLING)
    order_in(Status.REWORKING)
    order_in(Status.DISPATCHED, grid_code=OTHER_GRID)

    response = sit_down(cast.mei).get(LIST, {"place": STREET, "tab": "handling"})

    counts = {tab.label: tab.count for tab in response.context["listing"].tabs}
    assert (counts["being handled"], counts["to be signed"]) == (2, 0)
    assert len(rows(response)) == 2


SEARCHES = [
    ({"q": "地砖"}, "pavement"),
    ({"q": "纸鲸苑 绊倒"}, "pavement"),
    ({"q": "ＡＢ１２"}, "hallway"),  # full width as an input method writes it
    ({"category": PAVEMENT}, "pavement"),
    ({"category": "01"}, "hallway"),  # all of the first level
    ({"lead": "D14"}, "pavement manhole"),
    ({"place": OTHER_STREET}, "manhole"),
    ({"urgency": "critical"}, "manhole"),
    ({"status": "dispatched"}, "pavement manhole hallway"),
    ({"kind": "help"}, "pavement manhole hallway"),
    ({"channel": "portal"}, "hallway"),
    ({"confidential": "true"}, "manhole"),
    ({"repeat": "true"}, ""),
    ({"registered_after": "2026-11-18"}, "pavement manhole hallway"),
    ({"registered_before": "2026-11-17"}, ""),
    ({"due": "today"}, "pavement hallway"),
    ({"due": "tomorrow"}, ""),
    ({"mine": "true"}, ""),  # Mei leads nothing
]  # fmt: skip


@pytest.mark.parametrize(("asked", "found"), SEARCHES, ids=[str(asked) for asked, _ in SEARCHES])
def test_filters_narrow_the_list(asked, found, cast, sit_down):
    orders = {
        "pavement": order_in(Status.DISPATCHED),
        "manhole": order_in(
            Status.DISPATCHED, category=MANHOLE, content="井盖缺失，危险", grid_code=OTHER_GRID, is_confidential=True
        ),
        "hallway": order_in(Status.DISPATCHED, category=HALLWAY, content="楼道堆满杂物 AB12", channel="portal"),
    }  # fmt: skip

    response = sit_down(cast.mei).get(LIST, asked)

    assert set(rows(response)) == {orders[name].number for name in found.split()}


def test_a_number_or_its_last_digits_find_an_order(cast, sit_down):
    order_in(Status.HANDLING)
    order = order_in(Status.HANDLING)
    mei = sit_down(cast.mei)

    assert rows(mei.get(LIST, {"q": order.number})) == [order.number]
    assert rows(mei.get(LIST, {"q": order.number[-6:]})) == [order.number]


def test_a_search_brings_the_rows_alone(cast, sit_down):
    order = order_in(Status.HANDLING)

    response = sit_down(cast.mei).get(LIST, {"q": "地砖"}, headers={"HX-Request": "true"})

    assert order.number in response.text
    assert "<html" not in response.text


def test_an_empty_list_says_what_to_do_first(cast, sit_down):
    empty = sit_down(cast.mei).get(LIST).context["listing"].empty

    assert (empty.title, empty.url) == ("No work orders yet", reverse("petitions:register"))

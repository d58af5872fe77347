"""The list of work orders, the page of one, and the steps taken from there."""

import threading
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from PIL import Image

from core.models import Attachment, Event
from petitions import workflow
from petitions.enums import Action, Status
from petitions.models import ContactLog, IdentityDisclosure, WorkOrder
from petitions.views.order_actions import KEYS
from tests import factories
from tests.factories import HALLWAY, MANHOLE, OTHER_GRID, OTHER_STREET, PAVEMENT, STREET, order_in

LIST = reverse("petitions:orders")

two_sessions = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="an in-memory SQLite database has one session; PostgreSQL runs this"
)


def photo(name="现场.png"):
    content = BytesIO()
    Image.new("RGB", (2, 2)).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue())


def url_of(order, action=None):
    return (
        reverse("petitions:act", args=[order.number, action])
        if action
        else reverse("petitions:order", args=[order.number])
    )


def rows(response):
    return [order.number for order in response.context["listing"].rows]


def buttons(response):
    """The steps on the page: name, and whether it is open to this person."""
    return [(panel.key, not panel.disabled_reason) for panel in response.context["actions"]]


# --- the list


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


# --- one order


@pytest.mark.parametrize(
    ("status", "who", "queries"),
    [
        (Status.REGISTERED, "mei", 22),
        (Status.ACCEPTED, "mei", 22),
        (Status.DISPATCHED, "mei", 22),
        (Status.DISPATCHED, "wei", 21),
        (Status.HANDLING, "wei", 21),
        (Status.CLOSED, "mei", 21),
    ],
)
def test_an_order_costs_few_questions(status, who, queries, cast, sit_down, django_assert_num_queries):
    order = order_in(status)
    client = sit_down(getattr(cast, who))

    with django_assert_num_queries(queries):
        response = client.get(url_of(order))

    assert response.status_code == 200


OFFERS = [
    (Status.DISPATCHED, "wei", ["sign", "request_return", "arbitrate"], []),
    (Status.HANDLING, "wei", ["contact", "request_return", "arbitrate"], ["submit"]),
    (Status.HANDLING, "sun", [], []),
    (Status.RETURN_PENDING, "wei", ["arbitrate"], []),
    (Status.SUBMITTED, "wei", [], []),
    (Status.VERIFYING, "mei", ["verify", "fail_verification"], []),
    (Status.FOLLOW_UP, "mei", ["close", "miss_call", "propose_rework"], []),
    (Status.CLOSED, "mei", ["reopen"], []),
    (Status.MERGED, "mei", [], []),
]


@pytest.mark.parametrize(("status", "who", "open_to", "closed"), OFFERS)
def test_a_page_offers_the_steps_of_its_reader_the_main_one_first(status, who, open_to, closed, cast, sit_down):
    order = order_in(status)

    response = sit_down(getattr(cast, who)).get(url_of(order))

    assert buttons(response) == [(key, True) for key in open_to] + [(key, False) for key in closed]


def test_what_must_come_before_a_reply_is_said_on_its_button(cast, sit_down):
    order = order_in(Status.HANDLING)

    panels = {panel.key: panel for panel in sit_down(cast.wei).get(url_of(order)).context["actions"]}

    assert panels["submit"].disabled_reason == (
        "Record the first contact with the petitioner (or three attempts) before you submit."
    )
    assert panels["contact"].is_primary


def test_after_the_return_window_the_page_says_what_may_still_be_returned(cast, sit_down, wednesday):
    order = order_in(Status.DISPATCHED, at=wednesday - timedelta(days=5))

    panels = {panel.key: panel for panel in sit_down(cast.wei).get(url_of(order)).context["actions"]}

    assert panels["request_return"].consequence.startswith("The return window closed at 2026-11-16 17:30")


def test_a_link_can_open_the_panel_of_a_step(cast, sit_down):
    order = order_in(Status.HANDLING)

    panels = sit_down(cast.wei).get(url_of(order) + "?do=contact").context["actions"]

    assert [panel.key for panel in panels if panel.is_open] == ["contact"]


def test_keys_are_those_of_the_sheet():
    assert len(set(KEYS.values())) == len(KEYS)


def test_an_order_that_joined_another_leads_there(cast, sit_down):
    order = order_in(Status.MERGED)

    response = sit_down(cast.mei).get(url_of(order))
    primary = sit_down(cast.mei).get(url_of(order.merged_into))

    assert order.merged_into.number in response.text
    assert [other.number for other in primary.context["merged"]] == [order.number]
    assert [petition.number for petition, _text in primary.context["joined"]] == [response.context["petition"].number]


# --- taking a step


def test_a_step_is_taken_and_the_page_says_so(cast, sit_down):
    order = order_in(Status.DISPATCHED)

    response = sit_down(cast.wei).post(url_of(order, "sign"), {"handler_name": "孙七"})

    assert (response.status_code, response.url) == (302, url_of(order))
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        f"{order.number}: “Sign” is done; the order is now “being handled”."
    ]
    order = WorkOrder.objects.get()
    assert order.status == Status.HANDLING
    assert order.assignments.get(role="lead").handler_name == "孙七"


def test_one_tap_signs_from_the_list_and_returns_there(cast, sit_down):
    order = order_in(Status.DISPATCHED)
    wei = sit_down(cast.wei)
    assert wei.get(LIST).context["listing"].rows[0].may_sign

    response = wei.post(url_of(order, "sign"), {"next": LIST + "?tab=dispatched"})

    assert response.url == LIST + "?tab=dispatched"
    assert WorkOrder.objects.get().assignments.get(role="lead").handler_name == "赵伟"


def test_a_step_leads_to_no_other_site(cast, sit_down):
    order = order_in(Status.DISPATCHED)

    response = sit_down(cast.wei).post(url_of(order, "sign"), {"next": "https://example.org/"})

    assert response.url == url_of(order)


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(cast, sit_down):
    order = order_in(Status.DISPATCHED)

    response = sit_down(cast.wei).post(url_of(order, "request_return"), {"basis": "属交通局养护路段"})

    panel = next(panel for panel in response.context["actions"] if panel.is_open)
    assert response.status_code == 422
    assert (panel.key, list(panel.form.errors)) == ("request_return", ["reason"])
    assert "属交通局养护路段" in response.text
    assert WorkOrder.objects.get().status == Status.DISPATCHED


def test_a_guards_refusal_keeps_the_form_open(cast, sit_down):
    order = order_in(Status.HANDLING)

    response = sit_down(cast.wei).post(url_of(order, "submit"), {"result_code": "solved", "public_text": "已更换地砖"})

    assert response.status_code == 409
    assert response.context["conflict"].text.startswith("Record the first contact")
    assert [fact.value for fact in response.context["conflict"].entered] == ["已更换地砖"]
    assert not response.context["is_kept_in_form"]  # the step is closed, so the text stands beside it


def test_a_step_of_somebody_else_is_forbidden(cast, sit_down):
    order = order_in(Status.VERIFYING)

    response = sit_down(cast.wei).post(url_of(order, "verify"), {"finding": "已修复"})

    assert response.status_code == 403
    assert "Not open to you: verification passed." in response.text
    assert WorkOrder.objects.get().status == Status.VERIFYING


def test_there_are_no_other_steps(cast, sit_down):
    order = order_in(Status.DISPATCHED)

    assert sit_down(cast.mei).post(url_of(order, "archive")).status_code == 404
    assert sit_down(cast.mei).post(url_of(order, "explode")).status_code == 404
    assert sit_down(cast.mei).get(url_of(order, "sign")).status_code == 405


def test_the_second_of_two_is_told_who_was_first_and_keeps_the_text(cast, sit_down, wednesday):
    order = order_in(Status.DISPATCHED)
    wei = sit_down(cast.wei)
    wei.get(url_of(order))
    colleague = factories.acting(cast.wei)
    workflow.advance(order, Action.SIGN, by=colleague, at=wednesday - timedelta(minutes=3))

    response = wei.post(url_of(order, "sign"), {"handler_name": "孙七"})

    assert response.status_code == 409
    assert response.context["conflict"].text == (
        "赵伟 was faster: “Sign” on Wednesday 18 November 2026, 09:57. "
        "The order is now “being handled”; your step was not taken."
    )
    assert [fact.value for fact in response.context["conflict"].entered] == ["孙七"]
    assert Event.objects.filter(kind="workorder.sign").count() == 1


def test_a_second_click_records_a_contact_once(cast, sit_down):
    order = order_in(Status.HANDLING)
    wei = sit_down(cast.wei)
    typed = {"method": "phone", "outcome": "unreached", "note": "无人接听", "version": order.version}

    first, second = wei.post(url_of(order, "contact"), typed), wei.post(url_of(order, "contact"), typed)

    assert (first.status_code, second.status_code) == (302, 409)
    assert second.context["is_kept_in_form"]
    assert ContactLog.objects.count() == 1


def test_an_invalid_form_for_a_step_that_is_gone_is_a_conflict(cast, sit_down):
    order = order_in(Status.SUBMITTED)

    response = sit_down(cast.wei).post(url_of(order, "request_return"), {"basis": "属交通局"})

    assert response.status_code == 409
    assert [fact.value for fact in response.context["conflict"].entered] == ["属交通局"]


# --- who said it


def test_an_identity_is_shown_for_a_minute_and_on_record(cast, sit_down):
    order = order_in(Status.HANDLING)

    response = sit_down(cast.wei).post(reverse("petitions:reveal", args=[order.number]), {"reason": "contact"})

    assert response.status_code == 200
    assert response.headers["Refresh"] == f"60;url={url_of(order)}"
    assert "no-store" in response.headers["Cache-Control"]
    assert (response.context["identity"].name, response.context["identity"].phone) == ("兰小燕", "13800001234")
    assert [(row.by_name, row.reason) for row in IdentityDisclosure.objects.all()] == [("赵伟", "contact")]
    assert response.context["entries"][0].title == "Looked at the petitioner's identity"


def test_htmx_takes_the_identity_away_again(cast, sit_down):
    order = order_in(Status.HANDLING)
    wei = sit_down(cast.wei)
    htmx = {"HX-Request": "true"}

    shown = wei.post(reverse("petitions:reveal", args=[order.number]), {"reason": "contact"}, headers=htmx)
    after = wei.get(url_of(order), headers=htmx)

    assert 'hx-trigger="load delay:60s"' in shown.text
    assert "13800001234" in shown.text
    assert "<html" not in shown.text
    assert "138****1234" in after.text
    assert "13800001234" not in after.text


def test_no_reason_no_identity(cast, sit_down):
    order = order_in(Status.HANDLING)

    response = sit_down(cast.wei).post(reverse("petitions:reveal", args=[order.number]), {})

    assert response.status_code == 422
    assert not response.context["identity"].is_revealed
    assert not IdentityDisclosure.objects.exists()


def test_an_eleventh_identity_in_a_day_is_refused(cast, sit_down):
    order = order_in(Status.HANDLING)
    wei = sit_down(cast.wei)
    url = reverse("petitions:reveal", args=[order.number])

    answers = [wei.post(url, {"reason": "contact"}).status_code for _ in range(11)]

    assert answers == [200] * 10 + [422]


@pytest.mark.parametrize("said", [{"is_confidential": True}, {"is_anonymous": True}])
def test_a_unit_never_learns_who_wanted_to_stay_unknown(said, cast, sit_down):
    order = order_in(Status.HANDLING, **said)
    wei = sit_down(cast.wei)

    assert not wei.get(url_of(order)).context["may_reveal"]
    assert wei.post(reverse("petitions:reveal", args=[order.number]), {"reason": "contact"}).status_code == 403


# --- files


def test_a_photo_is_added_and_can_be_had_again(cast, sit_down):
    order = order_in(Status.HANDLING)
    wei = sit_down(cast.wei)

    added = wei.post(reverse("petitions:add-file", args=[order.number]), {"file": photo()})
    attachment = Attachment.objects.get()
    had = wei.get(reverse("petitions:file", args=[order.number, attachment.pk]))

    assert added.status_code == 302
    assert (had.status_code, had.headers["Content-Type"]) == (200, "image/png")
    assert Event.objects.filter(kind="workorder.file_added", data__name="现场.png").count() == 1


def test_a_program_is_no_photo(cast, sit_down):
    order = order_in(Status.HANDLING)

    program = SimpleUploadedFile("photo.jpg", b"MZ" + b"\0" * 60)
    response = sit_down(cast.wei).post(reverse("petitions:add-file", args=[order.number]), {"file": program})

    assert response.status_code == 422
    assert list(response.context["add_file"].errors) == ["file"]
    assert not Attachment.objects.exists()


# --- two at once


@two_sessions
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("status", "action", "typed"),
    [
        (Status.DISPATCHED, "sign", {"handler_name": "孙七"}),
        (Status.HANDLING, "contact", {"method": "phone", "outcome": "reached"}),
    ],
)
def test_of_two_who_press_at_once_one_wins_and_the_other_is_told_who(status, action, typed):
    factories.make_city()
    order, wei = order_in(status), factories.people().wei
    answers, start = [], threading.Barrier(2, timeout=10)

    def press():
        client = Client(headers={"accept-language": "en"})
        try:
            client.force_login(wei)
            start.wait()
            answers.append(client.post(url_of(order, action), typed | {"version": order.version}))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (302, 409)
    assert "赵伟 was faster" in lost.text
    assert Event.objects.filter(kind=f"workorder.{action}").count() == 1

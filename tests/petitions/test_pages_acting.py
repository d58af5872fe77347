"""Taking a step from the page of an order: done, refused, forbidden, or too late."""

import threading
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from core.models import Event
from petitions import workflow
from petitions.enums import Action, Status
from petitions.models import ContactLog, WorkOrder
from tests import factories
from tests.factories import order_in

LIST = reverse("petitions:orders")

two_sessions = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="an in-memory SQLite database has one session; PostgreSQL runs this"
)


def url_of(order, action=None):
    names = [order.number, action] if action else [order.number]
    return reverse("petitions:act" if action else "petitions:order", args=names)


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


def test_the_message_of_signing_takes_it_back_where_it_stands(cast, sit_down):
    order, wei = order_in(Status.DISPATCHED), sit_down(cast.wei)
    wei.post(url_of(order, "sign"), {"next": LIST + "?tab=handling"})
    shown = wei.get(LIST + "?tab=handling").text

    form = shown[shown.index('<form class="undo"') :].partition("</form>")[0]
    assert f'action="{url_of(order, "undo_sign")}"' in form
    assert f'name="next" value="{LIST}?tab=handling"' in form
    assert "csrfmiddlewaretoken" in form
    assert '<form class="undo"' not in wei.get(LIST).text  # said once

    response = wei.post(url_of(order, "undo_sign"), {"next": LIST + "?tab=handling"})

    assert response.url == LIST + "?tab=handling"
    assert '<form class="undo"' not in wei.get(response.url).text  # taking it back is not taken back
    assert WorkOrder.objects.get().status == Status.DISPATCHED


def test_a_signature_is_taken_back_for_half_a_minute(cast, sit_down, wednesday):
    order, wei = order_in(Status.DISPATCHED), sit_down(cast.wei)
    workflow.advance(order, Action.SIGN, by=factories.acting(cast.wei), at=wednesday - timedelta(seconds=31))

    response = wei.post(url_of(order, "undo_sign"))

    assert response.status_code == 409
    assert response.context["conflict"].text == "Signing can be undone within 30 seconds only."
    assert WorkOrder.objects.get().status == Status.HANDLING


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

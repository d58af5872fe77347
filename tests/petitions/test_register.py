"""The register form: what it asks for, what it refuses, and the page that waits for the worker."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from core.kept import forget_all
from petitions import deadlines, intake, routing
from petitions.enums import ClockName, Status
from petitions.forms.register import RegisterForm
from petitions.models import Petition, PetitionerProfile, SlaRule, WorkOrder
from tests import factories

URL = reverse("petitions:register")
CONTENT = "纸鲸苑北门人行道地砖大面积破损，老人夜间出行容易绊倒。"


@pytest.fixture
def city(db):
    yield factories.make_city()
    forget_all()


@pytest.fixture
def people(city):
    return factories.people()


@pytest.fixture
def mei(client, people):
    client.force_login(people.mei)
    return client


def entries(**changes):
    """What Mei types when Lan calls."""
    typed = {
        "external_no": "0f" * 16,
        "channel": "hotline_12345",
        "content": CONTENT,
        "address": "北栈街道纸鲸苑北门",
        "category": factories.PAVEMENT,
        "name": "兰小燕",
        "phone": "138 0000 1234",
        "petitioner_kind": "person",
    }
    return typed | changes


def errors(response):
    return {name: list(said) for name, said in response.context["form"].errors.items()}


def test_a_petition_is_registered(mei, city):
    response = mei.post(URL, entries(wish="尽快修复", event_at="2026-01-05T08:30"))

    order = WorkOrder.objects.get()
    petition = Petition.objects.get()
    assert response.status_code == 302
    assert response.url == reverse("petitions:order", args=[order.number])
    assert [order.number in str(message) for message in get_messages(response.wsgi_request)] == [True]
    assert (order.status, order.category, order.place_code) == (Status.ACCEPTED, city.pavement, factories.GRID)
    assert (petition.source, petition.external_no) == ("form", "0f" * 16)
    assert petition.privacy_notice_version == intake.PRIVACY_NOTICE
    assert PetitionerProfile.objects.get().phone == "138 0000 1234"


def test_without_time_limits_nothing_is_taken_in_and_the_page_says_who_helps(mei):
    SlaRule.objects.all().delete()
    deadlines.changed()

    response = mei.post(URL, entries())

    assert response.status_code == 422
    assert [str(ClockName.INTAKE.label) in said for said in errors(response)["__all__"]] == [True]
    assert response.context["form"]["content"].value() == CONTENT
    assert not WorkOrder.objects.exists()


def test_what_is_empty_is_left_to_the_category_and_the_dispatcher(mei):
    mei.post(URL, entries(category="", kind="", urgency=""))

    order = WorkOrder.objects.get()
    assert (order.status, order.category, order.kind, order.urgency) == (Status.REGISTERED, None, "other", "normal")


def test_sent_twice_it_is_one_petition(mei):
    first = mei.post(URL, entries())
    second = mei.post(URL, entries())

    assert Petition.objects.count() == 1
    assert second.url == first.url


def test_each_new_form_has_its_own_number(mei):
    first, second = RegisterForm(), RegisterForm()

    assert first["external_no"].value() != second["external_no"].value()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"content": ""}, "content"),
        ({"content": "路破"}, "content"),
        ({"content": "身份证 11010519491231002X 的住户反映路灯不亮"}, "content"),
        ({"channel": "smoke"}, "channel"),
        ({"address": "", "grid_code": "", "no_place_reason": ""}, "address"),
        ({"grid_code": "990102003001999"}, "grid_code"),
        ({"category": "999999"}, "category"),
        ({"event_at": "2999-01-01T00:00"}, "event_at"),
        ({"phone": "", "is_anonymous": ""}, "phone"),
        ({"phone": "138"}, "phone"),
        ({"external_no": ""}, "external_no"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(mei, changes, field):
    response = mei.post(URL, entries(**changes))

    assert response.status_code == 422
    assert list(errors(response)) == [field]
    assert Petition.objects.count() == 0
    page = response.content.decode()
    assert 'class="error-summary"' in page
    assert changes.get("content", CONTENT) in page
    assert changes.get("address", "北栈街道纸鲸苑北门") in page


def test_everything_wrong_is_said_at_once(mei):
    response = mei.post(URL, entries(content="路破", phone="", address=""))

    assert set(errors(response)) == {"content", "phone", "address"}


def test_a_refusal_carries_its_remedy(mei):
    response = mei.post(URL, entries(content="路破"))

    submission = intake.Submission(content="路破", channel="portal", no_place_reason="全市")
    refusal = intake.problems(submission, at=timezone.now())[0]
    assert errors(response)["content"] == [str(refusal)]


def test_a_grid_that_was_closed_while_the_form_was_checked_is_refused_at_its_field(mei, monkeypatch):
    refusal = intake.Refusal(field="grid_code", code="unknown_grid", detail="There is no such grid.", remedy="Ask.")

    def too_late(*args, **kwargs):
        raise intake.Rejected([refusal])

    monkeypatch.setattr(intake, "receive", too_late)

    response = mei.post(URL, entries())

    assert response.status_code == 422
    assert errors(response) == {"grid_code": ["There is no such grid. Ask."]}


def test_anonymous_keeps_nothing_about_the_person(mei):
    mei.post(URL, entries(is_anonymous="on"))

    assert WorkOrder.objects.get().is_anonymous
    assert PetitionerProfile.objects.count() == 0


def test_a_grid_worker_registers_in_the_own_grid_and_sees_the_order(client, people):
    client.force_login(people.sun)

    page = client.get(URL)
    response = client.post(URL, entries(channel="grid_report", grid_code=factories.GRID))

    assert page.context["form"]["channel"].value() == "grid_report"
    assert response.url == reverse("petitions:order", args=[WorkOrder.objects.get().number])


def test_who_may_not_see_the_order_gets_the_next_form(client, people):
    client.force_login(people.sun)

    response = client.post(URL, entries(channel="grid_report", address="", grid_code=factories.OTHER_GRID))

    assert response.url == URL


def test_a_unit_may_not_register(client, people):
    client.force_login(people.chen)

    assert client.get(URL).status_code == 403
    assert client.post(URL, entries()).status_code == 403
    assert Petition.objects.count() == 0


# --- where it would go


def test_preview_names_place_and_unit_before_it_is_sent(mei, city):
    response = mei.post(reverse("petitions:register-preview"), entries())

    page = response.content.decode()
    assert city.grid.name in page
    assert city.roads.short_name in page
    assert Petition.objects.count() == 0


def test_preview_of_nothing_promises_nothing(mei):
    response = mei.post(reverse("petitions:register-preview"), {})

    assert response.context["foresight"].place is None
    assert response.context["foresight"].decision is None


def test_preview_does_not_send_it_to_the_unit_complained_about(mei, city):
    response = mei.post(reverse("petitions:register-preview"), entries(target_department="D14"))

    assert response.context["foresight"].decision.lead.id == city.office.pk


def test_the_long_lists_can_be_searched_by_initials(mei):
    page = mei.get(URL).content.decode()

    assert f'<option value="{factories.PAVEMENT}" data-initials="dlyrxdps">道路与人行道破损</option>' in page
    assert '<optgroup label="城市管理 / 市政设施">' in page


# --- where it went


def test_the_page_asks_until_the_worker_has_looked(mei):
    order = factories.submit_petition(at=timezone.now())
    url = reverse("petitions:routing", args=[order.number])

    waiting = mei.get(url)
    routing.route(order.pk, at=timezone.now())
    routed = mei.get(url)

    assert f'hx-get="{url}" hx-trigger="load delay:400ms, every 1s"' in waiting.content.decode()
    assert "HX-Refresh" not in waiting.headers
    assert routed.headers["HX-Refresh"] == "true"


def test_the_page_stops_asking_after_half_a_minute(mei):
    order = factories.submit_petition(at=timezone.now() - timedelta(seconds=31))

    page = mei.get(reverse("petitions:routing", args=[order.number])).content.decode()

    assert "hx-get" not in page
    assert 'id="routing-state"' in page


def test_strangers_to_an_order_hear_nothing_of_its_routing(client, people):
    order = factories.submit_petition()
    client.force_login(people.chen)

    assert client.get(reverse("petitions:routing", args=[order.number])).status_code == 404


@pytest.mark.parametrize("petitions", [1, 3])
def test_the_form_costs_the_same_at_any_length(mei, petitions, django_assert_num_queries):
    for _n in range(petitions):
        factories.submit_petition()

    with django_assert_num_queries(7):
        mei.get(URL)

"""The dispatch desk: its queue, its proposal, and what one press does."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from core.kept import forget_all
from partyorgs.models import Department
from petitions import routing, workflow
from petitions.enums import Action, AssignmentRole, Status, Urgency
from petitions.models import Assignment, Petition, WorkOrder
from tests import factories

URL = reverse("petitions:desk")
TEXT = "请先行设置围挡，再行修复"


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


def left_to_the_desk(**said):
    """The worker has looked, and there was no category to go by."""
    order = factories.order_in(Status.REGISTERED, **said)
    routing.route(order.pk, at=order.registered_at + timedelta(minutes=1))
    return WorkOrder.objects.get(pk=order.pk)


def returned():
    """The roads department sent it back and named the water department; Mei agreed."""
    order = factories.order_in(Status.DISPATCHED)
    people, water = factories.people(), Department.objects.get(code="D16")
    at = order.dispatched_at + timedelta(minutes=10)
    by_wei, by_mei = factories.acting(people.wei), factories.acting(people.mei)
    workflow.advance(
        order, Action.REQUEST_RETURN, by=by_wei, at=at, reason="R3", basis="供水管沟施工所致", suggested=water
    )  # fmt: skip
    return workflow.advance(
        order, Action.APPROVE_RETURN, by=by_mei, at=at + timedelta(minutes=10), decision="同意"
    )  # fmt: skip


def send(client, order, **entries):
    return client.post(reverse("petitions:desk-send", args=[order.number]), {"step": "dispatch"} | entries)


def said_to(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- the queue


def test_urgent_ones_come_first_then_the_longest_waiting_and_last_what_the_worker_has_not_seen(mei):
    now = timezone.now()
    new = factories.order_in(Status.REGISTERED, at=now - timedelta(hours=9))
    young = left_to_the_desk(at=now - timedelta(hours=1))
    old = left_to_the_desk(at=now - timedelta(hours=2))
    urgent = left_to_the_desk(at=now - timedelta(minutes=30), urgency=Urgency.URGENT)
    critical = left_to_the_desk(at=now - timedelta(minutes=5), urgency=Urgency.CRITICAL)

    page = mei.get(URL)

    assert [row.order for row in page.context["rows"]] == [critical, urgent, old, young, new]
    assert page.context["order"] == critical


def test_an_order_is_chosen_by_its_address(mei):
    first, second = left_to_the_desk(), left_to_the_desk()

    page = mei.get(URL, {"order": second.number})

    assert page.context["order"] == second
    assert [row.is_current for row in page.context["rows"]] == [row.order == second for row in page.context["rows"]]
    assert first.number in page.content.decode()


def test_an_order_that_has_left_gives_way_to_the_first_of_the_queue(mei):
    gone, waiting = factories.order_in(Status.HANDLING), left_to_the_desk()

    assert mei.get(URL, {"order": gone.number}).context["order"] == waiting


def test_a_returned_order_tells_who_returned_it_and_why(mei, city):
    order = returned()

    page = mei.get(URL, {"order": order.number}).content.decode()

    assert "供水管沟施工所致" in page
    assert city.roads.short_name in page


def test_the_empty_queue_says_so(mei):
    factories.order_in(Status.HANDLING)

    page = mei.get(URL)

    assert page.context["order"] is None
    assert page.context["empty"].kind == "done"


def test_the_queue_is_paged(mei, monkeypatch):
    monkeypatch.setattr("petitions.views.desk_page.PAGE", 2)
    orders = [left_to_the_desk(at=timezone.now() - timedelta(hours=hours)) for hours in (4, 3, 2)]

    second = mei.get(URL, {"page": 2})

    assert [row.order for row in second.context["rows"]] == orders[2:]
    assert second.context["waiting"].paginator.count == 3


@pytest.mark.parametrize("name", ["wei", "chen", "sun"])
def test_the_desk_is_closed_to_units(client, people, name):
    client.force_login(getattr(people, name))
    order = left_to_the_desk()

    assert client.get(URL).status_code == 403
    assert send(client, order, category=factories.PAVEMENT, lead="D14").status_code == 403
    assert WorkOrder.objects.get().status == Status.REGISTERED


def test_a_confidential_petitioner_is_not_named(client, people):
    """A dispatcher is neither intake nor caller: the text is the redacted one, the name is not there."""
    user = factories.person("ping", "平安", {"role": "dispatcher"})
    client.force_login(user)
    left_to_the_desk(is_confidential=True, content="我家住3栋9501室，电话13800001234，楼道堆物。")

    page = client.get(URL).content.decode()

    assert "兰" not in page
    assert "13800001234" not in page
    assert "9501" not in page


# --- the proposal


def test_a_returned_order_is_proposed_to_the_unit_that_was_named(mei, city):
    order = returned()

    proposal = mei.get(URL, {"order": order.number}).context["send"].proposal

    assert proposal.lead.id == city.water.pk
    assert [candidate.unit.id for candidate in proposal.candidates] == [city.water.pk, city.traffic.pk]
    assert city.roads.pk not in {candidate.unit.id for candidate in proposal.candidates}


def test_choosing_a_category_asks_the_duty_list_again(mei, city):
    order = left_to_the_desk()
    url = reverse("petitions:desk-proposal", args=[order.number])

    before = mei.get(url).context["send"].proposal
    after = mei.get(url, {"category": factories.MANHOLE}).context["send"].proposal

    assert before.lead is None
    assert [reason.code for reason in before.reasons] == ["no_category"]
    assert after.lead.id == city.roads.pk
    assert [reason.code for reason in after.reasons] == ["duty", "lead"]


def test_the_due_moments_follow_category_and_urgency(mei):
    order = left_to_the_desk()
    url = reverse("petitions:desk-proposal", args=[order.number])

    usual = mei.get(url, {"category": factories.PAVEMENT}).context["send"].proposal.dues
    critical = mei.get(url, {"category": factories.MANHOLE}).context["send"].proposal.dues

    now = timezone.now()
    assert [due.at - now < timedelta(hours=25) for due in critical] == [True, True]
    assert usual[1].at - now > timedelta(days=5)


def test_the_street_is_offered_only_where_the_duty_list_lets_it_lead(mei, city):
    order = left_to_the_desk()
    url = reverse("petitions:desk-proposal", args=[order.number])

    pavement = mei.get(url, {"category": factories.PAVEMENT}).context["send"].proposal
    hallway = mei.get(url, {"category": factories.HALLWAY}).context["send"].proposal

    assert city.street_office.pk not in {candidate.unit.id for candidate in pavement.candidates}
    assert hallway.lead.id == city.street_office.pk


def test_the_unit_complained_about_is_not_offered(mei, city):
    order = left_to_the_desk(target_department="D14")

    proposal = mei.get(
        reverse("petitions:desk-proposal", args=[order.number]), {"category": factories.PAVEMENT}
    ).context["send"].proposal  # fmt: skip

    assert proposal.lead.id == city.office.pk
    assert city.roads.pk not in {candidate.unit.id for candidate in proposal.candidates}


def test_looking_changes_nothing(mei):
    order = left_to_the_desk()

    mei.get(reverse("petitions:desk-proposal", args=[order.number]), {"category": factories.MANHOLE})

    assert WorkOrder.objects.get() == order
    assert WorkOrder.objects.get().category is None


# --- sending


def test_one_press_accepts_and_dispatches(mei, city):
    order = left_to_the_desk()

    response = send(
        mei, order, category=factories.PAVEMENT, lead="D14", assists=["D15"], instructions=TEXT
    )  # fmt: skip

    order.refresh_from_db()
    lead = Assignment.objects.get(work_order=order, role=AssignmentRole.LEAD)
    assert response.url == URL
    assert (order.status, order.category, order.lead, order.kind) == (
        Status.DISPATCHED, city.pavement, city.roads, "help",
    )  # fmt: skip
    assert not order.is_auto_dispatched
    assert lead.instructions == TEXT
    assert Assignment.objects.get(work_order=order, role=AssignmentRole.ASSIST).department == city.traffic
    assert order.number in said_to(response)[0]


def test_a_unit_that_assists_by_the_duty_list_may_be_made_the_lead(mei, city):
    order = left_to_the_desk()

    send(mei, order, category=factories.PAVEMENT, lead="D15", assists=["D15"])

    assert [row.department for row in Assignment.objects.order_by("id")] == [city.traffic]


def test_a_blank_urgency_is_the_categorys(mei):
    order = left_to_the_desk()

    send(mei, order, category=factories.MANHOLE, lead="D14")

    order.refresh_from_db()
    assert order.urgency == Urgency.CRITICAL


def test_the_worker_leaves_alone_what_the_desk_has_sent(mei):
    order = left_to_the_desk()

    send(mei, order, category=factories.PAVEMENT, lead="D16")
    routing.route(order.pk, at=timezone.now())

    order.refresh_from_db()
    assert order.lead.code == "D16"
    assert not order.waits_for_routing


def test_a_returned_order_goes_out_again_with_its_category(mei, city):
    order = returned()

    send(mei, order, lead="D16", category=factories.MANHOLE)

    order.refresh_from_db()
    assert (order.status, order.lead, order.category) == (Status.DISPATCHED, city.water, city.pavement)


def test_accept_only_leaves_it_to_the_duty_list(mei, city):
    order = left_to_the_desk()

    send(mei, order, category=factories.PAVEMENT, step="accept")
    order.refresh_from_db()
    accepted = order.status, order.waits_for_routing
    routing.route(order.pk, at=timezone.now())

    order.refresh_from_db()
    assert accepted == (Status.ACCEPTED, True)
    assert (order.status, order.lead, order.is_auto_dispatched) == (Status.DISPATCHED, city.roads, True)


def test_a_refused_unit_leaves_the_order_unaccepted_and_the_text_in_place(mei):
    order = left_to_the_desk()

    response = send(mei, order, category=factories.PAVEMENT, lead=f"S{factories.STREET}", instructions=TEXT)

    order.refresh_from_db()
    assert response.status_code == 422
    assert list(response.context["send"].errors) == ["lead"]
    assert TEXT in response.content.decode()
    assert (order.status, order.category) == (Status.REGISTERED, None)


@pytest.mark.parametrize(
    ("entries", "field"),
    [
        ({"category": factories.PAVEMENT}, "lead"),
        ({"lead": "D14"}, "category"),
        ({"category": factories.PAVEMENT, "lead": "D00"}, "lead"),
        ({"category": factories.PAVEMENT, "lead": "D14", "assists": ["D00"]}, "assists"),
        ({"category": factories.CLUE, "lead": "D14"}, "category"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(mei, entries, field):
    order = left_to_the_desk()

    response = send(mei, order, **entries)

    assert response.status_code == 422
    assert list(response.context["send"].errors) == [field]
    assert WorkOrder.objects.get().status == Status.REGISTERED


def test_whoever_is_second_is_told_and_keeps_the_text(mei):
    order = left_to_the_desk()
    send(mei, order, category=factories.PAVEMENT, lead="D14")

    response = send(mei, order, category=factories.PAVEMENT, lead="D16", instructions=TEXT)

    order.refresh_from_db()
    assert response.status_code == 409
    assert TEXT in response.content.decode()
    assert response.context["order"] is None
    assert order.lead.code == "D14"


def test_intake_may_accept_but_not_give_out(client, people):
    client.force_login(factories.person("jing", "宁静", {"role": "intake"}))
    order = left_to_the_desk()

    page = client.get(URL)
    dispatched = send(client, order, category=factories.PAVEMENT, lead="D14")
    accepted = send(client, order, category=factories.PAVEMENT, step="accept")

    assert (page.context["may_accept"], page.context["may_dispatch"]) == (True, False)
    assert dispatched.status_code == 403
    assert accepted.status_code == 302
    assert WorkOrder.objects.get().status == Status.ACCEPTED


@pytest.mark.parametrize(
    ("action", "entries", "status"),
    [
        (Action.ANSWER, {"text": "办事大厅周六上午照常办理"}, Status.ANSWERED),
        (Action.REFUSE, {"reason_code": "N2", "channel_text": "请向纪检监察机关反映"}, Status.NOT_ACCEPTED),
    ],
)
def test_an_order_can_end_at_the_desk(mei, action, entries, status):
    order = left_to_the_desk()
    url = reverse("petitions:desk-end", args=[order.number, action])

    missing = mei.post(url, {})
    done = mei.post(url, entries)

    assert missing.status_code == 422
    assert missing.context["endings"][[panel.key for panel in missing.context["endings"]].index(action)].is_open
    assert done.url == URL
    assert WorkOrder.objects.get().status == status


def test_other_actions_have_no_address_at_the_desk(mei):
    order = left_to_the_desk()

    assert mei.post(reverse("petitions:desk-end", args=[order.number, "withdraw"])).status_code == 404


@pytest.mark.parametrize("orders", [1, 3])
def test_the_desk_costs_the_same_at_any_length(mei, orders, django_assert_num_queries):
    factories.order_in(Status.DISPATCHED)  # something alike for the panel
    for _n in range(orders):
        left_to_the_desk()
    mei.get(URL)

    with django_assert_num_queries(16):
        mei.get(URL)


def test_everything_shown_is_there_for_one_petition(mei):
    left_to_the_desk()

    assert Petition.objects.get().content_redacted in mei.get(URL).content.decode()

"""What is decided beside the way of an order: requests, disputes, suspensions; and how orders changed hands."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partyorgs.enums import Role
from partyorgs.models import DutyProposal
from petitions import hops, workflow
from petitions.deadlines import clockwork
from petitions.enums import Action, Status
from petitions.models import Arbitration, DutyCase, ReturnRequest, WorkOrder
from tests.factories import acting, order_in, person

ASKED = {"reason": "E1", "plan": "等待检测报告", "days": 3}


def take(order, action, by, **data):
    return workflow.advance(order, action, by=acting(by), at=data.pop("at", timezone.now()), **data)


def with_extension(cast):
    order = order_in(Status.HANDLING)
    return take(order, Action.REQUEST_EXTENSION, cast.wei, told_at=timezone.now(), **ASKED)


def test_a_request_waits_for_whoever_decides_it(cast, sit_down):
    order = with_extension(cast)
    url = reverse("petitions:approvals")

    page = sit_down(cast.mei).get(url)

    (row,) = page.context["listing"].rows
    assert (row.number, row.asked.text) == (order.number, "E1 expert test needed; 3 days")
    assert row.asked.due_after == clockwork().days.add_days(order.handle_due_at, 3)
    assert f"{reverse('petitions:order', args=[order.number])}?do=extend#action-extend" in page.text
    assert sit_down(cast.wei).get(url).status_code == 403


def test_who_decides_reads_the_request_where_they_decide(cast, sit_down):
    order = with_extension(cast)

    panels = {panel.key: panel for panel in sit_down(cast.mei).get(url_of(order)).context["actions"]}

    assert panels["extend"].consequence.startswith("赵伟 asks: E1 expert test needed; 3 days; due ")
    assert "等待检测报告" in panels["extend"].consequence
    assert "asks" not in panels["raise_urgency"].consequence


def url_of(order):
    return reverse("petitions:order", args=[order.number])


def test_what_is_decided_leaves_the_pile(cast, sit_down):
    order = with_extension(cast)
    due = order.handle_due_at

    url = reverse("petitions:act", args=[order.number, "extend"])
    response = sit_down(cast.mei).post(url, {"version": "", "no_interest": "on"})

    order.refresh_from_db()
    assert response.status_code == 302
    assert (order.extension_count, order.open_matters) == (1, "")
    assert order.handle_due_at == clockwork().days.add_days(due, 3)
    assert sit_down(cast.mei).get(reverse("petitions:approvals")).context["listing"].total == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_pile_costs_the_same_at_any_length(cast, sit_down, django_assert_num_queries, count):
    for _n in range(count):
        with_extension(cast)
    client = sit_down(cast.mei)

    with django_assert_num_queries(14):
        client.get(reverse("petitions:approvals"))


def disputed(cast):
    """Two departments have refused it; Chen's holds it now."""
    order = order_in(Status.RETURN_PENDING)
    take(order, Action.APPROVE_RETURN, cast.mei, decision="改派市水务局")
    water = cast_unit(cast.chen)
    take(order, Action.DISPATCH, cast.mei, lead=water)
    take(order, Action.REQUEST_RETURN, cast.chen, reason="R1", basis="三定规定第二条")
    return take(order, Action.ARBITRATE, cast.mei, ground="refusals", reason="两家单位均称不属职责")


def cast_unit(user):
    return user.grants.get().department


def test_the_sides_of_a_dispute_stand_side_by_side(cast, sit_down):
    order = disputed(cast)
    take(order, Action.STATE_POSITION, cast.wei, text="道路养护另有单位", basis="C-020401")

    page = sit_down(cast.ning).get(reverse("petitions:arbitration", args=[order.number]))

    sides = page.context["sides"]
    assert [(side.unit.short_name, side.leads) for side in sides] == [("市水务局", True), ("市城管局", False)]
    assert [request.reason for side in sides for request in side.returns] == ["R1", "R3"]
    assert "道路养护另有单位" in page.text
    assert [duty.code for duty in page.context["duties"]] != []


def test_two_arbitrators_make_an_award_a_precedent(cast, sit_down, city):
    order = disputed(cast)
    url = reverse("petitions:arbitration-act", args=[order.number, "propose_award"])
    said = {
        "lead": city.roads.code, "reason": "清单载明由城管部门主管", "duty_change": "明确占道堆物的主管部门",
        "no_interest": "on",
    }  # fmt: skip

    sit_down(cast.ning).post(url, said | {"version": ""})
    url = reverse("petitions:arbitration-act", args=[order.number, "award"])
    alone = sit_down(cast.ning).post(url, said | {"version": ""})
    yun = person("yun", "云云", {"role": Role.ARBITRATOR})
    other = sit_down(yun).post(url, said | {"lead": city.water.code, "version": ""})
    second = sit_down(yun).post(url, said | {"version": ""})

    assert (alone.status_code, other.status_code, second.status_code) == (422, 422, 302)
    order.refresh_from_db()
    assert (order.status, order.lead) == (Status.DISPATCHED, city.roads)
    assert Arbitration.objects.get().panel == [cast.ning.name, yun.name]
    assert DutyProposal.objects.get().text == "明确占道堆物的主管部门"


def test_the_deputy_convener_settles_what_is_late(cast, city):
    order = disputed(cast)
    late = timezone.now() + timedelta(days=10)

    take(order, Action.AWARD, cast.deputy, lead=city.roads, reason="清单载明", duty_change="明确主管部门", at=late)

    order.refresh_from_db()
    case = DutyCase.objects.get()
    assert (order.status, order.lead, order.arbitration_count) == (Status.DISPATCHED, city.roads, 1)
    assert (case.lead, case.category, case.order_number) == (city.roads, order.category, order.number)
    assert Arbitration.objects.get().panel == [cast.deputy.name]
    assert list(ReturnRequest.objects.order_by("id").values_list("assignment__department__code", "was_wrong")) == [
        ("D14", True),
        ("D16", False),
    ]


def test_the_trail_says_who_held_it_and_who_was_wrong(cast, city, sit_down):
    order = disputed(cast)
    late = timezone.now() + timedelta(days=10)
    take(order, Action.AWARD, cast.deputy, lead=city.roads, reason="清单载明", at=late)

    trail = hops.trails([order], at=late, machine=clockwork())[order.pk]
    page = sit_down(cast.mei).get(reverse("petitions:hops"))

    assert [turn.unit for turn in trail.held] == ["市城管局", "市水务局", "市城管局"]
    assert (trail.hops, trail.is_ping_pong, trail.charged) == (2, True, ["市城管局"])
    assert [(row.unit, row.asked, row.charged) for row in page.context["refusals"]] == [
        ("市城管局", 1, 1), ("市水务局", 1, 0),
    ]  # fmt: skip
    assert [row.number for row in page.context["listing"].rows] == [order.number]


def test_a_unit_reads_only_its_own_refusals(cast, sit_down):
    disputed(cast)

    page = sit_down(cast.chen).get(reverse("petitions:hops"))

    assert [row.unit for row in page.context["refusals"]] == ["市水务局"]


def test_the_ledger_shows_what_is_suspended_until_it_is_cleared(cast, sit_down):
    order = order_in(Status.SUSPENDED)
    client, url = sit_down(cast.mei), reverse("petitions:suspensions")

    (row,) = client.get(url).context["listing"].rows
    assert (row.work_order, row.owner_name, row.number[:2]) == (order, "钱局长", "GZ")
    shares = client.get(url).context["shares"]
    assert (shares["suspended"], shares["cleared"], shares["begun"]) == (1, 0, 1)
    take(order, Action.RESUME, cast.mei, reason="资金到位")

    assert client.get(url).context["listing"].total == 0
    assert [row.work_order for row in client.get(url + "?tab=resumed").context["listing"].rows] == [order]
    assert WorkOrder.objects.get().open_matters == ""


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "status", "queries"),
    [
        ("suspensions", Status.SUSPENDED, 12),
        ("hops", Status.RETURN_PENDING, 16),
        ("arbitrations", Status.ARBITRATING, 14),
    ],
)
def test_ledgers_cost_the_same_at_any_length(
    cast, sit_down, django_assert_num_queries, name, status, queries, count
):  # fmt: skip
    for _n in range(count):
        order_in(status)
    client = sit_down(cast.mei)

    with django_assert_num_queries(queries):
        client.get(reverse(f"petitions:{name}"))


@pytest.mark.parametrize("count", [1, 3])
def test_one_dispute_costs_the_same_whatever_the_queue(cast, sit_down, django_assert_num_queries, count):
    orders = [disputed(cast) for _n in range(count)]
    client = sit_down(cast.ning)

    with django_assert_num_queries(25):
        client.get(reverse("petitions:arbitration", args=[orders[0].number]))

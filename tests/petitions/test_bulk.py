"""One step for many orders: what is foreseen, what is done, what is left out and why."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core import ledger
from core.models import Notice
from petitions import bulk, urging, workflow
from petitions.enums import Action, Status
from petitions.models import WorkOrder
from tests import factories

SIGN, URGE = (reverse("petitions:bulk", args=[key]) for key in ("sign", "urge"))
EXTEND = reverse("petitions:approvals-extend")


def ids(*orders):
    return [order.pk for order in orders]


def numbers(rows):
    return [row.number for row in rows]


def asking_for_time(cast, days=2):
    order = factories.order_in(Status.HANDLING)
    said = {"reason": "E1", "days": days, "plan": "材料后天到货", "told_at": timezone.now()}
    return workflow.advance(order, Action.REQUEST_EXTENSION, by=factories.acting(cast.wei), at=timezone.now(), **said)


def test_what_is_chosen_is_foreseen_with_what_is_left_out(cast, sit_down):
    waiting, signed = factories.order_in(Status.DISPATCHED), factories.order_in(Status.HANDLING)

    page = sit_down(cast.wei).post(SIGN, {"ids": ids(waiting, signed)})

    assert page.status_code == 200
    assert numbers(page.context["taken"]) == [waiting.number]
    [skipped] = page.context["skipped"]
    assert skipped.order == signed
    assert f"{signed.number} is “" in skipped.why
    assert WorkOrder.objects.get(pk=waiting.pk).status == Status.DISPATCHED


def test_each_is_signed_with_its_own_event(cast, sit_down):
    orders = [factories.order_in(Status.DISPATCHED) for _n in range(3)]

    page = sit_down(cast.wei).post(SIGN, {"ids": ids(*orders), "confirmed": "1"})

    assert sorted(numbers(page.context["taken"])) == sorted(numbers(orders))
    assert page.context["skipped"] == []
    for order in orders:
        assert ledger.history(order).last().kind == "workorder.sign"
    assert set(WorkOrder.objects.values_list("status", flat=True)) == {Status.HANDLING}


def test_sent_twice_nothing_is_signed_twice(cast, sit_down):
    order, wei = factories.order_in(Status.DISPATCHED), sit_down(cast.wei)
    wei.post(SIGN, {"ids": ids(order), "confirmed": "1"})

    page = wei.post(SIGN, {"ids": ids(order), "confirmed": "1"})

    assert page.context["taken"] == []
    assert [each.order for each in page.context["skipped"]] == [order]
    assert ledger.history(order).filter(kind="workorder.sign").count() == 1


def test_everything_means_the_list_as_it_is_filtered_now(cast, sit_down):
    waiting = [factories.order_in(Status.DISPATCHED) for _n in range(2)]
    factories.order_in(Status.HANDLING)

    page = sit_down(cast.wei).post(f"{SIGN}?tab=dispatched", {"everything": "1"})

    assert sorted(numbers(page.context["taken"])) == sorted(numbers(waiting))
    assert page.context["skipped"] == []


def test_what_somebody_may_not_see_is_not_chosen_by_its_number(cast, sit_down):
    hidden = factories.order_in(Status.DISPATCHED)

    page = sit_down(cast.chen).post(SIGN, {"ids": ids(hidden), "confirmed": "1"})

    assert (page.context["taken"], page.context["skipped"]) == ([], [])
    assert WorkOrder.objects.get().status == Status.DISPATCHED


@pytest.mark.parametrize(("who", "url"), [("wei", URGE), ("mei", SIGN), ("wei", EXTEND)])
def test_a_step_of_another_role_is_not_taken(cast, sit_down, who, url):
    order = factories.order_in(Status.DISPATCHED)

    assert sit_down(getattr(cast, who)).post(url, {"ids": ids(order), "confirmed": "1"}).status_code == 403


def test_there_is_no_bulk_way_to_judge_or_to_end(cast, sit_down):
    for step in ("verify", "close", "reveal"):
        assert sit_down(cast.mei).post(reverse("petitions:bulk", args=[step])).status_code == 404


def test_extensions_are_granted_with_one_word_by_somebody_without_interest(cast, sit_down):
    orders = [asking_for_time(cast), asking_for_time(cast)]
    before = {order.pk: order.due_at for order in orders}
    mei = sit_down(cast.mei)

    refused = mei.post(EXTEND, {"ids": ids(*orders), "confirmed": "1", "decision": "同意"})
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["no_interest"]
    assert numbers(refused.context["taken"]) == numbers(WorkOrder.objects.order_by("due_at", "id"))
    done = mei.post(EXTEND, {"ids": ids(*orders), "confirmed": "1", "decision": "同意", "no_interest": "on"})

    assert len(done.context["taken"]) == 2
    for order in WorkOrder.objects.all():
        assert order.due_at > before[order.pk]
        assert ledger.history(order).last().data["decision"] == "同意"


def test_extensions_have_their_button_and_other_piles_none(cast, sit_down):
    asking_for_time(cast)
    mei = sit_down(cast.mei)

    assert [action.url for action in mei.get(reverse("petitions:approvals")).context["listing"].bulk] == [EXTEND]
    assert not mei.get(reverse("petitions:approvals"), {"tab": "assist"}).context["listing"].bulk


def test_units_are_reminded_once_and_the_rest_says_when_again(cast, sit_down):
    first, second = factories.order_in(Status.HANDLING), factories.order_in(Status.HANDLING)
    urging.urge(first, by=factories.acting(cast.mei), at=timezone.now())
    told = Notice.objects.count()

    page = sit_down(cast.mei).post(URGE, {"ids": ids(first, second), "confirmed": "1", "note": "请抓紧"})

    assert page.context["taken"] == [second]
    assert "next reminder is possible from" in page.context["skipped"][0].why
    assert Notice.objects.count() > told


def test_more_than_can_be_done_at_once_is_said(cast, sit_down, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    orders = [factories.order_in(Status.DISPATCHED) for _n in range(3)]

    page = sit_down(cast.wei).post(SIGN, {"ids": ids(*orders)})

    assert (len(page.context["taken"]), page.context["rest"]) == (2, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_foresight_costs_the_same_for_any_number(cast, sit_down, django_assert_num_queries, count):
    orders = [factories.order_in(Status.DISPATCHED) for _n in range(count)]
    wei = sit_down(cast.wei)
    wei.post(SIGN, {"ids": ids(*orders)})

    with django_assert_num_queries(8):
        wei.post(SIGN, {"ids": ids(*orders)})

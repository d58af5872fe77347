"""What is the petitioner's alone, and who of a unit reached for it: alerts, and what comes of them."""

import pytest
from django.urls import reverse

from core import ledger
from core.models import Event
from partyorgs.enums import Role
from petitions import integrity
from petitions.enums import Action, Status
from petitions.models import IntegrityAlert, WorkOrder
from petitions.refusals import NotAllowed
from tests.factories import acting, order_in, person
from tests.petitions.conftest import WEDNESDAY

LIST = reverse("petitions:integrity")


@pytest.fixture
def order(city, cast):
    return order_in(Status.HANDLING)


@pytest.fixture
def alert(order, cast):
    return integrity.watch(order, Action.WITHDRAW, by=acting(cast.wei), at=WEDNESDAY)


@pytest.fixture
def auditor(city):
    return person("auditor", "郑计", {"role": Role.AUDITOR})


def url(alert):
    return reverse("petitions:integrity-alert", args=[alert.pk])


def outcome(alert):
    return reverse("petitions:integrity-outcome", args=[alert.pk])


def rows(response):
    return [row.pk for row in response.context["listing"].rows]


def test_a_unit_that_tries_to_withdraw_is_on_record(order, alert, city, cast):
    assert (alert.kind, alert.department, alert.by_id, alert.by_name, alert.at) == (
        "withdrawal_pressure", city.roads, cast.wei.pk, "赵伟", WEDNESDAY,
    )  # fmt: skip
    event = ledger.history(order).last()
    assert (event.kind, event.by_name, event.data["unit"]) == ("workorder.integrity_alert", "赵伟", city.roads.pk)
    assert "兰" not in str(event.data)


def test_trying_again_is_an_event_and_no_second_alert(order, alert, cast):
    wei = acting(cast.wei)

    assert integrity.watch(order, Action.WITHDRAW, by=wei, at=WEDNESDAY) == alert
    assert Event.objects.filter(kind="workorder.integrity_alert").count() == 2

    integrity.look_into(alert, by=acting(cast.mei), at=WEDNESDAY, outcome="已约谈")
    assert integrity.watch(order, Action.WITHDRAW, by=wei, at=WEDNESDAY).pk != alert.pk


def test_a_unit_that_led_before_counts_too(order, city, cast):
    lead = order.assignments.get(role="lead")
    lead.is_active, lead.ended_at = False, WEDNESDAY
    lead.save()
    WorkOrder.objects.filter(pk=order.pk).update(lead=city.water)

    assert integrity.watch(order, Action.WITHDRAW, by=acting(cast.wei), at=WEDNESDAY).department == city.roads


@pytest.mark.parametrize(("who", "action"), [("chen", Action.WITHDRAW), ("mei", Action.WITHDRAW), ("wei", Action.SIGN)])
def test_nobody_else_and_nothing_else_is_watched(who, action, order, cast):
    assert integrity.watch(order, action, by=acting(getattr(cast, who)), at=WEDNESDAY) is None
    assert IntegrityAlert.objects.count() == 0


def test_a_caller_reports_pressure_without_naming_anybody(order, city, cast):
    alert = integrity.report(order, "说打分前给13800001234打过电话", by=acting(cast.mei), at=WEDNESDAY)

    assert (alert.kind, alert.department) == ("rating_pressure", city.roads)
    assert "13800001234" not in alert.note
    assert "13800001234" not in str(ledger.history(order).last().data)
    with pytest.raises(integrity.NotWatching):
        integrity.report(order, "x", by=acting(cast.wei), at=WEDNESDAY)


def test_it_is_looked_into_once(alert, cast):
    looked = integrity.look_into(alert, by=acting(cast.mei), at=WEDNESDAY, outcome="已约谈")

    assert (looked.seen_by_name, looked.seen_at, looked.outcome) == ("王敏", WEDNESDAY, "已约谈")
    assert ledger.history(alert).last().kind == "integrity.looked_into"
    with pytest.raises(NotAllowed) as refusal:
        integrity.look_into(alert, by=acting(cast.mei), at=WEDNESDAY, outcome="又一次")
    assert refusal.value.code == "wrong_state"


def test_nobody_with_a_stake_looks_into_it(alert, city, cast):
    of_the_unit = person("x", "某", {"role": Role.AUDITOR}, {"role": Role.LIAISON, "department": city.roads})

    for user in (of_the_unit, cast.wei, cast.deputy):
        with pytest.raises(integrity.NotWatching):
            integrity.look_into(alert, by=acting(user), at=WEDNESDAY, outcome="x")
    assert list(IntegrityAlert.objects.visible_to(acting(of_the_unit))) == []


def test_who_reported_it_does_not_judge_it(order, cast):
    alert = integrity.report(order, "x", by=acting(cast.mei), at=WEDNESDAY)

    with pytest.raises(integrity.NotWatching):
        integrity.look_into(alert, by=acting(cast.mei), at=WEDNESDAY, outcome="x")


# --- the pages


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_few_questions_at_one_row_and_at_three(
    count, city, cast, auditor, sit_down, django_assert_num_queries
):
    for _ in range(count):
        integrity.watch(order_in(Status.HANDLING), Action.WITHDRAW, by=acting(cast.wei), at=WEDNESDAY)
    client = sit_down(auditor)

    with django_assert_num_queries(10):
        response = client.get(LIST)

    assert len(rows(response)) == count


def test_for_supervisors_administrators_and_auditors(alert, auditor, cast, sit_down):
    for user in (cast.mei, auditor):
        assert rows(sit_down(user).get(LIST)) == [alert.pk]
    for user in (cast.wei, cast.chen, cast.hong, cast.sun, cast.deputy):
        client = sit_down(user)
        assert client.get(LIST).status_code == 403
        assert client.get(url(alert)).status_code == 403
        assert client.post(outcome(alert), {"outcome": "x"}).status_code == 403


def test_it_names_the_unit_and_the_official_and_nobody_else(alert, auditor, sit_down):
    for path in (LIST, url(alert)):
        text = sit_down(auditor).get(path).text
        assert "市城管局" in text
        assert "赵伟" in text
        assert "兰" not in text


def test_the_outcome_is_recorded_once(alert, auditor, cast, sit_down):
    response = sit_down(auditor).post(outcome(alert), {"outcome": "已向单位负责人核实"}, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert rows(response) == []

    again = sit_down(cast.mei).post(outcome(alert), {"outcome": "我也核实"})
    assert again.status_code == 409
    assert "郑计 has looked into it already" in again.text
    assert "我也核实" in again.text


def test_an_outcome_is_required(alert, auditor, sit_down):
    response = sit_down(auditor).post(outcome(alert), {"outcome": ""})

    assert response.status_code == 422
    assert response.context["actions"][0].is_open


def test_pressure_is_reported_from_the_order(order, cast, sit_down):
    path = reverse("petitions:report-pressure", args=[order.number])

    assert sit_down(cast.wei).get(path).status_code == 403
    assert sit_down(cast.chen).get(path).status_code == 404
    mei = sit_down(cast.mei)
    assert mei.get(path).status_code == 200
    assert mei.post(path, {"note": ""}).status_code == 422
    assert mei.post(path, {"note": "单位让给好评"}).url == reverse("petitions:order", args=[order.number])
    assert IntegrityAlert.objects.get().note == "单位让给好评"

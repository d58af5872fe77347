"""Work orders over REST: where they stand, and who reads them."""

from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
import yaml
from django.conf import settings
from django.utils import timezone

from core.enums import Scope
from petitions import workflow
from petitions.enums import Action, Status
from petitions.models import WorkOrder
from tests import factories
from tests.factories import STREET, order_in, submit_petition
from tests.petitions.rest import URL, faults, numbers, problem, system

RAW = "纸鲸苑3栋2单元501室的兰小燕反映：门口地砖破损，电话13800001234。"


# --- reading


def test_an_order_tells_where_it_stands_and_nothing_of_who_said_it(cast, call, city):
    order = order_in(Status.HANDLING, content=RAW)
    workflow.advance(
        order, Action.ADD_ASSIST, by=factories.acting(cast.mei), at=timezone.now(), unit=city.water,
        piece="查看井盖，联系13800001234",
    )  # fmt: skip

    response = call(cast.wei).get(order.number)

    body, order = response.json(), WorkOrder.objects.get()
    assert response.headers["ETag"] == f'"{order.version}"'
    assert {name: body[name] for name in ("number", "round", "version", "closed_at")} == {
        "number": order.number, "round": 1, "version": order.version, "closed_at": None,
    }  # fmt: skip
    assert body["status"] == {"code": "handling", "label": "being handled"}
    assert body["stage"] == {"code": "yellow", "label": "yellow lamp"}
    assert body["deadline"] == {"code": "green", "label": "in time"}
    assert body["lead"] == {"code": "D14", "name": "市城管局"}
    traffic, water = body["assists"]
    assert (traffic["unit"]["code"], traffic["piece"], traffic["due_at"]) == ("D15", "", None)
    assert (water["unit"]["code"], water["finished_at"]) == ("D16", None)
    assert water["piece"].startswith("查看井盖")
    assert "13800001234" not in water["piece"]
    running = {(clock["name"]["code"], (clock["unit"] or {}).get("code")) for clock in body["clocks"]
               if not clock["stopped_at"]}  # fmt: skip
    assert {("handle", None), ("assist", "D16")} <= running
    assert [clock["lamp"]["code"] for clock in body["clocks"] if clock["name"]["code"] == "handle"] == ["green"]
    assert body["links"] == {"self": f"{URL}/{order.number}", "actions": f"{URL}/{order.number}/actions"}


def test_a_suspended_order_and_its_clock_stand_still(cast, call):
    body = call(cast.mei).get(order_in(Status.SUSPENDED).number).json()

    assert body["deadline"]["code"] == "paused"
    assert {clock["name"]["code"]: clock["lamp"]["code"] for clock in body["clocks"]}["handle"] == "paused"


@pytest.mark.parametrize("said", [{}, {"is_confidential": True}])
@pytest.mark.parametrize("who", ["mei", "wei", "deputy"])
def test_nobody_reads_an_identity_or_raw_words(cast, call, said, who):
    order = order_in(Status.FOLLOW_UP, content=RAW, **said)  # mei took it down and may call the petitioner

    answers = [call(getattr(cast, who)).get(*address).text for address in ((), (order.number,))]

    for text in answers:
        assert all(secret not in text for secret in ("兰小燕", "兰**", "13800001234", "138****1234", "501室"))
    assert "门口地砖破损" in answers[1]


def test_whoever_is_complained_about_finds_nothing(cast, call):
    order = order_in(
        Status.HANDLING, kind="complaint", target_department=f"S{STREET}", content="街道办窗口人员态度恶劣，推诿扯皮。"
    )

    mei = call(cast.mei)
    assert numbers(mei.get()) == [order.number]
    hong = call(cast.hong)
    assert numbers(hong.get()) == []
    for response in (hong.get(order.number), hong.get(order.number, "actions"), hong.take(order, "contact")):
        assert problem(response) == (404, "not_found")


def test_people_see_what_their_pages_show(cast, call):
    order = order_in(Status.HANDLING)
    seen = {name: call(getattr(cast, name)).get(order.number).status_code for name in ("mei", "wei", "hong", "chen")}

    assert seen == {"mei": 200, "wei": 200, "hong": 200, "chen": 404}


def test_strangers_see_nothing(client, city):
    assert problem(client.get(URL)) == (401, "not_authenticated")


def test_what_has_changed_since_is_asked_for_page_by_page(cast, call):
    orders = [order_in(Status.DISPATCHED) for _ in range(3)] + [order_in(Status.HANDLING)]
    now, mei = timezone.now(), call(cast.mei)
    WorkOrder.objects.filter(pk=orders[1].pk).update(updated_at=now - timedelta(days=1))

    first = mei.get(updated_since=(now - timedelta(hours=4)).isoformat(), status="dispatched", limit=1)
    second = mei.client.get(first.json()["next"])

    assert numbers(first) + numbers(second) == [orders[0].number, orders[2].number]
    assert second.json()["next"] is None
    assert faults(mei.get(updated_since="yesterday", status="lost")) == [
        ("?status", "invalid_choice"), ("?updated_since", "invalid"),
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_at_any_length(cast, call, count, django_assert_num_queries):
    for _ in range(count):
        order_in(Status.HANDLING)
    mei = call(cast.mei)
    mei.get()

    with django_assert_num_queries(4):  # session, user, roles, orders
        assert len(mei.get().json()["results"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_an_order_costs_the_same_with_any_number_of_units(cast, call, city, count, django_assert_num_queries):
    order, at = order_in(Status.HANDLING), timezone.now()
    for unit in [city.water, city.office, city.street_office][:count]:
        workflow.advance(order, Action.ADD_ASSIST, by=factories.acting(cast.mei), at=at, unit=unit, piece="配合")
    mei = call(cast.mei)
    mei.get()

    with django_assert_num_queries(7):  # and units, clocks, petitions
        assert len(mei.get(order.number).json()["assists"]) == count + 1


DESCRIPTION = yaml.safe_load(Path(settings.BASE_DIR, "docs", "openapi.yaml").read_text())


def as_described(name, response):
    schema = {"$ref": f"#/components/schemas/{name}", "components": DESCRIPTION["components"]}
    jsonschema.Draft202012Validator(schema).validate(response.json())


@pytest.mark.parametrize("status", Status)
def test_answers_are_as_described(cast, call, status):
    order, mei = order_in(status), call(cast.mei)

    as_described("PaginatedOrderList", mei.get())
    as_described("OrderDetail", mei.get(order.number))
    as_described("Offers", mei.get(order.number, "actions"))
    as_described("Problem", mei.take(order, "sign"))


# --- keys


def test_a_key_reads_the_orders_of_its_own_source(cast, client):
    own, other = submit_petition(source="hotline12345", external_no="RX1"), submit_petition()
    hotline = system(client, "hotline12345", Scope.PETITION_READ, Scope.PETITION_WRITE)

    assert numbers(hotline.get()) == [own.number]
    assert [one["number"] for one in hotline.get(own.number).json()["petitions"]] == [own.petitions.get().number]
    assert problem(hotline.get(other.number)) == (404, "not_found")


def test_of_a_merged_order_a_key_reads_what_it_sent(cast, client):
    primary, joins = submit_petition(content="另一来源先说了同一处地砖破损。"), submit_petition(source="hotline12345")
    mine = joins.petitions.get().number
    workflow.advance(
        joins, Action.MERGE, by=factories.acting(cast.mei), at=timezone.now(), primary=primary, reason="同"
    )
    hotline = system(client, "hotline12345", Scope.PETITION_READ)

    response = hotline.get(primary.number)

    assert numbers(hotline.get()) == [primary.number]
    assert [(one["number"], one["is_primary"]) for one in response.json()["petitions"]] == [(mine, False)]
    assert "另一来源" not in response.text


@pytest.mark.parametrize("name", ["市民热线", "system"])
def test_a_key_takes_no_step(cast, client, name):
    order = order_in(Status.SUBMITTED, source="hotline12345")
    hotline = system(client, "hotline12345", Scope.PETITION_READ, Scope.PETITION_WRITE, name=name)

    response = hotline.take(order, "to_follow_up")

    assert problem(response) == (403, "not_permitted")
    assert hotline.get(order.number, "actions").json()["actions"] == []
    assert WorkOrder.objects.get().status == Status.SUBMITTED


def test_a_key_needs_its_scope(cast, client):
    order = submit_petition(source="hotline12345")

    assert problem(system(client, "hotline12345", Scope.PETITION_READ).take(order, "accept")) == (403, "scope_missing")
    assert problem(system(client, "hotline12345", Scope.PETITION_WRITE).get()) == (403, "scope_missing")

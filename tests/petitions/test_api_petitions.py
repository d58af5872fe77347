"""The REST door, as the hotline's programmers meet it."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from core import clients, ledger
from core.enums import Scope
from core.models import ApiClient, Delivery
from petitions.enums import PetitionKind
from petitions.models import Petition, WorkOrder
from petitions.serializers import SubmissionSerializer
from petitions.submissions import TEXTS, Submission
from tests import factories
from tests.factories import GRID, PAVEMENT

pytestmark = pytest.mark.django_db

URL = "/api/v1/petitions"
LAMP = {"content": "纸鲸苑北门路灯不亮已三天。", "channel": "hotline_12345", "grid_code": GRID, "category": PAVEMENT}
LAN = {"name": "兰小燕", "phone": "13800001234", "petitioner_address": "纸鲸苑3栋2单元501室"}
BOTH = (Scope.PETITION_READ, Scope.PETITION_WRITE)


@pytest.fixture(autouse=True)
def city():
    return factories.make_city()


@pytest.fixture
def hotline(client):
    return Caller(client, "hotline12345", *BOTH)


class Caller:
    """A system with a key."""

    def __init__(self, client, source, *scopes):
        self.client = client
        system, _new = ApiClient.objects.get_or_create(source=source, defaults={"name": f"系统 {source}"})
        _key, plain = clients.issue_key(system, scopes, at=timezone.now())
        self.headers = {"Authorization": f"Bearer {plain}"}
        self.sent = 0

    def send(self, key=None, **said):
        self.sent += 1
        headers = {**self.headers, "Idempotency-Key": key or f"k-{self.sent}"}
        return self.client.post(URL, json.dumps(LAMP | said), content_type="application/json", headers=headers)

    def get(self, url=URL, **parameters):
        return self.client.get(url, parameters, headers=self.headers)


def faults(response, status=400):
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    errors = response.json()["errors"]
    assert all(error["detail"] and error["remedy"] for error in errors)
    return sorted((error["pointer"], error["code"]) for error in errors)


# --- sending


def test_a_petition_is_taken_in_with_its_number_and_order(hotline):
    response = hotline.send(external_no="RX1", **LAN)

    petition = Petition.objects.select_related("work_order").get()
    body = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"{URL}/{petition.number}" == body["links"]["self"]
    assert (body["number"], body["work_order"]) == (petition.number, petition.work_order.number)
    assert (body["source"], body["external_no"]) == ("hotline12345", "RX1")
    assert body["status"] == {"code": "accepted", "label": "待派单"}
    assert body["lead"] is None
    due = datetime.fromisoformat(body["due_at"])
    assert (due, body["due_at"][-6:]) == (petition.work_order.due_at, "+08:00")
    assert Delivery.objects.count() == 1


def test_the_client_is_named_in_the_ledger(hotline):
    hotline.send()

    event = ledger.history(WorkOrder.objects.get())[0]
    assert (event.by_id, event.by_name) == (None, "系统 hotline12345")


def test_every_field_of_a_submission_may_be_sent(hotline):
    sent = set(SubmissionSerializer().fields)

    assert sent == set(Submission.__dataclass_fields__)
    said = {
        "received_at": "2026-01-05T09:30:00+08:00",
        "event_at": "2026-01-04T20:00:00+08:00",
        "is_confidential": True,
    }
    point = {"lon": 110.33123456789, "lat": "20.03"}
    assert hotline.send(**said, **point, wish="修好", urgency="urgent", kind="complaint").status_code == 201
    petition = Petition.objects.get()
    assert (petition.lon, petition.lat) == (Decimal("110.331235"), Decimal("20.03"))
    assert petition.received_at == datetime(2026, 1, 5, 1, 30, tzinfo=UTC)
    assert (petition.kind, petition.confidential_requested) == (PetitionKind.COMPLAINT, True)


def test_empty_and_null_are_as_good_as_left_out(hotline):
    response = hotline.send(**dict.fromkeys(set(TEXTS) - set(LAMP), ""), lon=None, lat=None, received_at=None)

    assert response.status_code == 201


def test_the_same_external_number_is_the_same_petition(hotline):
    first = hotline.send(external_no="RX1")
    again = hotline.send(external_no="RX1", content="换了一种说法，还是那盏路灯。")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Petition.objects.count() == 1


def test_the_same_request_is_answered_with_the_same_bytes(hotline):
    first = hotline.send(key="once")
    again = hotline.send(key="once")

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Petition.objects.count() == 1


def test_the_same_number_of_another_source_is_another_petition(hotline, client):
    hotline.send(external_no="RX1")
    Caller(client, "media", *BOTH).send(external_no="RX1")

    assert sorted(Petition.objects.values_list("source", flat=True)) == ["hotline12345", "media"]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"content": ""}, [("#/content", "blank")]),
        ({"content": "坏了"}, [("#/content", "min_length")]),
        ({"content": "          "}, [("#/content", "content_length")]),
        ({"channel": "pigeon"}, [("#/channel", "invalid_choice")]),
        ({"category": "999999"}, [("#/category", "unknown_value")]),
        ({"grid_code": "990102003001999"}, [("#/grid_code", "unknown_grid")]),
        ({"grid_code": ""}, [("#/address", "place_required")]),
        ({"content": "我的身份证是110101199003072316，请尽快处理"}, [("#/content", "id_number")]),
        ({"received_at": "2199-01-01T00:00:00+08:00"}, [("#/received_at", "in_the_future")]),
        ({"source": "media"}, [("#/source", "not_your_source")]),
        ({"urgencey": "urgent"}, [("#/urgencey", "unknown_field")]),
        ({"urgencey": "urgent", "kind": "gossip"}, [("#/kind", "invalid_choice"), ("#/urgencey", "unknown_field")]),
        ({"external_no": "9" * 81}, [("#/external_no", "max_length")]),
        ({"content": "路灯不亮\u0000已三天"}, [("#/content", "null_characters_not_allowed")]),
    ],
)
def test_every_fault_is_named_with_its_remedy_and_nothing_is_kept(hotline, said, wrong):
    assert faults(hotline.send(**said)) == wrong
    assert not Petition.objects.exists()


def test_all_that_the_rules_refuse_is_said_at_once(hotline):
    response = hotline.send(grid_code="1", category="999999")

    assert faults(response) == [("#/category", "unknown_value"), ("#/grid_code", "unknown_grid")]


@pytest.mark.parametrize("body", ["[]", '"text"', "3", "null"])
def test_a_body_that_is_no_object_is_refused(hotline, body):
    headers = {**hotline.headers, "Idempotency-Key": "k"}

    response = hotline.client.post(URL, body, content_type="application/json", headers=headers)

    assert response.status_code == 400
    assert response.json()["code"] == "invalid_input"


def test_a_refused_request_may_be_sent_again_with_its_key(hotline):
    assert hotline.send(key="k", content="坏了").status_code == 400
    assert hotline.send(key="k").status_code == 201


def test_sending_needs_its_scope_and_a_key_for_the_request(client):
    reader = Caller(client, "hotline12345", Scope.PETITION_READ)

    assert reader.send().json()["code"] == "scope_missing"
    writer = Caller(client, "hotline12345", Scope.PETITION_WRITE)
    response = client.post(URL, "{}", content_type="application/json", headers=writer.headers)
    assert response.json()["code"] == "idempotency_key_required"
    assert writer.get().json()["code"] == "scope_missing"


@pytest.mark.parametrize(("username", "status"), [("mei", 201), ("wei", 403)])
def test_staff_send_what_they_may_register(client, username, status):
    factories.people()
    client.force_login(getattr(factories.people(), username))

    response = client.post(URL, json.dumps(LAMP), content_type="application/json", headers={"Idempotency-Key": "k"})

    assert response.status_code == status


@pytest.mark.parametrize("said", [{}, LAN])
def test_sending_asks_the_database_little(hotline, django_assert_num_queries, said):
    hotline.send(**LAN)  # what is kept in the process is read once; the use of the key is noted once a minute

    with django_assert_num_queries(21 if said else 19):  # six of them begin or end a transaction or a savepoint
        hotline.send(external_no="RX2", **said)


# --- reading


def test_reading_masks_who_said_it(hotline):
    number = hotline.send(content="纸鲸苑3栋2单元501室门口路灯不亮，电话13800001234。", **LAN).json()["number"]

    body = hotline.get(f"{URL}/{number}").json()

    assert body["petitioner"] == {
        "name": "兰**", "phone": "138****1234", "address": "纸鲸苑3栋***", "is_anonymous": False, "is_hidden": False,
        "is_revealed": False,
    }  # fmt: skip
    assert "13800001234" not in json.dumps(body)
    assert body["kind"] == {"code": "help", "label": "求助"}
    assert body["category"] == {"code": PAVEMENT, "name": "道路与人行道破损"}
    assert body["place"] == {"code": GRID, "name": "北栈街道·纸鲸社区一网格"}


def test_a_confidential_petitioner_is_hidden(hotline):
    number = hotline.send(is_confidential=True, **LAN).json()["number"]

    petitioner = hotline.get(f"{URL}/{number}").json()["petitioner"]

    assert (petitioner["name"], petitioner["phone"], petitioner["is_hidden"]) == ("", "", True)


def test_an_anonymous_petition_has_no_petitioner(hotline):
    number = hotline.send().json()["number"]

    assert hotline.get(f"{URL}/{number}").json()["petitioner"]["is_anonymous"]


def test_the_scope_for_identities_shows_them_on_record(hotline, client):
    number = hotline.send(**LAN).json()["number"]

    body = Caller(client, "hotline12345", *BOTH, Scope.PETITION_PII).get(f"{URL}/{number}").json()

    assert (body["petitioner"]["phone"], body["petitioner"]["is_revealed"]) == ("13800001234", True)
    order = WorkOrder.objects.get()
    event = ledger.history(order).last()
    assert (event.kind, event.by_name) == ("workorder.identity_shown", "系统 hotline12345")
    assert ledger.broken(ledger.history(order)) is None


def test_reading_without_that_scope_writes_nothing(hotline):
    number = hotline.send(**LAN).json()["number"]
    events = ledger.history(WorkOrder.objects.get()).count()

    hotline.get(f"{URL}/{number}")

    assert ledger.history(WorkOrder.objects.get()).count() == events


def test_a_key_sees_its_own_source_only(hotline, client):
    number = hotline.send(external_no="RX1").json()["number"]
    media = Caller(client, "media", *BOTH)

    assert media.get(f"{URL}/{number}").status_code == 404
    assert media.get().json()["results"] == []
    assert media.get(source="hotline12345").json()["results"] == []
    assert hotline.get(f"{URL}/SQ20990101000001").json()["code"] == "not_found"


def test_staff_see_what_their_pages_show(client, hotline):
    number = hotline.send().json()["number"]
    seen = {}
    for name in ("mei", "chen"):
        client.force_login(getattr(factories.people(), name))
        seen[name] = client.get(f"{URL}/{number}").status_code

    assert seen == {"mei": 200, "chen": 404}


def test_a_number_of_the_source_finds_its_petition(hotline):
    for number in ("RX1", "RX2"):
        hotline.send(external_no=number)

    found = hotline.get(source="hotline12345", external_no="RX2").json()["results"]

    assert [row["external_no"] for row in found] == ["RX2"]


def test_what_has_changed_since_is_asked_for_page_by_page(hotline):
    for number in ("RX1", "RX2", "RX3"):
        hotline.send(external_no=number)
    now = timezone.now()
    WorkOrder.objects.filter(petitions__external_no="RX2").update(updated_at=now - timedelta(days=1))

    first = hotline.get(updated_since=(now - timedelta(hours=1)).isoformat(), limit=1)
    second = hotline.get(first.json()["next"])

    assert [row["external_no"] for page in (first, second) for row in page.json()["results"]] == ["RX1", "RX3"]
    assert second.json()["next"] is None


def test_a_filter_that_cannot_be_read_is_named(hotline):
    assert faults(hotline.get(updated_since="yesterday")) == [("?updated_since", "invalid")]


def test_a_step_is_a_change(hotline):
    number = hotline.send().json()["number"]
    before = hotline.get(f"{URL}/{number}").json()["updated_at"]
    order = WorkOrder.objects.get()

    factories.routing.route(order.pk, at=timezone.now())

    after = hotline.get(f"{URL}/{number}").json()
    assert after["updated_at"] > before
    assert after["lead"] == {"code": "D14", "name": "市城管局"}


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_at_any_length(hotline, django_assert_num_queries, count):
    for _ in range(count):
        hotline.send()

    with django_assert_num_queries(2):
        hotline.get()


# --- describing itself


def test_the_description_in_docs_is_current(tmp_path):
    """When this fails: manage.py spectacular --lang en --file docs/openapi.yaml"""
    call_command("spectacular", "--lang", "en", "--validate", "--fail-on-warn", file=str(tmp_path / "openapi.yaml"))

    now = (tmp_path / "openapi.yaml").read_text()
    assert now == (settings.BASE_DIR / "docs" / "openapi.yaml").read_text()

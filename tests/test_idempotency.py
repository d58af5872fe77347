"""A request sent twice is done once."""

import json
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from config.api import Router
from core import clients
from core.api import idempotency
from core.api.idempotency import idempotent
from core.api.problems import Problem
from core.enums import IdempotencyState, Scope
from core.models import ApiClient, CalendarYear, IdempotencyRecord, User

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


class Years(GenericViewSet):
    """Enters a year: work that must not be done twice."""

    scopes = {"create": Scope.PETITION_WRITE}
    pause = None  # two events, for a test that meets the work half done

    @idempotent
    def create(self, request):
        year = CalendarYear.objects.create(year=request.data["year"], source="国务院办公厅通知")
        if self.pause:
            started, go_on = self.pause
            started.set()
            go_on.wait(10)
        if request.data.get("then") == "fail":
            raise ZeroDivisionError
        if request.data.get("then") == "refuse":
            raise Problem("conflict")
        if request.data.get("then") == "answer 409":
            return Response({"no": True}, status=409)
        return Response({"年": year.year, "b": 1, "a": 2}, status=201, headers={"Location": f"/years/{year.year}"})


router = Router()
router.register("years", Years, basename="year")
router.register("other", Years, basename="other")
urlpatterns = [path("api/tried/", include(router.urls)), path("api/", include("config.api"))]


@pytest.fixture
def plain():
    hotline = ApiClient.objects.create(name="12345热线", source="hotline12345")
    return clients.issue_key(hotline, [Scope.PETITION_WRITE], at=NOW)[1]


@pytest.fixture
def send(client, plain):
    return sender(client, plain)


def sender(client, plain):
    def send(year=2026, key="a-1", url="/api/tried/years", **data):
        headers = {"Authorization": f"Bearer {plain}", **({"Idempotency-Key": key} if key is not None else {})}
        return client.post(url, json.dumps({"year": year, **data}), content_type="application/json", headers=headers)

    return send


def code(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.json()["code"]


def test_the_second_time_gives_the_same_answer_and_does_nothing(send):
    first, second = send(), send()

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert second.headers["Location"] == first.headers["Location"] == "/years/2026"
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert CalendarYear.objects.count() == 1


def test_it_costs_two_queries(send):
    send(2025, key="warm-up")

    with CaptureQueriesContext(connection) as queries:
        send()

    # The savepoints of this test are transactions in real life.
    tables = [query["sql"].split('"')[1] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert tables == ["core_apikey", "core_idempotencyrecord", "core_calendaryear", "core_idempotencyrecord"]


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        (None, "idempotency_key_required"),
        ("", "idempotency_key_required"),
        ("a b", "idempotency_key_invalid"),
        ("钥", "idempotency_key_invalid"),
        ("x" * 256, "idempotency_key_invalid"),
    ],
)
def test_a_key_is_required(send, key, problem):
    response = send(key=key)

    assert (response.status_code, code(response)) == (400, problem)
    assert not CalendarYear.objects.exists()


def test_longest_key(send):
    assert send(key="~" * 255).status_code == 201


@pytest.mark.parametrize("other", [{"year": 2027}, {"url": "/api/tried/other"}, {"note": "more"}])
def test_a_key_belongs_to_one_request(send, other):
    send()

    response = send(**other)

    assert (response.status_code, code(response)) == (422, "idempotency_key_reused")
    assert CalendarYear.objects.count() == 1


def test_two_clients_may_use_the_same_key(send, client):
    send()
    other = ApiClient.objects.create(name="网格平台", source="grid")
    send_other = sender(client, clients.issue_key(other, [Scope.PETITION_WRITE], at=NOW)[1])

    assert send_other(2027).status_code == 201


def test_a_new_key_of_the_client_replays_too(send, client):
    send()
    second_key = clients.issue_key(ApiClient.objects.get(), [Scope.PETITION_WRITE], at=NOW)[1]

    assert sender(client, second_key)().headers["Idempotency-Replayed"] == "true"


def test_staff_have_keys_of_their_own(client):
    client.force_login(User.objects.create(username="mei", name="梅兰"))
    post = {"content_type": "application/json", "headers": {"Idempotency-Key": "a-1"}}

    client.post("/api/tried/years", '{"year": 2026}', **post)
    again = client.post("/api/tried/years", '{"year": 2026}', **post)

    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(("then", "status"), [("refuse", 409), ("answer 409", 409), ("fail", 500)])
def test_what_failed_did_nothing_and_may_be_sent_again(send, client, then, status):
    client.raise_request_exception = False

    assert send(then=then).status_code == status

    assert not CalendarYear.objects.exists()
    assert not IdempotencyRecord.objects.exists()
    assert send().status_code == 201


def claim(**fields):
    body = json.dumps({"year": 2026}).encode()
    return IdempotencyRecord.objects.create(
        caller=f"client:{ApiClient.objects.get().pk}",
        key="a-1",
        method="POST",
        path="/api/tried/years",
        body_sha256=idempotency.hashlib.sha256(body).hexdigest(),
        **{"created_at": timezone.now(), **fields},
    )


def test_a_request_in_flight_is_a_conflict(send):
    claim()

    response = send()

    assert (response.status_code, code(response)) == (409, "request_in_flight")
    assert response.headers["Retry-After"] == "1"
    assert not CalendarYear.objects.exists()


def test_another_request_with_a_key_in_flight_is_told_so(send):
    claim()

    assert code(send(2027)) == "idempotency_key_reused"


def test_a_claim_of_a_dead_server_ends_by_itself(send):
    claim(created_at=timezone.now() - idempotency.LEASE - timedelta(seconds=1))

    assert send().status_code == 201

    assert IdempotencyRecord.objects.get().state == IdempotencyState.ANSWERED
    assert send().headers["Idempotency-Replayed"] == "true"


def test_answers_are_forgotten_after_a_day(send):
    send()
    IdempotencyRecord.objects.update(created_at=NOW)

    assert idempotency.forget_old(at=NOW + timedelta(hours=24)) == 0
    assert idempotency.forget_old(at=NOW + timedelta(hours=24, seconds=1)) == 1
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_answer_is_kept_in_the_transaction_of_the_work(send, monkeypatch):
    kept = idempotency._keep

    def keep_and_die(*args):
        kept(*args)
        raise KeyboardInterrupt  # what a killed server looks like from here

    monkeypatch.setattr(idempotency, "_keep", keep_and_die)
    with pytest.raises(KeyboardInterrupt):
        send()

    assert not CalendarYear.objects.exists()
    assert IdempotencyRecord.objects.get().state == IdempotencyState.IN_FLIGHT


@pytest.mark.django_db(transaction=True)
def test_what_happens_after_commit_cannot_undo_the_answer(send, monkeypatch, client):
    client.raise_request_exception = False
    kept = idempotency._keep

    def keep_and_lose_the_broker(*args):
        kept(*args)
        transaction.on_commit(lambda: 1 / 0)

    monkeypatch.setattr(idempotency, "_keep", keep_and_lose_the_broker)
    assert send().status_code == 500

    assert send().headers["Idempotency-Replayed"] == "true"
    assert CalendarYear.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_requests_that_meet(plain, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("an in-memory SQLite database belongs to one connection; set TEST_DATABASE_URL to PostgreSQL")
    started, go_on, answers = Event(), Event(), []
    monkeypatch.setattr(Years, "pause", (started, go_on))

    def first():
        answers.append(sender(Client(), plain)())
        connection.close()

    thread = Thread(target=first)
    thread.start()
    started.wait(10)
    meanwhile = sender(Client(), plain)()
    go_on.set()
    thread.join()
    afterwards = sender(Client(), plain)()

    assert (answers[0].status_code, meanwhile.status_code, afterwards.status_code) == (201, 409, 201)
    assert code(meanwhile) == "request_in_flight"
    assert afterwards.content == answers[0].content
    assert CalendarYear.objects.count() == 1

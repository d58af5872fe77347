"""Whatever goes wrong under /api/, the answer is a problem that names the field and the remedy."""

import json
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import OperationalError
from django.urls import include, path
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from config.api import Router
from core import clients
from core.api import catalogue
from core.api.problems import Problem
from core.api.rates import STAFF_PER_MINUTE
from core.enums import Scope
from core.models import ApiClient, ApiKey, User
from core.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
RAISES = {
    "conflict": lambda: Problem("conflict", detail="Wei was faster."),
    "stale": lambda: Problem("precondition_failed"),
    "unconditional": lambda: Problem("precondition_required"),
    "refusal": lambda: Refusal(field="phone", code="bad_phone", detail="Too short.", remedy="Send 11 digits."),
    "refusal-as-it-stands": lambda: Refusal(field="", code="of_its_own", detail="Signed already.", remedy=""),
    "refusal-declared": lambda: Refusal(field="", code="signed_before", detail="Signed at ten.", remedy=""),
    "model": lambda: ModelValidationError({"phone": ModelValidationError("Too short.", code="min_length")}),
    "forbidden": lambda: PermissionDenied("Only the lead may."),
    "busy": lambda: OperationalError("database is locked"),
}


class Petitioner(serializers.Serializer):
    phone = serializers.CharField(max_length=11)


class Petition(serializers.Serializer):
    content = serializers.CharField(max_length=20)
    urgency = serializers.ChoiceField(["normal", "urgent"], default="normal")
    petitioner = Petitioner()
    photos = serializers.ListField(child=serializers.CharField(max_length=3), required=False)

    def validate(self, values):
        if values["content"] == "same":
            raise serializers.ValidationError("Nothing new.", code="nothing_new")
        return values


class Petitions(GenericViewSet):
    serializer_class = Petition
    scopes = {"list": Scope.PETITION_READ, "create": Scope.PETITION_WRITE}

    def list(self, request):
        if cause := request.query_params.get("raise"):
            raise RAISES[cause]() if cause in RAISES else ZeroDivisionError(cause)
        if request.query_params.get("state") == "wrong":
            raise serializers.ValidationError({"state": "No such state."}, code="invalid_choice")
        return Response([])

    def create(self, request):
        petition = Petition(data=request.data)
        petition.is_valid(raise_exception=True)
        return Response(petition.validated_data, status=201)

    def destroy(self, request, pk):
        return Response(status=204)


router = Router()
router.register("petitions", Petitions, basename="petition")
urlpatterns = [path("api/tried/", include(router.urls)), path("api/", include("config.api"))]
URL = "/api/tried/petitions"


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    monkeypatch.setattr(catalogue, "CATALOGUE", dict(catalogue.CATALOGUE))
    for module in ("core.api.problems", "core.api.answers"):
        monkeypatch.setattr(f"{module}.CATALOGUE", catalogue.CATALOGUE)
    catalogue.declare("signed_before", 409, "Signed already", "Read it again.")


@pytest.fixture
def hotline():
    return ApiClient.objects.create(name="12345热线", source="hotline12345")


@pytest.fixture
def key(hotline):
    return clients.issue_key(hotline, [Scope.PETITION_READ, Scope.PETITION_WRITE], at=NOW)


@pytest.fixture
def api(client, key):
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key[1]}"
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def problem(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == response.status_code
    assert body["type"] == f"/api/problems/{body['code']}"
    assert body["title"]
    assert body["detail"]
    assert body["remedy"]
    return body


def post(api, data):
    return api.post(URL, json.dumps(data), content_type="application/json")


def faults(response):
    return {fault["pointer"]: fault["code"] for fault in problem(response)["errors"]}


def test_a_problem_holds_everything_and_nothing_else(api):
    response = post(api, {"content": "Lamp broken", "petitioner": {"phone": "138123456789"}})

    assert response.status_code == 400
    assert problem(response) == {
        "type": "/api/problems/invalid_input",
        "title": "The request holds values that cannot be accepted",
        "status": 400,
        "detail": "1 value needs correcting.",
        "remedy": "Correct the fields named in errors and send the request again.",
        "instance": URL,
        "code": "invalid_input",
        "request_id": response.headers["X-Request-Id"],
        "errors": [
            {
                "pointer": "#/petitioner/phone",
                "code": "max_length",
                "detail": "Ensure this field has no more than 11 characters.",
                "remedy": "Shorten it.",
            }
        ],
    }


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({}, {"#/content": "required", "#/petitioner": "required"}),
        ({"content": "", "petitioner": {}}, {"#/content": "blank", "#/petitioner/phone": "required"}),
        ({"content": None, "petitioner": 3}, {"#/content": "null", "#/petitioner": "invalid"}),
        ({"content": "x", "petitioner": {"phone": "1"}, "urgency": "very"}, {"#/urgency": "invalid_choice"}),
        ({"content": "x", "petitioner": {"phone": "1"}, "photos": ["ok", "long"]}, {"#/photos/1": "max_length"}),
        ({"content": "same", "petitioner": {"phone": "1"}}, {"#": "nothing_new"}),
        ([], {"#": "invalid"}),
        ("text", {"#": "invalid"}),
    ],
)
def test_every_wrong_place_is_named(api, data, found):
    assert faults(post(api, data)) == found


def test_a_wrong_query_is_named(api):
    assert faults(api.get(URL, {"state": "wrong"})) == {"?state": "invalid_choice"}


@pytest.mark.parametrize("body", ["{", "", "[1,", '{"content": NaN}', "\x00"])
def test_unreadable_body(api, body):
    response = api.post(URL, body, content_type="application/json")

    assert response.status_code == 400
    assert problem(response)["code"] in {"malformed", "invalid_input"}


def test_body_nested_too_deeply(api):
    response = api.post(URL, "[" * 100_000 + "]" * 100_000, content_type="application/json")

    assert (response.status_code, problem(response)["code"]) == (400, "malformed")


def test_body_too_large(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50

    response = post(api, {"content": "x" * 50})

    assert (response.status_code, problem(response)["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("cause", "status", "code", "detail"),
    [
        ("conflict", 409, "conflict", "Wei was faster."),
        ("stale", 412, "precondition_failed", "Somebody changed it meanwhile"),
        ("unconditional", 428, "precondition_required", "The If-Match header is missing"),
        ("refusal", 400, "invalid_input", "Too short."),
        ("refusal-as-it-stands", 409, "conflict", "Signed already."),
        ("refusal-declared", 409, "signed_before", "Signed at ten."),
        ("model", 400, "invalid_input", "1 value needs correcting."),
        ("forbidden", 403, "permission_denied", "Only the lead may."),
        ("busy", 503, "unavailable", "The service is busy"),
    ],
)
def test_what_views_and_rules_raise(api, cause, status, code, detail):
    api.raise_request_exception = False

    response = api.get(URL, {"raise": cause})

    body = problem(response)
    assert (response.status_code, body["code"], body["detail"]) == (status, code, detail)


def test_a_refusal_brings_its_own_field_and_remedy(api):
    assert problem(api.get(URL, {"raise": "refusal"}))["errors"] == [
        {"pointer": "?phone", "code": "bad_phone", "detail": "Too short.", "remedy": "Send 11 digits."}
    ]


def test_a_failure_of_ours_tells_its_number_and_no_more(api, caplog):
    api.raise_request_exception = False

    response = api.get(URL, {"raise": "secret table name"})

    body = problem(response)
    assert (response.status_code, body["code"]) == (500, "internal_error")
    assert body["request_id"] == response.headers["X-Request-Id"]
    assert "secret" not in response.content.decode()
    assert [record.exc_info[0] for record in caplog.records if record.name == "core.api.answers"] == [ZeroDivisionError]


def test_a_failure_of_ours_is_not_hidden_from_tests(api):
    with pytest.raises(ZeroDivisionError):
        api.get(URL, {"raise": "anything"})


def test_without_key(client):
    response = client.get(URL)

    assert (response.status_code, problem(response)["code"]) == (401, "not_authenticated")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Bearer gk_live_0.0", "bearer ", "Bearer 密钥"])
def test_with_a_wrong_key(client, header):
    response = client.get(URL, headers={"Authorization": header})

    assert (response.status_code, problem(response)["code"]) == (401, "key_not_valid")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="api"'


def test_with_a_revoked_key(api, key):
    clients.revoke_key(key[0], at=NOW)

    assert api.get(URL).status_code == 401


def test_from_a_network_that_is_not_allowed(api):
    ApiKey.objects.update(cidrs=["10.2.0.0/16"])

    assert api.get(URL).status_code == 401
    assert api.get(URL, REMOTE_ADDR="10.2.3.4").status_code == 200


def test_address_is_taken_from_our_own_proxies_only(api, settings):
    ApiKey.objects.update(cidrs=["10.2.0.0/16"])
    forwarded = {"X-Forwarded-For": "10.2.3.4, 10.9.9.9"}

    assert api.get(URL, headers=forwarded).status_code == 401
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.9.9.9"]
    assert api.get(URL, headers=forwarded).status_code == 200
    assert api.get(URL, headers={"X-Forwarded-For": "10.2.3.4, 6.6.6.6, 10.9.9.9"}).status_code == 401


def test_a_scope_that_is_missing_is_named(api):
    ApiKey.objects.update(scopes=[Scope.PETITION_READ])

    response = post(api, {})

    assert (response.status_code, problem(response)["code"]) == (403, "scope_missing")
    assert "petition:write" in problem(response)["detail"]


def test_what_names_no_scope_is_closed_to_keys(api):
    response = api.delete(f"{URL}/1")

    assert (response.status_code, problem(response)["code"]) == (403, "scope_missing")


@pytest.mark.parametrize(
    "address", ["/api/", "/api/nowhere", "/api/v1/nowhere/7", "/api/v2/petitions", "/api/problems/nothing"]
)
def test_an_unknown_address_is_a_problem_too(api, address):
    for method in (api.get, api.post, api.delete):
        if address.startswith("/api/problems") and method != api.get:
            continue
        assert problem(method(address))["code"] == "not_found"


def test_a_stranger_does_not_learn_what_exists(client):
    assert client.get("/api/nowhere").status_code == 401


@pytest.mark.parametrize("address", [URL, f"{URL}/"])
def test_a_trailing_slash_makes_no_difference(api, address):
    assert api.get(address).status_code == 200
    assert post(api, {}).status_code == 400


def test_method_not_offered(api):
    response = api.put(URL)

    assert (response.status_code, problem(response)["code"]) == (405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_format_not_offered(api):
    response = api.get(URL, headers={"Accept": "text/html"})

    assert (response.status_code, problem(response)["code"]) == (406, "not_acceptable")


def test_format_not_understood(api):
    response = api.post(URL, "content=x", content_type="application/x-www-form-urlencoded")

    assert (response.status_code, problem(response)["code"]) == (415, "unsupported_media_type")


def test_too_many_calls(api):
    ApiKey.objects.update(rate_per_minute=2)

    first, second, third = (api.get(URL) for _ in range(3))

    assert [answer.headers["RateLimit-Remaining"] for answer in (first, second, third)] == ["1", "0", "0"]
    assert (third.status_code, problem(third)["code"]) == (429, "throttled")
    assert third.headers["RateLimit-Limit"] == "2"
    assert 1 <= int(third.headers["Retry-After"]) <= 60
    assert third.headers["RateLimit-Reset"] == third.headers["Retry-After"]


def test_a_lost_cache_stops_nobody(api, monkeypatch):
    from redis.exceptions import ConnectionError as RedisLost

    def lost(*_args, **_kwargs):
        raise RedisLost

    monkeypatch.setattr("core.api.rates.cache.add", lost)

    response = api.get(URL)

    assert response.status_code == 200
    assert "RateLimit-Limit" not in response.headers


def test_a_call_costs_one_query_for_its_key(api, django_assert_num_queries):
    api.get(URL)

    with django_assert_num_queries(1):
        api.get(URL)


def test_staff_call_from_the_browser(client):
    client.force_login(User.objects.create(username="mei", name="梅兰"))

    response = client.get(URL)

    assert response.status_code == 200
    assert response.headers["RateLimit-Limit"] == str(STAFF_PER_MINUTE)


def test_staff_need_the_csrf_token_to_write():
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.create(username="mei", name="梅兰"))

    response = post(browser, {})

    assert (response.status_code, problem(response)["code"]) == (403, "permission_denied")
    assert "CSRF" in problem(response)["detail"]


def test_problems_speak_the_language_of_the_caller(client):
    english = problem(client.get(URL, headers={"Accept-Language": "en"}))
    chinese = problem(client.get(URL, headers={"Accept-Language": "zh-CN,zh;q=0.9"}))

    assert english["code"] == chinese["code"]
    assert english["title"] == "No valid key was sent"
    assert chinese["title"] == "没有有效的密钥"


def test_every_code_is_explained_where_its_type_points(api):
    listed = api.get("/api/problems/").json()
    assert {entry["code"] for entry in listed} >= {"invalid_input", "throttled", "internal_error"}

    for entry in listed:
        assert api.get(f"/api/problems/{entry['code']}").json() == entry


def test_statuses_of_the_catalogue_are_complete():
    statuses = {kind.status for kind in catalogue.CATALOGUE.values()}

    assert statuses == {400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429, 500, 503}

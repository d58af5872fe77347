from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.urls import include, path
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.viewsets import GenericViewSet

from config.api import Router
from core.api import paging
from core.models import Job, User

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
URL = "/api/tried/jobs"


class JobSerializer(serializers.ModelSerializer):
    class Meta:
        model = Job
        fields = ("key",)


class Jobs(ListModelMixin, GenericViewSet):
    serializer_class = JobSerializer
    queryset = Job.objects.all()
    cursor_ordering = ("created_at", "id")


router = Router()
router.register("jobs", Jobs, basename="job")
urlpatterns = [path("api/tried/", include(router.urls))]


@pytest.fixture(autouse=True)
def _mei(client):
    client.force_login(User.objects.create(username="mei", name="梅兰"))


def put(*keys, at=NOW):
    for key in keys:
        Job.objects.create(kind="import", key=key, created_at=at, heartbeat_at=at)


def keys(page):
    return [row["key"] for row in page.json()["results"]]


def test_pages_follow_the_link_header(client):
    put("a", "b", "c")

    first = client.get(URL, {"limit": 2})
    second = client.get(first.json()["next"])

    assert (keys(first), keys(second)) == (["a", "b"], ["c"])
    assert first.headers["Link"] == f'<{first.json()["next"]}>; rel="next"'
    assert second.json()["next"] is None
    assert "Link" not in second.headers


@pytest.mark.parametrize("ordering", [("created_at", "id"), ("-created_at", "id"), ("-created_at", "-id"), ("-key",)])
def test_any_order_shows_every_row_once(client, monkeypatch, ordering):
    monkeypatch.setattr(Jobs, "cursor_ordering", ordering)
    put("a", "b", "c", at=NOW)
    put("d", "e", at=NOW + timedelta(microseconds=1))

    shown, url = [], f"{URL}?limit=2"
    while url:
        page = client.get(url)
        shown, url = shown + keys(page), page.json()["next"]

    assert shown == list(Job.objects.order_by(*ordering).values_list("key", flat=True))


def test_other_parameters_go_along(client):
    put("a", "b")

    assert "&kind=import" in client.get(f"{URL}?limit=1&kind=import").json()["next"]


def test_what_arrives_while_turning_pages_is_neither_lost_nor_doubled(client):
    put("a", "b", "c")
    first = client.get(URL, {"limit": 2})

    put("d")

    assert keys(client.get(first.json()["next"])) == ["c", "d"]


@pytest.mark.parametrize("rows", ["a", "abc"])
def test_one_row_and_three_cost_the_same(client, django_assert_num_queries, rows):
    put(*rows)

    with django_assert_num_queries(3):  # session, user, page
        client.get(URL)


@pytest.mark.parametrize("limit", ["1", "200"])
def test_limits_offered(client, limit):
    assert client.get(URL, {"limit": limit}).status_code == 200


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"limit": "0"}, "?limit"),
        ({"limit": "201"}, "?limit"),
        ({"limit": "many"}, "?limit"),
        ({"limit": "-1"}, "?limit"),
        ({"limit": ""}, "?limit"),
        ({"limit": "٣"}, "?limit"),
        ({"limit": "9" * 5000}, "?limit"),
        ({"cursor": "nonsense"}, "?cursor"),
        ({"cursor": ""}, "?cursor"),
        ({"cursor": signing.dumps(["x"], salt=paging.SALT)}, "?cursor"),
    ],
)
def test_wrong_queries_name_the_parameter(client, query, pointer):
    response = client.get(URL, query)

    assert response.status_code == 400
    assert [fault["pointer"] for fault in response.json()["errors"]] == [pointer]

"""The API describes itself, from our own server."""

import re

import pytest
from django.core.management import call_command
from django.urls import include, path, reverse
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from config.api import Router
from core import clients
from core.api.idempotency import idempotent
from core.models import ApiClient, User

pytestmark = pytest.mark.django_db


class Year(serializers.Serializer):
    year = serializers.IntegerField()


class Years(GenericViewSet):
    serializer_class = Year

    @idempotent
    def create(self, request):
        return Response(request.data, status=201)


router = Router()
router.register("years", Years, basename="year")
urlpatterns = [path("api/tried/", include(router.urls)), path("api/", include("config.api"))]


@pytest.fixture
def mei(client):
    user = User.objects.create(username="mei", name="梅兰")
    client.force_login(user)
    return user


def test_schema_is_valid_and_complete(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(tmp_path / "schema.yml"))


@pytest.mark.urls(__name__)
def test_schema_tells_what_the_views_do_not_say(client, mei):
    schema = client.get(reverse("api-schema"), {"format": "json"}).json()

    assert schema["openapi"] == "3.1.0"
    enter = schema["paths"]["/api/tried/years"]["post"]
    assert enter["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
    assert [(one["name"], one["in"], one["required"]) for one in enter["parameters"]] == [
        ("Idempotency-Key", "header", True)
    ]
    assert {"key": []} in enter["security"]
    assert "request_id" in schema["components"]["schemas"]["Problem"]["required"]


def test_schema_opens_with_a_key(client):
    hotline = ApiClient.objects.create(name="12345热线", source="hotline12345")
    _key, plain = clients.issue_key(hotline, [], at="2026-11-22T10:00:00+08:00")

    assert client.get(reverse("api-schema"), headers={"Authorization": f"Bearer {plain}"}).status_code == 200


def test_strangers_see_neither_schema_nor_page(client):
    assert client.get(reverse("api-schema")).status_code == 401
    assert client.get(reverse("api-docs")).headers["Location"] == "/login/?next=/api/docs/"


def test_page_loads_nothing_from_elsewhere_and_nothing_inline(client, mei):
    page = client.get(reverse("api-docs")).content.decode()

    loaded = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert len(loaded) == 5
    assert all(url.startswith(("/static/drf_spectacular_sidecar/", "/api/docs/?script")) for url in loaded)
    assert re.findall(r"<script(?! src=)|<style| style=", page) == []


def test_script_of_the_page_keeps_the_online_validator_away(client, mei):
    script = client.get(reverse("api-docs"), {"script": ""})

    assert script.headers["Content-Type"].startswith("application/javascript")
    assert '"validatorUrl": null' in script.content.decode()

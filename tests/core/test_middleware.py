import pytest
from django.contrib.auth import get_user_model

from core import middleware

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei(client):
    user = get_user_model().objects.create(username="mei", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def test_every_answer_carries_the_content_policy(client):
    answer = client.get("/nowhere/")

    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    )


def test_number_given_by_the_proxy_is_kept(client):
    answer = client.get("/nowhere/", headers={"X-Request-Id": "proxy-0001"})

    assert answer.headers["X-Request-Id"] == "proxy-0001"


@pytest.mark.parametrize("given", ["short", "x" * 65, "line\nbreak-line", "中文中文中文中文"])
def test_number_of_another_shape_is_replaced(client, given):
    answer = client.get("/nowhere/", headers={"X-Request-Id": given})

    assert len(answer.headers["X-Request-Id"]) == 32


def test_session_is_renewed_at_most_once_a_minute(client, mei, monkeypatch, django_assert_num_queries):
    client.get("/nowhere/")
    with django_assert_num_queries(2):  # session, user
        client.get("/nowhere/")
    monkeypatch.setattr(middleware.time, "time", lambda: mei.last_login.timestamp() + 61)

    client.get("/nowhere/")

    assert client.session["renewed"] == int(mei.last_login.timestamp() + 61)

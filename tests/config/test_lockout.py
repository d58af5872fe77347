import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei():
    return get_user_model().objects.create_user("mei", password="Chengming-2026")


def _log_in(client, password, **extra):
    return client.post("/login/", {"username": "mei", "password": password}, **extra)


def test_fifth_wrong_password_locks_the_account_out(client, mei):
    answers = [_log_in(client, "wrong").status_code for _attempt in range(5)]

    assert answers == [422, 422, 422, 422, 429]
    assert _log_in(client, "Chengming-2026").status_code == 429


def test_a_stranger_elsewhere_cannot_lock_mei_out(client, mei):
    for _attempt in range(5):
        _log_in(client, "wrong", REMOTE_ADDR="10.9.9.9")

    assert _log_in(client, "Chengming-2026").status_code == 302

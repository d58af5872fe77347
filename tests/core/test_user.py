import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse

from core.models import User

pytestmark = pytest.mark.django_db


def test_a_name_is_one_field():
    wei = User(username="wei", name="魏建国")

    assert str(wei) == "魏建国"
    assert wei.get_full_name() == "魏建国"
    assert wei.get_short_name() == "魏建国"
    assert {"first_name", "last_name"}.isdisjoint(field.name for field in User._meta.get_fields())


def test_createsuperuser_asks_for_the_name(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a-long-password-for-mei")

    call_command("createsuperuser", "--noinput", "--username=mei", "--name=梅兰", verbosity=0)

    mei = User.objects.get()
    assert (mei.username, mei.name, mei.is_superuser) == ("mei", "梅兰", True)
    assert mei.check_password("a-long-password-for-mei")


@pytest.mark.parametrize("model", ["user", "job", "apiclient", "apikey", "calendarday"])
def test_admin_lists_the_foundation(client, model):
    client.force_login(User.objects.create_superuser("mei", name="梅兰"))

    assert client.get(reverse(f"admin:core_{model}_changelist")).status_code == 200


@pytest.mark.parametrize("model", ["attachment", "event", "delivery", "idempotencyrecord"])
def test_admin_shows_nothing_that_tells_of_cases(model):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:core_{model}_changelist")


def test_admin_adds_a_user_by_name(client):
    client.force_login(User.objects.create_superuser("mei", name="梅兰"))
    password = "kZ7#qq-lampen"

    client.post(
        reverse("admin:core_user_add"),
        {"username": "chen", "name": "陈静", "usable_password": "true", "password1": password, "password2": password},
    )

    assert User.objects.get(username="chen").name == "陈静"


def test_admin_cannot_edit_what_rules_write(client):
    client.force_login(User.objects.create_superuser("mei", name="梅兰"))

    assert client.get(reverse("admin:core_job_add")).status_code == 403

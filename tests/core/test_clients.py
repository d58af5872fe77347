from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import clients
from core.enums import Scope
from core.models import ApiClient, ApiKey

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=90)


@pytest.fixture
def hotline():
    return ApiClient.objects.create(name="12345热线", source="hotline12345")


def recognised(plain, *, address="10.2.3.4", at=NOW):
    return clients.recognise(plain, address=address, at=at)


def test_a_key_is_shown_once_and_kept_as_a_hash(hotline):
    key, plain = clients.issue_key(hotline, [Scope.PETITION_WRITE], at=NOW)

    mark, _dot, secret = plain.partition(".")
    assert mark == f"gk_live_{key.prefix}"
    assert len(secret) == 43  # 256 bits
    assert secret not in str(ApiKey.objects.values().get())
    assert recognised(plain) == key


def test_recognising_costs_one_query(hotline, django_assert_num_queries):
    _key, plain = clients.issue_key(hotline, [Scope.PETITION_WRITE], at=NOW)

    with django_assert_num_queries(1):
        assert recognised(plain).client == hotline


@pytest.mark.parametrize(
    "change", [lambda p: p[:-1], lambda p: p + "x", lambda p: p.split(".")[0], lambda p: p[8:], lambda p: ""]
)
def test_what_is_nearly_a_key_is_none(hotline, change):
    _key, plain = clients.issue_key(hotline, [], at=NOW)

    assert recognised(change(plain)) is None


def test_the_secret_of_another_key_does_not_fit(hotline):
    (_one, first), (_other, second) = (clients.issue_key(hotline, [], at=NOW) for _ in range(2))

    assert recognised(f"{first.split('.')[0]}.{second.split('.')[1]}") is None


def test_two_keys_live_while_the_client_changes_over(hotline):
    old, old_plain = clients.issue_key(hotline, [Scope.PETITION_WRITE], at=NOW)
    _new, new_plain = clients.issue_key(hotline, [Scope.PETITION_WRITE], at=LATER)
    assert recognised(old_plain, at=LATER)
    assert recognised(new_plain, at=LATER)

    clients.revoke_key(old, at=LATER)

    assert recognised(old_plain, at=LATER) is None
    assert recognised(new_plain, at=LATER)


def test_a_key_ends_when_it_says(hotline):
    _key, plain = clients.issue_key(hotline, [], at=NOW, expires_at=LATER)

    assert recognised(plain, at=LATER - timedelta(seconds=1))
    assert recognised(plain, at=LATER) is None


def test_a_client_out_of_service_has_no_keys(hotline):
    _key, plain = clients.issue_key(hotline, [], at=NOW)

    ApiClient.objects.update(is_active=False)

    assert recognised(plain) is None


@pytest.mark.parametrize(
    ("address", "let_in"), [("10.2.3.4", True), ("10.3.0.1", False), ("2001:db8::7", True), ("", False), ("x", False)]
)
def test_a_key_may_be_tied_to_networks(hotline, address, let_in):
    _key, plain = clients.issue_key(hotline, [], at=NOW, cidrs=["10.2.0.0/16", "2001:db8::/32"])

    assert bool(recognised(plain, address=address)) is let_in


def test_an_unknown_scope_is_refused(hotline):
    with pytest.raises(clients.UnknownScope):
        clients.issue_key(hotline, ["petition:delete"], at=NOW)


def test_use_is_noted_to_the_minute(hotline, django_assert_num_queries):
    key, _plain = clients.issue_key(hotline, [], at=NOW)

    clients.note_use(key, at=NOW)
    key.refresh_from_db()
    assert key.last_used_at == NOW

    with django_assert_num_queries(0):
        clients.note_use(key, at=NOW + timedelta(seconds=59))

    clients.note_use(key, at=NOW + timedelta(seconds=60))
    key.refresh_from_db()
    assert key.last_used_at == NOW + timedelta(seconds=60)


def issue(*extra, client="12345热线"):
    out = StringIO()
    call_command(
        "issue_api_key", "--client", client, "--source", "hotline12345", "--scope", "petition:write", *extra, stdout=out
    )
    return out.getvalue().strip()


def test_command_makes_client_and_key():
    plain = issue("--scope", "petition:read", "--cidr", "10.2.0.0/16", "--days", "30")

    key = ApiKey.objects.select_related("client").get()
    assert (key.client.name, key.client.source) == ("12345热线", "hotline12345")
    assert (key.scopes, key.cidrs) == (["petition:write", "petition:read"], ["10.2.0.0/16"])
    assert (key.expires_at - key.created_at).days == 30
    assert clients.recognise(plain, address="10.2.0.1", at=key.created_at) == key


def test_command_gives_a_known_client_another_key():
    first, second = issue(), issue()

    assert first != second
    assert ApiClient.objects.count() == 1


def test_command_does_not_rename_a_client():
    issue()

    with pytest.raises(CommandError, match="12345热线"):
        issue(client="别的热线")


def test_command_refuses_what_is_no_network():
    with pytest.raises(CommandError, match="10\\.2\\.0\\.0/16"):
        issue("--cidr", "10.2.3.4/16")

    assert not ApiClient.objects.exists()

"""Keys for other systems: issued once, recognised by hash, taken back at any time.

A key reads `gk_live_<prefix>.<secret>`. The secret is 256 random bits, so a plain SHA-256 of it cannot be guessed.
"""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from core.enums import Scope
from core.models import ApiClient, ApiKey, User

MARK = "gk_live_"
USE_NOTED_EVERY = timedelta(minutes=1)


class UnknownScope(Exception):
    """A key was asked for with a scope that does not exist."""


def issue_key(
    client: ApiClient,
    scopes: Iterable[str],
    *,
    at: datetime,
    by: User | None = None,
    cidrs: Iterable[str] = (),
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its plain text, which nobody can read again. Earlier keys stay valid until they are revoked."""
    try:
        granted = [Scope(scope).value for scope in scopes]
    except ValueError as error:
        raise UnknownScope(str(error)) from error
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        client=client,
        prefix=prefix,
        secret_hash=_hash(secret),
        scopes=granted,
        cidrs=[str(ipaddress.ip_network(cidr)) for cidr in cidrs],
        created_at=at,
        created_by=by,
        expires_at=expires_at,
    )
    return key, f"{MARK}{prefix}.{secret}"


def revoke_key(key: ApiKey, *, at: datetime) -> None:
    key.revoked_at = key.revoked_at or at
    key.save(update_fields=["revoked_at"])


def recognise(plain: str, *, address: str, at: datetime) -> ApiKey | None:
    """The live key that reads so and may be used from this address, in one query."""
    prefix, _dot, secret = plain.removeprefix(MARK).partition(".")
    if not plain.startswith(MARK) or not secret:
        return None
    key = ApiKey.objects.select_related("client").filter(prefix=prefix).first()
    if key is None or not hmac.compare_digest(key.secret_hash, _hash(secret)):
        return None
    return key if key.is_live(at=at) and _comes_from(address, key.cidrs) else None


def note_use(key: ApiKey, *, at: datetime) -> None:
    """Remember that the key is in use, to the minute: an exact moment would cost a write a call."""
    if key.last_used_at is None or at - key.last_used_at >= USE_NOTED_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lte=at - USE_NOTED_EVERY)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=at)


def _comes_from(address: str, cidrs: list[str]) -> bool:
    if not cidrs:
        return True
    try:
        caller = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(caller in ipaddress.ip_network(cidr) for cidr in cidrs)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

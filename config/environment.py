"""Reads the environment and says plainly what is missing in it."""

import os

from django.core.exceptions import ImproperlyConfigured

REMEDIES = {
    "SECRET_KEY": "set it to 50 random characters: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
    "FIELD_KEYS": "set it to NAME:KEY[,NAME:KEY…], newest first, each key 64 hex digits: "
    "python3 -c 'import secrets; print(\"k1:\" + secrets.token_hex(32))'",
    "HASH_KEY": "set it to 64 hex digits: python3 -c 'import secrets; print(secrets.token_hex(32))'",
}


def secret(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {REMEDIES[name]}. See docs/deploy.md.")
    return value


def key(name: str) -> bytes:
    return _key_bytes(name, secret(name))


def keyring(name: str) -> dict[str, bytes]:
    """{key id: 32 bytes}; the first entry encrypts, all of them decrypt."""
    keys = {}
    for entry in secret(name).split(","):
        key_id, colon, digits = entry.strip().partition(":")
        if not (key_id and colon):
            raise ImproperlyConfigured(f"{name} is not a list of NAME:KEY: {REMEDIES[name]}.")
        keys[key_id] = _key_bytes(name, digits)
    return keys


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def _key_bytes(name: str, digits: str) -> bytes:
    try:
        value = bytes.fromhex(digits)
    except ValueError:
        value = b""
    if len(value) != 32:
        raise ImproperlyConfigured(f"{name} does not hold keys of 64 hex digits: {REMEDIES[name]}.")
    return value

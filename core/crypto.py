"""Keeping identity unreadable without a key that the database does not have.

Sealed text reads `v1.<key id>.<base64url of nonce and ciphertext>`: the first part names the algorithm, so another one
(SM4, say) can stand beside AES-256-GCM; the second names the key, so keys can change while old rows stay readable.
"""

import base64
import binascii
import hashlib
import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

AES_GCM = "v1"
NONCE_BYTES = 12


class Undecryptable(Exception):
    """The stored text is not what was once encrypted, or its key is no longer in FIELD_KEYS."""


def encrypt(text: str, *, bound_to: str = "") -> str:
    """Seal text with the current key. It opens only where the same `bound_to` is given."""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(key).encrypt(nonce, text.encode(), bound_to.encode())
    return f"{AES_GCM}.{key_id}.{_encoded(nonce + sealed)}"


def decrypt(sealed: str, *, bound_to: str = "") -> str:
    algorithm, _dot, rest = sealed.partition(".")
    key_id, _dot, body = rest.partition(".")
    if algorithm != AES_GCM or not body:
        raise Undecryptable("not in the form v1.<key id>.<text>")
    key = settings.FIELD_KEYS.get(key_id)
    if key is None:
        raise Undecryptable(f"no key {key_id!r} in FIELD_KEYS")
    try:
        raw = _decoded(body)
        return _cipher(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise Undecryptable(f"altered, or sealed with another key {key_id!r}") from error


def keyed_hash(text: str) -> str:
    """The same text gives the same 64 hex digits; without HASH_KEY nobody can try all phone numbers."""
    return hmac.new(settings.HASH_KEY, text.encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Plain text in Python, sealed text in the database. It cannot be searched, only asked whether it is there."""

    description = _("Encrypted text")

    def get_prep_value(self, value: Any) -> str | None:
        text = super().get_prep_value(value)
        return encrypt(text) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return decrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        # Every other lookup would compare with a text sealed afresh, and quietly find nothing.
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_transform(self, lookup_name: str) -> None:
        return None


@lru_cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

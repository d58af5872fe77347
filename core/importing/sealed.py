"""Uploaded files, and what is given back of them: sealed on the disk, and gone after a day.

They hold names and telephone numbers, so they lie there as unreadable as those do in the database, and no longer than
people need to correct them. What is on record afterwards is the job: who, when, the file's hash, how many rows.
"""

import base64
import secrets
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from core import crypto
from core.refusals import Refusal

FOLDER = "imports"
KEPT_FOR = timedelta(hours=24)  # practice §6.5


def keep(content: bytes) -> str:
    """The name under which the content can be had back for a day."""
    name = f"{FOLDER}/{secrets.token_hex(16)}"
    sealed = crypto.encrypt(base64.b64encode(content).decode(), bound_to=name)
    return default_storage.save(name, ContentFile(sealed.encode()))


def kept(name: str) -> bytes:
    """Raises `Refusal` when it is no longer there."""
    check(name)
    with default_storage.open(name) as stream:
        return base64.b64decode(crypto.decrypt(stream.read().decode(), bound_to=name))


def check(name: str) -> None:
    """Raises `Refusal` when the file is no longer there."""
    if not name or not default_storage.exists(name):
        raise Refusal(
            field="file", code="gone", detail=_("The file is no longer there: files are deleted after 24 hours."),
            remedy=_("Upload it again. Rows that were taken in are recognised."),
        )  # fmt: skip


def forget_old(*, at: datetime) -> int:
    """Delete what has been kept long enough. Returns how many files went."""
    if not default_storage.exists(FOLDER):
        return 0
    names = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    old = [name for name in names if default_storage.get_modified_time(name) < at - KEPT_FOR]
    for name in old:
        default_storage.delete(name)
    return len(old)

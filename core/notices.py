"""Telling people: a notice is a row for each reader, written with the change it tells of, carried further by channels.

Its sentence is made when it is read, in the reader's language, by the words that the app of its kind registered.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import translation

from core import channels
from core.actors import Actor
from core.enums import NoticeTone
from core.models import Notice

log = logging.getLogger(__name__)

Words = Callable[[Mapping[str, Any]], str]
Namer = Callable[[Actor, Sequence[int]], Mapping[int, str]]

BATCH = 200  # notices one run carries, so that runs stay short
PATIENCE = timedelta(seconds=30)  # before a channel that failed is tried again, doubled each time
MOST_ATTEMPTS = 12  # within seventeen hours; then it waits for a person
KEPT = timedelta(days=180)

_words: dict[str, Words] = {}
_namers: dict[str, Namer] = {}


def draft(
    user_id: int, kind: str, subject: models.Model, *, at: datetime, tone: str = NoticeTone.PLAIN, path: str = "",
    **data: Any,
) -> Notice:  # fmt: skip
    """A notice to be told. `data` is what its words need, never anything that names a petitioner."""
    return Notice(
        user_id=user_id, kind=kind, tone=tone, at=at, subject_type=subject._meta.label_lower, subject_id=subject.pk,
        path=path, data=data,
    )  # fmt: skip


def tell(notices: Iterable[Notice]) -> list[Notice]:
    """Write them, in the caller's transaction: told if and only if what they tell of has happened."""
    known = channels.configured().values()
    rows = list(notices)
    for row in rows if known else ():
        row.pending = [channel.name for channel in known if channel.takes(row)]
        row.carry_at = channels.not_before(row) if row.pending else None
    return Notice.objects.bulk_create(rows, batch_size=1000)


def mark_read(notices: QuerySet[Notice], *, at: datetime) -> int:
    return notices.filter(read_at=None).update(read_at=at)


# --- words


def word(kind: str, words: Words) -> None:
    """How notices of this kind read; said once by the app that tells them."""
    _words[kind] = words


def name_subjects(label: str, namer: Namer) -> None:
    """Who knows the titles of these subjects, as far as the reader may see them."""
    _namers[label] = namer


def sentence(notice: Notice) -> str:
    words = _words.get(notice.kind)
    return words(notice.data) if words else notice.data.get("text", notice.kind)


def titles(actor: Actor, notices: Iterable[Notice]) -> dict[tuple[str, int], str]:
    """The titles of what they are about, one query a kind of subject."""
    ids: dict[str, set[int]] = {}
    for notice in notices:
        ids.setdefault(notice.subject_type, set()).add(notice.subject_id)
    return {
        (label, pk): title
        for label, keys in ids.items() if label in _namers
        for pk, title in _namers[label](actor, sorted(keys)).items()
    }  # fmt: skip


# --- carrying


def carry_due(*, at: datetime) -> int:
    """Let the channels carry what waits for them, longest waiting first. Returns how many notices were taken on."""
    due = Notice.objects.filter(carry_at__lte=at).order_by("carry_at", "id")
    return sum(_carry(pk, at) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _carry(pk: int, at: datetime) -> bool:
    """One notice by all its channels. Each that fails stays on the row and is tried again; no other waits for it."""
    due = Notice.objects.select_for_update(skip_locked=True, of=("self",)).filter(carry_at__lte=at)
    notice = due.select_related("user").filter(pk=pk).first()
    if notice is None:
        return False
    known = channels.configured()
    wanted = [known[name] for name in notice.pending if name in known]
    failures = {channel.name: error for channel in wanted if (error := _try(channel, notice))}
    notice.pending = list(failures)
    notice.last_error = "; ".join(f"{name}: {error}" for name, error in failures.items())[:200]
    notice.carry_at = None
    if failures:
        notice.attempts += 1
        if notice.attempts < MOST_ATTEMPTS:
            notice.carry_at = at + PATIENCE * 2 ** (notice.attempts - 1)
    notice.save(update_fields=["pending", "last_error", "carry_at", "attempts"])
    return True


def _try(channel: channels.Channel, notice: Notice) -> str:
    """What went wrong, in a word; nothing when it was carried."""
    try:
        with translation.override(notice.user.language or settings.LANGUAGE_CODE):
            text = " ".join(filter(None, [notice.data.get("number"), sentence(notice)]))
            channel.carry(notice, text, key=f"notice-{notice.pk}-{channel.name}")
    except Exception as error:
        log.warning("Channel %s did not take notice %s: %r", channel.name, notice.pk, error)
        return repr(error)
    return ""


def forget_old(*, at: datetime) -> int:
    """What was read, or nobody read for half a year, is in the ledger of its subject anyway."""
    return Notice.objects.filter(at__lt=at - KEPT, carry_at=None).delete()[0]

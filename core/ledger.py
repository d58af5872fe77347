"""The ledger: each change leaves an event in its own transaction, chained by hash to the one before it.

`record()` writes one event, `record_many()` many at once for subjects that are new or locked by the caller;
`history()` reads them back, `broken()` finds the first event of a subject whose chain does not hold.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from core import outbox
from core.actors import Actor
from core.models import Event


def draft(subject: models.Model, kind: str, /, *, by: Actor, at: datetime, **data: Any) -> tuple[models.Model, Event]:
    """An event that is not yet numbered or chained. The subject may still be unsaved; its data may have a `kind`."""
    return subject, Event(
        subject_type=subject._meta.label_lower, kind=kind, at=at, by_id=by.id, by_name=by.name, data=_plain(data)
    )


def record(subject: models.Model, kind: str, /, *, by: Actor, at: datetime, **data: Any) -> Event:
    """Write one event. The caller holds the subject's row, so no other session can take the same number."""
    return record_many([draft(subject, kind, by=by, at=at, **data)])[0]


def record_many(drafts: Sequence[tuple[models.Model, Event]], *, new: bool = False, past: bool = False) -> list[Event]:
    """Number, chain and write events, in the order given.

    `new` says that no subject has a history yet; `past` that all this happened before, so that no listener hears of it.
    """
    last = {} if new else _last_of(subject for subject, _ in drafts)
    events = []
    for subject, event in drafts:
        event.subject_id = subject.pk
        before = last.get((event.subject_type, event.subject_id))
        event.seq = before.seq + 1 if before else 1
        event.prev_hash = before.hash if before else ""
        event.hash = digest(event)
        last[event.subject_type, event.subject_id] = event
        events.append(event)
    Event.objects.bulk_create(events, batch_size=500)
    if not past:
        outbox.put(events)
    return events


def history(subject: models.Model) -> models.QuerySet[Event]:
    """All events of a subject, oldest first."""
    return Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("seq")


def broken(events: Iterable[Event]) -> Event | None:
    """The first event of one subject's history that does not follow from the one before it, if any."""
    seq, prev_hash = 0, ""
    for event in events:
        if event.seq != seq + 1 or event.prev_hash != prev_hash or event.hash != digest(event):
            return event
        seq, prev_hash = event.seq, event.hash
    return None


def digest(event: Event) -> str:
    """SHA-256 over the event and the hash before it, in a form that every reader can rebuild."""
    content = [
        event.prev_hash, event.subject_type, event.subject_id, event.seq, event.kind,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"), event.by_id, event.by_name, event.data,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _last_of(subjects: Iterable[models.Model]) -> dict[tuple[str, int], Event]:
    """The newest event of each subject, one query a kind of subject."""
    ids: dict[str, set[int]] = {}
    for subject in subjects:
        ids.setdefault(subject._meta.label_lower, set()).add(subject.pk)
    last = {}
    for label, keys in ids.items():
        events = Event.objects.filter(subject_type=label, subject_id__in=keys).order_by("subject_id", "seq")
        if len(keys) == 1:
            events = events.reverse()[:1]
        for event in events.defer("data"):
            last[label, event.subject_id] = event
    return last


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Data as it will read after a trip through JSON, so that the hash written is the hash read."""
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False))

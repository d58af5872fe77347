"""Long work and its bar. The row tells how far it is; the worker writes it, pages read it.

A job is asked for with start(), claimed by exactly one worker with begin(), and ended with finish(), fail() or stop().
The clock is read here, not handed in: a sign of life is about the process, never about the business.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.enums import JobState
from core.models import Job, User
from core.models.jobs import SILENT_AFTER


class NotMine(Exception):
    """The job was not claimed with begin(), is over, or fell silent so long that another worker took it."""


_titles: dict[str, str] = {}


def start(
    kind: str,
    *,
    key: str = "",
    owner: User | None = None,
    total: int | None = None,
    params: dict[str, Any] | None = None,
) -> Job:
    """A new job, or the unfinished one of the same kind and key: a double click does not do the work twice.

    Without a key, the same owner asking for the same parameters is the same job.
    """
    params = params or {}
    key = key or _key_of(owner, params)
    now = timezone.now()
    _give_up_interrupted(kind, key)
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind, key=key, owner=owner, total=total, params=params, created_at=now, heartbeat_at=now
            )
    except IntegrityError:
        running = Job.objects.unfinished().filter(kind=kind, key=key).first()
        return running or start(kind, key=key, owner=owner, total=total, params=params)  # it ended in between


def entitle(kind: str, title: str) -> None:
    """What people read for this kind of job; said once by the app that starts it, in its AppConfig."""
    _titles[kind] = title


def title(job: Job) -> str:
    return str(_titles.get(job.kind, job.kind))


def begin(job_id: int, *, silent_after: timedelta = SILENT_AFTER) -> Job | None:
    """Claim a job for this worker. None: another one has it, or it is over. A silent worker loses its claim.

    Whoever knows that the work reports often may call it silent sooner.
    """
    now = timezone.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, heartbeat_at__lt=now - silent_after)
    claimed = Job.objects.filter(free, pk=job_id).update(state=JobState.RUNNING, started_at=now, heartbeat_at=now)
    return Job.objects.get(pk=job_id) if claimed else None


def progress(
    job: Job,
    *,
    done: int | None = None,
    ok: int | None = None,
    failed: int | None = None,
    total: int | None = None,
    note: str | None = None,
) -> None:
    """Say how far the work is, and that it is alive. The caller decides how often: once a second is plenty."""
    said = {"done": done, "ok": ok, "failed": failed, "total": total, "note": note}
    _write(job, heartbeat_at=timezone.now(), **{field: value for field, value in said.items() if value is not None})


def finish(job: Job, *, result: dict[str, Any] | None = None, note: str | None = None) -> None:
    _end(job, JobState.DONE, note=note, result=result)


def fail(job: Job, *, note: str, result: dict[str, Any] | None = None) -> None:
    """`note` tells its owner what went wrong and what to do."""
    _end(job, JobState.FAILED, note=note, result=result)


def stop(job: Job, *, result: dict[str, Any] | None = None, note: str | None = None) -> None:
    """The worker has noticed that cancellation was requested and has left its work in order."""
    _end(job, JobState.CANCELLED, note=note, result=result)


def request_cancel(job: Job) -> None:
    """Ask for the end. What still waits ends at once; what runs ends when its worker next looks."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if not waiting.update(state=JobState.CANCELLED, cancel_requested=True, finished_at=now):
        Job.objects.unfinished().filter(pk=job.pk).update(cancel_requested=True)
    job.refresh_from_db()


def cancel_requested(job: Job) -> bool:
    """Asked by the worker between two pieces of work."""
    return Job.objects.filter(pk=job.pk, cancel_requested=True).exists()


def _end(job: Job, state: JobState, *, note: str | None, result: dict[str, Any] | None) -> None:
    now = timezone.now()
    said = {"note": note, "result": result}
    _write(
        job,
        state=state,
        heartbeat_at=now,
        finished_at=now,
        **{field: value for field, value in said.items() if value is not None},
    )


def _write(job: Job, **fields: Any) -> None:
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, started_at=job.started_at)
    if not mine.update(**fields):
        raise NotMine
    for field, value in fields.items():
        setattr(job, field, value)


def _give_up_interrupted(kind: str, key: str) -> None:
    """A job whose worker is gone must not keep its key for ever."""
    now = timezone.now()
    Job.objects.interrupted(at=now).filter(kind=kind, key=key).update(
        state=JobState.FAILED, finished_at=now, note=_("The worker stopped in the middle. The work was started again.")
    )


def _key_of(owner: User | None, params: dict[str, Any]) -> str:
    content = json.dumps([owner.pk if owner else None, params], sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(content.encode()).hexdigest()

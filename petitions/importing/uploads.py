"""A file handed in by the browser: kept sealed for a day, checked by a worker, and taken in when its owner says so.

The file holds names and telephone numbers, so it lies on the disk as unreadable as they do in the database, and no
longer than people need to correct it. What is on record afterwards is the job: who, when, its hash, how many rows.
"""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from core import crypto, jobs
from core.models import Job, User
from core.refusals import Refusal
from partyorgs import roles
from petitions.importing import progress
from petitions.importing.errorsheets import FaultBook
from petitions.importing.opening import Opened, open_file
from petitions.importing.rows import Reader
from petitions.importing.runs import Run, Tally

FOLDER = "imports"
KEPT_FOR = timedelta(hours=24)  # practice §6.5


def check(content: bytes, *, name: str, map_text: str = "", owner: User) -> Job:
    """Keep the file, and ask for a rehearsal of it. Raises `Refusal` for a file that could not be imported anyway."""
    _open(content, map_text)
    sha256 = hashlib.sha256(content).hexdigest()
    params = {"file": _keep(content), "name": name, "sha256": sha256, "map": map_text}
    return _ask_for(progress.CHECK, params, owner)


def take_in(checked: Job) -> Job:
    """Ask for the import of a file that was checked. Raises `Refusal` when it is no longer there."""
    if not default_storage.exists(checked.params["file"]):
        raise _gone()
    return _ask_for(progress.IMPORT, checked.params, checked.owner)


def carry_out(job_id: int) -> None:
    """Do what was asked for, in a worker. Nothing happens when another worker does it or it is over."""
    job = jobs.begin(job_id)
    if job is None:
        return
    try:
        opened = _open(_kept(job.params["file"]), job.params["map"])
    except Refusal as refusal:
        jobs.fail(job, note=str(refusal))
        return
    jobs.progress(job, total=opened.table.count())
    book = BytesIO()
    faults = FaultBook(book, opened.table.header)

    def conclude(tally: Tally) -> dict[str, Any]:
        faults.close()
        return {
            "faults_file": _keep(book.getvalue()) if tally.faulty else "",
            "unread": opened.unread, "unknown_codes": opened.unknown_codes,
        }  # fmt: skip

    progress.carry_out(job, _run(job, opened), on_fault=faults.add, conclude=conclude)


def faults_of(job: Job) -> bytes:
    """The sheet of faulty rows. Raises `Refusal` when it is no longer there."""
    return _kept(job.result.get("faults_file", ""))


def forget_old(*, at: datetime) -> int:
    """Delete what has been kept long enough. Returns how many files went."""
    if not default_storage.exists(FOLDER):
        return 0
    names = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    old = [name for name in names if default_storage.get_modified_time(name) < at - KEPT_FOR]
    for name in old:
        default_storage.delete(name)
    return len(old)


def _ask_for(kind: str, params: dict[str, Any], owner: User | None) -> Job:
    """The same file of the same person that is being worked on already is that job: a double click is one."""
    words = hashlib.sha256(params["map"].encode()).hexdigest()
    return jobs.start(
        kind, key=f"{owner.pk if owner else ''}:{params['sha256']}:{words[:32]}", owner=owner, params=params
    )  # fmt: skip


def _run(job: Job, opened: Opened) -> Run:
    assert job.owner is not None
    now = timezone.now()
    actor = roles.actor_on(job.owner, timezone.localdate(now))
    reader = Reader(opened.file_map, opened.table.header)
    return Run(opened.table, reader, actor, now, is_rehearsal=job.kind == progress.CHECK)


def _open(content: bytes, map_text: str) -> Opened:
    return open_file(lambda: BytesIO(content), map_text=map_text)


def _keep(content: bytes) -> str:
    name = f"{FOLDER}/{secrets.token_hex(16)}"
    sealed = crypto.encrypt(base64.b64encode(content).decode(), bound_to=name)
    return default_storage.save(name, ContentFile(sealed.encode()))


def _kept(name: str) -> bytes:
    if not name or not default_storage.exists(name):
        raise _gone()
    with default_storage.open(name) as stream:
        return base64.b64decode(crypto.decrypt(stream.read().decode(), bound_to=name))


def _gone() -> Refusal:
    return Refusal(
        field="file", code="gone", detail=_("The file is no longer there: files are deleted after 24 hours."),
        remedy=_("Upload it again. Rows that were taken in are recognised."),
    )  # fmt: skip

"""A file handed in by the browser: kept sealed for a day, checked by a worker, and taken in when its owner says so."""

import hashlib
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core import jobs
from core.importing import progress, sealed
from core.importing.errorsheets import FaultBook
from core.models import Job, User
from core.refusals import Refusal
from partyorgs import roles
from petitions.importing.opening import Opened, open_file
from petitions.importing.rows import Reader
from petitions.importing.runs import CHECK, IMPORT, Run, Tally


def check(content: bytes, *, name: str, map_text: str = "", owner: User) -> Job:
    """Keep the file, and ask for a rehearsal of it. Raises `Refusal` for a file that could not be imported anyway."""
    _open(content, map_text)
    sha256 = hashlib.sha256(content).hexdigest()
    params = {"file": sealed.keep(content), "name": name, "sha256": sha256, "map": map_text}
    return _ask_for(CHECK, params, owner)


def take_in(checked: Job) -> Job:
    """Ask for the import of a file that was checked. Raises `Refusal` when it is no longer there."""
    sealed.check(checked.params["file"])
    return _ask_for(IMPORT, checked.params, checked.owner)


def carry_out(job_id: int) -> None:
    """Do what was asked for, in a worker. Nothing happens when another worker does it or it is over."""
    job = jobs.begin(job_id)
    if job is None:
        return
    try:
        opened = _open(sealed.kept(job.params["file"]), job.params["map"])
    except Refusal as refusal:
        jobs.fail(job, note=str(refusal))
        return
    jobs.progress(job, total=opened.table.count())
    book = BytesIO()
    faults = FaultBook(book, opened.table.header)

    def conclude(tally: Tally) -> dict[str, Any]:
        faults.close()
        return {
            "faults_file": sealed.keep(book.getvalue()) if tally.faulty else "",
            "unread": opened.unread, "unknown_codes": opened.unknown_codes,
        }  # fmt: skip

    afterwards = _("What was taken in until then stays.")
    progress.carry_out(job, _run(job, opened), afterwards=afterwards, on_fault=faults.add, conclude=conclude)


def faults_of(job: Job) -> bytes:
    """The sheet of faulty rows. Raises `Refusal` when it is no longer there."""
    return sealed.kept(job.result.get("faults_file", ""))


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
    return Run(opened.table, reader, actor, now, is_rehearsal=job.kind == CHECK)


def _open(content: bytes, map_text: str) -> Opened:
    return open_file(lambda: BytesIO(content), map_text=map_text)

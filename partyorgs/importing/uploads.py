"""A file handed in by the browser: kept sealed for a day, checked by a worker, and taken in when its owner says so."""

import hashlib
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core import jobs
from core.importing import progress, returned, sealed
from core.importing.entries import Reader
from core.importing.registers import Register
from core.importing.runs import Mode, Run, Tally
from core.importing.tables import Layout, Opener, Table, open_table
from core.models import Job, User
from core.refusals import Refusal
from partyorgs import roles
from partyorgs.importing import REGISTERS

CHECK, IMPORT = "register.check", "register.import"  # kinds of jobs


def open_for(register: type[Register], opener: Opener) -> tuple[Table, Register, tuple[str, ...]]:
    """The file, the register it goes into, and the columns it does not read. Raises `Refusal`."""
    table, taking = open_table(opener, Layout()), register(timezone.localdate())
    return table, taking, Reader(taking, table.header).unread


def nothing_written() -> str:
    """What is true whenever an import does not come to its end."""
    return _("Nothing was written.")


def check(content: bytes, *, name: str, register: str, owner: User) -> Job:
    """Keep the file, and ask for a check of it. Raises `Refusal` for a file that could not be imported anyway."""
    table, _taking, _unread = open_for(REGISTERS[register], lambda: BytesIO(content))
    params = {
        "file": sealed.keep(content), "name": name, "sha256": hashlib.sha256(content).hexdigest(),
        "register": register, "mode": Mode.CHECK.value, "extension": returned.extension(table),
    }  # fmt: skip
    return _ask_for(CHECK, params, owner)


def take_in(checked: Job, mode: Mode) -> Job:
    """Ask for the import of a file that was checked. Raises `Refusal` when it is no longer there."""
    sealed.check(checked.params["file"])
    return _ask_for(IMPORT, checked.params | {"mode": mode.value}, checked.owner)


def carry_out(job_id: int) -> None:
    """Do what was asked for, in a worker. Nothing happens when another worker does it or it is over."""
    job = jobs.begin(job_id)
    if job is None:
        return
    try:
        content = sealed.kept(job.params["file"])
        table, register, unread = open_for(REGISTERS[job.params["register"]], lambda: BytesIO(content))
    except Refusal as refusal:
        jobs.fail(job, note=str(refusal))
        return
    jobs.progress(job, total=table.count())
    book = BytesIO()
    faults = returned.writer(table, book)

    def conclude(tally: Tally) -> dict[str, Any]:
        faults.close()
        return {"faults_file": sealed.keep(book.getvalue()) if tally.faulty else "", "unread": unread}

    run = Run(table, register, Mode(job.params["mode"]), job, _actor(job), timezone.now())
    progress.carry_out(job, run, afterwards=nothing_written(), on_fault=faults.add, conclude=conclude)


def faults_of(job: Job) -> bytes:
    """The file of faulty rows. Raises `Refusal` when it is no longer there."""
    return sealed.kept(job.result.get("faults_file", ""))


def _ask_for(kind: str, params: dict[str, Any], owner: User | None) -> Job:
    """The same file of the same person that is being worked on already is that job: a double click is one."""
    key = f"{owner.pk if owner else ''}:{params['register']}:{params['mode']}:{params['sha256']}"
    return jobs.start(kind, key=key, owner=owner, params=params)


def _actor(job: Job) -> Any:
    assert job.owner is not None
    return roles.actor_on(job.owner, timezone.localdate())

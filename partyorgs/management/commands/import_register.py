"""Take a file of places, organizations or posts in. docs/import-registers.md describes the files."""

import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from core import jobs
from core.actors import SYSTEM
from core.importing import progress, returned
from core.importing.faults import Faulty
from core.importing.runs import Mode, Run, Tally
from core.importing.tables import Table, sha256_of
from core.models import Job, User
from core.refusals import Refusal
from partyorgs import roles
from partyorgs.importing import REGISTERS
from partyorgs.importing.uploads import CHECK, IMPORT, nothing_written, open_for

SHOWN_FAULTS = 10
WAIT = 2  # seconds between two looks at an import that is going on


class Command(BaseCommand):
    help = "Import areas, grids, buildings, organizations or posts. The same file again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("register", choices=list(REGISTERS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check every row and write nothing")
        parser.add_argument("--accept-valid", action="store_true", help="write the good rows though others are faulty")
        parser.add_argument(
            "--errors", type=Path, help="where to write the faulty rows, as the kind of file they are of"
        )
        parser.add_argument("--by", default="", help="username of the person on whose behalf it is done")

    def handle(self, *, register: str, file: Path, by: str, **options: Any) -> None:
        mode = Mode.CHECK if options["dry_run"] else Mode.VALID if options["accept_valid"] else Mode.ALL
        user = _user(by)
        try:
            table, taking, unread = open_for(REGISTERS[register], lambda: file.open("rb"))
        except (OSError, Refusal) as refusal:
            raise CommandError(_("Nothing was imported: %s") % refusal) from refusal
        if unread:
            self.stdout.write(_("Columns not read: %s") % "、".join(unread))
        job = self._claim(register, file, mode, user, table)
        actor = roles.actor_on(user, timezone.localdate()) if user else SYSTEM
        run = Run(table, taking, mode, job, actor, timezone.now())
        with self._faults(options["errors"], table) as on_fault:
            tally = self._carry_out(job, run, on_fault)
        self._say(tally, mode)
        if mode == Mode.ALL and tally.faulty:
            raise CommandError(_("Nothing was written, because rows are faulty. Correct them, or use --accept-valid."))

    def _claim(self, register: str, file: Path, mode: Mode, user: User | None, table: Table) -> Job:
        sha256 = sha256_of(lambda: file.open("rb"))
        params = {"name": file.name, "sha256": sha256, "register": register, "mode": mode.value}
        kind = CHECK if mode == Mode.CHECK else IMPORT
        total, said = table.count(), False
        while True:
            job = jobs.start(kind, key=f"{register}:{mode}:{sha256}", owner=user, total=total, params=params)
            if claimed := jobs.begin(job.pk):
                return claimed
            if not said:
                self.stdout.write(_("This file is being imported already. Waiting until that ends or falls silent …"))
            said = True
            time.sleep(WAIT)

    def _carry_out(self, job: Job, run: Run, on_fault: Callable[[Faulty], None]) -> Tally:
        begin = time.monotonic()

        def on_batch(tally: Tally) -> None:
            pace = tally.rows / max(time.monotonic() - begin, 0.001)
            text = _("%(rows)d of %(total)d rows checked, %(faulty)d faulty · %(pace)d rows/s")
            self.stdout.write(
                text % {"rows": tally.rows, "total": job.total, "faulty": tally.faulty, "pace": pace}
            )  # fmt: skip
            if tally.rows == job.total and run.mode != Mode.CHECK:
                self.stdout.write(_("Writing in one step …"))

        try:
            return progress.carry_out(
                job, run, afterwards=nothing_written(), on_fault=on_fault, on_batch=on_batch
            )  # fmt: skip
        except jobs.NotMine as taken:
            raise CommandError(_("Another process has taken this import over.")) from taken

    @contextmanager
    def _faults(self, path: Path | None, table: Table) -> Iterator[Callable[[Faulty], None]]:
        """Faulty rows go to a file, or the first of them to the screen."""
        if path is None:
            yield _Screen(self.stderr.write).add
            return
        with path.open("wb") as stream:
            rows = returned.writer(table, stream)
            yield rows.add
            rows.close()
        self.stdout.write(_("Faulty rows: %s") % path)

    def _say(self, tally: Tally, mode: Mode) -> None:
        for remark in tally.remarks:
            self.stdout.write(f"{remark.text}: {remark.count} ({'、'.join(remark.examples)})")
        text = _("Imported: %s") if tally.is_written else _("Checked, nothing written: %s")
        self.stdout.write(text % _counts(tally))


class _Screen:
    """The first faults on the screen, and how to get them all."""

    def __init__(self, write: Callable[[str], Any]) -> None:
        self._write = write
        self._shown = 0

    def add(self, reading: Faulty) -> None:
        for fault in reading.faults:
            self._shown += 1
            if self._shown <= SHOWN_FAULTS:
                place = "·".join(filter(None, (str(fault.row), fault.column, fault.value)))
                self._write(f"{place}: {fault.reason} {fault.remedy}")
            elif self._shown == SHOWN_FAULTS + 1:
                self._write(_("More faults follow; --errors FILE keeps them all."))


def _counts(tally: Tally) -> str:
    return _("%(new)d new, %(changed)d changed, %(same)d as they were, %(skipped)d skipped, %(faulty)d faulty") % (
        tally.counts()
    )


def _user(username: str) -> User | None:
    if not username:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist as error:
        raise CommandError(_("There is no user “%s”.") % username) from error

"""Take the petitions of a file in. docs/import.md describes files, mapping files and what is counted."""

import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from core import jobs
from core.actors import SYSTEM
from core.importing import progress
from core.importing.errorsheets import FaultList
from core.importing.tables import sha256_of
from core.models import Job, User
from core.refusals import Refusal
from partyorgs import roles
from petitions.deadlines import NoLimit
from petitions.importing.opening import Opened, open_file
from petitions.importing.rows import Reader, Reading
from petitions.importing.runs import IMPORT, Run, Tally

SILENT_AFTER = timedelta(seconds=15)  # a run reports every batch: one that has been silent for so long was killed
SHOWN_FAULTS = 10


class Command(BaseCommand):
    help = "Import petitions from a CSV or xlsx file. With the same file again, nothing is taken in twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--map", type=Path, help="mapping file (TOML); without it the headings must be ours")
        parser.add_argument("--source", default="", help="code of the system the numbers in the file come from")
        parser.add_argument("--dry-run", action="store_true", help="check every row and write nothing")
        parser.add_argument("--errors", type=Path, help="where to write the list of faults, as CSV")
        parser.add_argument("--by", default="", help="username of the person on whose behalf it is done")
        parser.add_argument("--limit", type=int, help="read only so many rows")

    def handle(self, *, file: Path, by: str, dry_run: bool, limit: int | None, **options: Any) -> None:
        user, now = _user(by), timezone.now()
        opened = self._open(file, options["map"], options["source"])
        actor = roles.actor_on(user, timezone.localdate(now)) if user else SYSTEM
        reader = Reader(opened.file_map, opened.table.header)
        run = Run(opened.table, reader, actor, now, is_rehearsal=dry_run, limit=limit)
        total = min(opened.table.count(), limit or 2**31)
        say = Teller(self.stdout.write, total)
        with self._faults(options["errors"]) as on_fault:
            if dry_run:
                tally = run.go(on_fault=on_fault, on_batch=say.progress)
            else:
                job = self._claim(file, opened, user, total)
                tally = self._carry_out(job, run, on_fault, say.progress)
        say.result(tally, dry_run)

    def _open(self, file: Path, map_file: Path | None, source: str) -> Opened:
        try:
            map_text = map_file.read_text("utf-8") if map_file else ""
            opened = open_file(lambda: file.open("rb"), map_text=map_text, source=source)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(_("Nothing was imported: %s") % error) from error
        except Refusal as refusal:
            raise CommandError(_("Nothing was imported. %s") % refusal) from refusal
        if opened.unread:
            self.stdout.write(_("Columns not read: %s") % "、".join(opened.unread))
        if opened.unknown_codes:
            codes = "、".join(opened.unknown_codes)
            self.stdout.write(_("Codes of the mapping file that this city's lists do not have, left out: %s") % codes)
        return opened

    def _claim(self, file: Path, opened: Opened, user: User | None, total: int) -> Job:
        """The job of this file and map. While another process works on it we wait, so that both do not."""
        sha256 = sha256_of(lambda: file.open("rb"))
        params = {"name": file.name, "sha256": sha256, "map": opened.file_map.digest}
        said = False
        while True:
            job = jobs.start(
                IMPORT, key=f"{sha256}:{opened.file_map.digest[:32]}", owner=user, total=total, params=params
            )  # fmt: skip
            claimed = jobs.begin(job.pk, silent_after=SILENT_AFTER)
            if claimed:
                return claimed
            if not said:
                self.stdout.write(_("This file is being imported already. Waiting until that ends or falls silent …"))
            said = True
            time.sleep(1)

    def _carry_out(
        self, job: Job, run: Run, on_fault: Callable[[Reading], None], on_batch: Callable[[Tally], None]
    ) -> Tally:
        try:
            afterwards = _("What was taken in until then stays.")
            return progress.carry_out(job, run, afterwards=afterwards, on_fault=on_fault, on_batch=on_batch)
        except NoLimit as missing:
            raise CommandError(
                _("%(error)s “manage.py install_limits” adds the usual ones.") % {"error": missing}
            ) from missing
        except jobs.NotMine as taken:
            raise CommandError(_("Another process has taken this import over.")) from taken

    @contextmanager
    def _faults(self, path: Path | None) -> Iterator[Callable[[Reading], None]]:
        """Faults go to the list, or the first of them to the screen."""
        if path is None:
            yield Screen(self.stderr.write).add
            return
        try:
            stream = path.open("w", encoding="utf-8-sig", newline="")
        except OSError as error:
            raise CommandError(_("Nothing was imported: %s") % error) from error
        with stream:
            yield FaultList(stream).add
        self.stdout.write(_("List of faults: %s") % path)


class Screen:
    """The first faults on the screen, and how to get them all."""

    def __init__(self, write: Callable[[str], Any]) -> None:
        self._write = write
        self._shown = 0

    def add(self, reading: Reading) -> None:
        for fault in reading.faults:
            self._shown += 1
            if self._shown <= SHOWN_FAULTS:
                place = "·".join(filter(None, (str(fault.row), fault.column)))
                self._write(f"{place}: {fault.reason} {fault.remedy}")
            elif self._shown == SHOWN_FAULTS + 1:
                self._write(_("More faults follow; --errors FILE keeps them all."))


class Teller:
    """Says how far it is, after every batch, and what came of it."""

    def __init__(self, write: Callable[[str], Any], total: int) -> None:
        self._write = write
        self._total = total
        self._begin = time.monotonic()

    def progress(self, tally: Tally) -> None:
        pace = tally.rows / max(time.monotonic() - self._begin, 0.001)
        left = round((self._total - tally.rows) / pace)
        text = _("%(rows)d of %(total)d rows: %(counts)s · %(pace)d rows/s, about %(left)d s left")
        values = {"rows": tally.rows, "total": self._total, "counts": _counts(tally), "pace": pace, "left": left}
        self._write(text % values)

    def result(self, tally: Tally, is_rehearsal: bool) -> None:
        for reason, count in tally.skipped.items():
            self._write(_("Skipped %(count)d: %(reason)s") % {"count": count, "reason": reason})
        text = _("Checked, nothing written: %s") if is_rehearsal else _("Imported: %s")
        self._write(text % _counts(tally))


def _counts(tally: Tally) -> str:
    return _("%(new)d new, %(known)d there already, %(skipped)d skipped, %(faulty)d faulty") % {
        "new": tally.new, "known": tally.known, "skipped": tally.skipped.total(), "faulty": tally.faulty,
    }  # fmt: skip


def _user(username: str) -> User | None:
    if not username:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist as error:
        raise CommandError(_("There is no user “%s”.") % username) from error

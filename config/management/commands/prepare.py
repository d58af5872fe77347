"""What a new version needs before its processes start: tables, message catalogue, static files."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Bring tables, message catalogue and static files up to date. Safe to run at every start."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--no-tables", action="store_true", help="Another machine has brought the tables up to date"
        )

    def handle(self, *, no_tables: bool = False, **_: Any) -> None:
        if not no_tables:
            self.stdout.write("Tables …")
            call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write("Message catalogue …")
        call_command("compile_catalogue", verbosity=0)
        self._collect_static()

    def _collect_static(self) -> None:
        """Hashing and compressing takes seconds, so an unchanged set of files is left alone."""
        stamp = settings.STATIC_ROOT / ".collected"
        files = _fingerprint()
        if stamp.exists() and stamp.read_text() == files:
            return
        self.stdout.write("Static files …")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(files)


def _fingerprint() -> str:
    newest, count = 0, 0
    for finder in get_finders():
        for path, storage in finder.list([]):
            newest = max(newest, int(storage.get_modified_time(path).timestamp()))
            count += 1
    return f"{count} files, newest {newest}"

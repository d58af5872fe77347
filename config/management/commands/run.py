"""`make run`: the processes of one production machine, configured by the environment alone."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import gunicorn
from config.processes import Crew, Stop, start_all, stopping_politely

NEEDED = ("DATABASE_URL", "BROKER_URL")


class Command(BaseCommand):
    help = "Run web server, worker and beat in the foreground. For several machines see docs/deploy.md."

    def handle(self, **_: Any) -> None:
        missing = [name for name in NEEDED if not os.environ.get(name)]
        if missing:
            raise CommandError(f"{' and '.join(missing)} not set: docs/deploy.md has the table of variables.")
        crew = Crew(settings.VAR_DIR / "log", {"REMAP_SIGTERM": "SIGQUIT"})
        with stopping_politely():
            try:
                call_command("prepare")
                self._run(crew)
            except Stop:
                self.stdout.write("\nStopping …")
            finally:
                crew.stop()

    def _run(self, crew: Crew) -> None:
        start_all(crew)
        self.stdout.write(f"Serving on {gunicorn.bind}; logs in {crew.log_folder}. Ctrl-C stops everything.")
        name = crew.watch()
        raise CommandError(f"The {name} process stopped; see {crew.log(name)}.")

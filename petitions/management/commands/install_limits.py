"""Give a new city its time limits."""

from typing import Any

from django.core.management.base import BaseCommand

from petitions import deadlines
from petitions.defaults import install_limits


class Command(BaseCommand):
    help = "Add the usual time limits where the city has none. They are edited on the administration site afterwards."

    def handle(self, **_: Any) -> None:
        count = install_limits()
        deadlines.changed()
        self.stdout.write(f"{count} time limits added." if count else "The city has its time limits already.")

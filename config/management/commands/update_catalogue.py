"""Brings the message catalogue into step with the sources; works without gettext installed."""

from typing import Any

import polib
from django.core.management.base import BaseCommand

from config import catalogue


class Command(BaseCommand):
    help = "Add the texts the sources show to the catalogue (empty, to be translated) and drop those they no longer do."

    def handle(self, **_: Any) -> None:
        file = polib.pofile(str(catalogue.CATALOGUE), wrapwidth=110)
        added, dropped = catalogue.update(file)
        file.save()
        self.stdout.write(f"{added} added, {dropped} dropped, {len(file.untranslated_entries())} to be translated.")

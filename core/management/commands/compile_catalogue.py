"""Builds the binary message catalogues the portal reads, without gettext installed."""

import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed


class Command(BaseCommand):
    help = "Compile every .po file that is newer than its .mo file."

    def handle(self, *, verbosity: int, **_: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if _compile(source) and verbosity:
                    self.stdout.write(f"Compiled {source}")


def _compile(source: Path) -> bool:
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    fresh = target.with_suffix(f".{os.getpid()}")
    polib.pofile(str(source)).save_as_mofile(str(fresh))
    fresh.replace(target)  # nobody who starts at the same moment reads half a catalogue
    translation_file_changed(None, target)  # what this process read before, perhaps nothing, is out of date
    return True

"""Compute a frozen assessment again and compare it byte for byte."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.models import AssessmentResult
from reports.reproduction import Reproduction, reproduce
from reports.values import display


class Command(BaseCommand):
    help = "Computes a frozen assessment again and compares it byte for byte. Ends with an error where it differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int, help="number of the snapshot, as its page shows it")

    def handle(self, *, id: int, **options: Any) -> None:
        result = AssessmentResult.objects.select_related("cycle").exclude(frozen_at=None).filter(pk=id).first()
        if result is None:
            raise CommandError(_("There is no frozen assessment %(id)s.") % {"id": id})
        as_of = timezone.localtime(result.as_of)
        self.stdout.write(f"{result.cycle} · {result.get_gate_display()} · {as_of:%Y-%m-%d %H:%M}")
        self.stdout.write(f"SHA-256 {result.content_hash}")
        found = reproduce(result)
        for line in _report(found):
            self.stdout.write(line)
        if not found.is_identical or found.tampered or found.formulas_differ:
            raise CommandError(_("Not reproduced: see above."))


def _report(found: Reproduction) -> Iterator[str]:
    for what in found.tampered:
        yield _("TAMPERED: %(what)s does not fit the hash it was frozen with.") % {"what": what}
    if found.formulas_differ:
        yield _("The kept counts give other figures than then: the formulas have changed since.")
    elif not found.tampered:
        yield _("From the kept counts: the same bytes.")
    if found.is_identical:
        yield _("From the rows of today: the same bytes.")
        return
    yield _("From the rows of today: %(n)s figures differ.") % {"n": len(found.differences)}
    for unit, moved in found.moved.items():
        yield _("%(unit)s: %(n)s of its orders have gone on since; rows keep no older state of them.") % {
            "unit": unit,
            "n": moved,
        }
    for row in found.differences:
        yield f"  {row.unit} {row.indicator}: {display(row.frozen.value)} → {display(row.now.value)}"

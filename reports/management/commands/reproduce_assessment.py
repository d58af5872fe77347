"""Compute a frozen assessment again and compare it byte for byte."""

from django.core.management.base import BaseCommand, CommandError

from reports.models import AssessmentResult
from reports.reproduction import Reproduction, reproduce
from reports.values import display


class Command(BaseCommand):
    help = "Computes a frozen assessment again and compares it byte for byte. Ends with an error where it differs."

    def add_arguments(self, parser):
        parser.add_argument("id", type=int, help="number of the assessment, as its page shows it")

    def handle(self, *, id, **options):
        result = AssessmentResult.objects.select_related("cycle").exclude(frozen_at=None).filter(pk=id).first()
        if result is None:
            raise CommandError(f"There is no frozen assessment {id}.")
        self.stdout.write(f"{result.cycle} · {result.get_gate_display()} · frozen {result.frozen_at:%Y-%m-%d %H:%M}")
        self.stdout.write(f"sha256 {result.content_hash}")
        found = reproduce(result)
        for line in self.report(found):
            self.stdout.write(line)
        if not found.is_identical or found.tampered or found.formulas_differ:
            raise CommandError("Not reproduced: see above.")

    def report(self, found: Reproduction):
        for what in found.tampered:
            yield f"TAMPERED: {what} does not fit the hash it was frozen with."
        if found.formulas_differ:
            yield "The kept counts give other figures than then: the formulas have changed since."
        elif not found.tampered:
            yield "From the kept counts: the same bytes."
        if found.is_identical:
            yield "From the rows of today: the same bytes."
            return
        yield f"From the rows of today: {len(found.differences)} figures differ."
        for unit, moved in found.moved.items():
            yield f"{unit}: {moved} of its orders have gone on since; rows keep no older state of them."
        for row in found.differences:
            yield f"  {row.unit} {row.indicator}: {display(row.frozen.value)} then, {display(row.now.value)} now"

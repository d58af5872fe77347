"""Ask the ledger to prove itself. A difference is printed and fails, so a nightly job can tell somebody."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from petitions import proof
from petitions.models import WorkOrder

REPORT_EVERY = 10_000  # orders


class Command(BaseCommand):
    help = "Recompute the hash chain of every history, and replay every work order's events to its current row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("numbers", nargs="*", metavar="GD…", help="these orders only")

    def handle(self, *, numbers: list[str], verbosity: int, **_: Any) -> None:
        orders = self._told(proof.of_orders(_keys(numbers)), verbosity)
        others = proof.Checked() if numbers else self._told(proof.of_others(), 0)
        told = f"{orders.subjects:,} orders and {others.subjects:,} other histories, "
        told += f"{orders.events + others.events:,} events"
        if faults := len(orders.faults) + len(others.faults):
            raise CommandError(f"{told}: {faults:,} differences.")
        self.stdout.write(f"{told}: everything holds.")

    def _told(self, found: Iterable[proof.Checked], verbosity: int) -> proof.Checked:
        """Every difference as it is found, and a sign of life in between."""
        total = proof.Checked()
        for checked in found:
            before, total.subjects = total.subjects, total.subjects + checked.subjects
            total.events += checked.events
            total.faults += checked.faults
            for fault in checked.faults:
                self.stdout.write(f"{fault.subject}: {fault.text}")
            if verbosity and total.subjects // REPORT_EVERY > before // REPORT_EVERY:
                self.stderr.write(f"{total.subjects:,} orders …")
        return total


def _keys(numbers: list[str]) -> list[int] | None:
    if not numbers:
        return None
    keys = dict(WorkOrder.objects.filter(number__in=numbers).values_list("number", "pk"))
    if missing := [number for number in numbers if number not in keys]:
        raise CommandError(f"No such order: {', '.join(missing)}")
    return sorted(keys.values())

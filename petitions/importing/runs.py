"""Taking the rows of a file in, a batch a transaction, and saying how far it is.

Every row has a number of its source (its own, or one made of its words), so a row is never taken in twice. That is
why a run that was killed is simply started again: what is there already is recognised, at a query a batch.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from core.actors import Actor
from core.importing.faults import Fault
from core.importing.tables import Table, batches
from petitions import intake
from petitions.importing.rows import Reader, Reading

CHECK, IMPORT = "petitions.check_import", "petitions.import"  # kinds of jobs
BATCH = 500  # rows in one transaction: others who want a number wait for at most half a second
KEPT_FAULTS = 20


@dataclass
class Tally:
    """What became of the rows so far. Each row is counted once."""

    new: int = 0
    known: int = 0
    faulty: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    first_faults: list[Fault] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.good + self.faulty + self.skipped.total()

    @property
    def good(self) -> int:
        return self.new + self.known

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows, "new": self.new, "known": self.known, "faulty": self.faulty,
            "skipped": dict(self.skipped), "faults": [asdict(fault) for fault in self.first_faults],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """One pass over a file. `is_rehearsal` checks everything and writes nothing."""

    table: Table
    reader: Reader
    by: Actor
    at: datetime
    is_rehearsal: bool = False
    limit: int | None = None

    def tally(self) -> Tally:
        return Tally()

    def go(self, *, on_fault: Callable[[Reading], None], on_batch: Callable[[Tally], None]) -> Tally:
        """`on_batch` is called after each commit; what it raises ends the run between two batches."""
        tally = self.tally()
        for rows in batches(islice(self.table.rows(), self.limit), BATCH):
            for reading in self._take_in([self.reader.read(row) for row in rows], tally):
                tally.faulty += 1
                tally.first_faults += reading.faults[: max(0, KEPT_FAULTS - len(tally.first_faults))]
                on_fault(reading)
            on_batch(tally)
        return tally

    def _take_in(self, readings: list[Reading], tally: Tally) -> Iterator[Reading]:
        """Count a batch, and give back those rows that could not be taken in, in their order."""
        sent = [reading.submission for reading in readings if reading.submission]
        receipts = iter(
            intake.rehearse(sent, at=self.at) if self.is_rehearsal
            else intake.receive_many(sent, by=self.by, at=self.at)
        )  # fmt: skip
        for reading in readings:
            receipt = next(receipts) if reading.submission else None
            if reading.skipped:
                tally.skipped[reading.skipped] += 1
            elif receipt is None:
                yield reading
            elif receipt.refusals:
                yield self.reader.refused(reading, receipt.refusals)
            elif receipt.is_new:
                tally.new += 1
            else:
                tally.known += 1

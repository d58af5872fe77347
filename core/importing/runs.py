"""Taking a file through a register: first every row is checked, then all that shall be written is written at once.

The writing is one transaction, because half a city is worse than none: a worker that dies leaves nothing behind, no
page ever sees the new communities without their grids, and whoever starts again starts from the same ground. The first
pass costs a second reading; it is the one that shows how far it is, can be cancelled, and decides whether to write.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction

from core import ledger
from core.actors import Actor
from core.importing.entries import Reader
from core.importing.faults import Fault, Faulty
from core.importing.registers import BATCH, Entry, Moved, Outcome, Register, Remark
from core.importing.tables import Table, batches
from core.models import Job

KEPT_FAULTS = 20
MANY = 10_000  # rows written, after which the database counts anew
EVENT = "register.import"


class Mode(StrEnum):
    CHECK = "check"  # writes nothing
    ALL = "all"  # writes everything, or nothing where a row is faulty
    VALID = "valid"  # writes the rows that are not faulty


@dataclass
class Tally:
    """What became of the rows so far. Each row is counted once."""

    new: int = 0
    changed: int = 0
    same: int = 0
    faulty: int = 0
    skipped: int = 0
    is_written: bool = False
    first_faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.good + self.faulty + self.skipped

    @property
    def good(self) -> int:
        return self.new + self.changed + self.same

    def count(self, entry: Entry) -> None:
        setattr(self, entry.outcome, getattr(self, entry.outcome) + 1)
        if entry.faults:
            self.first_faults += entry.faults[: max(0, KEPT_FAULTS - len(self.first_faults))]

    def counts(self) -> dict[str, int]:
        return {outcome.value: getattr(self, outcome) for outcome in Outcome}

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows, **self.counts(), "is_written": self.is_written,
            "faults": [asdict(fault) for fault in self.first_faults],
            "remarks": [asdict(remark) for remark in self.remarks],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """One file into one register. `job` is on record for it: who, when, which file."""

    table: Table
    register: Register
    mode: Mode
    job: Job
    by: Actor
    at: datetime

    def tally(self) -> Tally:
        return Tally()

    def go(self, *, on_fault: Callable[[Faulty], None], on_batch: Callable[[Tally], None]) -> Tally:
        reader = Reader(self.register, self.table.header)
        self.register.survey(reader.entries(self.table.rows()))
        tally = self._check(reader, on_fault, on_batch)
        if self.mode == Mode.VALID or (self.mode == Mode.ALL and not tally.faulty):
            return self._write(reader, tally)
        tally.remarks = list(self.register.remarks())
        return tally

    def _check(self, reader: Reader, on_fault: Callable[[Faulty], None], on_batch: Callable[[Tally], None]) -> Tally:
        tally = self.tally()
        self.register.begin()
        for entries in self._settled(reader, tally):
            for entry in entries:
                if entry.faults:
                    on_fault(entry)
            on_batch(tally)
        return tally

    @transaction.atomic
    def _write(self, reader: Reader, checked: Tally) -> Tally:
        """The same rows once more, this time into the database. They must come to the same."""
        tally = self.tally()
        self.register.wait()
        self.register.begin()
        try:
            for entries in self._settled(reader, tally):
                self.register.write(entries)
        except IntegrityError as error:  # a page has given the same code meanwhile
            raise Moved from error
        if tally.counts() != checked.counts():
            raise Moved
        self.register.conclude()
        if tally.new + tally.changed >= MANY:
            self.register.analyze()
        tally.remarks = list(self.register.remarks())
        tally.is_written = True
        self._record(tally)
        return tally

    def _settled(self, reader: Reader, tally: Tally) -> Iterator[list[Entry]]:
        for entries in batches(reader.entries(self.table.rows()), BATCH):
            self.register.settle(entries)
            for entry in entries:
                reader.tell(entry)
                tally.count(entry)
            yield entries

    def _record(self, tally: Tally) -> None:
        """One event for the whole file: its hash says which one, its counts what came of it."""
        file = {name: self.job.params.get(name, "") for name in ("name", "sha256")}
        ledger.record(
            self.job, EVENT, by=self.by, at=self.at, register=self.register.name, mode=self.mode, **file,
            **tally.counts(),
        )  # fmt: skip

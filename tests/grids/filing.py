"""Handing files to a register: a header and rows, or a whole file, and what is said about it."""

import csv
import io
import json
from dataclasses import dataclass
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from core import jobs
from core.actors import SYSTEM
from core.importing.faults import Fault
from core.importing.runs import Mode, Run, Tally
from core.importing.tables import Layout, open_table

LOCKS = int(connection.vendor == "postgresql")  # queries by which one import waits for another


@dataclass
class Taken:
    tally: Tally
    faulty: list

    @property
    def faults(self) -> list[Fault]:
        return [fault for entry in self.faulty for fault in entry.faults]

    @property
    def codes(self) -> list[str]:
        """The stable names of what is wrong, in the order of the rows."""
        return [refusal.code for entry in self.faulty for refusal in entry.refusals]

    @property
    def counts(self) -> tuple[int, ...]:
        """New, changed, as they were, faulty."""
        tally = self.tally
        return tally.new, tally.changed, tally.same, tally.faulty


def sheet(*rows: list) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def features(*rows: tuple[dict, dict | None]) -> bytes:
    told = [{"type": "Feature", "properties": said, "geometry": shape} for said, shape in rows]
    return json.dumps({"type": "FeatureCollection", "features": told}, ensure_ascii=False).encode()


def take(register, content: bytes, mode: Mode = Mode.ALL) -> Taken:
    table = open_table(lambda: io.BytesIO(content), Layout())
    job = jobs.begin(jobs.start("register.import", key=uuid4().hex).pk)
    faulty = []
    run = Run(table, register(timezone.localdate()), mode, job, SYSTEM, timezone.now())
    return Taken(run.go(on_fault=faulty.append, on_batch=lambda tally: None), faulty)

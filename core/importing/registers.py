"""Registers: what a city keeps by key, and whose files say how each row shall be.

A `Register` knows its columns and rules; `runs` takes a file through it. The same file again finds every row as it is,
a corrected one changes what differs. What a file does not name stays as it is: an import never deletes.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any, ClassVar

from django.db import connection, models
from django.utils.translation import gettext as _

from core.importing.cells import Row
from core.importing.faults import Fault
from core.refusals import Refusal

LEFT = object()  # an empty cell, which leaves what is there
BATCH = 1000  # rows that are looked up, compared and written together


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its headings, the template's first, and what its cells become. Files are Chinese whatever language
    is read: `hint` and `sample` stand in the template."""

    field: str
    headings: tuple[str, ...]
    read: Callable[[str, Any], Any]  # the field and a cell that is not empty; raises `Refusal`
    is_required: bool = False
    is_code: bool = False  # kept as text by the template, and shown as it is
    empty: Any = LEFT
    choices: type[models.Choices] | None = None
    hint: str = ""
    sample: str = ""
    width: int = 18


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"
    SKIPPED = "skipped"


@dataclass(slots=True)
class Entry:
    """A row on its way into the register."""

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    faults: tuple[Fault, ...] = ()
    outcome: str = ""
    record: Any = None
    before: Mapping[str, Any] = field(default_factory=dict)  # what the record said where the row says otherwise

    def refuse(self, refusal: Refusal) -> None:
        self.refusals.append(refusal)


@dataclass(frozen=True, slots=True)
class Remark:
    """What the whole of it looks like afterwards: no reason to refuse a row, but somebody should know."""

    text: str
    count: int
    examples: tuple[str, ...] = ()

    SHOWN: ClassVar[int] = 12

    @classmethod
    def on(cls, text: str, examples: Sequence[str]) -> Iterator["Remark"]:
        """One remark, or none where there is no example."""
        if examples:
            yield cls(text, len(examples), tuple(examples[: cls.SHOWN]))


class Moved(Exception):
    """The register changed between the check and the writing."""

    def __str__(self) -> str:
        return _("Somebody changed the register while the file was being checked")


class Register:
    """One kind of file. An object of it lives as long as one run and remembers what the file has said so far."""

    name: ClassVar[str]
    title: ClassVar[Any]
    model: ClassVar[type[models.Model]]
    columns: ClassVar[tuple[Column, ...]]
    is_strict: ClassVar[bool] = False  # whether a column we do not know refuses the file

    def __init__(self, today: date) -> None:
        self.today = today
        self._rows: dict[Hashable, int] = {}

    # --- what a register says about itself

    def survey(self, entries: Iterable[Entry]) -> None:
        """Learn what only the whole file can tell. Most registers need nothing, and then the file is not read."""

    def begin(self) -> None:
        """A pass over the file begins: what was read in the last one is forgotten."""
        self._rows = {}

    def look_up(self, entries: Sequence[Entry]) -> Mapping[Hashable, Any]:
        """The records already there, by key; and whatever else `judge` will ask, in a few queries."""
        raise NotImplementedError

    def key(self, entry: Entry) -> Hashable:
        """What makes the row this row and no other. Asked only once nothing is wrong with its cells."""
        raise NotImplementedError

    def judge(self, entry: Entry, record: Any) -> None:
        """Refuse what the rules forbid. `record` is the one that is there, or None."""
        raise NotImplementedError

    def fields(self, entry: Entry, record: Any) -> dict[str, Any]:
        """Attributes of the record as the row wants them."""
        raise NotImplementedError

    def coming(self, entry: Entry) -> None:
        """Nothing is wrong with this new row: rows further down may refer to it."""

    def link(self, entry: Entry) -> None:
        """The record is about to be written for the first time: name those it depends on."""

    def depth(self, entry: Entry) -> int:
        """Records of one depth do not depend on one another; the lesser is written first."""
        return 0

    def written(self, entries: Sequence[Entry]) -> None:
        """These records are new and have keys now."""

    def conclude(self) -> None:
        """All is written; the transaction is still open."""

    def remarks(self) -> Iterable[Remark]:
        """What should be known of the register as it is, or would be, after the file."""
        return ()

    # --- the way of a batch

    def settle(self, entries: Sequence[Entry]) -> None:
        """Find out what each row of a batch comes to: `outcome` and `record` are set afterwards."""
        fit = [entry for entry in entries if not entry.refusals and not entry.outcome]
        known = self.look_up(fit)
        for entry in fit:
            key = self.key(entry) if not entry.refusals else None
            record = known.get(key)
            if not entry.refusals:
                self.judge(entry, record)
                self._refuse_twin(entry, key)
            if not entry.refusals:
                self._compare(entry, record)
        for entry in entries:
            if entry.refusals:
                entry.outcome = Outcome.FAULTY

    def write(self, entries: Sequence[Entry]) -> None:
        """Put a settled batch into the database."""
        fresh = sorted((entry for entry in entries if entry.outcome == Outcome.NEW), key=self.depth)
        for _depth, wave in groupby(fresh, key=self.depth):
            self._create(list(wave))
        changed = [entry for entry in entries if entry.outcome == Outcome.CHANGED]
        if changed:
            self._hold(changed)
            fields = [field.name for field in self._stored]
            self.model.objects.bulk_create(
                [entry.record for entry in changed], update_conflicts=True, unique_fields=["id"], update_fields=fields,
                batch_size=BATCH,
            )  # fmt: skip

    def wait(self) -> None:
        """Until nobody else writes into this register. Where the database has one writer at a time, it sees to that."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [self.model._meta.db_table])

    def analyze(self) -> None:
        """Let the database count what it has now: the next page shall not be planned for an empty table."""
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(self.model._meta.db_table)}")

    def _create(self, entries: list[Entry]) -> None:
        for entry in entries:
            self.link(entry)
        self.model.objects.bulk_create([entry.record for entry in entries], batch_size=BATCH)
        self.written(entries)

    def _hold(self, entries: Sequence[Entry]) -> None:
        """Lock what is about to change. Raises `Moved` where a page has changed it since it was compared."""
        rows = self.model.objects.select_for_update(of=("self",)).in_bulk([entry.record.pk for entry in entries])
        names = [field.attname for field in self._stored]
        for entry in entries:
            row = rows.get(entry.record.pk)
            if row is None or any(
                getattr(row, name) != entry.before.get(name, getattr(entry.record, name)) for name in names
            ):
                raise Moved

    @property
    def _stored(self) -> list[models.Field]:
        return [field for field in self.model._meta.concrete_fields if not field.primary_key]

    def _compare(self, entry: Entry, record: Any) -> None:
        wanted = self.fields(entry, record)
        if record is None:
            entry.record, entry.outcome = self.model(**wanted), Outcome.NEW
            self.coming(entry)
            return
        differing = {name: value for name, value in wanted.items() if getattr(record, name) != value}
        entry.before = {name: getattr(record, name) for name in differing}
        for name, value in differing.items():
            setattr(record, name, value)
        entry.record, entry.outcome = record, Outcome.CHANGED if differing else Outcome.SAME

    def _refuse_twin(self, entry: Entry, key: Hashable) -> None:
        first = self._rows.setdefault(key, entry.row.number)
        if first != entry.row.number:
            entry.refuse(Refusal(
                field=self.columns[0].field, code="twice_in_file",
                detail=_("Row %(row)d is about the same.") % {"row": first},
                remedy=_("Delete one of the two rows."),
            ))  # fmt: skip

"""What is wrong with a row, in the words of the file."""

from dataclasses import dataclass
from typing import Protocol

from core.importing.cells import Row

SHOWN = 120  # characters of a value in a list of faults


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a row. `column` is empty when it is about the whole row."""

    row: int
    column: str
    value: str
    reason: str
    remedy: str


class Faulty(Protocol):
    """A row that could not be taken in, and why."""

    @property
    def row(self) -> Row: ...

    @property
    def faults(self) -> tuple[Fault, ...]: ...

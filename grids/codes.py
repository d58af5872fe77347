"""The unified place code: 990102 001 003 012 05 021 02, where every prefix names the place above.

Pure: `parse()` cuts a code into its places, `validate()` lists what is wrong with one, `uncovered()` looks at a whole
set. Segments: GB/T 2260 (6 digits), GB/T 10114 (3), the statistics rule (3), grid (3), micro-grid (2), building (3),
unit (2). Ranges come from the statistics bureau's rule and from practice §4.2.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from grids.enums import GridKind, Level

LEVEL_OF_LENGTH = {
    6: Level.DISTRICT,  # or CITY, when the last two digits are 00
    9: Level.STREET,
    12: Level.COMMUNITY,
    15: Level.GRID,
    17: Level.MICRO_GRID,
    20: Level.BUILDING,
    22: Level.UNIT,
}
LENGTHS_UPWARDS = sorted(LEVEL_OF_LENGTH, reverse=True)
LONGEST = max(LEVEL_OF_LENGTH)
GRID_DIGITS = 15

# What the sequence of a grid says about its kind.
KIND_OF_SEQUENCE = {
    range(1, 700): GridKind.BASIC,
    range(700, 800): GridKind.INDUSTRY,
    range(800, 900): GridKind.ENTERPRISE,
    range(900, 1000): GridKind.SPECIAL,
}
STREET_SEQUENCES = range(1, 600)  # 001 streets, 100 towns, 200 townships, 400 units of an enterprise kind
NO_COMMUNITY = "000"  # an overlay grid across communities hangs under the street

# 9.90102E+14, 990102001003012.0: what a spreadsheet makes of a code whose cell is a number.
SPREADSHEET_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule: its name for a program, a sentence for a person."""

    rule: str
    message: str | Promise

    def __str__(self) -> str:
        return str(self.message)


class MalformedCode(ValueError):
    """The text is not a unified code at all."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


@dataclass(frozen=True, slots=True)
class Code:
    """A well-formed code and the codes of the places it lies in."""

    text: str
    level: Level

    @property
    def sequence(self) -> int:
        """The number of the place among its siblings."""
        width = 3 if self.level not in (Level.CITY, Level.DISTRICT, Level.MICRO_GRID, Level.UNIT) else 2
        return int(self.text[-width:])

    @property
    def kind(self) -> GridKind | None:
        """Which kind of grid the sequence stands for."""
        if self.level != Level.GRID:
            return None
        return next((kind for numbers, kind in KIND_OF_SEQUENCE.items() if self.sequence in numbers), None)

    @property
    def spans_communities(self) -> bool:
        return self.level == Level.GRID and self.text[9:12] == NO_COMMUNITY

    @property
    def parent(self) -> str | None:
        return next(_upwards(self.text), None)


def parse(text: object) -> Code:
    """The code that the text is. Raises MalformedCode."""
    if not isinstance(text, str):
        raise MalformedCode(_not_text())
    text = text.strip()
    if not (text.isascii() and text.isdigit()):
        raise MalformedCode(_not_text() if SPREADSHEET_NUMBER.fullmatch(text) else _not_digits())
    level = LEVEL_OF_LENGTH.get(len(text))
    if level is None:
        raise MalformedCode(_wrong_length(len(text)))
    return Code(text, Level.CITY if level == Level.DISTRICT and text.endswith("00") else level)


def validate(
    code: object,
    *,
    kind: str | None = None,
    parents: Collection[str] | None = None,
    taken: Collection[str] = (),
) -> list[Problem]:
    """What is wrong with a code, nothing if it may be used.

    `kind` is the kind of grid it shall be; `parents` are the codes of the places that exist on its first day;
    `taken` are the codes in use, now or ever: a code is never given twice.
    """
    try:
        parsed = parse(code)
    except MalformedCode as malformed:
        return [malformed.problem]
    return [
        *_sequence_problems(parsed),
        *(_kind_problems(parsed, kind) if kind else ()),
        *(_parent_problems(parsed, parents) if parents is not None else ()),
        *([_taken(parsed)] if parsed.text in taken else ()),
    ]


def uncovered(communities: Iterable[str], grids: Iterable[str]) -> list[str]:
    """The communities no base grid lies in. Each must have at least one."""
    covered = {grid[:12] for grid in grids if parse(grid).kind == GridKind.BASIC}
    return sorted(set(communities) - covered)


def ancestors(text: str) -> tuple[str, ...]:
    """Codes of all places a well-formed code lies in, from the city down, itself left out."""
    return tuple(_upwards(text))[::-1]


def prefix(area: str) -> str:
    """What all codes within an area begin with: the code itself, but 9901 for the city 990100."""
    return area[:4] if len(area) == 6 and area.endswith("00") else area


def covers(area: str, code: str) -> bool:
    """Whether the code is the area's own or lies in it."""
    return code.startswith(prefix(area))


def _upwards(text: str) -> Iterator[str]:
    """From the place above up to the city."""
    for length in LENGTHS_UPWARDS:
        if length < len(text) and not _is_filler(text[:length]):
            yield text[:length]
    if _city(text) != text:
        yield _city(text)


def _city(text: str) -> str:
    return text[:4] + "00"


def _is_filler(text: str) -> bool:
    """Zeros that keep the place of a level left out: no community, no micro-grid."""
    return (len(text) == 12 and text.endswith("000")) or (len(text) == 17 and text.endswith("00"))


def _sequence_problems(code: Code) -> list[Problem]:
    problems = []
    if len(code.text) >= 9 and int(code.text[6:9]) not in STREET_SEQUENCES:
        problems.append(Problem("street_range", _("Digits 7 to 9 must lie between 001 and 599.")))
    if code.level not in (Level.CITY, Level.STREET) and code.sequence == 0:
        problems.append(Problem("sequence", _("The last segment of the code must not be zero.")))
    if len(code.text) > 15 and code.text[9:12] == NO_COMMUNITY:
        problems.append(Problem("community", _("Only an overlay grid may leave out its community.")))
    return problems


def _kind_problems(code: Code, kind: str) -> list[Problem]:
    if code.level != Level.GRID:
        return [Problem("level", _("A grid code has 15 digits."))]
    problems = []
    if code.kind is not None and code.kind != kind:
        message = _("The sequence {sequence:03} belongs to another kind: {kind}.")
        problems.append(Problem("kind", format_lazy(message, sequence=code.sequence, kind=code.kind.label)))
    if code.spans_communities and kind == GridKind.BASIC:
        problems.append(Problem("community", _("A base grid belongs to exactly one community.")))
    return problems


def _parent_problems(code: Code, parents: Collection[str]) -> list[Problem]:
    if code.parent is None or code.parent in parents:
        return []
    message = _("The place above, {parent}, does not exist or is not in force on that day.")
    return [Problem("parent", format_lazy(message, parent=code.parent))]


def _taken(code: Code) -> Problem:
    return Problem("unique", format_lazy(_("The code {code} has been given already."), code=code.text))


def _not_text() -> Problem:
    return Problem("text", _("The code must be in text format."))


def _not_digits() -> Problem:
    return Problem("digits", _("The code must consist of digits only."))


def _wrong_length(length: int) -> Problem:
    message = _("The code has {length} digits; a code has 6, 9, 12, 15, 17, 20 or 22.")
    return Problem("length", format_lazy(message, length=length))

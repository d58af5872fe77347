"""The values a submission wants, from the cells of a file."""

from collections.abc import Callable
from typing import Any

from core.importing import cells
from core.importing.cells import text_of
from petitions.enums import Channel, PetitionerKind, PetitionKind, Urgency
from petitions.importing.columns import CODES

CHOICES = {"channel": Channel, "kind": PetitionKind, "urgency": Urgency, "petitioner_kind": PetitionerKind}


def value_of(field: str, cell: Any, *, pattern: str = "") -> Any:
    """What a field of a submission makes of a cell that is not empty. Raises `Refusal`."""
    if field == "content":
        return text_of(cell)  # as it was written down, line by line
    if field in ("event_at", "received_at"):
        return cells.moment(field, cell, pattern)
    convert = CONVERTERS.get(field)
    return convert(field, cell) if convert else text_of(cell).strip()


def words_of(field: str) -> list[str]:
    return cells.words_of(CHOICES[field])


def _category(field: str, cell: Any) -> str:
    """The template offers “010101 物业服务质量与履约”; the code is enough."""
    return cells.code(field, cell).partition(" ")[0]


def _choice(field: str, cell: Any) -> str:
    return cells.choice(CHOICES[field], cell)  # what we do not know, the intake refuses with the list


CONVERTERS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(CODES, cells.code),
    **dict.fromkeys(CHOICES, _choice),
    **dict.fromkeys(("is_anonymous", "is_confidential"), cells.truth),
    **dict.fromkeys(("lon", "lat"), cells.degrees),
    "category": _category,
}

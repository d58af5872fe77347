"""What a grid can lack. Each floor adds what it knows of: this one boundaries, the one above posts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q


@dataclass(frozen=True)
class Gap:
    """A tab of the directory and a word in its rows. `where` picks the grids that lack it on a day."""

    key: str
    label: str
    where: Callable[[date], Q]


_gaps: list[Gap] = []


def register(*gaps: Gap) -> None:
    _gaps.extend(gaps)


def known() -> tuple[Gap, ...]:
    return tuple(_gaps)

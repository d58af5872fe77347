"""What hangs on a place follows when the place is changed, in the same transaction.

Floors above register what of theirs follows (in `AppConfig.ready()`); this floor knows none of them by name.
`REMAINS` in tests/grids/test_followers.py lists what stays with the place of its day on purpose.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

Successors = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True)
class Shift:
    """Which rows end on a day, and the rows after them. The first of several takes over what cannot be in two places.

    `codes` are those that change, with all that lies in the places.
    """

    on: date
    areas: Successors
    grids: Successors
    codes: Mapping[str, tuple[str, ...]]


Follower = Callable[[Shift], int]

_followers: dict[str, tuple[Any, Follower]] = {}


def register(key: str, label: Any, follow: Follower) -> None:
    """`label` says in the preview what follows; `follow` does it and answers how many rows it touched."""
    _followers[key] = (label, follow)


def carry(shift: Shift) -> dict[str, int]:
    return {key: count for key, (_label, follow) in _followers.items() if (count := follow(shift))}


def label(key: str) -> str:
    return str(_followers[key][0]) if key in _followers else key


def reopen(
    rows: QuerySet[Any], field: str, after: Successors, *, on: date, to_all: bool = True,
    begins: str = "valid_from", ends: str = "valid_to", settle: Callable[[Any], None] = lambda row: None,
) -> int:  # fmt: skip
    """End the rows that hang on a place that ends, and begin the same on the places after it: on all, or on the first.

    What has not begun by that day never lay in the old place and simply comes to lie in the new one. `settle` sees each
    row that lies in a new place before it is kept.
    """
    open_rows = list(rows.filter(Q(**{ends: None}) | Q(**{f"{ends}__gt": on}), **{f"{field}__in": list(after)}))
    new: list[Any] = []
    for row in open_rows:
        since, heirs = getattr(row, begins), after[getattr(row, field)]
        has_begun = since is None or since < on
        copied = heirs if has_begun else heirs[1:]
        new += [
            _copy(row, {field: heir, begins: on if has_begun else since}) for heir in copied[: None if to_all else 1]
        ]
        if has_begun:
            setattr(row, ends, on)
        else:
            setattr(row, field, heirs[0])
            settle(row)
    for row in new:
        settle(row)
    changed = [each.name for each in rows.model._meta.concrete_fields if not each.primary_key]
    rows.model._default_manager.bulk_update(open_rows, changed, batch_size=500)
    rows.model._default_manager.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(open_rows)


def repoint(rows: QuerySet[Any], field: str, after: Successors) -> int:
    """Let rows that keep no history hang on the first place after the one that ends."""
    moved = list(rows.filter(**{f"{field}__in": list(after)}))
    for row in moved:
        setattr(row, field, after[getattr(row, field)][0])
    rows.model._default_manager.bulk_update(moved, [field], batch_size=500)
    return len(moved)


def _copy(row: Any, changed: Mapping[str, Any]) -> Any:
    values = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if not each.primary_key}
    return row._meta.model(**{**values, **changed})

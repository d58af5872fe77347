"""Reading the demo tables and adding what is missing of them."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import Model

FOLDER = Path(__file__).resolve().parent.parent / "demo_data"
ESTABLISHED = date(2015, 1, 1)  # before the first petition of any size of demo

Row = TypeVar("Row", bound=Model)


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add_missing(model: type[Row], rows: Iterable[Row], *key: str) -> dict[Any, Row]:
    """Create the rows whose key is not in the table yet. Answers all rows of the table, by key."""
    there = _by_key(model, key)
    model._default_manager.bulk_create((row for row in rows if _key(row, key) not in there), batch_size=500)
    return _by_key(model, key)


def _by_key(model: type[Row], key: tuple[str, ...]) -> dict[Any, Row]:
    return {_key(row, key): row for row in model._default_manager.order_by("pk")}


def _key(row: Model, key: tuple[str, ...]) -> Any:
    values = tuple(getattr(row, attribute) for attribute in key)
    return values[0] if len(values) == 1 else values

"""Public numbers: SQ20261122000001 is the first petition of that day."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from core.models import NumberSequence

TABLE = NumberSequence._meta.db_table
# One statement, understood alike by PostgreSQL and SQLite: the rows are made or moved, and locked until the
# caller's transaction ends. Two sessions cannot both make them, and a number rolled back was never given out.
TAKE = f"""
    INSERT INTO {TABLE} (prefix, day, last) VALUES %s
    ON CONFLICT (prefix, day) DO UPDATE SET last = {TABLE}.last + excluded.last
    RETURNING prefix, last
"""


class NotInTransaction(Exception):
    """Outside a transaction a number could be lost between being taken and being used."""


def take(prefix: str, day: date, count: int = 1) -> list[str]:
    """The next numbers of the day. Take them late: others wait for the counter until the transaction ends."""
    return take_each([prefix], day, count)[0]


def take_each(prefixes: Sequence[str], day: date, count: int = 1) -> list[list[str]]:
    """The next numbers of several kinds, as many of each. Always name the kinds in the same order: it is the order in
    which their counters are locked."""
    if not connection.in_atomic_block:
        raise NotInTransaction
    values = [value for prefix in prefixes for value in (prefix, connection.ops.adapt_datefield_value(day), count)]
    with connection.cursor() as cursor:
        cursor.execute(TAKE % ", ".join(["(%s, %s, %s)"] * len(prefixes)), values)
        last = dict(cursor.fetchall())
    return [
        [f"{prefix}{day:%Y%m%d}{number:06}" for number in range(last[prefix] - count + 1, last[prefix] + 1)]
        for prefix in prefixes
    ]

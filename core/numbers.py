"""Public numbers: SQ20261122000001 is the first petition of that day."""

from datetime import date

from django.db import connection

from core.models import NumberSequence

# One statement, understood alike by PostgreSQL and SQLite: the row is made or moved, and locked until the
# caller's transaction ends. Two sessions cannot both make it, and a number rolled back was never given out.
TAKE = f"""
    INSERT INTO {NumberSequence._meta.db_table} (prefix, day, last) VALUES (%s, %s, %s)
    ON CONFLICT (prefix, day) DO UPDATE SET last = {NumberSequence._meta.db_table}.last + excluded.last
    RETURNING last
"""


class NotInTransaction(Exception):
    """Outside a transaction a number could be lost between being taken and being used."""


def take(prefix: str, day: date, count: int = 1) -> list[str]:
    """The next numbers of the day. Take them late: others wait for the counter until the transaction ends."""
    if not connection.in_atomic_block:
        raise NotInTransaction
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [prefix, connection.ops.adapt_datefield_value(day), count])
        last = cursor.fetchone()[0]
    return [f"{prefix}{day:%Y%m%d}{number:06}" for number in range(last - count + 1, last + 1)]

"""Makes many orders of few: rows are copied with everything that hangs on them, inside the database.

The copies keep their moments and texts, so each share (states, units, lamps) stays what the generator drew. Their
events keep hashes that name another subject: nobody verifies the ledger of a copy.
"""

from collections.abc import Sequence

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max

from core.models import Event
from petitions.models import WorkOrder

Model = type[models.Model]

NUMBERED = ("number", "external_no")  # stand only once: a copy adds three digits


def multiply(orders: int) -> None:
    """Copy all orders until there are at least so many."""
    kinds = [*_hanging_on_orders(), Event]
    stride = max(kind.objects.aggregate(last=Max("pk"))["last"] or 0 for kind in kinds) + 1
    copies = -(-orders // WorkOrder.objects.count()) - 1
    with transaction.atomic(), connection.cursor() as cursor:
        for kind in kinds:
            for number in range(1, copies + 1):
                cursor.execute(_copy(kind, kinds, number, stride))
        for statement in connection.ops.sequence_reset_sql(no_style(), kinds):
            cursor.execute(statement)


def _hanging_on_orders() -> list[Model]:
    """Orders, whatever points at them, whatever points at that, and so on."""
    found: list[Model] = []
    near: list[Model] = [WorkOrder]
    while near:
        found += near
        near = [kind for kind in apps.get_models() if kind not in found and _pointed_at_by(kind) & set(near)]
    return found


def _pointed_at_by(kind: Model) -> set[Model]:
    return {field.related_model for field in kind._meta.concrete_fields if field.related_model}


def _copy(kind: Model, kinds: Sequence[Model], number: int, stride: int) -> str:
    fields = kind._meta.concrete_fields
    columns = ", ".join(_quoted(field.column) for field in fields)
    values = ", ".join(_value(field, kinds, number, stride) for field in fields)
    table, key = _quoted(kind._meta.db_table), _quoted(kind._meta.pk.column)
    only = " AND subject_type = 'petitions.workorder'" if kind is Event else ""
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE {key} < {stride}{only}"


def _value(field: models.Field, kinds: Sequence[Model], number: int, stride: int) -> str:
    column = _quoted(field.column)
    if field.primary_key or field.related_model in kinds or field.name == "subject_id":
        return f"{column} + {number * stride}"
    if field.name in NUMBERED:
        return f"CASE WHEN {column} = '' THEN '' ELSE {column} || '{number:03}' END"
    return column


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)

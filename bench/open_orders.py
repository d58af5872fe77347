"""Many open orders in no time: a few real ones are copied inside the database with what a round of the clocks reads.

Orders, their parts, clocks and events; no petitions, so nobody can work on them. Their clocks have time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from bench import city
from bench.petitions import SOURCE, Writer
from config import demo_city
from config.demo_city import rules
from core.actors import SYSTEM
from core.models import Event
from partyorgs.models import Department
from petitions import intake, routing
from petitions.enums import Status
from petitions.models import Assignment, Clock, Petition, WorkOrder

DAY = timedelta(days=1)
TEMPLATES = 25
MOST_COPIES = 9_999  # of each: their number adds four digits
STRIDE = 10_000_000  # far above any id of a city: a copy's id tells which copy it is

Kind = type[models.Model]


def make(wanted: int, writer: Writer, at: datetime) -> None:
    """Copy until so many orders are open."""
    templates = _templates(writer, at)
    copies = -(-(wanted - WorkOrder.objects.open().count()) // len(templates))
    first = _copies_so_far() + 1
    if first + copies > MOST_COPIES:
        raise ValueError(f"{wanted} open orders are more than {len(templates)} can be copied to")
    kinds: list[Kind] = [WorkOrder, Assignment, Clock, Event]
    with transaction.atomic(), connection.cursor() as cursor:
        for kind in kinds if copies > 0 else []:
            cursor.execute(_copy(kind, kinds, templates, first, first + copies - 1))
        for statement in connection.ops.sequence_reset_sql(no_style(), kinds):
            cursor.execute(statement)
    _give_time(at)


def found_city() -> None:
    """Places, units, people, duties and limits, where another measurement has not made them."""
    if not Department.objects.exists():
        today = timezone.now()
        demo_city.load_base(today, city.SEED)
        rules.load_rules(today.date())


def _templates(writer: Writer, at: datetime) -> list[int]:
    """Orders that came in and were given out, as any."""
    there = Petition.objects.filter(source=SOURCE, external_no__startswith="B", work_order_id__lt=STRIDE)
    given = there.filter(work_order__status=Status.DISPATCHED).order_by("work_order_id")
    if not given.exists():
        for letter in writer.letters(TEMPLATES):
            receipt = intake.receive(letter.submission, by=SYSTEM, at=at - DAY)
            routing.route(receipt.petition.work_order_id, at=at - DAY)
    return list(given.values_list("work_order_id", flat=True)[:TEMPLATES])


def _copies_so_far() -> int:
    return int(WorkOrder.objects.aggregate(last=Max("pk"))["last"] // STRIDE)


def _copy(kind: Kind, kinds: Sequence[Kind], templates: Sequence[int], first: int, last: int) -> str:
    fields = kind._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(field, kinds) for field in fields)
    owner = {WorkOrder: "id", Event: "subject_id"}.get(kind, "work_order_id")
    only = " AND subject_type = 'petitions.workorder'" if kind is Event else ""
    return (
        f'INSERT INTO "{kind._meta.db_table}" ({columns}) '
        f"WITH RECURSIVE copies(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM copies WHERE n < {last}) "
        f'SELECT {values} FROM "{kind._meta.db_table}", copies '
        f"WHERE {owner} IN ({', '.join(map(str, templates))}){only}"
    )


def _value(field: models.Field, kinds: Sequence[Kind]) -> str:
    column = f'"{field.column}"'
    if field.primary_key or field.related_model in kinds or field.name == "subject_id":
        return f"{column} + n * CAST({STRIDE} AS BIGINT)"
    return f"{column} || n" if field.name == "number" else column


def _give_time(at: datetime) -> None:
    """Nothing of what runs is due before the day after tomorrow."""
    Clock.objects.filter(stopped_at=None, paused_at=None).update(
        yellow_at=at + 2 * DAY, orange_at=at + 3 * DAY, due_at=at + 4 * DAY, alert_at=at + 2 * DAY, alerted=0
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

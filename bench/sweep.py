"""How long a round of the clocks takes: a thousand due among ten thousand open orders, and among a hundred thousand."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from bench import open_orders
from bench.figures import Figure, percentile
from bench.open_orders import DAY
from bench.run import Run
from core.actors import SYSTEM
from core.models import Notice
from petitions import sweep
from petitions.enums import ClockName
from petitions.models import Clock, SupervisionOrder

TIMES = 5
HOUR = timedelta(hours=1)


def measure(run: Run) -> Iterator[Figure]:
    run.portal.close()
    open_orders.found_city()
    run.say(f"{_grouped(run.size.few_open)} open orders")
    few = _figure(run, run.size.few_open)
    yield few
    run.say(f"{_grouped(run.size.many_open)} open orders")
    yield _figure(run, run.size.many_open).against(few)
    yield Figure("  notices of a round", Notice.objects.count() / (2 * TIMES + 2), "")
    yield Figure("  drafts of a round", SupervisionOrder.objects.filter(state="draft").count() / (2 * TIMES + 2), "")
    yield Figure("  nothing due, p50", percentile([_timed(timezone.now()) for _ in range(TIMES)], 50), "ms")


def _figure(run: Run, wanted: int) -> Figure:
    at = timezone.now()
    open_orders.make(wanted, run.writer, at)
    taken = []
    for number in range(TIMES + 1):
        _make_due(run.size.due, number, at)
        taken.append(_timed(at))
    return Figure(f"{_grouped(run.size.due)} due of {_grouped(wanted)} open, p50", percentile(taken[1:], 50), "ms")


def _make_due(count: int, number: int, at: datetime) -> None:
    """Other orders each time: a fifth has come to each moment of the ladder."""
    running = Clock.objects.filter(name=ClockName.HANDLE, stopped_at=None, paused_at=None).order_by("pk")
    every = running.count() // count
    pks = list(running.values_list("pk", flat=True))[number % every :: every][:count]
    for alerted, due_in in enumerate((2 * DAY, DAY, -HOUR, -2 * DAY, -4 * DAY)):
        Clock.objects.filter(pk__in=pks[alerted::5]).update(
            yellow_at=at - HOUR if alerted == 0 else at - 6 * DAY,
            orange_at=at - HOUR if alerted == 1 else at - 5 * DAY if alerted else at + DAY,
            due_at=at + due_in, alerted=alerted, alert_at=at - HOUR,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _timed(at: datetime) -> float:
    start = time.perf_counter()
    sweep.sweep(by=SYSTEM, at=at)
    return (time.perf_counter() - start) * 1000

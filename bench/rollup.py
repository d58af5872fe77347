"""How long the figures of a year take, beside the plain SQL that reads the same rows."""

import time
from collections.abc import Iterator
from dataclasses import replace

from django.db import connection
from django.db.models import Max, Min
from django.utils import timezone

from bench.figures import Figure, percentile
from bench.run import Run
from core import jobs
from core.actors import SYSTEM
from core.models import User
from petitions.models import WorkOrder
from reports import cycle, rollup
from reports.counting import tallies_of
from reports.enums import Gate
from reports.models import AssessmentCycle, AssessmentResult
from reports.periods import DAY, Period
from reports.snapshots import canonical

TIMES = 5

# The sums behind the six rates and the mean handling time, as one would write them for these alone.
ORDERS = """
SELECT lead_id, COUNT(*), SUM(handle_minutes),
       SUM(CASE WHEN submitted_at <= handle_due_at THEN 1 ELSE 0 END),
       SUM(CASE WHEN round >= 2 AND submitted_at IS NOT NULL THEN 1 ELSE 0 END),
       SUM(CASE WHEN contacted_answer OR contacted_at <= contact_due_at THEN 1 ELSE 0 END),
       SUM(CASE WHEN solved = 'solved' THEN 1 ELSE 0 END), SUM(CASE WHEN solved <> '' THEN 1 ELSE 0 END),
       SUM(CASE WHEN rating >= 3 THEN 1 ELSE 0 END), COUNT(rating)
FROM petitions_workorder
WHERE lead_id IS NOT NULL AND dispatched_at >= %s AND dispatched_at < %s AND withdrawn_at IS NULL
GROUP BY lead_id
"""
ASSIGNMENTS = """
SELECT assignment.department_id, COUNT(*), COUNT(request.id),
       SUM(CASE WHEN assignment.signed_at <= assignment.sign_due_at THEN 1 ELSE 0 END)
FROM petitions_assignment assignment
JOIN petitions_workorder work_order ON work_order.id = assignment.work_order_id
LEFT JOIN petitions_returnrequest request ON request.assignment_id = assignment.id
WHERE assignment.dispatched_at >= %s AND assignment.dispatched_at < %s AND work_order.withdrawn_at IS NULL
GROUP BY assignment.department_id
"""


def measure(run: Run) -> Iterator[Figure]:
    """Every order the city has, as if all were of one year."""
    run.portal.close()
    period = _all_time()
    plain = Figure(
        "SQL GROUP BY of the same rows, p50", percentile([_group_by(period) for _ in range(TIMES)], 50), "ms"
    )
    yield plain
    units = list(cycle.assessed_units(timezone.localdate().year).values_list("pk", flat=True))
    counted = [_timed(lambda: [tallies_of(some, period) for some in _chunks(units)]) for _ in range(TIMES)]
    yield Figure(f"counting for {len(units)} units, p50", percentile(counted, 50), "ms").against(plain)
    taken = [_roll_up(period) for _ in range(TIMES)]
    yield Figure("roll-up, frozen, p50", percentile(taken, 50), "ms").against(plain)


def _all_time() -> Period:
    found = WorkOrder.objects.aggregate(first=Min("dispatched_at"), last=Max("dispatched_at"))
    end = found["last"] + DAY
    return Period(found["first"], end, end, end)


def _group_by(period: Period) -> float:
    def fetch() -> None:
        for sql in (ORDERS, ASSIGNMENTS):
            cursor.execute(sql, [period.start, period.end])
            cursor.fetchall()

    with connection.cursor() as cursor:
        return _timed(fetch)


def _roll_up(period: Period) -> float:
    """From the claimed job to the frozen result."""
    year, at = AssessmentCycle.objects.order_by("-year")[0], timezone.now()
    owner = User.objects.order_by("id")[0]
    job = cycle.start_roll_up(year, Gate.YEAR_END, owner=owner, by=SYSTEM, at=at)
    frame = replace(cycle.frame_of(year, Gate.YEAR_END, as_of=at), period=period)
    AssessmentResult.objects.filter(job=job).update(frame=canonical(frame.as_json()))
    claimed = jobs.begin(job.pk)
    return _timed(lambda: rollup.roll_up(claimed))


def _chunks(units: list[int]) -> Iterator[list[int]]:
    return (units[start : start + rollup.CHUNK] for start in range(0, len(units), rollup.CHUNK))


def _timed(do) -> float:
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1000

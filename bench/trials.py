"""How long it takes to try a proposed duty list on every order the city has, beside the SQL that groups them."""

import time
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Max
from django.db.models.functions import Left
from django.utils import timezone

from bench.figures import Figure, percentile
from bench.run import Run
from core import jobs
from core.models import User
from partyorgs.enums import DutyAction, RevisionState
from partyorgs.models import Department, DutyChange, DutyItem, DutyRevision
from petitions import dutytrials, findings
from petitions.models import WorkOrder

TIMES = 3
ALL_TIME = timedelta(days=3650)
MOVED, DROPPED, TO = "C-030103", "C-040501", "D07"


def measure(run: Run) -> Iterator[Figure]:
    """Every order, as if all were of one year: one category moves, another is dropped."""
    run.portal.close()
    plain = Figure("SQL GROUP BY of the same rows, p50", percentile([_timed(_group) for _ in range(TIMES)], 50), "ms")
    yield plain
    revision, owner = _propose(), User.objects.order_by("id")[0]
    taken = [_timed(lambda: _try_out(revision, owner)) for _ in range(TIMES)]
    tried = revision.trials.order_by("-id")[0].tried
    yield Figure(f"trial of a list on {tried} petitions, p50", percentile(taken, 50), "ms").against(plain)
    looked = [_timed(lambda: findings.recompute(at=timezone.now(), back=ALL_TIME)) for _ in range(TIMES)]
    yield Figure("gaps and overlaps looked for, p50", percentile(looked, 50), "ms").against(plain)


def _propose() -> DutyRevision:
    now = timezone.now()
    revision = DutyRevision.objects.create(
        title="bench", effective_on=(now + timedelta(days=30)).date(), state=RevisionState.DRAFT, drafted_at=now,
        drafted_by_name="bench",
    )  # fmt: skip
    moved, dropped = DutyItem.objects.get(code=MOVED), DutyItem.objects.get(code=DROPPED)
    lead = Department.objects.get(code=TO)
    DutyChange.objects.create(
        revision=revision, action=DutyAction.CHANGE, base=moved, code=MOVED, title=moved.title, lead=lead
    )  # fmt: skip
    DutyChange.objects.create(
        revision=revision, action=DutyAction.DROP, base=dropped, code=DROPPED, title=dropped.title
    )
    return revision


def _try_out(revision: DutyRevision, owner: User) -> None:
    """As the worker does it."""
    job = jobs.begin(dutytrials.ask_for(revision, owner=owner).pk)
    assert job is not None
    trial = dutytrials.try_out(revision, job=job, at=timezone.now(), back=ALL_TIME)
    jobs.finish(job, result={"trial": trial.pk})


def _group() -> None:
    keys = ("category_id", "kind", "place", "target_department_id")
    orders = WorkOrder.objects.annotate(place=Left("place_code", 9)).order_by().values_list(*keys)
    list(orders.annotate(cases=Count("pk"), newest=Max("pk")))


def _timed(do) -> float:
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1000

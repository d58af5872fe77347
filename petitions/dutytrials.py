"""Trying a proposed version of the duty lists on the petitions of the last twelve months, before anybody signs it.

A worker does it; its bar moves, it can be called off, and what came of it is kept beside the revision. It reads the
orders and writes to none of them, nor to the ledger: a trial is no event in anybody's case.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext as _

from core import jobs
from core.models import Job, User
from partyorgs.enums import DutyPart, RevisionState
from partyorgs.models import Department, DutyChange, DutyRevision
from petitions import catalogue
from petitions.catalogue import Duty, Lists
from petitions.dutyuse import FOR_UNITS, YEAR
from petitions.models import DutyTrial, WorkOrder
from petitions.proposedlists import Alike, Comparison, Line, place_digits, revised
from petitions.refusals import NotAllowed
from petitions.routing import Matter

JOB = "petitions.try_duty_list"
BATCH = 2000  # groups of petitions between two signs of life
OPEN_STATES = (RevisionState.DRAFT, RevisionState.OPINIONS)


class _Cancelled(Exception):
    """Somebody asked for the end between two batches."""


def ask_for(revision: DutyRevision, *, owner: User) -> Job:
    """The job that tries a proposal; the one that is running, if there is one."""
    if revision.state not in OPEN_STATES:
        raise NotAllowed(_("This revision has been decided about: only a proposal can be tried."), code="decided")
    return jobs.start(JOB, key=f"revision-{revision.pk}", owner=owner, params={"revision": revision.pk})


def latest_job(revision: DutyRevision) -> Job | None:
    return Job.objects.filter(kind=JOB, key=f"revision-{revision.pk}").select_related("owner").order_by("-id").first()


def carry_out(job_id: int) -> None:
    """Do what was asked for, in a worker. Nothing happens when another worker does it or it is over."""
    job = jobs.begin(job_id)
    if job is None:
        return
    try:
        trial = try_out(DutyRevision.objects.get(pk=job.params["revision"]), job=job, at=timezone.now())
    except _Cancelled:
        jobs.stop(job, note=_("Called off. Nothing was kept."))
    except jobs.NotMine:
        raise
    except Exception as error:
        jobs.fail(job, note=_("%(error)s. Nothing was kept; start it again.") % {"error": str(error) or repr(error)})
        raise
    else:
        jobs.finish(job, result={"trial": trial.pk})


def try_out(revision: DutyRevision, *, job: Job, at: datetime, back: timedelta = YEAR) -> DutyTrial:
    """On what came in so long before; `job` is claimed, and told how far it is."""
    lists, lines = catalogue.read(), lines_of(revision)
    on, since = revision.effective_on, at - back
    now, then = lists.catalogue(), revised(lists, lines, on).catalogue()
    orders = WorkOrder.objects.filter(FOR_UNITS, registered_at__gte=since, registered_at__lt=at)
    jobs.progress(job, total=orders.count())
    comparison = Comparison(now, then, on)
    for number, alike in enumerate(_alike(orders, place_digits(now, then)), 1):
        comparison.add(alike)
        if number % BATCH == 0:
            _report(job, comparison.tried)
    _report(job, comparison.tried)
    return DutyTrial.objects.create(
        revision=revision, on=on, since=since, until=at, tried=comparison.tried, moved=comparison.moved,
        fingerprint=fingerprint(lists, lines), result=comparison.as_json(), at=at,
        by_name=job.owner.name if job.owner else "",
    )  # fmt: skip


def _report(job: Job, done: int) -> None:
    if jobs.cancel_requested(job):
        raise _Cancelled
    jobs.progress(job, done=done)


def is_current(trial: DutyTrial) -> bool:
    """Whether neither the lists nor the proposal have changed since."""
    return trial.fingerprint == fingerprint(catalogue.read(), lines_of(trial.revision))


def fingerprint(lists: Lists, lines: list[Line]) -> str:
    return hashlib.sha256(repr((lists, lines)).encode()).hexdigest()


def lines_of(revision: DutyRevision) -> list[Line]:
    """The proposal as values. Departments and categories that nobody knows are left out, as dispatch would."""
    changes = list(revision.changes.select_related("street").order_by("code"))
    unit_ids = dict(Department.objects.order_by("pk").values_list("code", "pk"))
    categories = {sort.code: sort.id for sort in catalogue.load().categories.values()}
    return [_line(change, unit_ids, categories) for change in changes]


def _line(change: DutyChange, unit_ids: dict[str, int], categories: dict[str, int]) -> Line:
    duty = Duty(
        change.code, change.title, change.lead_id or 0,
        tuple(unit_ids[code] for code in change.cooperating if code in unit_ids),
        change.territory_allowed, change.part == DutyPart.RECLAIMED,
    )  # fmt: skip
    wanted = tuple(categories[code] for code in change.categories if code in categories)
    return Line(change.action, duty, wanted, change.street.code if change.street else "")


def _alike(orders: QuerySet[WorkOrder], digits: int) -> Iterator[Alike]:
    """One query, one row for all that routing cannot tell apart."""
    keys = ("category_id", "kind", "place", "target_department_id")
    groups: Any = (
        orders.annotate(place=Left("place_code", digits)).order_by(*keys).values_list(*keys)
        .annotate(cases=Count("pk"), minutes=Sum("handle_minutes"), sample=Max("pk"))
    )  # fmt: skip
    for category_id, kind, place, target_id, cases, minutes, sample in groups:
        yield Alike(Matter(category_id, kind, place, target_id), cases, minutes or 0, sample)

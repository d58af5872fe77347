"""The gap and overlap map, made anew every night: what is still there, what is new, what is gone (practice S0-32)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import jobs
from core.actors import Actor
from core.calendar import CITY_TIME
from core.enums import JobState
from core.models import Job, User
from partyorgs import agenda
from partyorgs.models import AgendaItem, Department
from petitions import catalogue
from petitions.dutyuse import FOR_UNITS, YEAR
from petitions.gapmap import Award, Found, Past, find
from petitions.models import DutyCase, DutyFinding, WorkOrder
from petitions.routing import Matter

JOB = "petitions.find_gaps"
SOURCE = "duty_finding"
NIGHT = 3  # o'clock
HOUR = timedelta(hours=1)
TITLE_ROOM = 120


def ask_for(*, owner: User | None = None) -> Job:
    """The job that looks anew; the one that is looking already, if there is one."""
    return jobs.start(JOB, key="all", owner=owner)


def latest_job() -> Job | None:
    return Job.objects.filter(kind=JOB).order_by("-id").first()


def is_due(*, at: datetime) -> bool:
    """Whether nobody has looked since the last night. One that was missed is made up for."""
    night = at.astimezone(CITY_TIME).replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    since = night if night <= at else night - timedelta(days=1)
    return not Job.objects.filter(kind=JOB, created_at__gte=since).exclude(state=JobState.FAILED).exists()


def carry_out(job_id: int) -> None:
    job = jobs.begin(job_id)
    if job is None:
        return
    try:
        counts = recompute(at=timezone.now())
    except Exception as error:
        jobs.fail(job, note=_("%(error)s. The map stays as it was; start it again.") % {"error": repr(error)})
        raise
    jobs.finish(job, result=counts)


@transaction.atomic
def recompute(*, at: datetime, back: timedelta = YEAR) -> dict[str, int]:
    """Look at the lists in force and the orders of twelve months. A finding ends by itself when its cause is gone."""
    on = at.astimezone(CITY_TIME).date()
    lists = catalogue.read().catalogue()
    found = find(past_orders(since=at - back, at=at), awards(), lists, gone=units_gone(on=on), on=on)
    unit_codes = {unit.id: unit.code for unit in lists.units.values()}
    return _keep(found, unit_codes, at)


def past_orders(*, since: datetime, at: datetime) -> Iterator[Past]:
    """One query. An order without a place or a category stands there as it is."""
    orders = WorkOrder.objects.filter(FOR_UNITS, registered_at__gte=since, registered_at__lt=at).order_by("pk")
    rows = orders.values_list(
        "pk", "category_id", "kind", "place_code", "target_department_id", "lead_id", "closed_at", "registered_at",
        "dispatched_at",
    )  # fmt: skip
    for pk, category_id, kind, place_code, target_id, lead_id, closed_at, registered_at, dispatched_at in rows:
        hours = ((dispatched_at or at) - registered_at) / HOUR
        came_on = registered_at.astimezone(CITY_TIME).date()
        yield Past(pk, Matter(category_id, kind, place_code, target_id), lead_id, closed_at is not None, hours, came_on)


def units_gone(*, on: date) -> dict[int, str]:
    """Units that no longer exist on that day, with their names."""
    return dict(Department.objects.filter(valid_to__lte=on).order_by("pk").values_list("pk", "short_name"))


def awards() -> Iterator[Award]:
    """Precedents in force, newest first."""
    cases = DutyCase.objects.filter(is_active=True, category__isnull=False).order_by("-decided_at", "-pk")
    for row in cases.values_list("category_id", "kind", "place_code", "lead_id", "arbitration__work_order_id"):
        yield Award(*row)


def _keep(found: Iterable[Found], unit_codes: dict[int, str], at: datetime) -> dict[str, int]:
    open_ones = {
        (row.kind, row.key): row
        for row in DutyFinding.objects.select_for_update(of=("self",)).filter(gone_at=None).order_by("pk")
    }
    counts = {"found": 0, "new": 0, "gone": 0}
    for one in found:
        row = open_ones.pop((one.kind, one.key), None)
        counts["found"] += 1
        counts["new"] += row is None
        row = row or DutyFinding(kind=one.kind, key=one.key, first_seen_at=at)
        _fill(row, one, unit_codes, at)
        row.save()
    counts["gone"] = DutyFinding.objects.filter(pk__in=[row.pk for row in open_ones.values()]).update(gone_at=at)
    return counts


def _fill(row: DutyFinding, one: Found, unit_codes: dict[int, str], at: datetime) -> None:
    row.category_id, row.area_code = one.category_id, one.area_code
    row.duty_codes = list(one.duty_codes)
    row.unit_codes = [unit_codes[unit_id] for unit_id in one.unit_ids]
    row.because = [one.because.as_json()]
    row.cases, row.hours, row.weight = one.cases, one.hours, one.weight
    row.samples, row.last_seen_at = list(one.samples), at


# --- to the agenda


def raise_item(finding: DutyFinding, *, by: Actor, at: datetime) -> AgendaItem:
    """A finding for a meeting to decide about. Asked for twice, it lies in the pool once."""
    subject = finding.category.name if finding.category else _("petitions without an item")
    title = _("Duties: %(finding)s, %(subject)s") % {"finding": finding.get_kind_display(), "subject": subject}
    return agenda.raise_item(
        title=title[:TITLE_ROOM], text=text_of(finding), source=SOURCE, source_key=str(finding.pk),
        address=reverse("petitions:duty-finding", args=[finding.pk]), by=by, at=at,
    )  # fmt: skip


def text_of(finding: DutyFinding) -> str:
    """Why it is one, and its figures, in words."""
    figures = _("%(cases)s cases in twelve months, %(hours)s hours (median) until dispatch.")
    hours = "—" if finding.hours is None else f"{finding.hours:g}"
    said = [str(reason) for reason in finding.reasons]
    return "\n".join([*said, figures % {"cases": finding.cases, "hours": hours}])

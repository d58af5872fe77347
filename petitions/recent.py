"""How a unit has done lately: a few shares over four weeks, of units and never of people.

What fell due or ended in the window counts, by the definitions of practice §3.2. The yearly figures are `reports`' own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from petitions.enums import ReturnState, Status
from petitions.models import Assignment, ReturnRequest, WorkOrder

WINDOW = timedelta(weeks=4)
FEWEST = 5  # ratings below which a share would speak of single petitioners (practice §2.10)


@dataclass(frozen=True, slots=True)
class Share:
    part: int
    whole: int

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Recent:
    signed: Share
    replied: Share
    satisfied: Share
    returns: int

    @property
    def may_show_satisfied(self) -> bool:
        return self.satisfied.whole >= FEWEST


def figures(units: Collection[int] | None, *, now: datetime) -> Recent:
    """The last four weeks of these units; of the whole city for None. Three queries."""
    window = (now - WINDOW, now)
    orders = _of(WorkOrder.objects.exclude(status=Status.WITHDRAWN), "lead_id", units)
    due = Q(handle_due_at__range=window) & ~Q(status=Status.SUSPENDED)
    rated = Q(closed_at__range=window, rating__isnull=False)
    found = orders.aggregate(
        due=Count("pk", filter=due),
        in_time=Count("pk", filter=due & Q(submitted_at__lte=F("handle_due_at"))),
        rated=Count("pk", filter=rated),
        satisfied=Count("pk", filter=rated & Q(rating__gte=3)),
    )
    returns = _of(ReturnRequest.objects.filter(at__range=window), "assignment__department_id", units)
    return Recent(
        signed=_signed(units, window),
        replied=Share(found["in_time"], found["due"]),
        satisfied=Share(found["satisfied"], found["rated"]),
        returns=returns.count(),
    )


def _signed(units: Collection[int] | None, window: tuple[datetime, datetime]) -> Share:
    """Those rightly returned were not theirs to sign."""
    returned = ReturnRequest.objects.filter(state=ReturnState.APPROVED).values("assignment_id")
    parts = _of(Assignment.objects.filter(sign_due_at__range=window), "department_id", units).exclude(pk__in=returned)
    found = parts.aggregate(whole=Count("pk"), part=Count("pk", filter=Q(signed_at__lte=F("sign_due_at"))))
    return Share(found["part"], found["whole"])


def _of(rows, column: str, units: Collection[int] | None):
    return rows if units is None else rows.filter(**{f"{column}__in": units})

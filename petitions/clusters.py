"""Many petitions of one matter in one grid within a week are a case for supervision (practice §2.12).

Only place, category and volume count here: who asked is not looked at.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Length, Substr

from core.actors import Actor
from petitions import supervision, wording
from petitions.enums import Status, SupervisionTrigger
from petitions.models import Category, SupervisionOrder, WorkOrder

WEEK = timedelta(days=7)
MANY = 5
GRID_DIGITS = 15  # of a place code, down to its grid
NOT_COUNTED = (Status.NOT_ACCEPTED, Status.WITHDRAWN)


class Cluster(NamedTuple):
    grid: str
    category_id: int
    n: int


def supervise(*, by: Actor, at: datetime) -> int:
    """A draft on the oldest open order of each cluster that has had none within the week. Returns how many."""
    return sum(_supervise(cluster, by=by, at=at) for cluster in list(_clusters(at)))


def _clusters(at: datetime) -> Iterator[Cluster]:
    """A merged petition still counts: its order stays where it was registered."""
    recent = WorkOrder.objects.filter(registered_at__gt=at - WEEK, registered_at__lte=at, category__isnull=False)
    in_grids = (
        recent.exclude(status__in=NOT_COUNTED).annotate(digits=Length("place_code")).filter(digits__gte=GRID_DIGITS)
    )
    counted = in_grids.annotate(grid=Substr("place_code", 1, GRID_DIGITS)).values_list("grid", "category_id")
    for grid, category_id, n in counted.annotate(n=Count("pk")).filter(n__gte=MANY).order_by("grid", "category_id"):
        yield Cluster(grid, category_id, n)


@transaction.atomic
def _supervise(cluster: Cluster, *, by: Actor, at: datetime) -> bool:
    of_kind = WorkOrder.objects.filter(place_code__startswith=cluster.grid, category_id=cluster.category_id)
    order = of_kind.open().select_for_update(of=("self",)).order_by("registered_at", "pk").first()
    if order is None or _is_supervised(cluster, at):
        return False
    category = Category.objects.get(pk=cluster.category_id).name
    reason = wording.of_cluster(cluster.n, category, order.place_name)
    return supervision.draft(order, SupervisionTrigger.CLUSTER, reason, by=by, at=at) is not None


def _is_supervised(cluster: Cluster, at: datetime) -> bool:
    """Looked at under the lock of the order: the same petitions are one case, also after it was dropped."""
    return SupervisionOrder.objects.filter(
        trigger=SupervisionTrigger.CLUSTER, at__gt=at - WEEK, work_order__category_id=cluster.category_id,
        work_order__place_code__startswith=cluster.grid,
    ).exists()  # fmt: skip

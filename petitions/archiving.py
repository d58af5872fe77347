"""Orders that ended ninety days ago go to the archive, a night's share at a time (practice T32)."""

import logging
from datetime import datetime

from core.actors import SYSTEM
from petitions import workflow
from petitions.enums import Action
from petitions.guards.desk import ARCHIVE_AFTER
from petitions.models import WorkOrder
from petitions.models.workorder import ARCHIVABLE
from petitions.refusals import NotAllowed

log = logging.getLogger(__name__)

SHARE = 2000  # orders a run; what is left waits for the next one


def archive(*, at: datetime) -> int:
    """How many were archived. Each in a transaction of its own; one with something still open beside it waits."""
    ripe = WorkOrder.objects.filter(status__in=ARCHIVABLE, updated_at__lte=at - ARCHIVE_AFTER, open_matters="")
    return sum(_archive(order, at) for order in ripe.order_by("updated_at", "id")[:SHARE])


def _archive(order: WorkOrder, at: datetime) -> bool:
    try:
        workflow.advance(order, Action.ARCHIVE, by=SYSTEM, at=at)
    except NotAllowed as refusal:
        log.warning("Order %s is not archived: %s", order.number, refusal)
        return False
    return True

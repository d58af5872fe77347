"""What waits for whom: the piles of work, each with the roles that take from it; for workbench, menu and desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from petitions.enums import Status
from petitions.models import WorkOrder
from petitions.permissions import LEADING_ROLES

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Queue:
    """A pile, the query under which the list of orders shows it, and the roles that take from it.

    A unit's own piles hold what it leads.
    """

    key: str
    label: str
    where: Q
    query: str
    roles: tuple[str, ...]
    is_the_units: bool = False

    def is_for(self, actor: Actor) -> bool:
        return bool(actor.department_ids(*self.roles)) if self.is_the_units else actor.has(*self.roles)

    def of(self, actor: Actor) -> Q:
        if self.is_the_units:
            return self.where & led_by(actor)
        return self.where & ~Q(lead_id__in=actor.department_ids())  # nobody judges the work of their own unit


def led_by(actor: Actor) -> Q:
    return Q(lead_id__in=actor.department_ids(*LEADING_ROLES))


DUE = [
    ("overdue", _("Overdue")),
    ("soon", _("About to be overdue")),
    ("today", _("Due today")),
    ("tomorrow", _("Due tomorrow")),
    ("week", _("Due this week")),
]


def due(now: datetime) -> dict[str, Q]:
    """Orders by when they are due, in the city's days; "week" is what is left of it."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow, after, monday = midnight + DAY, midnight + 2 * DAY, midnight + (7 - midnight.weekday()) * DAY
    return {
        "overdue": Q(due_at__lt=now),
        "soon": Q(orange_at__lte=now, due_at__gte=now),
        "today": Q(due_at__gte=now, due_at__lt=tomorrow),
        "tomorrow": Q(due_at__gte=tomorrow, due_at__lt=after),
        "week": Q(due_at__gte=now, due_at__lt=monday),
    }


QUEUES = (
    Queue("desk", _("To accept and dispatch"), Q(status__in=[Status.REGISTERED, Status.ACCEPTED]),
          "tab=desk", ("intake", "dispatcher", "office_admin")),
    Queue("dispatched", _("To be signed"), Q(status=Status.DISPATCHED),
          "tab=dispatched&mine=true", LEADING_ROLES, is_the_units=True),
    Queue("handling", _("To be handled"), Q(status__in=[Status.HANDLING, Status.REWORKING]),
          "tab=handling&mine=true", LEADING_ROLES, is_the_units=True),
    Queue("return_pending", _("Returns to decide"), Q(status=Status.RETURN_PENDING),
          "tab=return_pending", ("dispatcher", "office_admin")),
    Queue("submitted", _("Replies to review"), Q(status=Status.SUBMITTED), "tab=submitted", ("office_admin",)),
    Queue("verifying", _("To be verified"), Q(status=Status.VERIFYING), "tab=verifying", ("verifier",)),
    Queue("follow_up", _("To be followed up"), Q(status=Status.FOLLOW_UP), "tab=follow_up", ("caller",)),
    Queue("rework", _("Reworks to decide"), Q(status=Status.FOLLOW_UP, rework_proposed=True),
          "tab=follow_up&rework=true", ("office_admin",)),
    Queue("arbitrating", _("To arbitrate"), Q(status=Status.ARBITRATING),
          "status=arbitrating", ("arbitrator", "deputy_convener")),
)  # fmt: skip


def of(actor: Actor) -> list[Queue]:
    return [queue for queue in QUEUES if queue.is_for(actor)]


def waiting(actor: Actor) -> Q:
    """Everything that waits for this person, whatever the pile."""
    where = Q(pk__in=())
    for queue in of(actor):
        where |= queue.of(actor)
    return where


def counts(actor: Actor) -> dict[str, int]:
    """How many wait in each of this person's piles, and in all of them together: one query."""
    piles = of(actor)
    if not piles:
        return {}
    figures = {queue.key: Count("pk", filter=queue.of(actor)) for queue in piles}
    return WorkOrder.objects.visible_to(actor).filter(waiting(actor)).aggregate(waiting=Count("pk"), **figures)

"""From one case to the next, in a queue that is worked through by deadline."""

from django.db.models import Q, QuerySet

from petitions.models import WorkOrder


def after(order: WorkOrder, queue: QuerySet[WorkOrder]) -> WorkOrder | None:
    """The one that falls due after `order` as it was when it was opened; behind the last one the first."""
    rest = queue.exclude(pk=order.pk)
    if order.due_at is None:
        later = Q(due_at=None, pk__gt=order.pk)
    else:
        later = Q(due_at__gt=order.due_at) | Q(due_at=order.due_at, pk__gt=order.pk) | Q(due_at=None)
    return rest.filter(later).by_due().first() or rest.by_due().first()

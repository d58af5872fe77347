"""Trying a step from the page of a queue: through the form and the one door, and what there is to say if either
refuses."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from petitions import conflicts
from petitions.forms.base import ActionForm
from petitions.models import WorkOrder
from petitions.refusals import NotAllowed, NotPermitted
from petitions.views import acting
from petitions.views.order_page import Conflict


@dataclass(frozen=True)
class Outcome:
    """The order after the step; or the status of the page that shows the form with what is in its way, and who was
    faster if somebody was."""

    order: WorkOrder | None = None
    status: int = 200
    conflict: Conflict | None = None


UNTRIED = Outcome()


def attempt(form: ActionForm, take: Callable[[], WorkOrder]) -> Outcome:
    if not form.is_valid():
        return Outcome(status=422)
    try:
        return Outcome(take())
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except NotAllowed as refusal:
        if refusal.code in conflicts.SECOND:
            return Outcome(status=409, conflict=_conflict(form))
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return Outcome(status=422)


def _conflict(form: ActionForm) -> Conflict:
    return Conflict(conflicts.who_was_first(WorkOrder.objects.get(pk=form.order.pk), form.by), acting.entered(form))

"""Taking a step through the API: the same form and the same door as on the page, and a problem that says why not."""

from django.db import transaction
from django.utils import timezone
from rest_framework.request import Request

from core.actors import Actor
from core.api.catalogue import CATALOGUE
from core.api.problems import Fault, Problem
from core.api.remedies import remedy_for
from petitions import conflicts, workflow
from petitions.api.problems import declare_all
from petitions.api.sent import filled
from petitions.case import Case
from petitions.enums import Action
from petitions.forms.actions import FORMS
from petitions.models import WorkOrder
from petitions.refusals import NotAllowed

CHANGED = "The order has changed"  # said in other words: by whom
STALE = "precondition_failed"
SECOND = {*conflicts.SECOND, STALE}

declare_all()


def etag(order: WorkOrder) -> str:
    return f'"{order.version}"'


def take(order: WorkOrder, action: Action, request: Request, *, by: Actor) -> None:
    """Raises Problem, or NotPermitted."""
    try:
        workflow.must_be_open(Case.of(order), action, by=by)
        form, version = filled(FORMS[action], request.data, order=order, by=by)
        with transaction.atomic():
            done = workflow.advance(order, action, by=by, at=timezone.now(), **form.said)
            _must_have_followed(done, version, request.headers.get("If-Match", ""))
    except NotAllowed as refusal:
        raise _problem(refusal, order, by) from refusal


def _must_have_followed(order: WorkOrder, version: str, tags: str) -> None:
    """The step counts only if it came after what the sender had seen. Asked once it is taken: its locks are held then,
    in the order in which it takes them."""
    seen = order.version - 1
    if version not in ("", str(seen)):
        raise NotAllowed(CHANGED, code=conflicts.CHANGED)
    if not {"", "*", f'"{seen}"'} & {tag.strip() for tag in tags.split(",")}:
        raise NotAllowed(CHANGED, code=STALE)


def _problem(refusal: NotAllowed, order: WorkOrder, by: Actor) -> Problem:
    if refusal.field:
        fault = Fault(f"#/{refusal.field}", refusal.code, refusal.detail, remedy_for(refusal.code))
        return Problem("invalid_input", detail=refusal.detail, faults=[fault])
    if refusal.code in SECOND:
        return Problem(refusal.code, detail=conflicts.who_was_first(WorkOrder.objects.get(pk=order.pk), by))
    return Problem(refusal.code if refusal.code in CATALOGUE else "conflict", detail=refusal.detail)

"""One revision of the duty lists: its lines and what they come to, what the units say, and every step with it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.htmx import page
from partyorgs import consultation, enactment, revisions
from partyorgs.forms.duties import ComparisonForm
from partyorgs.models import Department, DutyRevision
from partyorgs.permissions import may_keep, may_speak_for
from partyorgs.revisions import NotRevised
from partyorgs.views import revision_page, revision_steps
from partyorgs.views.differences import Speller, table
from partyorgs.views.duties import allow
from partyorgs.views.revision_steps import FORMS


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    revision = find(request, pk)
    context = revision_page.context(request, revision)
    return page(request, "partyorgs/revision.html", context, fragment=context["listing"].fragment)


@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The lists it touches, before and after."""
    revision = find(request, pk)
    form = ComparisonForm(request.GET)
    only = form.cleaned_data.get("show", "") if form.is_valid() else ""
    comparison = revision_page.compared(revision)
    context = {
        "revision": revision, "crumbs": revision_page.crumbs_to(revision), "only": only,
        "table": table(comparison, Speller(), only=only) if comparison else None,
    }  # fmt: skip
    return page(request, "partyorgs/revision_comparison.html", context)


def find(request: HttpRequest, pk: int) -> DutyRevision:
    allow(request)
    return get_object_or_404(revisions.visible_to(request.actor), pk=pk)


# --- the steps


@require_POST
def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step with the whole revision."""
    revision = find(request, pk)
    if step not in STEPS:
        raise Http404
    if not revision_steps.may(request.actor, step):
        raise PermissionDenied(_("This step is not open to you."))
    form = FORMS[step](request.POST, auto_id=f"{step}-%s")
    return _take(request, revision, form, step, lambda said: STEPS[step](revision, said, _signature(request)))


@require_POST
def speak(request: HttpRequest, pk: int, unit: str, step: str) -> HttpResponse:
    """What a unit says, or what the office answers to it."""
    revision = find(request, pk)
    department = get_object_or_404(Department, code=unit)
    if step not in ("opine", "answer"):
        raise Http404
    is_allowed = may_keep(request.actor) if step == "answer" else may_speak_for(request.actor, department.pk)
    if not is_allowed:
        raise PermissionDenied(_("This step is not open to you."))
    key = f"{step}-{unit}"
    form = FORMS[step](request.POST, auto_id=f"{key}-%s")
    rule = {"opine": consultation.opine, "answer": consultation.answer}[step]
    return _take(request, revision, form, key, lambda said: rule(revision, department, **said, **_signature(request)))


def _take(request: HttpRequest, revision: DutyRevision, form: Form, key: str, do: Any) -> HttpResponse:
    """Take the step, or show the page again with what is wrong."""
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except NotRevised as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, _("“%(action)s” is done.") % {"action": revision_steps.label(key.partition("-")[0])}
            )
            return redirect("partyorgs:revision", revision.pk)
    revision = get_object_or_404(DutyRevision, pk=revision.pk)
    if key not in revision_steps.possible(request.actor, revision):  # somebody was faster: no form is left to say it in
        for error in form.non_field_errors():
            messages.error(request, error)
        return redirect("partyorgs:revision", revision.pk)
    context = revision_page.context(request, revision, bound=form, key=key)
    return page(request, "partyorgs/revision.html", context, status=422)


def _signature(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.actor, "at": timezone.now()}


STEPS = {
    "describe": lambda revision, said, signature: revisions.describe(revision, revisions.Head(**said), **signature),
    "ask": lambda revision, said, signature: consultation.ask(revision, **said, **signature),
    "redraft": lambda revision, said, signature: consultation.redraft(revision, **said, **signature),
    "approve": lambda revision, said, signature: enactment.approve(revision, **said, **signature),
    "reject": lambda revision, said, signature: enactment.reject(revision, **said, **signature),
    "withdraw": lambda revision, said, signature: enactment.withdraw(revision, **said, **signature),
}

"""教育培训: the plans of the year, and one plan with its sessions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.components import Empty
from core.htmx import page
from partyorgs import training
from partyorgs.forms.training import DrawUp, Hold
from partyorgs.permissions import may_edit_organization, may_keep
from partyorgs.views.trying import must, must_see, succeeds

PLANS_SHOWN, SESSIONS_SHOWN = 50, 200


@require_http_methods(["GET", "POST"])
def plans(request: HttpRequest) -> HttpResponse:
    must_see(request)
    form = DrawUp(request.POST or None)
    now = timezone.now()
    if request.method == "POST":
        must(may_keep(request.actor))
        if succeeds(form, lambda: training.draw_up(by=request.actor, at=now, **form.cleaned_data)):
            messages.success(request, _("The plan is drawn up."))
            return redirect("partyorgs:trainings")
    context = {
        "plans": training.plans().order_by("-year", "programme", "id")[:PLANS_SHOWN], "form": form,
        "may_keep": may_keep(request.actor), "empty": Empty(_("No training is planned yet.")),
    }  # fmt: skip
    return page(request, "partyorgs/trainings.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    must_see(request)
    row = get_object_or_404(training.plans(), pk=pk)
    form = Hold(request.POST or None, plan=row)
    now = timezone.now()
    if request.method == "POST":
        must(_may_enter(request, form))
        if succeeds(form, lambda: training.hold(row, by=request.actor, at=now, **form.cleaned_data)):
            messages.success(request, _("The session is entered."))
            return redirect("partyorgs:training", pk)
    context = {
        "plan": row, "form": form, "may_enter": bool(request.actor.has("office_admin", "street_coordinator")),
        "sessions": row.sessions.select_related("organization").order_by("-held_on", "-id")[:SESSIONS_SHOWN],
        "crumbs": [(_("Training"), reverse("partyorgs:trainings"))],
        "empty": Empty(_("No session has been held yet.")),
    }  # fmt: skip
    return page(request, "partyorgs/training.html", context, status=422 if form.errors else 200)


def _may_enter(request: HttpRequest, form: Hold) -> bool:
    """For the organisations one keeps; as long as none is named, for whoever keeps any."""
    actor = request.actor
    organization = form.cleaned_data.get("organization") if form.is_valid() else None
    if organization is None:
        return actor.has("office_admin", "street_coordinator")
    return may_edit_organization(actor, organization)

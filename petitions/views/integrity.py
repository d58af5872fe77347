"""Integrity alerts: who of a unit reached for what is the petitioner's alone, and what came of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.components import ActionPanel, Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from petitions import integrity
from petitions.filters import IntegrityFilter
from petitions.forms.supervision import LookInto, Report
from petitions.models import IntegrityAlert
from petitions.refusals import NotAllowed
from petitions.views import acting, order_page
from petitions.views.order_page import Conflict


def _allow(request: HttpRequest) -> None:
    if not integrity.may_open(request.actor):
        raise PermissionDenied(str(integrity.NotWatching()))


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    _allow(request)
    listing = Listing(
        request,
        IntegrityAlert.objects.visible_to(request.actor).select_related("work_order", "department"),
        filterset=IntegrityFilter,
        columns=(
            Column("title", _("What happened / order")),
            Column("unit", _("Unit")),
            Column("who", _("Official")),
            Column("at", _("When"), sort=("at",)),
            Column("seen", _("Looked into"), sort=("seen_at",)),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="-at",
        row="petitions/_integrity_row.html",
        caption=_("Integrity alerts"),
        tabs=(
            Tab("new", _("To be looked into"), Q(seen_at=None), alert=True, done=_("Everything has been looked into.")),
            Tab("seen", _("Looked into"), Q(seen_at__isnull=False)),
            Tab("all", _("All")),
        ),
        empty=Empty(_("No alert."), kind="done"),
    )
    return page(request, "petitions/integrity_alerts.html", {"listing": listing}, fragment=listing.fragment)


def _find(request: HttpRequest, pk: int) -> IntegrityAlert:
    _allow(request)
    alerts = IntegrityAlert.objects.visible_to(request.actor).select_related("work_order", "department")
    alert = alerts.filter(pk=pk).first()
    if alert is None:
        raise Http404(_("There is no such alert, or you may not see it."))
    return alert


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _find(request, pk))


@require_POST
def look_into(request: HttpRequest, pk: int) -> HttpResponse:
    alert, form = _find(request, pk), LookInto(request.POST, auto_id="look-%s")
    if not form.is_valid():
        return _page(request, alert, form, status=422)
    try:
        integrity.look_into(alert, by=request.actor, at=timezone.now(), **form.cleaned_data)
    except integrity.NotWatching as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except NotAllowed as refusal:
        conflict = Conflict(str(refusal), acting.entered(form))
        return _page(request, _find(request, pk), conflict=conflict, status=409)
    messages.success(request, _("The outcome is on record."))
    return redirect("petitions:integrity")


def _page(
    request: HttpRequest, alert: IntegrityAlert, form: LookInto | None = None, *, conflict: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    panel = ActionPanel(
        key="look-into",
        label=_("Record the outcome"),
        url=reverse("petitions:integrity-outcome", args=[alert.pk]),
        form=form or LookInto(auto_id="look-%s"),
        is_primary=True,
        is_open=form is not None,
    )
    context = {
        "alert": alert,
        "crumbs": [(_("Integrity alerts"), reverse("petitions:integrity"))],
        "actions": [] if alert.seen_at or alert.by_id == request.actor.id else [panel],
        "conflict": conflict,
        "is_kept_in_form": False,
        "sees_order": request.actor.is_office,
    }
    return page(request, "petitions/integrity_alert.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, number: str) -> HttpResponse:
    """A caller heard that the unit asked for a better rating."""
    order = order_page.find(request, number)
    if not integrity.may_report(request.actor, order):
        raise PermissionDenied(_("This is reported by callers and the office, about a unit that leads the order."))
    form = Report(request.POST or None)
    if request.method == "POST" and form.is_valid():
        integrity.report(order, by=request.actor, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Reported: it will be looked into."))
        return redirect("petitions:order", number)
    crumbs = [(_("Work orders"), reverse("petitions:orders")), (number, reverse("petitions:order", args=[number]))]
    context = {"order": order, "form": form, "crumbs": crumbs}
    return page(request, "petitions/integrity_report.html", context, status=422 if form.errors else 200)

"""One step for many orders chosen in a list: first what would happen, then what has happened."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.htmx import page
from core.listing import Listing
from petitions import approvals, bulk
from petitions.bulk import Step
from petitions.forms.bulk import Extend, Sign, Urge
from petitions.models import WorkOrder
from petitions.views import approvals as decisions
from petitions.views import orders

FORMS: dict[str, type[forms.Form]] = {bulk.SIGN.key: Sign, bulk.EXTEND.key: Extend, bulk.URGE.key: Urge}


@require_POST
def take(request: HttpRequest, step: str) -> HttpResponse:
    """Below the list of orders."""
    offered = next((each for each in bulk.offered(request.actor) if each.key == step), None)
    if step not in bulk.STEPS:
        raise Http404
    if offered is None:
        raise PermissionDenied(_("Your role does not take this step."))
    listing = orders.listing(request, timezone.now())
    return _answer(request, offered, listing, "petitions:orders")


@require_POST
def extend(request: HttpRequest) -> HttpResponse:
    """Below the extensions asked for."""
    if not any(pile.action == "extend" for pile in approvals.piles_of(request.actor)):
        raise PermissionDenied(_("Extensions are granted by dispatchers and the office."))
    return _answer(request, bulk.EXTEND, decisions.listing(request), "petitions:approvals")


def _answer(request: HttpRequest, step: Step, listing: Listing, back: str) -> HttpResponse:
    chosen: QuerySet[WorkOrder] = listing.chosen(request.POST).select_related("lead")
    asked, rows = chosen.count(), list(chosen[: bulk.MOST])
    form = FORMS[step.key](request.POST if "confirmed" in request.POST else None)
    context = {"step": step, "form": form, "crumbs": _crumbs(listing, back), "rest": asked - len(rows)}
    if form.is_valid():
        done = bulk.take(step, rows, by=request.actor, at=timezone.now(), **form.cleaned_data)
        return page(request, "petitions/bulk_done.html", context | _said(done))
    found = bulk.foresee(step, rows, by=request.actor)
    return page(request, "petitions/bulk.html", context | _said(found), status=422 if form.is_bound else 200)


def _said(sorting: bulk.Sorting) -> dict[str, object]:
    return {"taken": sorting.taken, "skipped": sorting.skipped}


def _crumbs(listing: Listing, back: str) -> Sequence[tuple[str, str]]:
    return [(listing.caption, f"{reverse(back)}?{listing.query}" if listing.query else reverse(back))]

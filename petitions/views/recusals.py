"""Recusals: everybody says from which units' matters they stay away; the office administrator sees all of them."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from partyorgs.models import Recusal
from petitions import recusals
from petitions.filters import RecusalFilter
from petitions.forms.recusing import Recuse
from petitions.recusals import NotRecused


@require_http_methods(["GET", "POST"])
def show_list(request: HttpRequest) -> HttpResponse:
    """The list; what is sent to it is declared."""
    if request.method == "GET":
        return _page(request, Recuse(auto_id="recuse-%s"))
    form = Recuse(request.POST, auto_id="recuse-%s")
    if form.is_valid():
        try:
            recusals.declare(by=request.actor, at=timezone.now(), **form.cleaned_data)
        except NotRecused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("You decide nothing about this unit's matters from now on."))
            return redirect("petitions:recusals")
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: Recuse, status: int = 200) -> HttpResponse:
    listing = _listing(request)
    context = {"listing": listing, "form": form}
    return page(request, "petitions/recusals.html", context, fragment=listing.fragment, status=status)


def _listing(request: HttpRequest) -> Listing:
    actor, today = request.actor, timezone.localdate()
    in_force, own = Q(valid_to=None) | Q(valid_to__gt=today), Q(user_id=actor.id)
    tabs = (Tab("mine", _("Mine"), own & in_force), Tab("ended", _("Mine, ended"), own & ~in_force))
    if recusals.may_see_all(actor):
        tabs += (Tab("all", _("Everybody's"), in_force),)
    return Listing(
        request,
        recusals.visible_to(actor).select_related("user", "department"),
        filterset=RecusalFilter,
        columns=(
            Column("unit", _("Unit"), sort=("department__code",)),
            Column("person", _("Person"), sort=("user__name",)),
            Column("reason", _("Reason")),
            Column("since", _("Since"), sort=("valid_from",)),
            Column("until", _("Until")),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="-since",
        row="petitions/_recusal_row.html",
        caption=_("Recusals"),
        tabs=tabs,
        empty=Empty(_("You have recused yourself from no unit.")),
    )


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Recusal.objects.filter(user_id=request.actor.id).select_related("department"), pk=pk)
    recusals.end(row, by=request.actor, at=timezone.now())
    messages.success(request, _("The recusal ends with this day."))
    return redirect("petitions:recusals")

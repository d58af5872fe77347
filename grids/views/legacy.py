"""多格合一: the codes of departmental grids and the unified grid each became part of."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing
from grids import legacy
from grids.filters.changes import LegacyFilter
from grids.forms.legacy import EnterLegacy
from grids.models import LegacyGrid
from grids.permissions import may_edit_map, may_see


@require_http_methods(["GET", "POST"])
def show_list(request: HttpRequest) -> HttpResponse:
    """The look-up; what is sent to it is entered."""
    if not may_see(request.actor):
        raise PermissionDenied(_("Places are for those who work here."))
    if request.method == "GET":
        return _page(request, EnterLegacy())
    if not may_edit_map(request.actor):
        raise PermissionDenied(_("Only an administrator of the office changes the map."))
    form = EnterLegacy(request.POST)
    if form.is_valid():
        try:
            legacy.enter(
                form.cleaned_data.pop("system"), form.cleaned_data.pop("code"), by=request.actor, at=timezone.now(),
                **form.cleaned_data,
            )  # fmt: skip
        except legacy.NotAllowed as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The code has been entered."))
            return redirect("grids:legacy")
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: EnterLegacy, status: int = 200) -> HttpResponse:
    listing = Listing(
        request,
        LegacyGrid.objects.active(timezone.localdate()).select_related("grid"),
        filterset=LegacyFilter,
        columns=(
            Column("system", _("System"), sort=("system", "code")),
            Column("code", _("Code in that system"), sort=("code",)),
            Column("name", _("Name in that system")),
            Column("grid", _("Unified grid"), sort=("grid__code",)),
            Column("since", _("Drawn on"), sort=("valid_from",)),
        ),
        sort="system",
        row="grids/_legacy_row.html",
        caption=_("Departmental grids"),
        empty=Empty(_("No departmental grid has been entered.")),
    )
    context = {"listing": listing, "form": form if may_edit_map(request.actor) else None}
    return page(request, "grids/legacy.html", context, fragment=listing.fragment, status=status)

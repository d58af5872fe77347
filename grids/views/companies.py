"""The register of property companies, and how many estates each keeps."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from grids import register
from grids.filters.estates import CompanyFilter
from grids.forms.estates import CompanyForm
from grids.models import PropertyCompany
from grids.permissions import may_keep_companies
from grids.views.entering import allow_seeing, entry


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow_seeing(request)
    today = timezone.localdate()
    works = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    keeps = Q(managements__valid_from__lte=today) & (Q(managements__valid_to=None) | Q(managements__valid_to__gt=today))
    listing = Listing(
        request,
        PropertyCompany.objects.annotate(estate_count=Count("managements", filter=keeps)),
        filterset=CompanyFilter,
        columns=(
            Column("name", _("Property company"), sort=("name",)),
            Column("code", _("Unified social credit code")),
            Column("phone", _("Office phone")),
            Column("estates", _("Estates"), sort=("estate_count",), css="cell-number"),
            Column("since", _("Works here since"), sort=("valid_from",)),
        ),
        sort="name",
        row="grids/_company_row.html",
        caption=_("Property companies"),
        tabs=(Tab("now", _("At work"), works), Tab("past", _("No longer"), ~works)),
        empty=Empty(_("No property company has been entered yet")),
    )
    may = may_keep_companies(request.actor)
    for row in listing.rows:
        row.may_edit = may
    context = {"listing": listing, "may_add": may, "crumbs": [(_("Residential estates"), reverse("grids:estates"))]}
    return page(request, "grids/companies.html", context, fragment=listing.fragment)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    _allow(request)
    form = CompanyForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    return entry(
        request, form, lambda said: register.add(said.instance, by=request.actor, at=timezone.now()),
        heading=_("Enter a property company"), crumbs=_crumbs(), to=_back, done=_("The company has been entered."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    _allow(request)
    company = get_object_or_404(PropertyCompany, pk=pk)
    form = CompanyForm(request.POST or None, instance=company)
    return entry(
        request, form, lambda said: register.change(company, said.values, by=request.actor, at=timezone.now()),
        heading=str(company), crumbs=_crumbs(), to=_back, done=_("The company has been corrected."),
    )  # fmt: skip


def _allow(request: HttpRequest) -> None:
    if not may_keep_companies(request.actor):
        raise PermissionDenied(_("Property companies are entered by the office and by coordinators of streets."))


def _back(company: PropertyCompany) -> str:
    return reverse("grids:companies")


def _crumbs() -> list[tuple[str, str]]:
    return [
        (_("Residential estates"), reverse("grids:estates")),
        (_("Property companies"), reverse("grids:companies")),
    ]

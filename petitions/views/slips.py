"""Fact slips: the office writes them; the side complained about reads and answers them, and sees no more than them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from petitions import factslips
from petitions.factslips import NotAnswered, NotWritten
from petitions.filters import SlipFilter
from petitions.forms.slips import AnswerSlip, WriteSlip
from petitions.models import FactSlip
from petitions.views import order_page


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    if not factslips.may_open(request.actor):
        raise PermissionDenied(_("Fact slips go to units."))
    listing = Listing(
        request,
        factslips.visible_to(request.actor).select_related("department"),
        filterset=SlipFilter,
        columns=(
            Column("place", _("Place / number")),
            Column("to", _("Handed to")),
            Column("at", _("Handed over"), sort=("at",)),
            Column("answered", _("Answered"), sort=("answered_at",)),
        ),
        sort="-at",
        row="petitions/_slip_row.html",
        caption=_("Fact slips"),
        tabs=(
            Tab("open", _("To be answered"), Q(answered_at=None), done=_("All fact slips are answered.")),
            Tab("all", _("All")),
        ),
        empty=Empty(_("All fact slips are answered."), kind="done"),
    )
    return page(request, "petitions/slips.html", {"listing": listing}, fragment=listing.fragment)


@require_GET
def show(request: HttpRequest, number: str) -> HttpResponse:
    return _slip(request, _find(request, number), AnswerSlip())


@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    slip, form = _find(request, number), AnswerSlip(request.POST)
    if form.is_valid():
        try:
            factslips.answer(slip, by=request.actor, at=timezone.now(), text=form.cleaned_data["answer"])
        except NotAnswered as refusal:
            if refusal.code == "not_permitted":
                raise PermissionDenied(str(refusal)) from refusal
            form.add_error("answer", str(refusal))
        else:
            messages.success(request, _("The answer has gone to the office."))
            return redirect("petitions:slip", number)
    return _slip(request, slip, form, status=422)


def _find(request: HttpRequest, number: str) -> FactSlip:
    rows = factslips.visible_to(request.actor).select_related("department")
    return get_object_or_404(rows, number=number)


def _slip(request: HttpRequest, slip: FactSlip, form: AnswerSlip, status: int = 200) -> HttpResponse:
    context = {
        "slip": slip,
        "crumbs": [(_("Fact slips"), reverse("petitions:slips"))],
        "form": form if factslips.may_answer(request.actor, slip) else None,
    }
    return page(request, "petitions/slip.html", context, status=status)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, number: str) -> HttpResponse:
    """Prefilled with what the place is called on our own map, and with nothing that was said."""
    order = order_page.find(request, number)
    if not factslips.may_write(request.actor, order):
        raise PermissionDenied(_("Fact slips are written by the office."))
    form = WriteSlip(request.POST or None, initial={"place": order.place_name})
    if form.is_valid():
        try:
            slip = factslips.write(order, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except NotWritten as refused:
            form.refuse(refused.refusals)
        else:
            messages.success(request, _("Fact slip %(number)s has been handed over.") % {"number": slip.number})
            return redirect("petitions:slip", slip.number)
    crumbs = [(order.number, reverse("petitions:order", args=[number]))]
    context = {"order": order, "form": form, "crumbs": crumbs}
    return page(request, "petitions/slip_write.html", context, status=422 if form.is_bound else 200)

"""Who looked at whom: the record for auditors, its weekly review, the mark in a leaked text, and further views."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from core.models import Event, User
from petitions import disclosures, watermark
from petitions.disclosures import NotGranted
from petitions.filters import DisclosureFilter
from petitions.forms.disclosing import Grant, LeakedText, Review
from petitions.models import IdentityDisclosure, WorkOrder

# Not what was said: whoever reads the record does not read that.
SHOWN = (
    "by_id", "by_name", "unit", "at", "reason", "note", "petition__number", "petition__work_order__number",
)  # fmt: skip


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Views of identities"), reverse("petitions:disclosures"))]


def _allow(request: HttpRequest) -> None:
    if not disclosures.may_read_log(request.actor):
        raise PermissionDenied(_("The record of views is read by auditors and supervisors."))


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    _allow(request)
    last = disclosures.last_review()
    listing = Listing(
        request,
        IdentityDisclosure.objects.select_related("petition__work_order").only(*SHOWN),
        filterset=DisclosureFilter,
        columns=(
            Column("at", _("When"), sort=("at",)),
            Column("person", _("Who looked"), sort=("by_name", "-at")),
            Column("order", _("Order / petition")),
            Column("reason", _("Reason")),
            Column("note", _("Note")),
        ),
        sort="-at",
        row="petitions/_disclosure_row.html",
        caption=_("Views of identities"),
        tabs=(
            Tab("all", _("All")),
            Tab("new", _("Since the last review"), _after(last), done=_("Nothing new to review.")),
        ),
        empty=Empty(_("Nobody has looked at an identity yet."), kind="done"),
    )
    _link_what_is_visible(request, listing.rows)
    return page(request, "petitions/disclosures.html", _context(request) | {"listing": listing, "last": last},
                fragment=listing.fragment)  # fmt: skip


def _after(last: Event | None) -> Q:
    return Q(at__gt=last.at) if last else Q()


def _link_what_is_visible(request: HttpRequest, rows: list) -> None:
    """Whoever reads the record does not thereby see the orders."""
    asked = {row.petition.work_order_id for row in rows}
    seen = set(WorkOrder.objects.visible_to(request.actor).filter(pk__in=asked).values_list("pk", flat=True))
    for row in rows:
        row.is_order_visible = row.petition.work_order_id in seen


def _context(request: HttpRequest) -> dict:
    return {
        "review": Review() if disclosures.may_review(request.actor) else None,
        "leaked": LeakedText(),
        "may_grant": disclosures.may_grant(request.actor),
    }


@require_POST
def review(request: HttpRequest) -> HttpResponse:
    form = Review(request.POST)
    if not (disclosures.may_review(request.actor) and form.is_valid()):
        raise PermissionDenied(_("The record is reviewed by auditors."))
    disclosures.review(by=request.actor, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The record has been marked as reviewed."))
    return redirect("petitions:disclosures")


@require_POST  # it changes nothing, but a leaked text belongs in no log of addresses
def find_mark(request: HttpRequest) -> HttpResponse:
    """Who had a text on their screen, and when, by the mark without width in it."""
    _allow(request)
    form = LeakedText(request.POST)
    marks = watermark.found_in(form.data.get("leaked", "")) if form.is_valid() else []
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=[pk for pk, _at in marks]).order_by("id")}
    found = [(names.get(pk, _("account %(id)s") % {"id": pk}), at) for pk, at in marks]
    return page(request, "petitions/disclosure_mark.html", {"found": found, "crumbs": _crumbs()})


# --- further views for today


@require_GET
def limits(request: HttpRequest) -> HttpResponse:
    _allow_grants(request)
    return _limits(request)


@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    _allow_grants(request)
    user = get_object_or_404(User, pk=pk)
    form = Grant(request.POST, auto_id=f"grant-{pk}-%s")
    if form.is_valid():
        try:
            disclosures.grant(user, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except NotGranted as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("%(person)s may look at ten more identities today.") % {"person": user})
            return redirect("petitions:disclosure-limits")
    return _limits(request, {pk: form}, status=422)


def _limits(request: HttpRequest, bound: dict[int, Grant] | None = None, status: int = 200) -> HttpResponse:
    usages = disclosures.used_up(timezone.now())
    forms = {usage.user.pk: Grant(auto_id=f"grant-{usage.user.pk}-%s") for usage in usages} | (bound or {})
    context = {
        "crumbs": _crumbs(),
        "usages": [(usage, forms[usage.user.pk]) for usage in usages],
        "empty": Empty(_("Nobody has used up today's views."), kind="done"),
    }
    return page(request, "petitions/disclosure_limits.html", context, status=status)


def _allow_grants(request: HttpRequest) -> None:
    if not disclosures.may_grant(request.actor):
        raise PermissionDenied(_("Supervisors grant further views."))

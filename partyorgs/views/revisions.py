"""Revisions of the duty lists: all of them, and a new one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.actors import Actor
from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from partyorgs import revisions
from partyorgs.enums import RevisionState
from partyorgs.forms.revisions import HeadForm, RevisionFilter
from partyorgs.permissions import SPEAKERS, may_keep
from partyorgs.views.duties import allow, crumbs


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow(request)
    rows = revisions.visible_to(request.actor).annotate(lines=Count("changes"))
    listing = Listing(
        request,
        rows,
        filterset=RevisionFilter,
        columns=(
            Column("title", _("Revision"), sort=("title",)),
            Column("lines", _("Lines"), css="cell-number"),
            Column("until", _("Opinions until"), sort=("opinions_until",)),
            Column("on", _("In force from"), sort=("effective_on",)),
            Column("state", _("State"), sort=("state",)),
            Column("by", _("Drafted / decided by")),
        ),
        sort="-on",
        row="partyorgs/_revision_row.html",
        caption=_("Revisions of the duty lists"),
        tabs=_tabs(request.actor),
        empty=Empty(_("No revision is under way.")),
    )
    context = {"listing": listing, "may_keep": may_keep(request.actor), "crumbs": crumbs()}
    return page(request, "partyorgs/revisions.html", context, fragment=listing.fragment)


def _tabs(actor: Actor) -> tuple[Tab, ...]:
    own = actor.department_ids(*SPEAKERS)
    asked = Tab("ours", _("Our unit is asked"), waiting_for(own), alert=True, done=_("Your unit has said its word."))
    shared = (
        Tab("open", _("Under way"), Q(state__in=revisions.OPEN), done=_("No revision is under way.")),
        Tab("approved", str(RevisionState.APPROVED.label), Q(state=RevisionState.APPROVED)),
        Tab("dropped", _("Not carried out"), Q(state__in=[RevisionState.REJECTED, RevisionState.WITHDRAWN])),
    )
    return (*shared, asked) if own else shared


def waiting_for(unit_ids: frozenset[int]) -> Q:
    """Revisions on which one of these units is asked and has not spoken. No joins: the list counts its rows."""
    asked = revisions.DutyRevision.asked.through.objects.filter(department_id__in=unit_ids).values("dutyrevision_id")
    spoken = revisions.DutyRevision.objects.filter(opinions__department_id__in=unit_ids).values("pk")
    return Q(state=RevisionState.OPINIONS, pk__in=asked) & ~Q(pk__in=spoken)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    if not may_keep(request.actor):
        raise PermissionDenied(_("Only an administrator of the office drafts revisions."))
    form = HeadForm(request.POST or None)
    if form.is_valid():
        revision = revisions.draft(form.head, by=request.actor, at=timezone.now())
        messages.success(request, _("The revision is drafted; write its lines now."))
        return redirect("partyorgs:revision", revision.pk)
    context = {
        "form": form, "heading": _("Draft a revision"), "button": _("Draft it"),
        "lead": _("Nothing changes in the lists before it is approved."),
        "crumbs": crumbs((_("Revisions of the duty lists"), reverse("partyorgs:revisions"))),
    }  # fmt: skip
    return page(request, "partyorgs/duty_form.html", context, status=422 if form.is_bound else 200)

"""Proposals for the duty lists, from awards and from whoever works here; the office answers each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from partyorgs import dutyproposals
from partyorgs.enums import DutyProposalState, RevisionState
from partyorgs.forms.duties import AnswerProposal, ProposalFilter, Propose
from partyorgs.models import DutyProposal, DutyRevision
from partyorgs.permissions import may_keep
from partyorgs.revisions import NotRevised
from partyorgs.views.duties import allow, crumbs


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    allow(request)
    waiting = Q(state=DutyProposalState.OPEN)
    listing = Listing(
        request,
        DutyProposal.objects.select_related("duty", "revision"),
        filterset=ProposalFilter,
        columns=(
            Column("text", _("Proposal")),
            Column("duty", _("duty item"), sort=("duty__code",)),
            Column("by", _("Proposed"), sort=("at",)),
            Column("answer", _("Answer")),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="-by",
        row="partyorgs/_duty_proposal_row.html",
        caption=_("Proposals for the duty lists"),
        tabs=(
            Tab("open", _("To be answered"), waiting & Q(revision=None), done=_("Every proposal has been answered.")),
            Tab("taken", _("Taken up"), waiting & Q(revision__isnull=False)),
            Tab("adopted", str(DutyProposalState.ADOPTED.label), Q(state=DutyProposalState.ADOPTED)),
            Tab("rejected", str(DutyProposalState.REJECTED.label), Q(state=DutyProposalState.REJECTED)),
        ),
        empty=Empty(_("No proposal waits for an answer."), kind="done"),
    )
    context = {"listing": listing, "may_keep": may_keep(request.actor), "crumbs": crumbs()}
    return page(request, "partyorgs/duty_proposals.html", context, fragment=listing.fragment)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """For a matter that stands on no list."""
    allow(request)
    form = Propose(request.POST or None, initial={"text": request.GET.get("text", "")})
    if form.is_valid():
        dutyproposals.propose(None, by=request.actor, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The office will answer your proposal."))
        return redirect("partyorgs:duty-proposals")
    context = {
        "form": form, "heading": _("Propose a change"), "button": _("Propose"), "crumbs": _crumbs(),
        "lead": _("For a matter that stands on no list. A change to an item is proposed on its page."),
    }  # fmt: skip
    return page(request, "partyorgs/duty_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    if not may_keep(request.actor):
        raise PermissionDenied(_("Only an administrator of the office answers proposals."))
    proposal = get_object_or_404(DutyProposal.objects.select_related("duty"), pk=pk)
    drafts = DutyRevision.objects.filter(state=RevisionState.DRAFT).order_by("-effective_on", "id")
    initial = {"code": proposal.duty.code if proposal.duty else ""}
    form = AnswerProposal(request.POST or None, drafts=drafts, initial=initial)
    if form.is_valid() and _answered(request, proposal, form):
        return redirect("partyorgs:duty-proposals")
    context = {"form": form, "heading": _("Answer a proposal"), "button": _("Answer"), "crumbs": _crumbs(),
               "lead": proposal.text}  # fmt: skip
    return page(request, "partyorgs/duty_form.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _answered(request: HttpRequest, proposal: DutyProposal, form: Form) -> bool:
    said, signature = form.cleaned_data, {"by": request.actor, "at": timezone.now()}
    try:
        if said["code"] and said["code"] != proposal.duty:
            dutyproposals.file_under(proposal, said["code"], **signature)
        if said["verdict"] == "take_up":
            dutyproposals.take_up(proposal, said["revision"], **signature)
        else:
            dutyproposals.reject(proposal, answer=said["answer"], **signature)
    except NotRevised as refusal:
        transaction.set_rollback(True)  # filed under an item, but not answered: neither then
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    messages.success(request, _("The proposal has been answered."))
    return True


def _crumbs() -> list[tuple[str, str]]:
    return crumbs((_("Proposals for the duty lists"), reverse("partyorgs:duty-proposals")))

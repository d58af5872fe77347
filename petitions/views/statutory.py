"""The law's side of an order: registering the matter, handing it over, reviews and hearings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.actors import Actor
from core.components import ActionPanel
from core.htmx import page
from petitions import matters, statutory
from petitions.enums import Status, StatutoryClass
from petitions.forms.statutory import AskReview, DecideReview, HandOver, Hearing, LeadInto, Register, SameMatter
from petitions.models import StatutoryReview, WorkOrder
from petitions.refusals import NotAllowed
from petitions.views import order_page, statutory_summary


@dataclass(frozen=True)
class Deed:
    """Something that can be done here: its form, what it does, and what it means, said before."""

    label: Any
    consequence: Any
    form: type[forms.Form]
    do: Callable[[WorkOrder, dict[str, Any], dict[str, Any]], object]  # order, what was filled in, by and at


def _open_review(order: WorkOrder) -> StatutoryReview:
    review = next((row for row in matters.reviews_of(order) if row.decided_at is None), None)
    if review is None:
        raise NotAllowed(_("No review is being held."), code="wrong_state")
    review.work_order = order
    return review


DEEDS = {
    "register": Deed(
        gettext_lazy("Register as a letters and visits matter"),
        gettext_lazy("The limits of the law hold from now on and count from the receipt."),
        Register,
        lambda order, said, signed: matters.register(order, **said, **signed),
    ),
    "hand-over": Deed(
        gettext_lazy("Record the hand-over"),
        gettext_lazy("Ends here; the discipline organ has the matter. Nothing of it goes to a unit."),
        HandOver,
        lambda order, said, signed: matters.hand_over(order, **said, **signed),
    ),
    "lead-into": Deed(
        gettext_lazy("Lead into the procedure"),
        gettext_lazy("Ends as not accepted; the petitioner is told the procedure you name."),
        LeadInto,
        lambda order, said, signed: matters.lead_into(order, **said, **signed),
    ),
    "same-matter": Deed(
        gettext_lazy("Not accepted: the same matter"),
        gettext_lazy("Ends as not accepted where the law bars it; the petitioner is told why."),
        SameMatter,
        lambda order, said, signed: matters.refuse_same(order, said["earlier"], **signed),
    ),
    "review": Deed(
        gettext_lazy("Record a request for review"),
        gettext_lazy("The 30 days to answer it run from when it was asked."),
        AskReview,
        lambda order, said, signed: matters.ask_review(order, **said, **signed),
    ),
    "opinion": Deed(
        gettext_lazy("Answer the review"),
        gettext_lazy("The review ends; its clock stops."),
        DecideReview,
        lambda order, said, signed: matters.decide_review(_open_review(order), **said, **signed),
    ),
    "hearing": Deed(
        gettext_lazy("Begin the hearing"),
        gettext_lazy("The clock of the re-review stands still until it ends."),
        Hearing,
        lambda order, said, signed: matters.begin_hearing(_open_review(order), **signed),
    ),
    "hearing-end": Deed(
        gettext_lazy("End the hearing"),
        gettext_lazy("The clock goes on with the time it had left."),
        Hearing,
        lambda order, said, signed: matters.end_hearing(_open_review(order), **signed),
    ),
}


@require_GET
def show(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, order_page.find(request, number))


@require_POST
def act(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    order = order_page.find(request, number)
    if deed not in DEEDS:
        raise Http404
    if not _is_theirs(request.actor, order, deed):
        raise PermissionDenied(_("Letters and visits matters are kept by intake and the office's administrators."))
    form = _form(deed, request.actor, request.POST)
    if form.is_valid():
        try:
            DEEDS[deed].do(order, form.cleaned_data, {"by": request.actor, "at": timezone.now()})
        except NotAllowed as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, order.number + _(": ") + str(DEEDS[deed].label))
            return redirect("petitions:statutory", number)
    return _page(request, order_page.find(request, number), (deed, form), status=422)


def _page(
    request: HttpRequest, order: WorkOrder, bound: tuple[str, forms.Form] | None = None, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    context = {
        "order": order,
        "summary": statutory_summary.of(order, request.actor, now) or statutory_summary.Summary([], []),
        "actions": _panels(order, request.actor, bound),
        "crumbs": [
            (_("Work orders"), reverse("petitions:orders")),
            (order.number, reverse("petitions:order", args=[order.number])),
        ],
    }
    return page(request, "petitions/statutory.html", context, status=status)


def _panels(order: WorkOrder, actor: Actor, bound: tuple[str, forms.Form] | None) -> list[ActionPanel]:
    reviews = matters.reviews_of(order) if statutory.is_statutory(order) else []
    tried, form = bound or ("", None)
    return [
        ActionPanel(
            key=deed, label=str(DEEDS[deed].label),
            url=reverse("petitions:statutory-act", args=[order.number, deed]),
            consequence=str(DEEDS[deed].consequence), is_primary=place == 0, is_open=deed == tried,
            form=form if deed == tried else _form(deed, actor) if DEEDS[deed].form is not Hearing else None,
        )
        for place, deed in enumerate(_possible(order, reviews))
        if _is_theirs(actor, order, deed)
    ]  # fmt: skip


def _possible(order: WorkOrder, reviews: list[StatutoryReview]) -> list[str]:
    """What the state of the matter admits, the main thing first."""
    if order.status == Status.REGISTERED and statutory.is_statutory(order):
        by_class = {StatutoryClass.ACCUSATION: ["hand-over"], StatutoryClass.OTHER_PROCEDURE: ["lead-into"]}
        return [*by_class.get(StatutoryClass(order.statutory_class), []), "same-matter"]
    if not statutory.is_statutory(order):
        can_be = order.channel in statutory.CHANNELS and order.status in statutory_summary.BEFORE_DISPATCH
        return ["register"] if can_be else []
    running = next((review for review in reviews if review.decided_at is None), None)
    if running:
        hearing = ["hearing-end"] if running.paused_at else ["hearing"]
        return ["opinion", *(hearing if running.level == statutory.RE_REVIEW else [])]
    is_appeal = order.statutory_class == StatutoryClass.APPEAL and bool(order.result_code)
    return ["review"] if is_appeal and statutory.next_level(reviews) else []


def _is_theirs(actor: Actor, order: WorkOrder, deed: str) -> bool:
    if deed in ("opinion", "hearing", "hearing-end"):
        return matters.may_decide(actor, order)
    return matters.may_register(actor)


def _form(deed: str, actor: Actor, data: Any = None) -> forms.Form:
    kind = DEEDS[deed].form
    more = {"by": actor} if kind is SameMatter else {}
    return kind(data, auto_id=f"{deed}-%s", **more)

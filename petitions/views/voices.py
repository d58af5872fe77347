"""Those who joined an order: who they are, who has still to be told, and the call to one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.actors import Actor
from core.htmx import page
from petitions import confidentiality, disclosures, permissions, verification, voices, watermark
from petitions.case import Case
from petitions.confidentiality import Identity
from petitions.disclosures import NotDisclosed
from petitions.enums import Action
from petitions.forms.base import ActionForm
from petitions.forms.judging import MissCall
from petitions.forms.merging import Told
from petitions.forms.order import Reveal
from petitions.models import WorkOrder
from petitions.refusals import NotAllowed
from petitions.views import order_page
from petitions.voices import Voice

PAGE = 20


@dataclass(frozen=True)
class Row:
    """One voice in the list."""

    voice: Voice
    text: str
    call_url: str
    undo_url: str


@require_GET
def show_list(request: HttpRequest, number: str) -> HttpResponse:
    order, now = order_page.find(request, number), timezone.now()
    said = voices.of(order)
    shown = Paginator(said, PAGE).get_page(request.GET.get("page"))
    may_call = voices.may_call(request.actor, order)
    may_undo = permissions.may(request.actor, Action.UNMERGE, Case(order, None))
    context = {
        "order": order,
        "crumbs": _crumbs(order),
        "page": shown,
        "rows": [_row(each, order, request.actor, now, may_call=may_call, may_undo=may_undo) for each in shown],
        "tally": voices.tally(said) if permissions.may_read_answers(request.actor, order) else None,
        "attempts": verification.ATTEMPTS,
        "has_reply": order.status in voices.ANSWERED_IN,
    }
    return page(request, "petitions/voices.html", context)


def _crumbs(order: WorkOrder) -> list[tuple[str, str]]:
    return [
        (_("Work orders"), reverse("petitions:orders")),
        (order.number, reverse("petitions:order", args=[order.number])),
    ]


def _row(voice: Voice, order: WorkOrder, actor: Actor, now: datetime, *, may_call: bool, may_undo: bool) -> Row:
    petition, merge = voice.petition, voice.merge
    is_here = merge is not None and merge.petitions[0] == petition.number  # others of that order go back with it
    return Row(
        voice,
        petition.content_redacted,
        reverse("petitions:voice", args=[order.number, petition.number]) if may_call and voice.can_be_called else "",
        reverse("petitions:unmerge", args=[merge.work_order.number]) if may_undo and merge and is_here else "",
    )


# --- the call to one of them


@require_GET
def show(request: HttpRequest, number: str, petition: str) -> HttpResponse:
    order, voice = _asked(request, number, petition)
    return _page(request, order, voice)


@require_POST
def reveal(request: HttpRequest, number: str, petition: str) -> HttpResponse:
    """Shows for a minute whom to call; on record like every look."""
    order, voice = _asked(request, number, petition)
    form, identity = Reveal(request.POST), None
    if form.is_valid():
        try:
            identity = disclosures.reveal(
                voice.petition, order, by=request.actor, at=timezone.now(), **form.cleaned_data
            )  # fmt: skip
        except NotDisclosed as refusal:
            form.add_error(None, str(refusal))
    response = _page(request, order, voice, identity=identity, reveal=form, status=200 if identity else 422)
    if identity:
        seconds = int(disclosures.SHOWN_FOR.total_seconds())
        response.headers["Refresh"] = f"{seconds};url={reverse('petitions:voice', args=[number, petition])}"
    return response


@require_POST
def told(request: HttpRequest, number: str, petition: str) -> HttpResponse:
    return _call(request, number, petition, Told, is_reached=True)


@require_POST
def missed(request: HttpRequest, number: str, petition: str) -> HttpResponse:
    return _call(request, number, petition, MissCall, is_reached=False)


def _call(
    request: HttpRequest, number: str, petition: str, kind: type[ActionForm], *, is_reached: bool
) -> HttpResponse:
    order, voice = _asked(request, number, petition)
    form = kind(request.POST, order=order, by=request.actor)
    if not form.is_valid():
        return _page(request, order, voice, form=form, status=422)
    said = form.said
    if "note" in said:
        said["comment"] = said.pop("note")
    try:
        voices.call(voice.petition, by=request.actor, at=timezone.now(), is_reached=is_reached, **said)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, order, voice, form=form, status=409)
    text = _("%(petition)s: told.") if is_reached else _("%(petition)s: nobody answered.")
    messages.success(request, text % {"petition": petition})
    return _onward(order)


def _onward(order: WorkOrder) -> HttpResponse:
    """To the next one to call, or back to the list when all are told."""
    waiting = [each for each in voices.of(order) if each.is_open]
    fresh = sorted(waiting, key=lambda each: (each.attempts, each.petition.pk))
    if fresh:
        return redirect("petitions:voice", order.number, fresh[0].petition.number)
    return redirect("petitions:voices", order.number)


def _asked(request: HttpRequest, number: str, petition: str) -> tuple[WorkOrder, Voice]:
    order = order_page.find(request, number)
    if not voices.may_call(request.actor, order):
        raise PermissionDenied(_("Calls are made by callers and the office, once there is a reply to tell."))
    voice = next((each for each in voices.of(order) if each.petition.number == petition), None)
    if voice is None:
        raise Http404(_("This petition is not in the order, or no longer."))
    return order, voice


def _page(
    request: HttpRequest,
    order: WorkOrder,
    voice: Voice,
    *,
    form: ActionForm | None = None,
    identity: Identity | None = None,
    reveal: Reveal | None = None,
    status: int = 200,
) -> HttpResponse:
    now, actor = timezone.now(), request.actor
    petition = voice.petition
    context: dict[str, Any] = {
        "order": order,
        "crumbs": [*_crumbs(order), (_("Those who joined"), reverse("petitions:voices", args=[order.number]))],
        "voice": voice,
        "petition": petition,
        "text": confidentiality.text_of(petition, actor, order, at=now),
        "reply": order.replies.order_by("-at", "-id").first(),
        "tally": voices.tally(voices.of(order)),
        "attempts": verification.ATTEMPTS,
        "is_calling_time": verification.is_calling_time(now),
        "identity": identity or confidentiality.identity(petition, actor, order, at=now),
        "may_reveal": hasattr(petition, "petitioner")
        and confidentiality.may_reveal(actor, order, at=now, petition=petition),
        "reveal": reveal or Reveal(),
        "shown_for": int(disclosures.SHOWN_FOR.total_seconds()),
        "told": form if isinstance(form, Told) else Told(order=order, by=actor),
        "miss": form if isinstance(form, MissCall) else MissCall(order=order, by=actor, auto_id="missed-%s"),
        "watermark": watermark.of(request.user, at=now),
    }
    return page(request, "petitions/voice.html", context, status=status)

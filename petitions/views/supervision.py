"""督办: the ledger of what is stuck and who answers for it; one supervision, its steps, its letter."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import calendar
from core.actors import Actor
from core.components import Empty
from core.htmx import page
from core.listing import Column, Listing, Tab
from petitions import supervision, supervision_steps
from petitions.enums import SupervisionState as State
from petitions.filters import SupervisionFilter, UnitSupervisionFilter
from petitions.forms.supervision import FORMS
from petitions.models import SupervisionOrder
from petitions.refusals import NotAllowed, NotPermitted
from petitions.supervision_steps import FROM, NotYours, Step
from petitions.views import acting, supervision_page
from petitions.views.order_page import Conflict

RULES = {
    Step.ISSUE: supervision.issue,
    Step.DROP: supervision.drop,
    Step.RAISE: supervision.raise_to,
    Step.REPLY: supervision.reply,
    Step.SEND_BACK: supervision.send_back,
    Step.WRITE_OFF: supervision.write_off,
}


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    actor, now = request.actor, timezone.now()
    if not supervision_steps.may_open(actor):
        raise PermissionDenied(_("Supervision is for the office and for the units it drives."))
    listing = Listing(
        request,
        SupervisionOrder.objects.visible_to(actor).select_related("work_order", "department"),
        filterset=SupervisionFilter if actor.is_office else UnitSupervisionFilter,
        columns=(
            Column("title", _("Matter / number")),
            Column("level", _("Level"), sort=("level", "due_at")),
            Column("unit", _("Unit")),
            Column("approver", _("In charge")),
            Column("next", _("Next date"), sort=("due_at", "-at")),
            Column("state", _("State")),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="next",
        row="petitions/_supervision_row.html",
        caption=_("Supervision ledger"),
        tabs=_tabs(actor, now),
        more=("trigger", "approver") if actor.is_office else ("approver",),
        empty=_nothing(actor),
    )
    _dress(listing.rows, actor, now)
    return page(request, "petitions/supervisions.html", {"listing": listing}, fragment=listing.fragment)


def _tabs(actor: Actor, now: datetime) -> tuple[Tab, ...]:
    """A unit has no drafts: those are the office's own."""
    drafts = Tab("drafts", _("Drafts to issue"), Q(state=State.DRAFT), done=_("No draft waits to be issued."))
    shared = (
        Tab("issued", State.ISSUED.label, Q(state=State.ISSUED), done=_("No reply is owed.")),
        Tab("replied", State.REPLIED.label, Q(state=State.REPLIED), done=_("Nothing waits to be written off.")),
        Tab("overdue", _("Overdue"), Q(state=State.ISSUED, due_at__lt=now), alert=True, done=_("Nothing is overdue.")),
        Tab("all", _("All")),
    )
    return (drafts, *shared) if actor.is_office else shared


def _nothing(actor: Actor) -> Empty:
    if actor.is_office:
        text = _("Drafts come by themselves from what is overdue or reworked twice; by hand from the page of an order.")
    else:
        text = _("What the office demands of your unit in writing will stand here.")
    return Empty(_("Nothing is supervised"), text, kind="done")


def _dress(rows: Iterable[SupervisionOrder], actor: Actor, now: datetime) -> None:
    days = calendar.load()
    for row in rows:
        row.face = supervision_page.face(row, now, days)
        row.occasion = supervision_page.occasion(row, actor)


def find(request: HttpRequest, **which: Any) -> SupervisionOrder:
    """For those who may see it; for all others there is none."""
    rows = SupervisionOrder.objects.visible_to(request.actor)
    row = rows.select_related("work_order__target_department", "department").filter(**which).first()
    if row is None:
        raise Http404(_("There is no such supervision, or you may not see it."))
    return row


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, find(request, pk=pk))


@require_POST
def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    if step not in FORMS:
        raise Http404
    step, row = Step(step), find(request, pk=pk)
    if not supervision_steps.may(request.actor, step, row):
        raise PermissionDenied(str(NotYours(step)))
    form = FORMS[step](request.POST, row=row, by=request.actor, auto_id=f"{step}-%s")
    if row.state == FROM[step] and not form.is_valid():
        return _page(request, row, form, status=422)
    form.is_valid()
    try:
        row = RULES[step](row, by=request.actor, at=timezone.now(), **form.cleaned_data)
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except NotAllowed as refusal:
        conflict = Conflict(str(refusal), acting.entered(form))
        return _page(request, find(request, pk=pk), conflict=conflict, status=409)
    messages.success(request, _done(row, step))
    return redirect("petitions:supervision", row.pk)


def _done(row: SupervisionOrder, step: Step) -> str:
    values = {"number": row.number or row.work_order.number, "state": State(row.state).label, "step": step.label}
    return _("%(number)s: “%(step)s” is done; it is now “%(state)s”.") % values


def _page(
    request: HttpRequest,
    row: SupervisionOrder,
    form: Any = None,
    *,
    conflict: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    context = supervision_page.context(request.actor, row, timezone.now(), bound=form)
    return page(request, "petitions/supervision.html", {**context, "conflict": conflict}, status=status)


@require_GET
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """督办函, to be printed: the matter, the unit, the demand, the day. Nothing of who said it."""
    row = find(request, number=number)
    return page(request, "petitions/supervision_letter.html", supervision_page.letter(row))

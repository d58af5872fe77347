"""One estate in the ledger: what is planned, how it goes, the report, the check and the write-off."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import calendar, files, ledger
from core.components import ActionPanel, Fact
from core.htmx import page
from core.models import Attachment
from grids import campaigns, estates, lamps, standing, timeline, writeoffs
from grids.enums import ItemState, ManagingMode
from grids.forms.campaigns import NoteItem, PlanItem, ReportItem, SendBack
from grids.models import CampaignItem, EstateManagement
from grids.permissions import may_edit, may_write_off
from grids.views.entering import allow_seeing, attempt, panel, say_refusal

BY_STREET = ("note", "plan", "report")
BY_CHECKER = ("write-off", "send-back")


class WriteOff(forms.Form):
    """Nothing is asked: the evidence is on the page."""


FORMS: dict[str, type[forms.BaseForm]] = {
    "note": NoteItem, "plan": PlanItem, "report": ReportItem, "write-off": WriteOff, "send-back": SendBack,
}  # fmt: skip


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    allow_seeing(request)
    return _show(request, _find(pk))


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    item = _find(pk)
    if action not in FORMS:
        raise Http404
    _allow(request, item, action)
    form = FORMS[action](request.POST, request.FILES, auto_id=f"{action}-%s")
    signature = {"by": request.actor, "at": timezone.now()}
    doing: dict[str, Callable[[Any], Any]] = {
        "note": lambda said: campaigns.note(item, said.cleaned_data["text"], **signature),
        "plan": lambda said: campaigns.plan(item, **said.cleaned_data, **signature),
        "report": lambda said: writeoffs.report(
            item, said.managed, evidence=said.cleaned_data["evidence"], upload=said.cleaned_data["upload"], **signature
        ),
        "write-off": lambda said: writeoffs.write_off(item, **signature),
        "send-back": lambda said: writeoffs.send_back(item, **said.cleaned_data, **signature),
    }
    if attempt(form, doing[action]) is None:
        return _show(request, _find(pk), form, status=422)
    messages.success(request, _("Entered."))
    return redirect("grids:campaign-item", item.pk)


@require_GET
def download(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    allow_seeing(request)
    item = _find(pk)
    return files.download(get_object_or_404(Attachment.objects.of(item), pk=file_pk))


def _find(pk: int) -> CampaignItem:
    return get_object_or_404(CampaignItem.objects.select_related("campaign", "estate", "company"), pk=pk)


def _allow(request: HttpRequest, item: CampaignItem, action: str) -> None:
    if action in BY_CHECKER and not may_write_off(request.actor):
        raise PermissionDenied(_("Items are written off by the office's administrators and supervisors."))
    if action in BY_STREET and not may_edit(request.actor, item.estate.place_code):
        raise PermissionDenied(_("What stands in a street is kept by its coordinator and by the office."))


def _show(
    request: HttpRequest, item: CampaignItem, bound: forms.BaseForm | None = None, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    managed = estates.now_managed(item.estate)
    face = lamps.face(item.begun_on, item.due_on, now=now, days=calendar.load(), done_at=item.cleared_at)
    actions = _panels(request, item, managed, bound)
    say_refusal(request, bound, actions)
    context = {
        "item": item,
        "face": face,
        "facts": _facts(item, managed),
        "files": Attachment.objects.of(item),
        "entries": timeline.entries(ledger.history(item).order_by("-seq")),
        "actions": actions,
        "now": now,
        "crumbs": [(str(item.campaign), reverse("grids:campaign", args=[item.campaign_id]))],
    }
    return page(request, "grids/campaign_item.html", context, status=status)


def _facts(item: CampaignItem, managed: EstateManagement | None) -> list[Fact]:
    where = standing.whereabouts([item.estate.place_code])[item.estate.place_code]
    now = f"{managed.get_mode_display()} {managed.company or ''}".strip() if managed else None
    return [
        Fact(_("Estate"), item.estate, reverse("grids:estate", args=[item.estate_id])),
        Fact(_("Street"), where.street),
        Fact(_("Community"), where.community),
        Fact(_("Households"), item.estate.households),
        Fact(_("Managed now"), now),
        Fact(_("Planned measure"), item.measure or "—"),
        Fact(_("Taken in"), item.begun_on),
        Fact(_("Deadline"), item.due_on),
    ]


def _panels(
    request: HttpRequest, item: CampaignItem, managed: EstateManagement | None, bound: forms.BaseForm | None
) -> list[ActionPanel]:
    words = {
        "note": (_("Note progress"), ""),
        "plan": (_("Measure and deadline"), ""),
        "report": (_("Report for write-off"), _("The office checks the evidence and writes the estate off.")),
        "write-off": (_("Write off"), _("The register says from now on who manages the estate.")),
        "send-back": (_("Send back"), _("The item is open again, and the street reads why.")),
    }
    reason = _("You reported it yourself: somebody else checks it.") if _is_own(request, item) else ""
    return [
        panel(
            key, words[key][0], reverse("grids:campaign-item-act", args=[item.pk, key]),
            bound if type(bound) is FORMS[key] else _form(key, item, managed),
            says=words[key][1], first=key in ("report", "write-off"), reason=reason if key in BY_CHECKER else "",
        )
        for key in _possible(request, item)
    ]  # fmt: skip


def _possible(request: HttpRequest, item: CampaignItem) -> list[str]:
    """What this person can do with the item as it stands."""
    keys = []
    if item.state == ItemState.REPORTED and may_write_off(request.actor):
        keys += BY_CHECKER
    if may_edit(request.actor, item.estate.place_code):
        keys += {ItemState.OPEN: ["report", "note", "plan"], ItemState.REPORTED: ["note"]}.get(
            ItemState(item.state), []
        )
    return keys


def _is_own(request: HttpRequest, item: CampaignItem) -> bool:
    return item.reported_by_id is not None and item.reported_by_id == request.actor.id


def _form(key: str, item: CampaignItem, managed: EstateManagement | None) -> forms.BaseForm:
    initial: dict[str, Any] = {}
    if key == "plan":
        initial = {"measure": item.measure, "due_on": item.due_on}
    elif key == "report" and managed and managed.mode != ManagingMode.NONE:
        initial = {"mode": managed.mode, "company": managed.company_id, "since": managed.valid_from}
    return FORMS[key](initial=initial, auto_id=f"{key}-%s")

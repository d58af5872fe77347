"""One item of the duty lists: what it says, how it came to say so, what is proposed, what floors above add."""

from datetime import date
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.components import ActionPanel, Fact
from core.htmx import page
from partyorgs import dutyproposals, dutyrules, dutyversions, page_parts, revisions
from partyorgs.dutylists import Difference, Item, compare
from partyorgs.enums import RevisionState
from partyorgs.forms.duties import Propose
from partyorgs.models import DutyItem, DutyProposal
from partyorgs.permissions import may_keep
from partyorgs.views.differences import Speller, label
from partyorgs.views.duties import allow, crumbs

TEXTS = ("basis", "superior_duty", "street_duty", *dutyrules.MEANS)


@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    allow(request)
    return _page(request, code, Propose(auto_id="propose-%s"))


@require_POST
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Anybody who works here; the office answers."""
    allow(request)
    form = Propose(request.POST, auto_id="propose-%s")
    if not form.is_valid():
        return _page(request, code, form, status=422)
    row = _version(_versions(code), timezone.localdate())
    dutyproposals.propose(row, by=request.actor, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The office will answer your proposal."))
    return redirect("partyorgs:duty", code)


def _versions(code: str) -> list[DutyItem]:
    """All versions, the newest first."""
    rows = dutyversions.rows().select_related("revision", "moved_to").filter(code=code).order_by("-valid_from")
    found = list(rows)
    if not found:
        raise Http404
    return found


def _version(versions: list[DutyItem], on: date) -> DutyItem:
    """The one that holds on a day, else the last one that did, else the first to come."""
    return next((row for row in versions if row.valid_from <= on), versions[-1])


def _page(request: HttpRequest, code: str, form: Propose, *, status: int = 200) -> HttpResponse:
    versions, today = _versions(code), timezone.localdate()
    day = parse_date(request.GET["on"]) if _is_day(request.GET.get("on", "")) else today
    row = _version(versions, day or today)
    speller = Speller()
    drafts = revisions.visible_to(request.actor).filter(state=RevisionState.DRAFT).order_by("-effective_on", "id")
    proposals = DutyProposal.objects.filter(duty__code=code).select_related("revision").order_by("-at", "-id")
    context = {
        "duty": row, "day": day, "is_over": not row.is_active(today) and row.valid_from <= today,
        "is_coming": row.valid_from > today, "facts": _facts(row, speller),
        "texts": [(label(name), getattr(row, name)) for name in TEXTS], "warnings": _warnings(row, versions),
        "history": _history(versions, speller), "proposals": proposals[:20],
        "drafts": drafts[:5] if may_keep(request.actor) else [],
        "actions": [_propose_panel(code, form)], "parts": page_parts.of(page_parts.DUTY, request.actor, row),
        "crumbs": crumbs((row.get_list_kind_display(), f"{reverse('partyorgs:duties')}?tab={row.list_kind}")),
    }  # fmt: skip
    return page(request, "partyorgs/duty.html", context, status=status)


def _is_day(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


def _propose_panel(code: str, form: Propose) -> ActionPanel:
    return ActionPanel(
        key="propose", label=_("Propose a change"), url=reverse("partyorgs:duty-propose", args=[code]), form=form,
        consequence=_("The office takes it up in a revision or says why not."), is_open=form.is_bound,
    )  # fmt: skip


def _facts(row: DutyItem, speller: Speller) -> list[Fact]:
    item = dutyversions.as_item(row)
    lists = reverse("partyorgs:duties")
    lead_url = f"{lists}?tab={row.list_kind}&unit={row.lead.code}"
    return [
        Fact(_("Department in charge"), row.lead.name, lead_url),
        Fact(_("Units that help"), speller.value("cooperating", item) or "—"),
        Fact(_("duty list"), row.get_list_kind_display()),
        *([Fact(_("street"), row.street.name)] if row.street else []),
        *([Fact(_("part of the list"), row.get_part_display())] if row.part else []),
        *([Fact(_("main task"), row.get_group_display())] if row.group else []),
        Fact(_("level that carries it out"), row.get_level_display() or "—"),
        Fact(_("may go to a street"), speller.value("territory_allowed", item)),
        Fact(_("Valid"), _span(row)),
        *([Fact(_("handed over to"), row.moved_to.name)] if row.moved_to else []),
    ]


def _span(row: DutyItem) -> str:
    if row.valid_to:
        return _("%(start)s to %(stop)s") % {"start": row.valid_from, "stop": row.valid_to}
    return _("from %(start)s") % {"start": row.valid_from}


def _warnings(row: DutyItem, versions: list[DutyItem]) -> list[str]:
    before = next((other for other in versions if other.valid_to == row.valid_from), None)
    return dutyrules.warnings(dutyversions.as_item(row), dutyversions.as_item(before) if before else None)


def _history(versions: list[DutyItem], speller: Speller) -> list[dict[str, Any]]:
    """Each version with what it says otherwise than the one before."""
    items = [dutyversions.as_item(row) for row in versions]
    differences = [_difference(before, after) for after, before in pairwise(items)]
    changed = [speller.changed(found) if found else () for found in differences]
    return [
        {"row": row, "words": words} for row, words in zip(versions, [*changed, ()], strict=True)
    ]  # fmt: skip


def _difference(before: Item, after: Item) -> Difference | None:
    return next(iter(compare([before], [after]).differences), None)

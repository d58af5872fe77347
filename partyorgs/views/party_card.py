"""The card of a party organisation: what is known of it, and what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import BaseForm, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.actors import Actor
from core.components import ActionPanel, Fact
from core.htmx import page
from partyorgs import checkups, elections, health, organizations, rectification, signs, structure
from partyorgs.enums import HealthLevel, PartyOrgKind, RedItem
from partyorgs.forms.party import EditForm, Elect, FoundForm, Postpone, Propose
from partyorgs.models import PartyOrganization
from partyorgs.models.rectification import ENDED
from partyorgs.permissions import may_edit_organization
from partyorgs.views.trying import find, must, succeeds

SHOWN = 10  # of its latest checks, elections, sessions


@dataclass(frozen=True)
class Deed:
    """Something that is done with an organisation from its card."""

    label: Any
    form: type[Form]
    rule: Callable[..., Any]
    done: Any


def _propose(organization: PartyOrganization, **said: Any) -> None:
    """After the last check, if that is what gave reason to it."""
    last = checkups.history(organization)[:1]
    unhealthy = next((check for check in last if check.level == HealthLevel.UNHEALTHY), None)
    rectification.propose(organization, after=unhealthy, **said)


ELECT, POSTPONE, PROPOSE = "elect", "postpone", "propose"
DEEDS = {
    ELECT: Deed(
        gettext_lazy("Record an election"), Elect, elections.record,
        gettext_lazy("The election is on record; the term begins anew."),
    ),
    POSTPONE: Deed(
        gettext_lazy("Postpone the election"), Postpone, elections.postpone,
        gettext_lazy("The election is postponed."),
    ),
    PROPOSE: Deed(
        gettext_lazy("Propose for review"), Propose, _propose,
        gettext_lazy("Proposed to the county-level committee."),
    ),
}  # fmt: skip


@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, find(request, code))


@require_POST
def act(request: HttpRequest, code: str, step: str) -> HttpResponse:
    if step not in DEEDS:
        raise Http404
    deed, row = DEEDS[step], find(request, code)
    must(may_edit_organization(request.actor, row))
    form = deed.form(request.POST, organization=row, auto_id=f"{step}-%s")
    now = timezone.now()
    if not succeeds(form, lambda: deed.rule(row, by=request.actor, at=now, **form.cleaned_data)):
        return _page(request, row, bound=form, status=422)
    messages.success(request, deed.done)
    return redirect("partyorgs:organization", row.code)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    row = find(request, code)
    must(may_edit_organization(request.actor, row))
    form = EditForm(request.POST or None, instance=row)
    now = timezone.now()
    if request.method == "POST" and succeeds(
        form,
        lambda: organizations.edit(
            row, {name: form.cleaned_data[name] for name in form.changed_data}, seen=_number(request),
            by=request.actor, at=now,
        ),
    ):  # fmt: skip
        messages.success(request, _("The organisation is saved."))
        return redirect("partyorgs:organization", code)
    context = {
        "row": row, "form": form, "heading": _("Edit the organisation"), "crumbs": _crumbs(row),
        "seen": request.POST.get("seen") or organizations.version(row), "warnings": structure.warnings(row),
    }  # fmt: skip
    return page(request, "partyorgs/organization_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, code: str) -> HttpResponse:
    """A new organisation below this one."""
    parent = find(request, code)
    must(may_edit_organization(request.actor, parent))
    fresh = PartyOrganization(code=parent.code, kind=PartyOrgKind.BRANCH, area=parent.area, grid=parent.grid)
    form = FoundForm(request.POST or None, instance=fresh)
    now, made = timezone.now(), []
    if request.method == "POST" and succeeds(
        form, lambda: made.append(organizations.found(parent, by=request.actor, at=now, **form.cleaned_data))
    ):
        messages.success(request, _("The organisation is founded."))
        return redirect("partyorgs:organization", made[0].code)
    context = {
        "row": parent, "form": form, "heading": _("Found an organisation below"), "crumbs": _crumbs(parent),
        "seen": "", "warnings": [],
    }  # fmt: skip
    return page(request, "partyorgs/organization_form.html", context, status=422 if form.errors else 200)


def _number(request: HttpRequest) -> int:
    said = request.POST.get("seen", "")
    return int(said) if said.isascii() and said.isdigit() else -1


def _crumbs(row: PartyOrganization) -> list[tuple[str, str]]:
    own = reverse("partyorgs:organization", args=[row.code])
    return [(_("Party organisations"), reverse("partyorgs:tree")), (row.name, own)]


# --- the card


def _page(
    request: HttpRequest, row: PartyOrganization, *, bound: BaseForm | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    cases = list(row.rectifications.order_by("-proposed_at", "-id")[:SHOWN])
    checks = list(checkups.history(row)[:SHOWN])
    context = {
        "row": row,
        "crumbs": [(_("Party organisations"), reverse("partyorgs:tree"))],
        "above": organizations.above(row),
        "signs": signs.of(row, today),
        "warnings": structure.warnings(row),
        "facts": _facts(row, today),
        "term": _term(row),
        "totals": organizations.totals(row, today),
        "red": [RedItem(item).label for item in health.red_items(checkups.facts(row), today)],
        "checks": checks,
        "cases": cases,
        "elections": list(row.elections.order_by("-held_on")[:SHOWN]),
        "trainings": list(row.trainings.select_related("plan").order_by("-held_on", "-id")[:SHOWN]),
        "trades": list(row.trades.select_related("trade", "district").order_by("trade", "district__code")),
        "actions": _panels(request.actor, row, cases, bound),
        "may_edit": may_edit_organization(request.actor, row),
    }
    return page(request, "partyorgs/organization.html", context, status=status)


def _facts(row: PartyOrganization, today: date) -> list[Fact]:
    """Who and where, as far as it is known."""
    facts = [
        Fact(_("Kind of organisation"), row.get_kind_display()),
        Fact(_("Path code"), row.code),
        Fact(_("Stands in"), f"{row.place} {row.place_code}" if row.place else _("bound to no place")),
        Fact(_("Members"), row.member_count),
        Fact(_("of them full"), row.full_member_count),
    ]
    optional = (
        (_("Leads"), row.is_lead and _("the place it stands in")),
        (_("Hamlet"), row.hamlet),
        (_("Team 1+3+X"), _team(row)),
        (_("Committee"), row.committee_seats),
        (_("Units joined"), row.unit_count),
    )
    return facts + [Fact(label, value) for label, value in optional if value not in (None, "", False)]


def _team(row: PartyOrganization) -> str:
    """支部建在屯上: one branch, three officers, and whoever volunteers."""
    if row.officer_count is None and row.volunteer_count is None:
        return ""
    said = _("1 branch, %(officers)s officers, %(volunteers)s volunteers")
    return said % {"officers": row.officer_count or 0, "volunteers": row.volunteer_count or 0}


def _term(row: PartyOrganization) -> list[Fact]:
    return [
        *(Fact(post.get_kind_display(), post.person_name or _("vacant")) for post in organizations.posts(row)),
        Fact(_("Last election"), row.last_election_on),
        Fact(_("Term in years"), row.term_years),
        Fact(_("Term ends"), row.term_due_on),
        Fact(_("Postponed until"), row.postponed_until),
        Fact(_("Secretary post"), _post(row)),
        Fact(_("Heads the committee too"), _known(row.secretary_heads_committee)),
        Fact(_("Heads the collective too"), _known(row.secretary_heads_collective)),
        Fact(_("Organisation life"), row.last_activity_on),
    ]


def _post(row: PartyOrganization) -> str:
    if row.secretary_vacant_since:
        return _("vacant since %(day)s") % {"day": row.secretary_vacant_since}
    return _("filled")


def _known(said: bool | None) -> str | None:
    return None if said is None else _("yes") if said else _("no")


def _panels(actor: Actor, row: PartyOrganization, cases: list[Any], bound: BaseForm | None) -> list[ActionPanel]:
    if not may_edit_organization(actor, row):
        return []
    open_to = {
        ELECT: elections.elects(row),
        POSTPONE: row.term_due_on is not None,
        PROPOSE: all(case.state in ENDED for case in cases),
    }
    return [_panel(row, step, bound) for step, is_open in open_to.items() if is_open]


def _panel(row: PartyOrganization, step: str, bound: BaseForm | None) -> ActionPanel:
    deed = DEEDS[step]
    is_back = type(bound) is deed.form
    form = bound if is_back else deed.form(organization=row, auto_id=f"{step}-%s")
    return ActionPanel(
        key=step, label=str(deed.label), url=reverse("partyorgs:organization-step", args=[row.code, step]),
        consequence=str(form.consequence), form=form, is_primary=step == ELECT, is_open=is_back,
    )  # fmt: skip

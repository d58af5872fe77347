"""What the page of a revision shows: its lines and what they come to, what the units say, its history."""

from collections.abc import Iterable
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import ledger
from core.components import Empty, Fact, Step, TimelineEntry
from core.listing import Column, Listing, Tab
from core.models import Event
from partyorgs import consultation, dutyrules, dutyversions, enactment, page_parts, revisions
from partyorgs.dutylists import Comparison, Outdated
from partyorgs.enums import DutyAction, OpinionStance, RevisionState
from partyorgs.forms.revisions import LineFilter
from partyorgs.models import DutyChange, DutyRevision
from partyorgs.permissions import may_keep
from partyorgs.views import revision_steps
from partyorgs.views.duties import crumbs

MOST_EVENTS = 50
ACTION_TONES = {DutyAction.ADD: "green", DutyAction.CHANGE: "amber", DutyAction.DROP: "red"}


def crumbs_to(revision: DutyRevision) -> list[tuple[str, str]]:
    return [*crumbs_of_all(), (revision.title, reverse("partyorgs:revision", args=[revision.pk]))]


def crumbs_of_all() -> list[tuple[str, str]]:
    return crumbs((_("Revisions of the duty lists"), reverse("partyorgs:revisions")))


def context(
    request: HttpRequest, revision: DutyRevision, *, bound: Form | None = None, key: str = ""
) -> dict[str, Any]:
    actor = request.actor
    asked = list(revision.asked.order_by("code"))
    opinions = {row.department_id: row for row in revision.opinions.select_related("department").order_by("id")}
    comparison = compared(revision)
    listing = _lines(request, revision)
    _dress(listing.rows)
    is_draft = revision.state == RevisionState.DRAFT
    return {
        "revision": revision, "facts": _facts(revision), "steps": _steps(revision),
        "actions": revision_steps.panels(actor, revision, asked, opinions.values(), bound, key),
        "listing": listing, "is_editable": is_draft and may_keep(actor), "comparison": comparison,
        "is_outdated": comparison is None and revision.decided_at is None,
        "homeless": revision.changes.filter(action=DutyAction.DROP, moved_to=None).count(),
        "bare": _bare(comparison) if comparison else 0,
        "units": [(unit, opinions.get(unit.pk)) for unit in asked],
        "proposals": revision.proposals.select_related("duty").order_by("at", "id"),
        "entries": told(ledger.history(revision).order_by("-seq")[:MOST_EVENTS]), "now": timezone.now(),
        "parts": page_parts.of(page_parts.REVISION, actor, revision), "crumbs": crumbs_of_all(),
    }  # fmt: skip


def compared(revision: DutyRevision) -> Comparison | None:
    """None when lines speak of versions that stand no more."""
    try:
        return dutyversions.by_revision(revision)
    except Outdated:
        return None


def _bare(comparison: Comparison) -> int:
    """How many items a street is handed without the means."""
    pairs = ((found.before, found.after) for found in comparison.differences)
    return sum(bool(after and dutyrules.means_lacking(before, after)) for before, after in pairs)


# --- its head


def _facts(revision: DutyRevision) -> list[Fact]:
    return [
        Fact(_("in force from"), revision.effective_on.isoformat()),
        Fact(_("document"), revision.document or "—"),
        Fact(_("Drafted by"), revision.drafted_by_name),
        *([Fact(_("opinions until"), revision.opinions_until.isoformat())] if revision.opinions_until else []),
        *([Fact(_("decided by"), revision.decided_by_name)] if revision.decided_at else []),
        *([Fact(_("decision"), revision.decision)] if revision.decision else []),
        *([Fact(_("why"), revision.reason)] if revision.reason else []),
    ]


def _steps(revision: DutyRevision) -> list[Step]:
    is_over = revision.decided_at is not None
    at = 2 if is_over else 1 if revision.state == RevisionState.OPINIONS else 0
    last = revision.get_state_display() if is_over else _("Decision")
    return [
        Step(name, "done" if place < at or is_over else "current" if place == at else "todo")
        for place, name in enumerate([_("Draft"), _("Opinions of the units"), last])
    ]


# --- its lines


def _lines(request: HttpRequest, revision: DutyRevision) -> Listing:
    rows = revision.changes.select_related("lead", "street", "moved_to", "base__lead", "base__street", "revision")
    return Listing(
        request,
        rows.prefetch_related("base__cooperations__department"),
        filterset=LineFilter,
        columns=(
            Column("title", _("duty item"), sort=("code",)),
            Column("action", _("change"), sort=("action",)),
            Column("list", _("duty list")),
            Column("lead", _("Department in charge"), sort=("lead__code",)),
            Column("to", _("Goes over to"), sort=("moved_to__code",)),
            Column("ops", _("Operations"), css="cell-ops"),
        ),
        sort="title",
        row="partyorgs/_revision_line_row.html",
        caption=_("Lines of the revision"),
        tabs=(Tab("all", _("All")),),
        empty=Empty(
            _("The revision changes nothing yet."), _("Take items up from their pages, or hand in a whole list.")
        ),
    )  # fmt: skip


def _dress(rows: Iterable[Any]) -> None:
    """Give each line its colour and what a reader should know of it."""
    for row in rows:
        row.tone = ACTION_TONES[DutyAction(row.action)]
        row.warnings = _warnings(row)


def _warnings(row: DutyChange) -> list[str]:
    change = dutyversions.as_change(row)
    if row.action == DutyAction.DROP:
        return [_("Nobody is named who has it from then on.")] if dutyrules.is_homeless(change) else []
    return dutyrules.warnings(change.item, dutyversions.as_item(row.base) if row.base else None)


# --- its history


def told(events: Iterable[Event]) -> list[TimelineEntry]:
    return [TimelineEntry(event.at, event.by_name, _event_title(event), _event_text(event.data)) for event in events]


def _event_title(event: Event) -> str:
    titles = {
        revisions.DRAFTED: _("Drafted"), revisions.DESCRIBED: _("Title or day changed"),
        revisions.WRITTEN: _("Line written"), revisions.STRUCK: _("Line taken out"),
        revisions.LIST_TAKEN: _("Whole list handed in"), consultation.ASKED: _("Units asked"),
        consultation.SAID: _("Opinion"), consultation.ANSWERED: _("Objection answered"),
        consultation.TAKEN_BACK: _("Taken back to draft"), enactment.APPROVED: _("Approved"),
        enactment.REJECTED: _("Not approved"), enactment.WITHDRAWN: _("Withdrawn"),
    }  # fmt: skip
    return titles.get(event.kind, event.kind)


def _event_text(data: dict[str, Any]) -> str:
    """What an event says, in one line."""
    stance = [str(OpinionStance(data["stance"]).label)] if "stance" in data else []
    names = ("code", "title", "unit", "until", "reason", "text", "decision")
    said = [*stance, *(str(data[name]) for name in names if data.get(name))]
    if "add" in data:
        said.append(_("%(add)s added, %(change)s changed, %(drop)s dropped") % data)
    return _("; ").join(said)

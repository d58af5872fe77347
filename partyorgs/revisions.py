"""Drafting a revision of the duty lists: what it is called, from when it holds, and its lines.

Nothing here touches a list. Each function works under the lock of the revision's row and leaves an event; the units are
asked in `consultation`, and the revision is carried out in `enactment`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from core.refusals import Refusal, Refusals
from grids.models import Area
from partyorgs import dutyrules, dutyversions
from partyorgs.dutylists import COMPARED, Change, Item, Scope
from partyorgs.enums import DutyAction, RevisionState
from partyorgs.models import Department, DutyChange, DutyItem, DutyRevision

DRAFTED, DESCRIBED, WRITTEN = "dutyrevision.draft", "dutyrevision.describe", "dutyrevision.write"
STRUCK, LIST_TAKEN = "dutyrevision.strike", "dutyrevision.take_list"
OPEN = (RevisionState.DRAFT, RevisionState.OPINIONS)


class NotRevised(Refusal):
    """The revision stays as it was."""

    def __init__(self, detail: str, remedy: str = "", *, code: str, field: str = "") -> None:
        super().__init__(field=field, code=code, detail=detail, remedy=remedy)

    def __str__(self) -> str:
        return " ".join(filter(None, [self.detail, self.remedy]))


class NotWritten(Refusals):
    """All that is wrong with a line."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a revision says of itself."""

    title: str
    effective_on: date
    document: str = ""
    reason: str = ""


def visible_to(actor: Actor) -> QuerySet[DutyRevision]:
    """Drafts are the office's own; what units are asked about, and what came of it, everybody may read."""
    rows = DutyRevision.objects.all()
    return rows if actor.is_office or actor.has("auditor") else rows.exclude(state=RevisionState.DRAFT)


# --- the revision


@transaction.atomic
def draft(head: Head, *, by: Actor, at: datetime) -> DutyRevision:
    revision = DutyRevision.objects.create(
        title=head.title, effective_on=head.effective_on, document=head.document, reason=head.reason,
        drafted_at=at, drafted_by_id=by.id, drafted_by_name=by.name,
    )  # fmt: skip
    ledger.record(revision, DRAFTED, by=by, at=at, title=head.title, effective_on=head.effective_on)
    return revision


@transaction.atomic
def describe(revision: DutyRevision, head: Head, *, by: Actor, at: datetime) -> DutyRevision:
    """Another title, document or day; while units are asked, too: the lines are what they are asked about."""
    revision = locked(revision, *OPEN)
    before = revision.effective_on
    for name in ("title", "effective_on", "document", "reason"):
        setattr(revision, name, getattr(head, name))
    revision.save(update_fields=["title", "effective_on", "document", "reason"])
    ledger.record(revision, DESCRIBED, by=by, at=at, title=head.title, effective_on=[before, head.effective_on])
    return revision


# --- its lines


@transaction.atomic
def write(revision: DutyRevision, change: Change, *, by: Actor, at: datetime) -> DutyChange:
    """A line, in the place of the one there was for the same item."""
    revision = locked(revision, RevisionState.DRAFT)
    faults = [] if change.action == DutyAction.DROP else dutyrules.faults(change.item)
    if faults:
        raise NotWritten(NotRevised(fault.text, code="fault", field=fault.field) for fault in faults)
    [row] = _rows(revision, [change])
    revision.changes.filter(code=change.code).delete()
    row.save()
    ledger.record(revision, WRITTEN, by=by, at=at, **_told(change))
    return row


@transaction.atomic
def strike(revision: DutyRevision, code: str, *, by: Actor, at: datetime) -> None:
    """A line is taken out again: the item stays as it is."""
    revision = locked(revision, RevisionState.DRAFT)
    count, _kinds = revision.changes.filter(code=code).delete()
    if count:
        ledger.record(revision, STRUCK, by=by, at=at, code=code)


@transaction.atomic
def take_list(
    revision: DutyRevision, scope: Scope, items: Sequence[Item], moves: Mapping[str, str], *, by: Actor, at: datetime
) -> dict[str, int]:
    """Write the lines that make a list read as given. Answers how many of each kind.

    What the revision said of this list before gives way. `moves` names where dropped items go, by their codes.
    """
    revision = locked(revision, RevisionState.DRAFT)
    lines = lines_between(dutyversions.standing(scope), items, moves)
    said_before = dutyversions.where(scope) | dutyversions.where(scope, "base__")
    revision.changes.filter(said_before | Q(code__in=[line.code for line in lines])).delete()
    DutyChange.objects.bulk_create(_rows(revision, lines), batch_size=500)
    counts = {str(action): sum(line.action == action for line in lines) for action in DutyAction}
    ledger.record(revision, LIST_TAKEN, by=by, at=at, list=[scope.kind, scope.unit, scope.street], **counts)
    return counts


def lines_between(before: Iterable[Item], after: Iterable[Item], moves: Mapping[str, str]) -> list[Change]:
    """The lines that lead from one list to the other. Pure."""
    old = {item.code: item for item in before}
    new = {item.code: item for item in after}
    lines = [_line(old.get(code), item, moves.get(code, "")) for code, item in new.items()]
    lines += [
        Change(DutyAction.DROP, item, moved_to=moves.get(code, ""), replaces=item.since)
        for code, item in old.items() if code not in new
    ]  # fmt: skip
    return sorted((line for line in lines if line), key=lambda line: line.code)


def _line(before: Item | None, after: Item, moved_to: str) -> Change | None:
    if before is None:
        return Change(DutyAction.ADD, after)
    if all(getattr(before, name) == getattr(after, name) for name in COMPARED):
        return None
    return Change(DutyAction.CHANGE, replace(after, since=None), moved_to=moved_to, replaces=before.since)


def _told(change: Change) -> dict[str, str]:
    """A line as its event keeps it."""
    item = change.item
    return {"code": item.code, "action": change.action, "title": item.title, "lead": item.lead, "to": change.moved_to}


# --- values as rows


def _rows(revision: DutyRevision, changes: Sequence[Change]) -> list[DutyChange]:
    """Lines as rows, each against the version that stands now."""
    units = {unit.code: unit for unit in Department.objects.order_by("code")}
    streets = {area.code: area for area in Area.objects.filter(code__in={change.item.street for change in changes})}
    bases = DutyItem.objects.filter(valid_to=None, code__in=[change.code for change in changes])
    standing = {row.code: row for row in bases.order_by("code")}
    _refuse_unknown(changes, units, standing)
    return [
        DutyChange(
            revision=revision, action=change.action, code=change.code,
            base=None if change.action == DutyAction.ADD else standing[change.code],
            lead=units[change.item.lead], cooperating=list(change.item.cooperating),
            moved_to=units[change.moved_to] if change.moved_to else None, categories=list(change.categories),
            street=streets[change.item.street] if change.item.street else None,
            **{name: getattr(change.item, name) for name in dutyversions.CONTENT},
        )
        for change in changes
    ]  # fmt: skip


def _refuse_unknown(
    changes: Iterable[Change], units: Collection[str], standing: Mapping[str, DutyItem]
) -> None:  # fmt: skip
    """A line speaks of an item there is, unless it adds one, and of units there are."""
    for change in changes:
        if (change.action == DutyAction.ADD) == (change.code in standing):
            raise NotRevised(*_no_such_item(change), code="no_item", field="code")
        named = {change.item.lead, *change.item.cooperating, *filter(None, [change.moved_to])}
        if unknown := sorted(named - set(units)):
            values = {"code": change.code, "units": _(", ").join(unknown)}
            raise NotRevised(
                _("%(code)s names units there are not: %(units)s.") % values,
                _("Give their codes or short names."), code="no_unit", field="lead",
            )  # fmt: skip


def _no_such_item(change: Change) -> tuple[str, str]:
    if change.action == DutyAction.ADD:
        return (
            _("There is an item %(code)s already.") % {"code": change.code},
            _("Change that one, or give the new item a code of its own."),
        )
    return _("There is no item %(code)s to change.") % {"code": change.code}, _("Look up its code in the duty lists.")


def locked(revision: DutyRevision, *states: str) -> DutyRevision:
    """The revision as it is now, held against others, if it is in one of these states."""
    current = DutyRevision.objects.select_for_update(of=("self",)).get(pk=revision.pk)
    if current.state not in states:
        raise NotRevised(
            _("The revision is “%(state)s” by now.") % {"state": current.get_state_display()},
            _("Reload the page to see what happened."), code="wrong_state",
        )  # fmt: skip
    return current

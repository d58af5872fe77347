"""Deciding a revision of the duty lists: carried out whole or not at all, rejected, or withdrawn.

Carrying out ends the versions its lines replace on its day and begins the new ones on the same day; nothing is ever
edited in a version that was in force. Approvals are taken one after another, so that of two that touch the same item
the second finds out.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from core.calendar import CITY_TIME
from partyorgs import consultation, dutyversions, revision_notices
from partyorgs.enums import DutyAction, DutyProposalState, RevisionState
from partyorgs.models import Department, DutyChange, DutyCooperation, DutyItem, DutyRevision
from partyorgs.permissions import may_decide_lists
from partyorgs.revisions import OPEN, NotRevised, locked

APPROVED, REJECTED, WITHDRAWN = "dutyrevision.approve", "dutyrevision.reject", "dutyrevision.withdraw"


@transaction.atomic
def approve(revision: DutyRevision, *, decision: str = "", by: Actor, at: datetime) -> DutyRevision:
    """The lists change on the revision's day. Listeners of `dutyrevision.approve` learn which items did."""
    _take_turns()
    revision = locked(revision, RevisionState.OPINIONS)
    check_second_person(revision, by)
    _check_answers(revision)
    lines = list(revision.changes.select_related("base", "lead", "street").order_by("code"))
    _check_day(revision, lines, at.astimezone(CITY_TIME).date())
    _check_bases(lines, revision.effective_on)
    _end_versions(lines, revision.effective_on)
    _begin_versions(revision, [line for line in lines if line.action != DutyAction.DROP])
    revision.proposals.filter(state=DutyProposalState.OPEN).update(
        state=DutyProposalState.ADOPTED, answer=_("Adopted by “%(title)s”.") % {"title": revision.title}
    )
    _end(revision, RevisionState.APPROVED, decision, by, at)
    ledger.record(revision, APPROVED, by=by, at=at, decision=decision, **_told(revision, lines))
    revision_notices.tell_decided(revision, at=at)
    return revision


@transaction.atomic
def reject(revision: DutyRevision, *, decision: str, by: Actor, at: datetime) -> DutyRevision:
    revision = locked(revision, RevisionState.OPINIONS)
    check_second_person(revision, by)
    return _drop(revision, RevisionState.REJECTED, REJECTED, decision, by, at)


@transaction.atomic
def withdraw(revision: DutyRevision, *, decision: str, by: Actor, at: datetime) -> DutyRevision:
    """The office gives it up; what it had taken up of proposals is open again."""
    return _drop(locked(revision, *OPEN), RevisionState.WITHDRAWN, WITHDRAWN, decision, by, at)


def _drop(revision: DutyRevision, state: str, kind: str, decision: str, by: Actor, at: datetime) -> DutyRevision:
    was_asked = revision.state == RevisionState.OPINIONS
    revision.proposals.filter(state=DutyProposalState.OPEN).update(revision=None)
    _end(revision, state, decision, by, at)
    ledger.record(revision, kind, by=by, at=at, decision=decision)
    if was_asked:
        revision_notices.tell_decided(revision, at=at)
    return revision


def _end(revision: DutyRevision, state: str, decision: str, by: Actor, at: datetime) -> None:
    revision.state, revision.decision = state, decision
    revision.decided_at, revision.decided_by_name = at, by.name
    revision.save(update_fields=["state", "decision", "decided_at", "decided_by_name"])


# --- what must be true first


def check_second_person(revision: DutyRevision, by: Actor) -> None:
    """Whoever had a hand in a revision, or speaks for a unit it touches, does not decide it."""
    if not may_decide_lists(by):
        raise NotRevised(_("Revisions are decided by a deputy convener, or by a second administrator of the office."),
                         code="not_permitted")  # fmt: skip
    had_a_hand = revision.drafted_by_id == by.id or ledger.history(revision).filter(by_id=by.id).exists()
    if had_a_hand or revision.asked.filter(pk__in=by.partial_to).exists():
        raise NotRevised(
            _("You had a hand in this revision, or it touches a unit of yours."), _("Somebody else has to decide it."),
            code="second_person",
        )  # fmt: skip


def _check_answers(revision: DutyRevision) -> None:
    names = [opinion.department.short_name for opinion in consultation.unanswered(revision)]
    if names:
        raise NotRevised(
            _("Objections wait for an answer: %(units)s.") % {"units": _(", ").join(names)},
            _("Answer them, or take the revision back and change it."), code="unanswered",
        )  # fmt: skip


def _check_day(revision: DutyRevision, lines: Sequence[DutyChange], today: date) -> None:
    """No day is judged by two lists: a list begins tomorrow at the earliest, and later than what it replaces."""
    on = revision.effective_on
    if on <= today:
        raise NotRevised(
            _("%(day)s is not after today.") % {"day": on}, _("Give the revision a later day first."),
            code="too_early", field="effective_on",
        )  # fmt: skip
    _refuse_if([line.code for line in lines if line.base and line.base.valid_from >= on],
               _("These items begin on that day or later themselves: %(codes)s."), code="not_after")  # fmt: skip


def _check_bases(lines: Sequence[DutyChange], on: date) -> None:
    """Each line was written against the version that still stands, and what is added is not there."""
    bases = [line.base_id for line in lines if line.base_id]
    held = DutyItem.objects.select_for_update(of=("self",)).filter(pk__in=bases, valid_to=None).order_by("pk")
    standing = {row.pk for row in held}
    gone = [line.code for line in lines if line.base_id and line.base_id not in standing]
    added = [line.code for line in lines if not line.base_id]
    overlapping = DutyItem.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), code__in=added)
    there = set(overlapping.order_by("code").values_list("code", flat=True))
    _refuse_if(
        [*gone, *there], _("These items have changed since the revision was written: %(codes)s."), code="outdated"
    )


def _refuse_if(codes: Iterable[str], text: str, *, code: str) -> None:
    if named := sorted(codes):
        raise NotRevised(
            text % {"codes": _(", ").join(named)}, _("Take the revision back, write these lines anew and ask again."),
            code=code,
        )  # fmt: skip


def _take_turns() -> None:
    """Whoever approves waits for an approval under way, whichever revision that is of."""
    waiting = DutyRevision.objects.select_for_update(of=("self",)).filter(state=RevisionState.OPINIONS)
    list(waiting.order_by("pk").values_list("pk", flat=True))


# --- carrying out


def _end_versions(lines: Iterable[DutyChange], on: date) -> None:
    """A version that ends says where its matter went: as the line says, or to the unit that leads from then on."""
    ended = []
    for line in lines:
        if line.base is None:
            continue
        line.base.valid_to = on
        line.base.moved_to_id = line.moved_to_id
        if line.action == DutyAction.CHANGE and line.moved_to_id is None and line.lead_id != line.base.lead_id:
            line.base.moved_to_id = line.lead_id
        ended.append(line.base)
    DutyItem.objects.bulk_update(ended, ["valid_to", "moved_to"], batch_size=200)


def _begin_versions(revision: DutyRevision, lines: Sequence[DutyChange]) -> None:
    begun = DutyItem.objects.bulk_create([_version(revision, line) for line in lines], batch_size=500)
    units = {unit.code: unit for unit in Department.objects.order_by("code")}
    DutyCooperation.objects.bulk_create(
        [
            DutyCooperation(duty=row, department=units[code], order=place)
            for row, line in zip(begun, lines, strict=True)
            for place, code in enumerate(line.cooperating, 1)
        ],
        batch_size=500,
    )


def _version(revision: DutyRevision, line: DutyChange) -> DutyItem:
    content = {name: getattr(line, name) for name in dutyversions.CONTENT}
    return DutyItem(code=line.code, lead=line.lead, street=line.street, revision=revision,
                    valid_from=revision.effective_on, **content)  # fmt: skip


def _told(revision: DutyRevision, lines: Iterable[DutyChange]) -> dict[str, object]:
    """What listeners need: which items, and by which categories an added one is to be dispatched."""
    codes: dict[str, list[str]] = {str(action): [] for action in DutyAction}
    for line in lines:
        codes[line.action].append(line.code)
    categories = {line.code: line.categories for line in lines if line.action == DutyAction.ADD and line.categories}
    return {"effective_on": revision.effective_on, "codes": codes, "categories": categories}

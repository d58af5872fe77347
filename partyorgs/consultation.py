"""Asking the units that a revision touches: until when, what they say, and what the office answers to objections."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from core.calendar import CITY_TIME
from partyorgs import revision_notices
from partyorgs.enums import DepartmentKind, OpinionStance, RevisionState
from partyorgs.models import Department, DutyOpinion, DutyRevision
from partyorgs.permissions import may_speak_for
from partyorgs.revisions import NotRevised, locked

ASKED, SAID, ANSWERED = "dutyrevision.ask", "dutyrevision.opinion", "dutyrevision.answer"
TAKEN_BACK = "dutyrevision.redraft"


@transaction.atomic
def ask(revision: DutyRevision, *, until: date, by: Actor, at: datetime) -> DutyRevision:
    """The lines stand from now on; every unit they touch is told and may speak until the day."""
    revision = locked(revision, RevisionState.DRAFT)
    if until <= at.astimezone(CITY_TIME).date():
        raise NotRevised(
            _("Units need time to look at it."), _("Name a day after today."), code="too_early", field="until"
        )  # fmt: skip
    if not revision.changes.exists():
        raise NotRevised(_("The revision changes nothing yet."), _("Write its lines first."), code="empty")
    units = touched(revision)
    revision.asked.set(units)
    revision.opinions.all().delete()  # they spoke of other lines; the ledger keeps them
    revision.state, revision.opinions_until = RevisionState.OPINIONS, until
    revision.save(update_fields=["state", "opinions_until"])
    ledger.record(revision, ASKED, by=by, at=at, until=until, units=[unit.code for unit in units])
    revision_notices.tell_asked(revision, units, at=at)
    return revision


@transaction.atomic
def redraft(revision: DutyRevision, *, reason: str, by: Actor, at: datetime) -> DutyRevision:
    """Back to the desk, so that lines can be changed; then the units are asked anew."""
    revision = locked(revision, RevisionState.OPINIONS)
    revision.state, revision.opinions_until = RevisionState.DRAFT, None
    revision.save(update_fields=["state", "opinions_until"])
    ledger.record(revision, TAKEN_BACK, by=by, at=at, reason=reason)
    return revision


@transaction.atomic
def opine(
    revision: DutyRevision, unit: Department, *, stance: str, text: str, by: Actor, at: datetime
) -> DutyOpinion:  # fmt: skip
    """What a unit says; its last word counts, and an answer to an earlier one no longer does."""
    revision = locked(revision, RevisionState.OPINIONS)
    if not revision.asked.filter(pk=unit.pk).exists() or not may_speak_for(by, unit.pk):
        raise NotRevised(_("Only units that are asked give an opinion."), code="not_asked", field="unit")
    if stance == OpinionStance.OBJECT and not text.strip():
        raise NotRevised(_("An objection without reasons cannot be answered."), _("Say why."),
                         code="required", field="text")  # fmt: skip
    opinion, _is_new = DutyOpinion.objects.update_or_create(
        revision=revision, department=unit,
        defaults={"stance": stance, "text": text.strip(), "at": at, "by_name": by.name,
                  "answer": "", "answered_at": None, "answered_by_name": ""},
    )  # fmt: skip
    ledger.record(revision, SAID, by=by, at=at, unit=unit.code, stance=stance, text=opinion.text)
    if stance == OpinionStance.OBJECT:
        revision_notices.tell_objection(revision, unit, at=at)
    return opinion


@transaction.atomic
def answer(revision: DutyRevision, unit: Department, *, text: str, by: Actor, at: datetime) -> DutyOpinion:
    """What the office says to an objection, before anybody decides."""
    revision = locked(revision, RevisionState.OPINIONS)
    opinion = revision.opinions.filter(department=unit, stance=OpinionStance.OBJECT).first()
    if opinion is None:
        raise NotRevised(_("This unit does not object."), code="no_objection")
    opinion.answer, opinion.answered_at, opinion.answered_by_name = text.strip(), at, by.name
    opinion.save(update_fields=["answer", "answered_at", "answered_by_name"])
    ledger.record(revision, ANSWERED, by=by, at=at, unit=unit.code, text=opinion.answer)
    return opinion


def unanswered(revision: DutyRevision) -> QuerySet[DutyOpinion]:
    return revision.opinions.filter(stance=OpinionStance.OBJECT, answered_at=None).select_related("department")


def touched(revision: DutyRevision) -> list[Department]:
    """Units that lead, help or take over, before or after. The placeholder stands for the office of the item's street,
    or of every street where the item is the whole city's."""
    ids: set[int] = set()
    codes: set[str] = set()
    streets: set[int | None] = set()
    lines = revision.changes.select_related("base").prefetch_related("base__cooperations").order_by("code")
    for line in lines:
        ids.update(filter(None, [line.lead_id, line.moved_to_id]))
        codes.update(line.cooperating)
        streets.add(line.street_id)
        if line.base:
            ids.update([line.base.lead_id, *(part.department_id for part in line.base.cooperations.all())])
            streets.add(line.base.street_id)
    units = list(Department.objects.filter(valid_to=None).order_by("code"))
    named = [unit for unit in units if unit.pk in ids or unit.code in codes]
    return list(dict.fromkeys([*_without_placeholder(named), *_street_offices(units, named, streets)]))


def _without_placeholder(units: Iterable[Department]) -> list[Department]:
    return [unit for unit in units if unit.kind != DepartmentKind.PLACEHOLDER]


def _street_offices(
    units: Iterable[Department], named: Iterable[Department], streets: set[int | None]
) -> list[Department]:  # fmt: skip
    """Whoever has the item on the list of their street; all of them where the street of the place leads or helps."""
    everywhere = None in streets and any(unit.kind == DepartmentKind.PLACEHOLDER for unit in named)
    return [
        unit for unit in units if unit.kind == DepartmentKind.STREET and (everywhere or unit.street_id in streets)
    ]  # fmt: skip

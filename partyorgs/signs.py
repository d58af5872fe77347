"""治未病: what about an organisation needs attention before it becomes a case. Read from its row, never stored."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from partyorgs.enums import TermStage
from partyorgs.models import PartyOrganization
from partyorgs.terms import add_months, stage

IDLE_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Sign:
    text: str
    tone: str = ""


def near_end(today: date, months: int) -> Q:
    """Terms that end within so many months and have not ended yet."""
    return Q(term_due_on__range=(today, add_months(today, months)))


def overdue(today: date) -> Q:
    """Terms that have ended without an election or an approval of a later one."""
    return Q(term_due_on__lt=today) & (Q(postponed_until=None) | Q(postponed_until__lt=today))


def vacant() -> Q:
    return Q(secretary_vacant_since__isnull=False)


def idle(today: date) -> Q:
    return Q(last_activity_on__lt=add_months(today, -IDLE_MONTHS))


def of(organization: PartyOrganization, today: date) -> list[Sign]:
    """The signs of one organisation, the most urgent first; sizes are told in full by `structure.warnings`."""
    found = []
    if organization.term_due_on:
        found += _term(organization, today)
    if organization.secretary_vacant_since:
        found.append(Sign(_("secretary post vacant"), "red"))
    if organization.last_activity_on and organization.last_activity_on < add_months(today, -IDLE_MONTHS):
        found.append(Sign(_("no organisation life for six months"), "red"))
    return found


def _term(organization: PartyOrganization, today: date) -> list[Sign]:
    assert organization.term_due_on is not None
    now = stage(organization.term_due_on, today)
    if now == TermStage.OVERDUE:
        is_approved = organization.postponed_until is not None and organization.postponed_until >= today
        return [Sign(_("election postponed"), "amber") if is_approved else Sign(_("election overdue"), "red")]
    if now == TermStage.LATER:
        return []
    return [Sign(_("election due"), "amber" if now != TermStage.SIX_MONTHS else "blue")]

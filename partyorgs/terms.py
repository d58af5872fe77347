"""When a term ends, and how near that is. Pure: days in, days and words out.

Terms and reminders are practice §4.5: five years for committees, general branches and the branches of villages and
communities, three for other branches (支部工作条例; 关于党的基层组织任期的意见).
"""

from calendar import monthrange
from datetime import date

from partyorgs.enums import ElectionTiming, PartyOrgKind, TermStage

MONTHS = {TermStage.DUE: 0, TermStage.THREE_MONTHS: 3, TermStage.SIX_MONTHS: 6}  # before the end, the last one first
EARLIEST_MONTHS = 3  # an election held longer before the end of the term is an early one
USUAL_YEARS = {
    PartyOrgKind.PARTY_COMMITTEE: 5,
    PartyOrgKind.INDUSTRY_COMMITTEE: 5,
    PartyOrgKind.GENERAL_BRANCH: 5,
    PartyOrgKind.BRANCH: 5,
    PartyOrgKind.JOINT_BRANCH: 3,
    PartyOrgKind.GRID_BRANCH: 3,
}


def add_months(day: date, months: int) -> date:
    """The same day of another month, or its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def ends_on(held_on: date, years: int) -> date:
    return add_months(held_on, 12 * years)


def stage(due_on: date, today: date) -> TermStage:
    """Where a term stands on a day: it is overdue from the day after its end."""
    if due_on < today:
        return TermStage.OVERDUE
    return next((name for name, months in MONTHS.items() if due_on <= add_months(today, months)), TermStage.LATER)


def timing(due_on: date | None, held_on: date) -> ElectionTiming:
    """Whether an election ends its term in time; the first one of an organisation always does."""
    if due_on is None or add_months(due_on, -EARLIEST_MONTHS) <= held_on <= due_on:
        return ElectionTiming.ON_TIME
    return ElectionTiming.EARLY if held_on < due_on else ElectionTiming.LATE

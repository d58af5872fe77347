"""软弱涣散整顿: how a case moves. STEPS is the whole truth; `advance` is the only door.

The index proposes; the county-level party committee lists, by a document. A listed organisation gets a plan of its own
and four who support it, is accepted, and watched for a year: then its case is closed, or goes back (practice §3.8).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from core.calendar import CITY_TIME
from core.refusals import Refusal
from partyorgs.enums import RectificationState as State
from partyorgs.enums import RectificationStep as Step
from partyorgs.models import HealthCheck, PartyOrganization, RectificationCase, RectificationMeasure
from partyorgs.models.rectification import ENDED
from partyorgs.permissions import may_edit_organization, may_keep
from partyorgs.terms import add_months

TRACKED_MONTHS = 12


def _at_hand(actor: Actor, case: RectificationCase) -> bool:
    return may_edit_organization(actor, case.organization)


def _keeper(actor: Actor, case: RectificationCase) -> bool:
    """The office enters what the county-level committee has decided."""
    return may_keep(actor)


@dataclass(frozen=True, slots=True)
class Way:
    sources: frozenset[State]
    target: State
    may: Callable[[Actor, RectificationCase], bool]


def _way(sources: set[State], target: State, may: Callable[[Actor, RectificationCase], bool]) -> Way:
    return Way(frozenset(sources), target, may)


STEPS = {
    # step                 from                              to                who
    Step.DISMISS:        _way({State.PROPOSED},              State.DISMISSED,  _keeper),
    Step.LIST:           _way({State.PROPOSED},              State.LISTED,     _keeper),
    Step.PLAN:           _way({State.LISTED},                State.RECTIFYING, _at_hand),
    Step.ADD_MEASURE:    _way({State.RECTIFYING},            State.RECTIFYING, _at_hand),
    Step.FINISH_MEASURE: _way({State.RECTIFYING},            State.RECTIFYING, _at_hand),
    Step.ACCEPT:         _way({State.RECTIFYING},            State.ACCEPTED,   _keeper),
    Step.TRACK:          _way({State.ACCEPTED},              State.TRACKED,    _keeper),
    Step.CLOSE:          _way({State.TRACKED},               State.CLOSED,     _keeper),
    Step.RETURN:         _way({State.ACCEPTED, State.TRACKED}, State.RECTIFYING, _keeper),
}  # fmt: skip


def may(actor: Actor, step: Step, case: RectificationCase) -> bool:
    return STEPS[step].may(actor, case)


def possible(case: RectificationCase) -> list[Step]:
    return [step for step, way in STEPS.items() if case.state in way.sources]


@transaction.atomic
def propose(
    organization: PartyOrganization, *, reason: str, by: Actor, at: datetime, after: HealthCheck | None = None
) -> RectificationCase:
    """Ask the county-level committee to look at it. Where a case is open already, that one: safe to repeat."""
    row = PartyOrganization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    there = row.rectifications.exclude(state__in=ENDED).first()
    if there:
        return there
    case = RectificationCase.objects.create(
        organization=row, reason=reason, proposed_after=after, proposed_at=at, proposed_by_name=by.name
    )
    ledger.record(case, "rectification.propose", by=by, at=at, after=State.PROPOSED, reason=reason)
    return case


@transaction.atomic
def advance(case: RectificationCase, step: Step, *, by: Actor, at: datetime, **data: Any) -> RectificationCase:
    """Take one step, with its event. `data` is what the form of the step asks."""
    row = RectificationCase.objects.select_for_update(of=("self",)).select_related("organization").get(pk=case.pk)
    way = STEPS[step]
    if row.state not in way.sources:
        raise Refusal(
            field="", code="wrong_state",
            detail=_("Somebody was faster: the case is now “%(state)s”.") % {"state": State(row.state).label},
            remedy=_("Your step was not taken."),
        )  # fmt: skip
    if not way.may(by, row):
        raise Refusal(
            field="", code="not_permitted", detail=_("Not open to you: %(step)s.") % {"step": step.label},
            remedy=_("The office enters decisions, the street what is done there."),
        )  # fmt: skip
    before, row.state = row.state, way.target
    EFFECTS[step](row, at.astimezone(CITY_TIME).date(), **data)
    row.save()
    ledger.record(row, f"rectification.{step}", by=by, at=at, before=before, after=row.state, **data)
    return row


# --- what a step leaves behind


def _dismiss(case: RectificationCase, today: date, *, outcome: str) -> None:
    case.ended_on, case.outcome = today, outcome


def _list(case: RectificationCase, today: date, *, listed_on: date, document: str) -> None:
    _must_have_come("listed_on", listed_on, today)
    case.listed_on, case.document = listed_on, document


def _plan(
    case: RectificationCase, today: date, *, plan: str, county_leader: str, town_leader: str, first_secretary: str,
    paired_unit: str,
) -> None:  # fmt: skip
    case.plan, case.county_leader, case.town_leader = plan, county_leader, town_leader
    case.first_secretary, case.paired_unit = first_secretary, paired_unit


def _add_measure(case: RectificationCase, today: date, *, kind: str, text: str, due_on: date) -> None:
    RectificationMeasure.objects.create(case=case, kind=kind, text=text, due_on=due_on)


def _finish_measure(case: RectificationCase, today: date, *, measure: int, done_on: date, result: str) -> None:
    row = case.measures.filter(pk=measure, done_on=None).first()
    if row is None:
        raise Refusal(
            field="measure", code="not_open", detail=_("This measure is not open."),
            remedy=_("Choose one that is still to be done."),
        )  # fmt: skip
    _must_have_come("done_on", done_on, today)
    row.done_on, row.result = done_on, result
    row.save(update_fields=["done_on", "result"])


def _accept(case: RectificationCase, today: date, *, accepted_on: date, acceptance: str) -> None:
    _must_have_come("accepted_on", accepted_on, today)
    if not case.measures.exists() or case.measures.filter(done_on=None).exists():
        raise Refusal(
            field="", code="measures_open", detail=_("Not every measure is done, or none was taken."),
            remedy=_("Enter what was done about each measure first."),
        )  # fmt: skip
    case.accepted_on, case.acceptance = accepted_on, acceptance


def _track(case: RectificationCase, today: date) -> None:
    assert case.accepted_on is not None
    case.tracked_until = add_months(case.accepted_on, TRACKED_MONTHS)


def _close(case: RectificationCase, today: date, *, outcome: str) -> None:
    if case.tracked_until and today < case.tracked_until:
        raise Refusal(
            field="", code="too_early",
            detail=_("The year of tracking lasts until %(day)s.") % {"day": case.tracked_until},
            remedy=_("Close the case after that day, or return it if the organisation has fallen back."),
        )  # fmt: skip
    case.ended_on, case.outcome = today, outcome


def _return(case: RectificationCase, today: date, *, reason: str) -> None:
    case.accepted_on, case.acceptance, case.tracked_until = None, "", None


def _must_have_come(field: str, day: date, today: date) -> None:
    if day > today:
        raise Refusal(
            field=field, code="not_past", detail=_("That day has not come."), remedy=_("Give a day that has come.")
        )  # fmt: skip


EFFECTS: dict[Step, Callable[..., None]] = {
    Step.DISMISS: _dismiss,
    Step.LIST: _list,
    Step.PLAN: _plan,
    Step.ADD_MEASURE: _add_measure,
    Step.FINISH_MEASURE: _finish_measure,
    Step.ACCEPT: _accept,
    Step.TRACK: _track,
    Step.CLOSE: _close,
    Step.RETURN: _return,
}

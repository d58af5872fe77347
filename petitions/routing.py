"""Who must handle this. `decide()` is pure: the duty list decides, first match wins, and says why.

`route()` applies a decision to an order, once, and stores its reasons; where nothing matches, the order waits at the
dispatcher's desk with the reason shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from core import ledger
from core.actors import SYSTEM
from core.calendar import CITY_TIME
from partyorgs.enums import DepartmentKind
from partyorgs.models import Department
from petitions import catalogue, deadlines, workflow
from petitions.case import Case
from petitions.catalogue import Catalogue, CatalogueRule, Duty, Sort, Unit
from petitions.enums import Action, Status, Urgency
from petitions.models import DispatchSuggestion, WorkOrder
from petitions.reasons import Reason
from petitions.refusals import NotAllowed

Reasons = tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """What routing knows of a petition."""

    category_id: int | None
    kind: str
    place_code: str
    target_department_id: int | None = None
    is_confidential: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A lead with its assists, or nobody; in both cases the reasons, in the order they were found."""

    lead: Unit | None
    because: Reasons
    assists: tuple[Unit, ...] = ()


def decide(matter: Matter, duties: Catalogue, on: date) -> Decision:
    """Reads nothing but its arguments, so that a proposed duty list can be tried on last year's petitions."""
    rule, because = _rule_for(matter, duties, on)
    if rule is None:
        return Decision(None, because)
    lead, named = _named_lead(rule.duty, matter, duties)
    because += named
    if lead is not None:
        lead, conflict = _without_conflict(lead, matter, duties)
        because += conflict
    if lead is None:
        return Decision(None, because)
    if matter.is_confidential:
        because += (Reason("confidential"),)
    because += (Reason("lead", unit=lead.name),)
    return Decision(lead, because, _assists(rule.duty.assist_ids, lead, matter, duties))


def _rule_for(matter: Matter, duties: Catalogue, on: date) -> tuple[CatalogueRule | None, Reasons]:
    sort = duties.categories.get(matter.category_id or 0)
    if sort is None:
        return None, (Reason("no_category"),)
    if sort.is_guidance:
        return None, (Reason("guidance_only", category=sort.name),)
    rule = duties.rule(sort.id, matter.kind, matter.place_code, on)
    if rule is None:
        return None, (_why_no_rule(sort, matter, duties, on),)
    return rule, (Reason("duty", category=sort.name, duty=rule.duty.code, title=rule.duty.title),)


def _why_no_rule(sort: Sort, matter: Matter, duties: Catalogue, on: date) -> Reason:
    duty = duties.ended(sort.id, matter.kind, matter.place_code, on)
    if duty is None or duty.valid_to is None:
        return Reason("no_rule", category=sort.name)
    return Reason(
        "no_duty", category=sort.name, duty=duty.code, title=duty.title, since=duty.valid_to.isoformat()
    )  # fmt: skip


def _named_lead(duty: Duty, matter: Matter, duties: Catalogue) -> tuple[Unit | None, Reasons]:
    """The unit the duty names. A street only where the list gives the matter to the territory (practice T06)."""
    lead = duties.resolve(duty.lead_id, matter.place_code)
    if lead is None:
        return None, (Reason("place_needed"),)
    if lead.kind != DepartmentKind.STREET:
        return lead, ()
    if not duty.territory_allowed or duty.is_reclaimed:
        return None, (Reason("grassroots_guard", unit=lead.name),)
    return lead, (Reason("territory", unit=lead.name),)


def _without_conflict(lead: Unit, matter: Matter, duties: Catalogue) -> tuple[Unit | None, Reasons]:
    """A unit never handles a complaint about itself or about the unit above it: it climbs to whom that one answers."""
    target = matter.target_department_id
    if target is None or not duties.answers_to(lead.id, target):
        return lead, ()
    superior = duties.units.get(duties.units[target].superior_id or 0) if target in duties.units else None
    if superior is None or duties.answers_to(superior.id, target):
        return None, (Reason("conflict_unresolved", unit=lead.name),)
    return superior, (Reason("conflict", unit=lead.name, superior=superior.name),)


def _assists(ids: tuple[int, ...], lead: Unit, matter: Matter, duties: Catalogue) -> tuple[Unit, ...]:
    units = dict.fromkeys(duties.resolve(unit_id, matter.place_code) for unit_id in ids)
    target = matter.target_department_id
    return tuple(
        unit for unit in units
        if unit and unit != lead and not (target and duties.answers_to(unit.id, target))
    )  # fmt: skip


def matter_of(order: WorkOrder) -> Matter:
    return Matter(
        order.category_id, order.kind, order.place_code, order.target_department_id, order.is_confidential
    )  # fmt: skip


@transaction.atomic(savepoint=False)  # a worker has begun a transaction, and nobody goes on in it when this fails
def route(order_id: int, *, at: datetime, alike: Sequence[str] = ()) -> Decision | None:
    """Decide about an order and dispatch it, or leave it to the desk. None when it has been decided about before.

    `alike` are the numbers of orders that may be about the same matter: once it is with a unit it cannot be merged any
    more, so a person looks first. A critical order never waits for that.
    """
    case = Case.lock(order_id)
    if not case.order.waits_for_routing:
        return None
    decision = decide(matter_of(case.order), catalogue.load(), at.astimezone(CITY_TIME).date())
    suggestion, events = suggestion_of(case.order, decision, at=at), []
    if suggestion.is_applied and alike and case.order.urgency != Urgency.CRITICAL:
        suggestion.is_applied = False
        suggestion.because.append(Reason("possible_duplicate", orders=", ".join(alike)).as_json())
    try:
        if suggestion.is_applied:
            events = [_dispatch(case, decision, at)]
    except NotAllowed as refusal:
        decision = Decision(None, (*decision.because, Reason("refused", text=str(refusal))))
        suggestion = suggestion_of(case.order, decision, at=at)
    case.add(suggestion)
    case.order.routed_at = at
    case.save()
    ledger.record_many(events)
    return decision


def suggestion_of(order: WorkOrder, decision: Decision, *, at: datetime) -> DispatchSuggestion:
    """The decision as it is kept, unsaved. The order is as it was when it was decided about."""
    return DispatchSuggestion(
        work_order=order, at=at, lead_id=decision.lead.id if decision.lead else None,
        assists=[unit.code for unit in decision.assists], because=[reason.as_json() for reason in decision.because],
        is_applied=decision.lead is not None and order.status == Status.ACCEPTED,
    )  # fmt: skip


def _dispatch(case: Case, decision: Decision, at: datetime) -> workflow.Draft:
    """By the same door as a person; the case is locked already, so it is not loaded once more."""
    data = {"is_auto": True, **_units(decision)}
    return workflow.step(case, Action.DISPATCH, by=SYSTEM, at=at, machine=deadlines.clockwork(), data=data)


def _units(decision: Decision) -> dict[str, Any]:
    wanted = [decision.lead, *decision.assists]
    rows = Department.objects.in_bulk([unit.id for unit in wanted if unit])
    return {
        "lead": rows[decision.lead.id] if decision.lead else None,
        "assists": [rows[unit.id] for unit in decision.assists],
    }

"""What the desk is offered for an order: who could lead, on what ground, and until when.

The duty list decides where it can (`routing`); this is for the orders it left to a person, among them those that came
back from a unit. Nothing here is saved.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from partyorgs.enums import DepartmentKind
from petitions import catalogue, faces, routing
from petitions.catalogue import Catalogue, Unit
from petitions.deadlines import Clockwork, NoLimit
from petitions.enums import ClockName, ReturnState
from petitions.models import Clock, DispatchSuggestion, ReturnRequest, WorkOrder
from petitions.reasons import Reason, from_json
from petitions.routing import Decision

MOST = 3  # candidates, one for each key from 1 to 3
CLOCKS = (ClockName.SIGN, ClockName.HANDLE)


@dataclass(frozen=True, slots=True)
class Candidate:
    unit: Unit
    ground: str


@dataclass(frozen=True, slots=True)
class Due:
    label: str
    limit: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """`lead` is filled in beforehand; the other candidates are one key away."""

    lead: Unit | None
    candidates: tuple[Candidate, ...]
    assists: tuple[Unit, ...]
    reasons: tuple[Reason, ...]
    dues: tuple[Due, ...]


def propose(
    order: WorkOrder,
    *,
    returns: Sequence[ReturnRequest],
    stored: DispatchSuggestion | None,
    machine: Clockwork,
    at: datetime,
) -> Proposal:
    """`returns` of the order with their assignments, oldest first; `stored` is what the worker decided, if it still
    fits the order."""
    duties, on = catalogue.load(), timezone.localdate(at)
    decision = _stored(stored, duties) if stored else routing.decide(routing.matter_of(order), duties, on)
    refused = {request.assignment.department_id for request in returns}
    fitting: dict[int, Candidate] = {}
    for candidate in _candidates(order, decision, returns, duties):
        if candidate.unit.id not in refused and _may_lead(candidate.unit, order, duties, on):
            fitting.setdefault(candidate.unit.id, candidate)
    lead = _lead(fitting.values(), decision, returns)
    return Proposal(
        lead=lead,
        candidates=tuple(fitting.values())[:MOST],
        assists=tuple(unit for unit in decision.assists if unit != lead and unit.id not in refused),
        reasons=decision.because,
        dues=tuple(_dues(order, machine, at)),
    )


def as_chosen(order: WorkOrder, *, category: str, urgency: str, kind: str) -> WorkOrder:
    """The order as it would be with what is chosen at the desk: a copy, never to be saved."""
    draft = copy(order)
    sort = catalogue.load().by_code.get(category)
    if sort:
        draft.category_id = sort.id
        draft.urgency, draft.kind = urgency or sort.urgency, kind or sort.default_kind
    return draft


def _stored(suggestion: DispatchSuggestion, duties: Catalogue) -> Decision:
    lead = duties.units.get(suggestion.lead_id or 0)
    assists = tuple(duties.by_unit_code[code] for code in suggestion.assists if code in duties.by_unit_code)
    return Decision(lead, tuple(from_json(suggestion.because)), assists)


def _candidates(
    order: WorkOrder, decision: Decision, returns: Sequence[ReturnRequest], duties: Catalogue
) -> Iterator[Candidate]:
    """Best ground first; a unit may stand here twice."""
    for request in reversed(returns):
        if request.suggested_id and request.state == ReturnState.APPROVED:
            by = duties.units[request.assignment.department_id].name
            yield Candidate(
                duties.units[request.suggested_id], _("named by %(unit)s, which returned it") % {"unit": by}
            )
    if decision.lead:
        yield Candidate(decision.lead, _("leads by the duty list"))
    for unit in decision.assists:
        yield Candidate(unit, _("cooperates by the duty list"))
    office = duties.offices.get(order.place_code[:9])
    if office:
        yield Candidate(office, _("street of the place"))


def _may_lead(unit: Unit, order: WorkOrder, duties: Catalogue, on: date) -> bool:
    """What the guard of the dispatch would refuse is not offered in the first place."""
    if unit.kind == DepartmentKind.PLACEHOLDER:
        return False
    if unit.kind == DepartmentKind.STREET and not duties.allows_territory(order.category_id, on):
        return False
    target = order.target_department_id
    return not (target and duties.answers_to(unit.id, target))


def _lead(fitting: Iterable[Candidate], decision: Decision, returns: Sequence[ReturnRequest]) -> Unit | None:
    """The first candidate, if a duty or a returning unit names it: cooperating is no ground for leading."""
    named = {request.suggested_id for request in returns} | {decision.lead.id if decision.lead else None}
    return next((candidate.unit for candidate in fitting if candidate.unit.id in named), None)


def _dues(order: WorkOrder, machine: Clockwork, at: datetime) -> Iterator[Due]:
    for name in CLOCKS:
        try:
            clock: Clock = machine.start(name, order, at)
        except NoLimit:
            continue
        yield Due(str(name.label), faces.limit(clock), clock.due_at)

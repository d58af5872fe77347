"""吹哨报到: a street calls departments to where its own powers end (practice §2.9).

Only the street blows a whistle and only the street ends it. Every department called arrives, reports, and says whether
the whistle was right; the street rates each of them; the office, once it has ended, says whether it was justified.
A whistle too many is as bad as one too few: nothing here counts whistles to compare anybody.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import ledger, numbers
from core.actors import Actor
from core.calendar import CITY_TIME, CalendarNotLoaded
from grids import codes
from grids.enums import AreaKind
from grids.models import Area
from partyorgs.enums import DepartmentKind
from partyorgs.models import Department
from petitions import deadlines, whistle_notices, workflow
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import ClockName, Matter, Urgency, WhistleKind, WhistleView
from petitions.models import Whistle, WhistleCall, WorkOrder
from petitions.refusals import NotAllowed
from petitions.whistle_steps import NotYours, Step, coordinates, may, refusal

BLOWN, ENDED = "whistle_blown", "whistle_ended"  # on the timeline of a linked order
Wanted = tuple[Department, str]  # who is called, and for which piece of the work

RESPONSE = {
    WhistleKind.EMERGENCY: ClockName.EMERGENCY_WHISTLE,
    WhistleKind.ENFORCEMENT: ClockName.ENFORCEMENT_WHISTLE,
    WhistleKind.KEY_WORK: ClockName.KEY_WORK_WHISTLE,
}
RESULT = {
    WhistleKind.EMERGENCY: ClockName.EMERGENCY_RESULT,
    WhistleKind.ENFORCEMENT: ClockName.ENFORCEMENT_RESULT,
    WhistleKind.KEY_WORK: ClockName.KEY_WORK_RESULT,
}
RURAL_NAMES = ("镇", "乡")  # of a town or township, where its row does not say what it is


class AlreadyBlown(NotAllowed):
    """The same whistle is open: a second click, or a colleague was quicker."""

    def __init__(self, whistle: Whistle) -> None:
        text = _("This whistle has been blown already: it is %(number)s.") % {"number": whistle.number}
        super().__init__(text, code="already_blown")
        self.whistle = whistle


# --- what a person sees


def called_orders(actor: Actor) -> QuerySet[WorkOrder]:
    """Orders a whistle has called this person's department to: every party of an order reads the same order."""
    units = actor.department_ids("liaison", "handler", "dept_leader")
    return WorkOrder.objects.filter(whistles__calls__department_id__in=units).order_by()


def waiting_for(actor: Actor) -> Q:
    """Whistles that wait for this person's side: to arrive, report and say its view; to rate; to give a verdict."""
    units = actor.department_ids("liaison", "handler", "dept_leader")
    owed = Q(arrived_at=None, whistle__ended_at=None) | (Q(arrived_at__isnull=False) & (Q(result_at=None) | Q(view="")))
    waiting = _with_calls(owed, department_id__in=units)
    for area_code in actor.area_codes("street_coordinator"):
        waiting |= _with_calls(
            Q(result_at__isnull=False, rating=None), whistle__street__code__startswith=codes.prefix(area_code)
        )
    if actor.has("office_admin", "supervisor"):
        waiting |= Q(ended_at__isnull=False, verdict="")
    return waiting


def _with_calls(*where: Q, **more: Any) -> Q:
    return Q(pk__in=WhistleCall.objects.filter(*where, **more).order_by().values("whistle_id"))


# --- blowing


@transaction.atomic
def blow(
    *,
    kind: str,
    street: Area,
    place: str,
    reason: str,
    calls: Sequence[Wanted],
    orders: Sequence[WorkOrder] = (),
    meeting_place: str = "",
    meeting_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Whistle:
    """Call departments. The street's row is held, so that of two clicks the second finds what the first has blown."""
    if not coordinates(by, street):
        raise NotYours(Step.BLOW)
    street = Area.objects.select_for_update(no_key=True).get(pk=street.pk)
    _must_be_new(kind, street, place, reason)
    linked = _linked(orders, street, by)
    _must_be_callable(calls, linked, at)
    _must_meet(kind, meeting_place, meeting_at, at)
    whistle = Whistle.objects.create(
        kind=kind, street=street, place=place, reason=reason, meeting_place=meeting_place, meeting_at=meeting_at,
        number=numbers.take(Whistle.PREFIX, at.astimezone(CITY_TIME).date())[0], at=at, by_id=by.id, by_name=by.name,
    )  # fmt: skip
    whistle.orders.set(linked)
    machine, measure = deadlines.clockwork(), _measure(kind, linked)
    WhistleCall.objects.bulk_create(_call(whistle, unit, piece, measure, machine) for unit, piece in calls)
    units = [unit.short_name for unit, _piece in calls]
    _record(
        whistle, "blown", by=by, at=at, whistle_kind=kind, street=street.name, place=place, reason=reason, units=units,
        departments=[unit.pk for unit, _piece in calls], orders=[order.number for order in linked],
    )  # fmt: skip
    for order in linked:
        workflow.amend(
            order, BLOWN, lambda case, machine: case.order.open_matter(Matter.WHISTLE), by=by, at=at,
            whistle=kind, whistle_number=whistle.number, units=units, reason=reason,
        )  # fmt: skip
    whistle_notices.tell_called(whistle, [unit.pk for unit, _piece in calls], at=at)
    return whistle


def _must_be_new(kind: str, street: Area, place: str, reason: str) -> None:
    same = Whistle.objects.filter(street=street, kind=kind, place=place, reason=reason, ended_at=None)
    open_one = same.order_by("id").first()
    if open_one:
        raise AlreadyBlown(open_one)


def _linked(orders: Sequence[WorkOrder], street: Area, by: Actor) -> list[WorkOrder]:
    """The orders, held: those the street sees, in its own area, still open."""
    if not orders:
        return []
    wanted = {order.pk for order in orders}
    rows = WorkOrder.objects.visible_to(by).filter(pk__in=wanted)
    held = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if len(held) != len(wanted):
        raise NotAllowed(_("There is no such order, or you may not see it."), code="unknown_order", field="orders")
    for order in held:
        if not order.place_code.startswith(street.code):
            text = _("Order %(number)s does not lie in %(street)s.")
            raise NotAllowed(
                text % {"number": order.number, "street": street.name}, code="order_elsewhere", field="orders"
            )
        if not order.is_open:
            text = _("Order %(number)s is over: nobody needs to be called for it.")
            raise NotAllowed(text % {"number": order.number}, code="order_over", field="orders")
    return held


def _must_be_callable(calls: Sequence[Wanted], orders: Sequence[WorkOrder], at: datetime) -> None:
    units = [unit for unit, _piece in calls]
    if not units:
        raise NotAllowed(_("Call at least one department."), code="nobody_called", field="unit_1")
    if len({unit.pk for unit in units}) < len(units):
        raise NotAllowed(_("Call each department once."), code="called_twice", field="unit_1")
    complained_about = {order.target_department_id for order in orders}
    for place, (unit, piece) in enumerate(calls, 1):
        problem = _not_callable(unit, piece, complained_about, at)
        if problem:
            raise NotAllowed(
                problem[1] % {"unit": unit.short_name}, code=problem[0], field=f"{problem[2]}_{place}"
            )  # fmt: skip


def _not_callable(
    unit: Department, piece: str, complained_about: set[int | None], at: datetime
) -> tuple[str, str, str] | None:
    """Code, sentence and field of what is against it. Streets are asked, not called; a unit that is complained about
    is called to nothing that concerns the complaint."""
    if unit.kind != DepartmentKind.MEMBER or not unit.is_active(at.astimezone(CITY_TIME).date()):
        return "not_callable", _("%(unit)s cannot be called: only departments in office can."), "unit"
    if unit.pk in complained_about:
        return "complained_about", _("%(unit)s cannot be called to this order: call its superior."), "unit"
    if not piece.strip():
        return "piece_missing", _("Say what %(unit)s is to do."), "piece"
    return None


def _must_meet(kind: str, meeting_place: str, meeting_at: datetime | None, at: datetime) -> None:
    if kind == WhistleKind.KEY_WORK and not (meeting_place.strip() and meeting_at):
        text = _("A key work whistle calls to a first meeting: say where and when.")
        raise NotAllowed(text, code="meeting_missing", field="meeting_at" if meeting_place.strip() else "meeting_place")
    if meeting_at and meeting_at < at:
        raise NotAllowed(_("The meeting must lie ahead."), code="meeting_past", field="meeting_at")


def _measure(kind: str, orders: Sequence[WorkOrder]) -> WorkOrder:
    """The order by which limits are found: the most urgent one linked, or none in particular."""
    by_urgency = sorted(orders, key=lambda order: Urgency.values.index(order.urgency))
    urgency = Urgency.CRITICAL if kind == WhistleKind.EMERGENCY else Urgency.NORMAL
    return by_urgency[0] if by_urgency else WorkOrder(urgency=urgency)


def _call(whistle: Whistle, unit: Department, piece: str, measure: WorkOrder, machine: Clockwork) -> WhistleCall:
    call = WhistleCall(whistle=whistle, department=unit, piece=piece)
    machine.set_off(call, machine.limit(response_clock(whistle.kind, whistle.street), measure, whistle.at), whistle.at)
    limit = machine.limit(RESULT[WhistleKind(whistle.kind)], measure, whistle.at)
    try:
        call.result_due_at = deadlines.due(limit, whistle.at, machine.days)
    except CalendarNotLoaded:
        call.result_due_at = None
    return call


def response_clock(kind: str, street: Area) -> ClockName:
    """By kind; an emergency in a town or township gives twice the time on the road."""
    if kind == WhistleKind.EMERGENCY and is_rural(street):
        return ClockName.EMERGENCY_WHISTLE_RURAL
    return RESPONSE[WhistleKind(kind)]


def is_rural(street: Area) -> bool:
    return street.kind == AreaKind.RURAL if street.kind else street.name.endswith(RURAL_NAMES)


# --- what a department called does


@transaction.atomic
def arrive(call: WhistleCall, *, officer_name: str, by: Actor, at: datetime) -> WhistleCall:
    """Somebody is there: the response clock stops. The name is that of the officer on duty."""
    whistle, call = _hold(Step.ARRIVE, call, by)
    deadlines.clockwork().stop(call, at)
    call.arrived_at, call.officer_name = at, officer_name
    call.save(update_fields=["arrived_at", "officer_name", "stopped_at", "paused_at", "alert_at"])
    is_late = call.due_at is not None and at > call.due_at
    _record(whistle, "arrived", call, by=by, at=at, officer=officer_name, is_late=is_late)
    return call


@transaction.atomic
def report(call: WhistleCall, *, result: str, by: Actor, at: datetime) -> WhistleCall:
    whistle, call = _hold(Step.REPORT, call, by)
    _must_say(result, "result")
    call.result, call.result_at = result, at
    call.save(update_fields=["result", "result_at"])
    _record(whistle, "reported", call, by=by, at=at, result=result)
    return call


@transaction.atomic
def respond(call: WhistleCall, *, view: str, note: str = "", by: Actor, at: datetime) -> WhistleCall:
    """The department says whether the whistle was right: the other half of the double assessment."""
    whistle, call = _hold(Step.RESPOND, call, by)
    if view != WhistleView.JUSTIFIED:
        _must_say(note, "note")
    call.view, call.view_note = view, note
    call.save(update_fields=["view", "view_note"])
    _record(whistle, "answered", call, by=by, at=at, view=view, note=note)
    return call


# --- what the street does


@transaction.atomic
def rate(call: WhistleCall, *, rating: int, note: str, by: Actor, at: datetime) -> WhistleCall:
    """1 to 5, with what it rests on; once there is a result to rate."""
    whistle, call = _hold(Step.RATE, call, by)
    _must_say(note, "note")
    call.rating, call.rating_note = rating, note
    call.save(update_fields=["rating", "rating_note"])
    _record(whistle, "rated", call, by=by, at=at, rating=rating, note=note)
    return call


@transaction.atomic
def end(whistle: Whistle, *, result: str, absent: Mapping[int, str] | None = None, by: Actor, at: datetime) -> Whistle:
    """The street has what it called for. `absent` says, by department, why one that never came was not needed."""
    whistle = _held(Step.END, whistle.pk, by)
    _must_say(result, "result")
    missing = [call for call in whistle.calls.all() if call.arrived_at is None]
    why = {call.department_id: (absent or {}).get(call.department_id, "").strip() for call in missing}
    for call in missing:
        if not why[call.department_id]:
            text = _("%(unit)s has not arrived: say why the whistle can end without it.")
            raise NotAllowed(
                text % {"unit": call.department.short_name}, code="not_arrived", field=f"absent_{call.department_id}"
            )
    _stop(missing, at)
    whistle.result, whistle.ended_at, whistle.ended_by_name = result, at, by.name
    whistle.save(update_fields=["result", "ended_at", "ended_by_name"])
    names = {call.department.short_name: why[call.department_id] for call in missing}
    _record(whistle, "ended", by=by, at=at, result=result, absent=why, missing=names)
    for order in whistle.orders.order_by("pk"):
        workflow.amend(
            order, ENDED, _closes_matter, by=by, at=at, whistle=whistle.kind, whistle_number=whistle.number,
            result=result,
        )  # fmt: skip
    whistle_notices.tell_ended(whistle, [call.department_id for call in whistle.calls.all()], at=at)
    return whistle


def _closes_matter(case: Case, machine: Clockwork) -> None:
    """The reply may be submitted again, unless another whistle about the order is open."""
    if not Whistle.objects.filter(orders=case.order, ended_at=None).exists():
        case.order.close_matter(Matter.WHISTLE)


def _stop(calls: Sequence[WhistleCall], at: datetime) -> None:
    """Nobody waits for them any more, so nobody is reminded either."""
    machine = deadlines.clockwork()
    for call in calls:
        machine.stop(call, at)
    WhistleCall.objects.bulk_update(calls, ["stopped_at", "paused_at", "alert_at"])


# --- what the office does


@transaction.atomic
def judge(whistle: Whistle, *, verdict: str, note: str = "", by: Actor, at: datetime) -> Whistle:
    """Whether it was justified, by somebody who belongs to neither side."""
    whistle = _held(Step.JUDGE, whistle.pk, by)
    if verdict != WhistleView.JUSTIFIED:
        _must_say(note, "note")
    whistle.verdict, whistle.verdict_note = verdict, note
    whistle.save(update_fields=["verdict", "verdict_note"])
    _record(whistle, "judged", by=by, at=at, verdict=verdict, note=note)
    return whistle


# --- one step at a time


def _hold(step: Step, call: WhistleCall, by: Actor) -> tuple[Whistle, WhistleCall]:
    """The whistle under lock and the call as it stands now, if this person may take the step."""
    whistle = _held(step, call.whistle_id, by, call.pk)
    return whistle, next(row for row in whistle.calls.all() if row.pk == call.pk)


def _held(step: Step, pk: int, by: Actor, call_pk: int | None = None) -> Whistle:
    whistle = Whistle.objects.whole().select_for_update(of=("self",)).get(pk=pk)
    call = next((row for row in whistle.calls.all() if row.pk == call_pk), None)
    if not may(by, step, whistle, call):
        raise NotYours(step)
    problem = refusal(step, whistle, call)
    if problem:
        raise problem
    return whistle


def _must_say(text: str, field: str) -> None:
    if not text.strip():
        raise NotAllowed(_("Say it in words."), code="text_missing", field=field)


def _record(
    whistle: Whistle, what: str, call: WhistleCall | None = None, *, by: Actor, at: datetime, **data: Any
) -> None:
    if call:
        data |= {"unit": call.department.short_name, "department": call.department_id}
    ledger.record(whistle, f"whistle.{what}", by=by, at=at, number=whistle.number, **data)

"""Giving clocks their due moment once the calendar of its year has been entered."""

from datetime import datetime

from django.db import transaction

from core import ledger
from core.actors import Actor
from petitions import deadlines, effects
from petitions.case import Case
from petitions.deadlines import Clockwork, Limit, due
from petitions.models import Clock


def settle_due_moments(*, by: Actor, at: datetime) -> int:
    """Every running clock that waited for the calendar. Returns how many orders changed; each change is on record."""
    waiting = deadlines.without_due().order_by("work_order_id").values_list("work_order_id", flat=True)
    machine = deadlines.clockwork()
    return sum(_settle(order_id, machine, by=by, at=at) for order_id in dict.fromkeys(waiting))


@transaction.atomic
def _settle(order_id: int, machine: Clockwork, *, by: Actor, at: datetime) -> bool:
    case = Case.lock(order_id)
    settled = [clock for clock in case.clocks.values() if clock.due_at is None and _aim(clock, machine)]
    if not settled:
        return False
    for clock in settled:
        case.touch(clock)
    effects.repeat_due_moments(case)
    deadlines.show(case.order, case.clocks)
    case.order.updated_at = at
    case.save()
    ledger.record(
        case.order, "workorder.due_settled", by=by, at=at, due={clock.name: clock.due_at for clock in settled}
    )
    return True


def _aim(clock: Clock, machine: Clockwork) -> bool:
    """A pause taken while the due moment was unknown is not made up for: it has no working time to be counted in."""
    machine.aim(clock, lambda: due(Limit(clock.amount, clock.unit, clock.base), clock.started_at, machine.days))
    return clock.due_at is not None

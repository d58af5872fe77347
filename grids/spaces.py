"""Idle rooms and land: agreed with a unit, taken into use, given back."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from core import ledger, masking
from core.actors import Actor
from core.calendar import CITY_TIME
from grids import register
from grids.enums import SpaceStatus
from grids.models import IdleSpace, SpaceUse
from grids.refusals import Refused


@dataclass(frozen=True, slots=True)
class Utilisation:
    """How much of the area in the register is in use."""

    used: Decimal
    total: Decimal

    @property
    def share(self) -> Decimal | None:
        return self.used / self.total if self.total else None


def utilisation(spaces: QuerySet[IdleSpace]) -> Utilisation:
    sums = spaces.order_by().aggregate(total=Sum("area_m2"), used=Sum("area_m2", filter=Q(status=SpaceStatus.IN_USE)))
    return Utilisation(sums["used"] or Decimal(0), sums["total"] or Decimal(0))


@transaction.atomic
def match(space: IdleSpace, *, user: str, purpose: str, by: Actor, at: datetime) -> SpaceUse:
    """A unit is going to use it."""
    space = _taken(space, SpaceStatus.IDLE)
    use = SpaceUse.objects.create(space=space, user=user, purpose=purpose, matched_on=_day(at))
    _move(space, SpaceStatus.MATCHED)
    ledger.record(space, "idlespace.matched", by=by, at=at, user=user, purpose=purpose)
    return use


@transaction.atomic
def begin(space: IdleSpace, *, on: date, by: Actor, at: datetime) -> SpaceUse:
    """The unit has moved in."""
    space = _taken(space, SpaceStatus.MATCHED)
    use = space.uses.get(ended_on=None)
    _must_lie_between(on, use.matched_on, at)
    use.begun_on = on
    use.save(update_fields=["begun_on"])
    _move(space, SpaceStatus.IN_USE)
    ledger.record(space, "idlespace.taken_into_use", by=by, at=at, on=on, user=use.user)
    return use


@transaction.atomic
def release(space: IdleSpace, *, on: date, reason: str, by: Actor, at: datetime) -> SpaceUse:
    """It is idle again: the use has ended, or never began."""
    space = _taken(space, SpaceStatus.MATCHED, SpaceStatus.IN_USE)
    use = space.uses.get(ended_on=None)
    _must_lie_between(on, use.begun_on or use.matched_on, at)
    use.ended_on, use.end_reason = on, masking.redact(reason)[:200]
    use.save(update_fields=["ended_on", "end_reason"])
    _move(space, SpaceStatus.IDLE)
    ledger.record(space, "idlespace.released", by=by, at=at, on=on, user=use.user, reason=use.end_reason)
    return use


def _taken(space: IdleSpace, *states: str) -> IdleSpace:
    """Held against others. Kind to the one who was second."""
    space = register.locked(space)
    if space.status not in states:
        text = _("Not possible now: the space is “%(state)s”; load the page anew to see what happened.")
        raise Refused(text % {"state": SpaceStatus(space.status).label}, code="wrong_state")
    return space


def _move(space: IdleSpace, status: str) -> None:
    space.status = status
    space.save(update_fields=["status"])


def _must_lie_between(on: date, since: date, at: datetime) -> None:
    if not since <= on <= _day(at):
        text = _("Name a day from %(since)s to today.") % {"since": since}
        raise Refused(text, code="day", field="on")


def _day(at: datetime) -> date:
    return at.astimezone(CITY_TIME).date()

"""A step that is about to be taken, and how a way of steps finds its moments and its people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from config.demo_city.fates import Fate, Pace, Temper, pace_of
from config.demo_city.town import Town
from core import ledger
from core.actors import SYSTEM, Actor
from core.calendar import CITY_TIME
from partyorgs.models import Department
from petitions import deadlines, verification, workflow
from petitions.case import Case
from petitions.enums import Action, ClockName, Status
from petitions.workflow import Draft

SWEEP = timedelta(seconds=30)  # what ends by itself is noticed that much later


def day_of(moment: datetime) -> date:
    return moment.astimezone(CITY_TIME).date()


@dataclass(frozen=True, slots=True)
class Move:
    name: str
    at: datetime
    take: Callable[[], list[Draft]]


class Walker:
    """An order on its way, and the moment it has reached."""

    def __init__(self, case: Case, fate: Fate, town: Town, chance: Random) -> None:
        self.case, self.fate, self.town, self.chance = case, fate, town, chance
        self.order = case.order
        self.at = case.order.registered_at
        self._pace: Pace | None = fate.pace

    def step(self, action: Action, by: Actor, at: datetime, **data: Any) -> Move:
        return Move(action, at, partial(self._take, action, by, at, data))

    def _take(self, action: Action, by: Actor, at: datetime, data: dict[str, Any]) -> list[Draft]:
        self.at = at
        return [workflow.step(self.case, action, by=by, at=at, machine=self.town.machine, data=data)]

    def catch_up(self, until: datetime) -> list[Draft]:
        """What the sweep found by then: a return window ends, and nobody may have signed (practice T08)."""
        window = self.case.clocks.get(ClockName.RETURN_WINDOW)
        if window is None or window.due_at is None or window.due_at + SWEEP > until:
            return []
        at = max(window.due_at + SWEEP, self.at)
        if self.order.status == Status.DISPATCHED:
            return self._take(Action.AUTO_SIGN, SYSTEM, at, {})
        workflow.stop(self.case, window.name, at, self.town.machine)
        self.order.updated_at = at
        return [
            ledger.draft(
                self.order, "workorder.clock_ended", by=SYSTEM, at=at, clock=window.name, clocks={window.name: None}
            )
        ]  # fmt: skip

    def within(self, clock_name: str, share: float) -> datetime:
        """When that share of a clock's time is used, but never before the last step."""
        if self.fate.gap:
            return self.later(*self.fate.gap)
        clock, days = self.case.clocks[clock_name], self.town.days
        whole = deadlines.elapsed(clock.base, clock.started_at, clock.due_at, days)
        moment = deadlines.forward(clock.base, clock.started_at, whole * share, days)
        return max(moment.replace(microsecond=0), self.at + timedelta(seconds=self.chance.randint(60, 900)))

    def between(self, end: datetime, share: float) -> datetime:
        """A moment between the last step and a coming one, in working time where there is any."""
        worked = self.town.days.elapsed(self.at, end)
        if worked > timedelta(0):
            return self.town.days.add(self.at, worked * share).replace(microsecond=0)
        return (self.at + (end - self.at) * share).replace(microsecond=0)

    def calling(self, at: datetime) -> datetime:
        """The first moment from then on at which petitioners are called."""
        if verification.is_calling_time(at):
            return at
        opens = at.astimezone(CITY_TIME).replace(hour=9, minute=self.chance.randrange(1, 20))
        return opens if opens > at else opens + timedelta(days=1)

    def next_morning(self, at: datetime) -> datetime:
        """On the next working day, when petitioners are called."""
        midnight = at.astimezone(CITY_TIME).replace(hour=23, minute=59)
        return self.calling(self.town.days.add(midnight, timedelta(minutes=self.chance.randint(40, 90))))

    def some(self) -> float:
        return self.chance.uniform(0.1, 0.95)

    def later(self, least: float, most: float) -> datetime:
        """So many working hours after the last step."""
        hours = self.chance.uniform(least, most)
        return self.town.days.add(self.at, timedelta(seconds=round(hours * 3600)))

    @property
    def pace(self) -> Pace:
        self._pace = self._pace or pace_of(self.temper, self.chance)
        return self._pace

    def change_hands(self) -> None:
        """Another unit leads from now on, at its own pace."""
        self._pace = self.fate.pace

    @property
    def today(self) -> date:
        return day_of(self.at)

    @property
    def lead(self) -> Department:
        assert self.order.lead is not None
        return self.order.lead

    @property
    def temper(self) -> Temper:
        return self.town.tempers[self.lead.pk]

    @property
    def liaison(self) -> Actor:
        return self.town.cast.liaison(self.lead.pk)

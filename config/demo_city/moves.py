"""A step that is about to be taken, and how a way of steps finds its moments and its people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from config.demo_city.fates import Fate, Pace, Temper, pace_of
from config.demo_city.town import Town
from core.actors import Actor
from core.calendar import CITY_TIME
from partyorgs.models import Department
from petitions import deadlines, workflow
from petitions.case import Case
from petitions.enums import Action
from petitions.workflow import Draft


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

    def within(self, clock_name: str, share: float) -> datetime:
        """When that share of a clock's time is used, but never before the last step."""
        if self.fate.gap:
            return self.later(*self.fate.gap)
        clock, days = self.case.clocks[clock_name], self.town.days
        whole = deadlines.elapsed(clock.base, clock.started_at, clock.due_at, days)
        moment = deadlines.forward(clock.base, clock.started_at, whole * share, days)
        return max(moment.replace(microsecond=0), self.at + timedelta(seconds=self.chance.randint(60, 900)))

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
        return self.at.astimezone(CITY_TIME).date()

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

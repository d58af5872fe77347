"""What a step leaves behind besides its state: the step, the register of effects, and of clocks set otherwise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.actors import Actor
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import Action


@dataclass(frozen=True)
class Step:
    case: Case
    by: Actor
    at: datetime
    machine: Clockwork
    data: dict[str, Any]

    @property
    def signature(self) -> dict[str, Any]:
        return {"at": self.at, "by_id": self.by.id, "by_name": self.by.name}

    def get(self, name: str, default: Any = "") -> Any:
        return self.data.get(name) or default


Effect = Callable[[Step], None]


EFFECTS: dict[Action, Effect] = {}


def effect(*actions: Action) -> Callable[[Effect], Effect]:
    def register(function: Effect) -> Effect:
        EFFECTS.update(dict.fromkeys(actions, function))
        return function

    return register


def apply(case: Case, action: Action, *, by: Actor, at: datetime, machine: Clockwork, data: dict[str, Any]) -> None:
    function = EFFECTS.get(action)
    if function:
        function(Step(case, by, at, machine, data))


@dataclass(frozen=True)
class Turn:
    case: Case
    at: datetime
    machine: Clockwork
    data: dict[str, Any]


REAIM: dict[Action, Callable[[Turn], None]] = {}


def reaims(*actions: Action) -> Callable[[Callable[[Turn], None]], Callable[[Turn], None]]:
    def register(function: Callable[[Turn], None]) -> Callable[[Turn], None]:
        REAIM.update(dict.fromkeys(actions, function))
        return function

    return register

"""What a year of whistles says of a city: three shares (practice §2.9), of facts and nothing else.

Neither too low nor too high a count is good, so there is no count to compare anybody by, and no order of units. Whoever
asks leaves out the calls whose response time still runs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from petitions.enums import WhistleView
from petitions.recent import Share


@dataclass(frozen=True, slots=True)
class Called:
    """One department called: when it had to be there, and when it was."""

    due_at: datetime | None
    arrived_at: datetime | None

    @property
    def is_in_time(self) -> bool:
        return self.arrived_at is not None and (self.due_at is None or self.arrived_at <= self.due_at)


@dataclass(frozen=True, slots=True)
class Blown:
    """One whistle: whether the street has ended it, and what the office said of it."""

    is_ended: bool
    verdict: str = ""


def arrival(calls: Iterable[Called]) -> Share:
    """报到率: arrived in time / called."""
    return _share(call.is_in_time for call in calls)


def completion(whistles: Iterable[Blown]) -> Share:
    """哨件办结率: ended by the street / all."""
    return _share(whistle.is_ended for whistle in whistles)


def unjustified(whistles: Iterable[Blown]) -> Share:
    """无效哨率: judged not justified by the office / all. A whistle nobody has judged is not held against anybody."""
    return _share(whistle.verdict == WhistleView.NOT for whistle in whistles)


def _share(answers: Iterable[bool]) -> Share:
    known = list(answers)
    return Share(sum(known), len(known))

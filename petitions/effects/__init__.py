"""What a step leaves behind on the case besides its state and its clocks: one function an action."""

from petitions.effects import (
    arbitration,
    assists,
    calls,
    clocks,
    counting,
    desk,
    handling,
    judging,
    returns,
    rounds,
    time,
)
from petitions.effects.base import EFFECTS, apply
from petitions.effects.clocks import after_clocks, before_clocks, repeat_due_moments

__all__ = [
    "EFFECTS",
    "after_clocks",
    "apply",
    "arbitration",
    "assists",
    "before_clocks",
    "calls",
    "clocks",
    "counting",
    "desk",
    "handling",
    "judging",
    "repeat_due_moments",
    "returns",
    "rounds",
    "time",
]

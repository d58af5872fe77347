"""What must be true of a case before a step: one function an action, each refusing in words that name the remedy."""

from petitions.guards import arbitration, assists, calls, counting, desk, handling, judging, returns, time
from petitions.guards.base import GUARDS, check

__all__ = [
    "GUARDS",
    "arbitration",
    "assists",
    "calls",
    "check",
    "counting",
    "desk",
    "handling",
    "judging",
    "returns",
    "time",
]

"""Whether it is really done: which orders are checked on the spot, and what follows from the petitioner's answers.

The answers' table is practice §2.10; the reasons for a check are those of T22.
"""

from datetime import datetime, time
from enum import Enum

from core.calendar import CITY_TIME
from petitions.enums import Solved, Urgency
from petitions.models import WorkOrder

ATTEMPTS = 3  # unanswered calls after which an order may go on without an answer
ON_DAYS = 2  # different ones among those calls, at least
MAX_REWORKS = 2  # rounds of rework (practice §2.4)
SAMPLE = 10  # every tenth order is checked although nothing asks for it
CALLING_HOURS = (time(9), time(20, 30))  # nobody is called back before or after


class Outcome(Enum):
    CLOSE = "close"
    OFFICE = "office"  # the office reads the answers a second time: rework, an explanation, a plan, or a final reply


def is_required(order: WorkOrder) -> bool:
    """Urgent, reworked and reopened matters, categories that say so, and a sample by the order's running number."""
    return (
        order.urgency != Urgency.NORMAL
        or order.round > 1
        or order.reopened_at is not None
        or bool(order.category and order.category.verify_required)
        or int(order.number[-6:]) % SAMPLE == 0
    )


def outcome(solved: str) -> Outcome:
    """What the petitioner's answers lead to: the caller closes what is solved, all else the office decides."""
    return Outcome.CLOSE if solved == Solved.SOLVED else Outcome.OFFICE


def is_calling_time(at: datetime) -> bool:
    opens, closes = CALLING_HOURS
    return opens <= at.astimezone(CITY_TIME).time() < closes

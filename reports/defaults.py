"""The scheme a year starts with when there is no year before it to copy. The office edits the rows afterwards.

Weights, floors and targets are placeholders until the city states its rule (practice §9). The public's own answers
(response, solved, satisfied) weigh more than the fifth that practice §3.6 asks for.
"""

from decimal import Decimal

from reports.enums import Direction
from reports.models import AssessmentIndicator

UP, DOWN = Direction.HIGHER_BETTER, Direction.LOWER_BETTER

SCHEME = [
    # code              weight  direction  floor  target
    ("response_rate",   "10",   UP,        "80",  "98"),
    ("solved_rate",     "30",   UP,        "60",  "90"),
    ("satisfied_rate",  "20",   UP,        "70",  "92"),
    ("on_time_rate",    "20",   UP,        "80",  "98"),
    ("return_rate",     "10",   DOWN,      "20",  "5"),
    ("rework_rate",     "10",   DOWN,      "15",  "4"),
]  # fmt: skip


def lines() -> list[AssessmentIndicator]:
    """Unsaved, without their cycle."""
    return [
        AssessmentIndicator(
            place=place, code=code, weight=Decimal(weight), direction=direction, floor=Decimal(floor),
            target=Decimal(target),
        )
        for place, (code, weight, direction, floor, target) in enumerate(SCHEME, 1)
    ]  # fmt: skip

"""Who is counted: the populations of practice §3.1. The period is chosen by whoever reads the facts."""

from petitions.enums import PetitionKind
from reports.facts import AssignmentTraits, OrderTraits

# An inquiry has no outcome to judge, praise and other matters none either.
OUTCOME_KINDS = frozenset({PetitionKind.HELP, PetitionKind.COMPLAINT, PetitionKind.REPORT, PetitionKind.SUGGESTION})


def dispatched(order: OrderTraits) -> bool:
    """D: dispatched in the period and not withdrawn."""
    return not order.withdrawn


def in_outcome_set(order: OrderTraits) -> bool:
    """O: D whose outcome counts."""
    return dispatched(order) and order.kind in OUTCOME_KINDS and not (order.excluded or order.suspended or order.merged)


def followed_up(order: OrderTraits) -> bool:
    """V: O whose petitioner told us whether the matter is solved."""
    return in_outcome_set(order) and order.follow_up_effective and order.solved is not None


def rated(order: OrderTraits) -> bool:
    """S: V whose petitioner also gave a rating."""
    return followed_up(order) and order.rating is not None


def assigned(assignment: AssignmentTraits) -> bool:
    """AS: every dispatch to a department, lead or assist, of an order that was not withdrawn."""
    return not assignment.withdrawn

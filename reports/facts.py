"""What happened to a work order or an assignment, already judged: the rows every indicator counts.

A fact holds answers, not moments: "signed in time" rather than two timestamps. Clocks, pauses and
extensions were settled when it was written, so a figure can be recomputed later from facts alone.

Each fact has two halves. Its *traits* are all an indicator may ask of it: many orders share the same
traits, so a tally counts traits and not orders (`reports.indicators.tallies`). The rest says which order it is,
whose, and when, and serves to choose a period and to list the orders behind a figure.

Where an answer is `bool | None`, None means "not known or not yet", never "no".
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from petitions.enums import ReturnState


class OrderTraits(NamedTuple):
    """All an indicator may ask of a work order. A tuple, because it is hashed once for every order."""

    kind: str
    """`PetitionKind` of the primary petition."""

    withdrawn: bool
    """The petitioner took it back (`WorkOrder.status`): stays in the volume, leaves every rate."""

    merged: bool
    """Folded into another order (`WorkOrder.status`), which answers for both."""

    excluded: bool
    """An approved assessment exclusion, grounds X1–X7: leaves outcome rates, not process rates."""

    suspended: bool
    """On the suspension ledger at the freeze (`WorkOrder.status`)."""

    auto_dispatched: bool
    """The first dispatch (T06) was made by the system."""

    lead_changed: bool | None
    """Approved return, award or reassignment (T10, T13, T14) within 5 working days of the first
    dispatch. None until those days have passed, so that a young order counts on neither side."""

    has_contact: bool
    """A channel to reach the petitioner is known. False for anonymous petitions."""

    contacted_in_time: bool | None
    """Follow-up Q1; where Q1 was not answered, the contact log against contact_due."""

    due_in_period: bool
    """handle_due, with extensions and pauses, falls before the end of the period."""

    submitted_in_time: bool | None
    """The first reply the office accepted (T20 followed by T22, T23 or T33) came by handle_due.
    None while no reply has been accepted."""

    round: int
    """1, and one more for each rework (T25, T27)."""

    follow_up_effective: bool
    """The petitioner was reached and gave answers (`FollowUp`)."""

    solved: str | None
    """Follow-up Q2, a value of `Solved`. None: refused, unreachable or not asked."""

    rating: int | None
    """Follow-up Q3, 5 very satisfied … 1 very dissatisfied."""

    closed: bool
    """Closed at least once (T26, T29, T33), even if reopened later."""

    reopened: bool
    """Reopened (T28) within 30 days of closing."""

    @property
    def submitted(self) -> bool:
        return self.submitted_in_time is not None


class AssignmentTraits(NamedTuple):
    """All an indicator may ask of one dispatch to one department, lead or assist."""

    withdrawn: bool
    """The petitioner took the order back."""

    signed_in_time: bool | None
    """Signed (T07) by sign_due. False for automatic signing (T08). None while unsigned."""

    return_decision: str | None
    """`ReturnState` of this department's return request. None: it asked for none."""

    @property
    def return_requested(self) -> bool:
        return self.return_decision is not None

    @property
    def returned(self) -> bool:
        return self.return_decision == ReturnState.APPROVED


@dataclass(frozen=True, slots=True)
class OrderFact:
    """One dispatched work order, attributed to its lead at the time of assessment."""

    work_order_id: int
    department: str
    """Code of the department that leads at assessment."""

    dispatched_at: datetime
    """The first dispatch (T06): decides the period."""

    handle_minutes: int | None
    """Working minutes from the first dispatch to the first accepted reply, pauses left out."""

    traits: OrderTraits


@dataclass(frozen=True, slots=True)
class AssignmentFact:
    """One dispatch of a work order to one department. A re-dispatch makes a second row."""

    work_order_id: int
    department: str
    """Code of the department it was sent to, whoever leads now."""

    dispatched_at: datetime
    """The moment of this dispatch: decides the period."""

    traits: AssignmentTraits

"""Whom a clock calls: which clock, which moment, which roles (practice §2.6, §2.12). A table and two functions.

Working-time clocks stand still at night and on rest days, so nobody is called then for a normal order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from partyorgs.enums import Role
from petitions.enums import ClockName, SupervisionTrigger, Urgency


class Moment(IntEnum):
    """What a clock has come to. The value is how many of its moments have passed then: `Timed.alerted`."""

    YELLOW = 1
    ORANGE = 2
    RED = 3
    LATE = 4  # overdue for a day
    VERY_LATE = 5  # overdue for three


@dataclass(frozen=True, slots=True)
class Circle:
    """Roles at the unit that owes the step, and roles of the office."""

    unit: frozenset[Role] = frozenset()
    office: frozenset[Role] = frozenset()

    def __or__(self, other: "Circle") -> "Circle":
        return Circle(self.unit | other.unit, self.office | other.office)


Calls = Mapping[Moment, Circle]


def _circle(unit: Iterable[Role] = (), office: Iterable[Role] = ()) -> Circle:
    return Circle(frozenset(unit), frozenset(office))


LIAISON, LEADER = Role.LIAISON, Role.DEPT_LEADER
SUPERVISOR, ADMIN, CONVENER = Role.SUPERVISOR, Role.OFFICE_ADMIN, Role.DEPUTY_CONVENER

# fmt: off
UNIT_OWES: Calls = {
    #                         at the unit          at the office
    Moment.YELLOW:    _circle([LIAISON]),
    Moment.ORANGE:    _circle([LIAISON, LEADER]),
    Moment.RED:       _circle([LIAISON, LEADER],   [SUPERVISOR]),
    Moment.LATE:      _circle([LEADER],            [CONVENER]),
    Moment.VERY_LATE: _circle([],                  [CONVENER, ADMIN]),
}

# Steps of the office itself, the order assigned to a unit or not, and who owes them.
OWED_BY = {
    ClockName.INTAKE:          Role.INTAKE,
    ClockName.DISPATCH:        Role.DISPATCHER,
    ClockName.RETURN_REVIEW:   Role.DISPATCHER,
    ClockName.ARBITRATION:     Role.ARBITRATOR,
    ClockName.EXTENSION:       Role.DISPATCHER,
    ClockName.SUSPENSION:      Role.OFFICE_ADMIN,
    ClockName.REVIEW:          Role.OFFICE_ADMIN,
    ClockName.VERIFY:          Role.VERIFIER,
    ClockName.FIRST_CALL:      Role.CALLER,
    ClockName.FOLLOW_UP:       Role.CALLER,
    ClockName.PETITION_REVIEW: Role.OFFICE_ADMIN,
}


def _office_owes(role: Role) -> Calls:
    return {
        Moment.YELLOW:    _circle([], [role]),
        Moment.ORANGE:    _circle([], [role, ADMIN]),
        Moment.RED:       _circle([], [role, ADMIN, SUPERVISOR]),
        Moment.LATE:      _circle([], [SUPERVISOR, CONVENER]),
        Moment.VERY_LATE: _circle([], [CONVENER, ADMIN]),
    }


CALLS: dict[ClockName, Calls] = {
    clock: _office_owes(OWED_BY[clock]) if clock in OWED_BY else UNIT_OWES for clock in ClockName
}
# Not settled in time: the deputy convener may award (practice T13). Not reviewed in time: the unit's work goes on.
CALLS[ClockName.ARBITRATION] = {**CALLS[ClockName.ARBITRATION], Moment.RED: _circle([], [Role.ARBITRATOR, CONVENER])}
CALLS[ClockName.SUSPENSION] = {**CALLS[ClockName.SUSPENSION], Moment.RED: _circle([LIAISON], [ADMIN, SUPERVISOR])}
# fmt: on

# A unit's work on an order. What else it owes (a reply to supervision, its part in a whistle) has ways of its own.
SUPERVISED = frozenset({
    ClockName.SIGN, ClockName.CONTACT, ClockName.DANGER, ClockName.HANDLE, ClockName.ASSIST, ClockName.REWORK,
})  # fmt: skip


def told(clock: str, passed: Iterable[Moment]) -> Circle:
    """Everybody whom these moments of a clock concern, when several have passed since it was last looked at."""
    calls, circle = CALLS[ClockName(clock)], Circle()
    for moment in passed:
        circle |= calls[moment]
    return circle


def trigger(clock: str, passed: Iterable[Moment], urgency: str) -> SupervisionTrigger | None:
    """Whether a supervision order is to be drafted, and on what occasion."""
    name, moments = ClockName(clock), set(passed)
    if name == ClockName.SUSPENSION:
        return SupervisionTrigger.SUSPENSION_UNREVIEWED if Moment.RED in moments else None
    if name not in SUPERVISED:
        return None
    if Moment.RED in moments:
        return SupervisionTrigger.OVERDUE
    is_near = Moment.ORANGE in moments and urgency != Urgency.NORMAL
    return SupervisionTrigger.NEARLY_DUE if is_near else None

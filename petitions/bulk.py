"""One step for many orders: which of them it is open for, and taking it, each on its own.

Only steps that need no look at the single case are taken this way: signing, granting more time, reminding the unit.
Nothing is opened, judged or ended for many at once (ux §2.3). Every order has its own transaction, so one that is
refused holds up no other; what was said while choosing is asked anew under the lock, and who comes twice is refused.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actors import Actor
from petitions import permissions, urging, workflow
from petitions.case import LEADING_ROLES, Case
from petitions.enums import Action, Matter
from petitions.models import Assignment, WorkOrder
from petitions.refusals import NotAllowed, NotPermitted, Refused
from petitions.transitions import BY_ACTION

MOST = 200  # at once: a click has to be answered


@dataclass(frozen=True)
class Step:
    """Something that can be done for many orders. `why_not` looks at what is loaded and asks no table."""

    key: str
    label: Any
    why_not: Callable[[Case, Actor], Refused | None]
    take: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Skipped:
    order: WorkOrder
    why: str


@dataclass(slots=True)
class Sorting:
    """Orders for which a step was taken, or could be, and the others with the reason."""

    taken: list[WorkOrder] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def foresee(step: Step, orders: Iterable[WorkOrder], *, by: Actor) -> Sorting:
    """For which of these it is open as they stand. One query."""
    found = Sorting()
    for case in _cases(list(orders)):
        refusal = step.why_not(case, by)
        if refusal:
            found.skipped.append(Skipped(case.order, str(refusal)))
        else:
            found.taken.append(case.order)
    return found


def take(step: Step, orders: Iterable[WorkOrder], *, by: Actor, at: datetime, **data: Any) -> Sorting:
    """Take it for each of these."""
    done = Sorting()
    for order in orders:
        try:
            step.take(order, by=by, at=at, **data)
        except Refused as refusal:
            done.skipped.append(Skipped(order, str(refusal)))
        else:
            done.taken.append(order)
    return done


def offered(by: Actor) -> list[Step]:
    """What stands below the list of orders for this person."""
    signs, urges = by.department_ids(*LEADING_ROLES), by.has(*urging.URGERS)
    return [step for step, is_open in ((SIGN, signs), (URGE, urges)) if is_open]


def _cases(orders: Sequence[WorkOrder]) -> Iterator[Case]:
    """As much of each case as permissions ask about."""
    units = defaultdict(list)
    for row in Assignment.objects.filter(work_order__in=orders, is_active=True).select_related("department"):
        units[row.work_order_id].append(row)
    return (Case(order, None, assignments=units[order.pk]) for order in orders)


def _why_not(action: Action, matter: Matter | None, case: Case, by: Actor) -> Refused | None:
    if not permissions.may(by, action, case):
        return NotPermitted(action)
    if case.order.status not in BY_ACTION[action].sources:
        return NotAllowed.by_state(action, case.order)
    if matter and not case.order.has_open(matter):
        return NotAllowed(_("Nothing of the kind was asked for, or it has been decided."), code="nothing_asked")
    return None


def _advance(action: Action, order: WorkOrder, *, by: Actor, at: datetime, **data: Any) -> None:
    workflow.advance(order, action, by=by, at=at, **data)


def _why_not_urge(case: Case, by: Actor) -> Refused | None:
    return None if urging.may_urge(by, case.order) else urging.NotUrging()


SIGN = Step("sign", gettext_lazy("Sign"), partial(_why_not, Action.SIGN, None), partial(_advance, Action.SIGN))
EXTEND = Step(
    "extend", gettext_lazy("Grant the extensions"), partial(_why_not, Action.EXTEND, Matter.EXTENSION),
    partial(_advance, Action.EXTEND),
)  # fmt: skip
URGE = Step("urge", gettext_lazy("Remind the units"), _why_not_urge, urging.urge)
STEPS = {step.key: step for step in (SIGN, EXTEND, URGE)}

"""How often and how long the time to handle may be extended (practice §2.4, extension)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core import moments
from petitions.case import Case
from petitions.deadlines import Clockwork
from petitions.enums import Track
from petitions.refusals import NotAllowed

LONGEST = timedelta(days=180)  # from the first dispatch to the extended due moment


@dataclass(frozen=True, slots=True)
class Allowance:
    times: int
    days: int  # each time


USUAL = Allowance(times=1, days=5)
LONG_CYCLE = Allowance(times=3, days=3)
STATUTORY = Allowance(times=1, days=30)  # calendar days, 信访工作条例 art. 34


def allowance(case: Case) -> Allowance:
    if case.order.track == Track.XINFANG:
        return STATUTORY
    category = case.order.category
    return LONG_CYCLE if category and category.is_long_cycle else USUAL


def last_moment_to_ask(case: Case, machine: Clockwork) -> datetime | None:
    """Half a working day before the due moment; None where there is none."""
    clock = case.handling_clock
    if clock is None or clock.due_at is None:
        return None
    return machine.half_day_before(clock.due_at)


def check(case: Case, days: int, *, at: datetime, machine: Clockwork) -> None:
    """Raise `NotAllowed` where more time may not be asked for, or not so much."""
    allowed, clock = allowance(case), case.handling_clock
    if clock is None or clock.due_at is None:
        raise NotAllowed(_("No due moment is set that could be extended."), code="no_due")
    last = last_moment_to_ask(case, machine)
    if last and at > last:
        raise NotAllowed(
            _("Extensions are asked for half a working day before the due moment: the last moment was %(at)s.")
            % {"at": moments.due(last)},
            code="too_late",
        )
    if case.order.extension_count >= allowed.times:
        raise NotAllowed(
            _("The time may be extended %(times)s times at most.") % {"times": allowed.times}, code="too_often"
        )  # fmt: skip
    if not 0 < days <= allowed.days:
        raise NotAllowed(
            _("At most %(days)s days at a time.") % {"days": allowed.days}, code="too_long", field="days"
        )  # fmt: skip
    extended, since = machine.extended(clock, days), case.order.dispatched_at
    if since and extended > since + LONGEST:
        raise NotAllowed(_("With this the order would take more than 180 days."), code="too_long", field="days")

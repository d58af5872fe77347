"""Clocks: how long each step may take, when it is due, and what colour its lamp shows.

A limit is a row (`SlaRule`), a due moment is stored on the clock when an event starts, pauses or resumes it, and is
never computed in a query. Practice §2.4 to §2.6.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import calendar
from core.calendar import CITY_TIME, Calendar, CalendarNotLoaded
from core.kept import Kept
from petitions.enums import ClockName, DeadlineLamp, Status, TimeBase, TimeUnit, Urgency
from petitions.models import Assignment, Clock, SlaRule, Timed, WorkOrder
from petitions.refusals import NotAllowed

YELLOW, ORANGE = Decimal("0.70"), Decimal("0.90")  # share of the time used at which the lamp changes
RED = 3  # moments told of when a clock is overdue: yellow, orange, due
ESCALATIONS = (1, 3)  # days overdue after which somebody higher is told
OPTIONAL = frozenset({ClockName.RETURN_WINDOW, ClockName.DANGER})  # run only where the rules give a limit
WINDOWS = frozenset({ClockName.RETURN_WINDOW})  # they only end: nobody is late, so nobody is reminded

# The clock that says how late an order is, by the state it is in. A paused order has none.
MAIN_CLOCK = {
    Status.REGISTERED: ClockName.INTAKE,
    Status.ACCEPTED: ClockName.DISPATCH,
    Status.DISPATCHED: ClockName.SIGN,
    Status.RETURN_PENDING: ClockName.RETURN_REVIEW,
    Status.ARBITRATING: ClockName.ARBITRATION,
    Status.HANDLING: ClockName.HANDLE,  # or rework, when a reworked reply was sent back for repair
    Status.REWORKING: ClockName.REWORK,
    Status.SUBMITTED: ClockName.REVIEW,
    Status.VERIFYING: ClockName.VERIFY,
    Status.FOLLOW_UP: ClockName.FOLLOW_UP,
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time on its base: 4 working hours, 1 natural day, 60 calendar days."""

    amount: Decimal
    unit: str
    base: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A `SlaRule` row as a value; an empty column fits everything."""

    clock: str
    track: str
    urgency: str
    category_id: int | None
    kind: str
    channel: str
    valid_from: date
    valid_to: date | None
    limit: Limit

    def fits(self, order: WorkOrder, on: date) -> bool:
        return (
            self.track in ("", order.track)
            and self.urgency in ("", order.urgency)
            and self.kind in ("", order.kind)
            and self.channel in ("", order.channel)
            and self.valid_from <= on
            and (self.valid_to is None or on < self.valid_to)
        )

    @property
    def weight(self) -> tuple[bool, bool, bool, bool, bool, date]:
        """The most specific row wins: the law's track, then category, kind, channel, urgency, then the newest."""
        return (
            bool(self.track), self.category_id is not None, bool(self.kind), bool(self.channel), bool(self.urgency),
            self.valid_from,
        )  # fmt: skip


class NoLimit(NotAllowed):
    """No `SlaRule` row fits: the settings are incomplete, and the step waits until they are not."""

    def __init__(self, clock: str, order: WorkOrder) -> None:
        text = _(
            "The settings hold no time limit for “%(clock)s” of urgency “%(urgency)s”. The office administrator adds "
            "one under “Time limits”; then this can be done."
        )
        values = {"clock": ClockName(clock).label, "urgency": Urgency(order.urgency).label}
        super().__init__(text % values, code="no_limit")


class Limits:
    """All time limit rules, ordered so that the first that fits is the one that counts."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules: dict[tuple[str, str, int | None], list[Rule]] = {}
        for rule in sorted(rules, key=lambda rule: rule.weight, reverse=True):
            self._rules.setdefault((rule.clock, rule.track, rule.category_id), []).append(rule)

    def find(self, clock: str, order: WorkOrder, on: date) -> Limit | None:
        rule = next(self.fitting(clock, order, on), None)
        return rule.limit if rule else None

    def fitting(self, clock: str, order: WorkOrder, on: date) -> Iterator[Rule]:
        """The rules that could count, the one that does first."""
        for track in dict.fromkeys((order.track, "")):
            for category_id in dict.fromkeys((order.category_id, None)):
                rules = self._rules.get((clock, track, category_id), ())
                yield from (rule for rule in rules if rule.fits(order, on))


def due(limit: Limit, start: datetime, days: Calendar) -> datetime:
    """When a limit that starts to run at `start` is over. Raises `CalendarNotLoaded`."""
    if limit.base == TimeBase.CALENDAR:
        return days.add_calendar_days(start, int(limit.amount))
    if limit.base == TimeBase.NATURAL:
        return start + _natural(limit)
    if limit.unit == TimeUnit.DAYS:
        return days.add_days(start, limit.amount)
    return days.add(start, _natural(limit))


def earlier(limit: Limit, end: datetime, days: Calendar) -> datetime:
    """The moment so long before another one. Raises `CalendarNotLoaded`."""
    if limit.base == TimeBase.NATURAL:
        return end - _natural(limit)
    return days.days_before(end, int(limit.amount))


def _natural(limit: Limit) -> timedelta:
    amount = float(limit.amount)
    return {
        TimeUnit.MINUTES: timedelta(minutes=amount),
        TimeUnit.HOURS: timedelta(hours=amount),
        TimeUnit.DAYS: timedelta(days=amount),
    }[TimeUnit(limit.unit)]


def elapsed(base: str, start: datetime, end: datetime, days: Calendar) -> timedelta:
    """Time from `start` to `end` on a clock's own base."""
    return days.elapsed(start, end) if base == TimeBase.WORKING else end - start


def forward(base: str, start: datetime, length: timedelta, days: Calendar) -> datetime:
    return days.add(start, length) if base == TimeBase.WORKING else start + length


def lamp(order: WorkOrder, now: datetime) -> DeadlineLamp:
    """The deadline lamp of an order (or of any row with the moments of a clock) at a moment."""
    if order.due_at is None:
        return DeadlineLamp.UNKNOWN
    if now > order.due_at:
        return DeadlineLamp.RED
    if order.orange_at and now >= order.orange_at:
        return DeadlineLamp.ORANGE
    if order.yellow_at and now >= order.yellow_at:
        return DeadlineLamp.YELLOW
    return DeadlineLamp.GREEN


@dataclass(frozen=True)
class Clockwork:
    """Starts, pauses, resumes and stops clocks by the calendar and the limits in force. Changes rows, saves nothing."""

    days: Calendar
    limits: Limits

    def start(self, name: str, order: WorkOrder, at: datetime) -> Clock:
        """A clock of an order that runs from `at`. Raises `NoLimit`."""
        limit = self.limit(name, order, at)
        clock = Clock(work_order=order, name=name, alerted=RED - 1 if name in WINDOWS else 0)
        self.set_off(clock, limit, at)
        return clock

    def limit(self, name: str, order: WorkOrder, at: datetime) -> Limit:
        limit = self.limits.find(name, order, at.astimezone(CITY_TIME).date())
        if limit is None:
            raise NoLimit(name, order)
        return limit

    def set_off(self, clock: Timed, limit: Limit, at: datetime, *, due_at: datetime | None = None) -> None:
        """Begin to measure: until the limit is over, or until a moment that was fixed otherwise."""
        clock.started_at, clock.amount, clock.unit, clock.base = at, limit.amount, limit.unit, limit.base
        clock.paused_at = clock.stopped_at = clock.yellow_at = clock.orange_at = None
        self.aim(clock, lambda: due_at or due(limit, at, self.days))

    def start_assist(self, assist: Assignment, lead_clock: Clock, at: datetime) -> Clock:
        """The clock of one assist's piece of work: due so long before the lead's as the rule says, or with it where
        that has passed (practice §2.4, assist)."""
        limit = self.limit(ClockName.ASSIST, lead_clock.work_order, at)
        clock = Clock(work_order=lead_clock.work_order, assignment=assist, name=ClockName.ASSIST)
        self.set_off(clock, limit, at)
        if lead_clock.due_at:
            self.aim(clock, partial(self._assist_due, limit, at, lead_clock.due_at))
        return clock

    def _assist_due(self, limit: Limit, at: datetime, lead_due_at: datetime) -> datetime:
        due_at = earlier(limit, lead_due_at, self.days)
        return due_at if due_at > at else lead_due_at

    def extended(self, clock: Timed, days: int) -> datetime:
        """The due moment moved by so many days of the clock's own base: working days are counted from the old one.
        The clock has a due moment."""
        assert clock.due_at is not None
        if clock.base == TimeBase.NATURAL:
            return clock.due_at + timedelta(days=days)
        if clock.base == TimeBase.CALENDAR:
            return self.days.add_calendar_days(clock.due_at, days)
        return self.days.add_days(clock.due_at, days)

    def hasten(self, clock: Clock, faster: Clock) -> None:
        """Give a running clock the limit and the moments of a shorter one; when it started stays on record."""
        clock.base, clock.amount, clock.unit = faster.base, faster.amount, faster.unit
        clock.yellow_at, clock.orange_at, clock.due_at = faster.yellow_at, faster.orange_at, faster.due_at

    def pause(self, clock: Timed, at: datetime) -> None:
        clock.paused_at = at
        self.watch(clock)

    def stop(self, clock: Timed, at: datetime) -> None:
        clock.stopped_at = clock.paused_at or at  # a clock that stood still stopped when it was paused
        clock.paused_at = None
        self.watch(clock)

    def resume(self, clock: Timed, at: datetime) -> None:
        """All its moments move by the time that passed on the clock's own base while it stood: a pause uses up nothing,
        so the lamp comes back as it went (practice §2.6)."""
        paused, clock.paused_at = clock.paused_at, None
        moments = [moment for moment in (clock.yellow_at, clock.orange_at, clock.due_at) if moment]
        if paused and moments:
            try:
                stood = elapsed(clock.base, paused, at, self.days)
                clock.yellow_at, clock.orange_at, clock.due_at = (
                    forward(clock.base, moment, stood, self.days) for moment in moments
                )
                if clock.base == TimeBase.CALENDAR:  # a period ends on a working day (民法典 art. 203)
                    clock.due_at = self.days.add_calendar_days(clock.due_at, 0)
            except CalendarNotLoaded:
                clock.yellow_at = clock.orange_at = clock.due_at = None
        self.watch(clock)

    def half_of(self, clock: Timed) -> datetime:
        """The moment at which half of its time is used. The clock has a due moment."""
        assert clock.due_at is not None
        total = elapsed(clock.base, clock.started_at, clock.due_at, self.days)
        return forward(clock.base, clock.started_at, total / 2, self.days)

    def half_day_before(self, moment: datetime) -> datetime:
        """Half a working day earlier: working time goes back over nights and rest days."""
        hours = self.days.hours_per_day(moment.astimezone(CITY_TIME).date()) / 2
        return self.days.add_back(moment, timedelta(seconds=float(hours * 3600)))

    def window(self, name: str, order: WorkOrder, start: datetime) -> datetime | None:
        """When a window that opened at `start` shuts; None when the rules give none."""
        limit = self.limits.find(name, order, start.astimezone(CITY_TIME).date())
        return due(limit, start, self.days) if limit else None

    def worked_minutes(self, start: datetime, end: datetime) -> int | None:
        """Working minutes between two moments; None while the calendar of one of them is not entered."""
        try:
            return int(self.days.elapsed(start, end).total_seconds() // 60)
        except CalendarNotLoaded:
            return None

    def is_within(self, days: int, *, since: datetime, at: datetime) -> bool:
        """Whether so many working days have not passed yet. They have not where the calendar ends."""
        try:
            return at <= self.days.add_days(since, days)
        except CalendarNotLoaded:
            return True

    def aim(self, clock: Timed, moment: Callable[[], datetime]) -> None:
        """Set the due moment and those of the lamp. A year that is not entered leaves them open: the work goes on,
        and the administrator is shown how many clocks wait for the calendar (`without_due()`, `recalculation`)."""
        try:
            stood, clock.due_at = self._stood(clock), moment()
            run = elapsed(clock.base, clock.started_at, clock.due_at, self.days) - stood
            clock.yellow_at = forward(clock.base, clock.started_at, stood + run * float(YELLOW), self.days)
            clock.orange_at = forward(clock.base, clock.started_at, stood + run * float(ORANGE), self.days)
        except CalendarNotLoaded:
            clock.due_at = clock.yellow_at = clock.orange_at = None
        self.watch(clock)

    def _stood(self, clock: Timed) -> timedelta:
        """How long a clock that is aimed anew has stood: a pause uses up none of its time (practice §2.6). What lies
        between yellow and orange is a fifth of its time, whatever it stood."""
        if clock.yellow_at is None or clock.orange_at is None:
            return timedelta(0)
        run = elapsed(clock.base, clock.yellow_at, clock.orange_at, self.days) / float(ORANGE - YELLOW)
        before_yellow = elapsed(clock.base, clock.started_at, clock.yellow_at, self.days)
        return max(before_yellow - run * float(YELLOW), timedelta(0))

    def watch(self, clock: Timed) -> None:
        """When somebody must next be told: at the first of its moments that nobody was told of. Set only where those
        moments are set, so no edit of anything else can put it off."""
        moments = (clock.yellow_at, clock.orange_at, clock.due_at)
        if not clock.is_running or clock.due_at is None:
            clock.alert_at = None
        elif clock.alerted < RED:
            clock.alert_at = moments[clock.alerted]
        else:
            clock.alert_at = self._escalation(clock)

    def _escalation(self, clock: Timed) -> datetime | None:
        """When somebody higher is told of an overdue clock; None when all have been."""
        step = clock.alerted - RED
        if step >= len(ESCALATIONS) or clock.due_at is None:
            return None
        try:
            if clock.base == TimeBase.NATURAL:
                return clock.due_at + timedelta(days=ESCALATIONS[step])
            return self.days.add_days(clock.due_at, ESCALATIONS[step])
        except CalendarNotLoaded:
            return None

    def rearm(self, clock: Timed, at: datetime) -> None:
        """Its moments are new: what has passed by `at` counts as told, what lies ahead will be told."""
        moments = (clock.yellow_at, clock.orange_at, clock.due_at)
        clock.alerted = sum(1 for moment in moments if moment and moment <= at)
        self.watch(clock)


def show(order: WorkOrder, clocks: dict[str, Clock]) -> None:
    """Repeat on the order the clock of its state, which lists sort and colour by."""
    name = MAIN_CLOCK.get(Status(order.status))
    clock = clocks.get(name) if name else None
    if clock is None and order.status == Status.HANDLING:
        clock = clocks.get(ClockName.REWORK)
    order.clock = clock.name if clock else ""
    order.clock_base = clock.base if clock else ""
    order.clock_started_at = clock.started_at if clock else None
    order.yellow_at = clock.yellow_at if clock else None
    order.orange_at = clock.orange_at if clock else None
    order.due_at = clock.due_at if clock else None


def without_due() -> QuerySet[Clock]:
    """Clocks that run without a due moment because their year's calendar is missing."""
    return Clock.objects.filter(due_at=None, stopped_at=None)


def _read() -> Limits:
    return Limits(
        Rule(
            row.clock, row.track, row.urgency, row.category_id, row.kind, row.channel, row.valid_from, row.valid_to,
            Limit(row.amount, row.unit, row.base),
        )
        for row in SlaRule.objects.all()
    )  # fmt: skip


_limits = Kept(_read)


def clockwork() -> Clockwork:
    """The city's calendar and limits, kept in the process (see `core.kept`)."""
    return Clockwork(calendar.load(), _limits.get())


def changed() -> None:
    """Whoever edits a time limit says so."""
    _limits.forget()

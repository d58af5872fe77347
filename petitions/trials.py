"""The “try it” box: a made-up case, the limit that counts for it and why, and how its time is counted. Pure.

Everything is asked of the same limits and the same clockwork that real orders run by; nothing is computed twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from core.calendar import CITY_TIME, Calendar
from petitions.deadlines import Clockwork, NoLimit, Rule
from petitions.enums import Channel, ClockName, PetitionKind, TimeBase, TimeUnit, Track, Urgency
from petitions.models import Category, Clock, WorkOrder

DAY = timedelta(days=1)
SHORT = timedelta(days=100)  # a longer count is told in numbers, not day by day


@dataclass(frozen=True)
class Question:
    """What somebody would like to know."""

    clock: ClockName
    starts_at: datetime
    urgency: str = Urgency.NORMAL
    category: Category | None = None
    kind: str = PetitionKind.HELP
    channel: str = Channel.HOTLINE_12345
    track: str = Track.ORDINARY
    paused_at: datetime | None = None
    resumed_at: datetime | None = None
    extension: int = 0

    def stood_on(self, day: date) -> bool:
        """Whether the clock stood for the whole of a day."""
        if not (self.paused_at and self.resumed_at):
            return False
        return _day(self.paused_at) < day < _day(self.resumed_at)

    def order(self) -> WorkOrder:
        return WorkOrder(
            track=self.track, urgency=self.urgency, category=self.category, kind=self.kind, channel=self.channel
        )


@dataclass(frozen=True, slots=True)
class CountedDay:
    day: date
    is_counted: bool
    note: str = ""


@dataclass
class Answer:
    """What came of it. `clock` is where it ends; `first_due_at` and `resumed_due_at` are what it was before it was
    extended, or paused, if it was."""

    rule: Rule | None
    others: list[Rule]
    clock: Clock | None = None
    first_due_at: datetime | None = None
    resumed_due_at: datetime | None = None
    days: list[CountedDay] = field(default_factory=list)

    @property
    def counted(self) -> list[CountedDay]:
        return [day for day in self.days if day.is_counted]

    @property
    def skipped(self) -> list[CountedDay]:
        return [day for day in self.days if not day.is_counted]


def answer(question: Question, machine: Clockwork, notes: Mapping[date, str]) -> Answer:
    """`notes` are the words the calendar has for its days."""
    order, on = question.order(), question.starts_at.astimezone(CITY_TIME).date()
    fitting = list(machine.limits.fitting(question.clock, order, on))
    found = Answer(next(iter(fitting), None), fitting[1:])
    try:
        clock = machine.start(question.clock, order, question.starts_at)
    except NoLimit:
        return found
    found.clock, found.first_due_at = clock, clock.due_at
    if question.paused_at and question.resumed_at:
        machine.pause(clock, question.paused_at)
        machine.resume(clock, question.resumed_at)
        found.resumed_due_at = clock.due_at
    extended = machine.extended(clock, question.extension) if question.extension and clock.due_at else None
    if extended:
        due_at: datetime = extended
        machine.aim(clock, lambda: due_at)
    found.days = list(_days(question, clock, machine.days, notes))
    return found


def why(rule: Rule, category: Category | None) -> str:
    """What makes a limit the one that counts: all it asks for, the weightiest first."""
    named = [
        _("track “%(value)s”") % {"value": Track(rule.track).label} if rule.track else "",
        _("category “%(value)s”") % {"value": category.name if category else ""} if rule.category_id else "",
        _("kind “%(value)s”") % {"value": PetitionKind(rule.kind).label} if rule.kind else "",
        _("channel “%(value)s”") % {"value": Channel(rule.channel).label} if rule.channel else "",
        _("urgency “%(value)s”") % {"value": Urgency(rule.urgency).label} if rule.urgency else "",
    ]
    said = [words for words in named if words]
    return _(", ").join(said) if said else _("holds for every case")


def _days(question: Question, clock: Clock, days: Calendar, notes: Mapping[date, str]) -> Iterator[CountedDay]:
    """The days from the start to the due moment, and which of them the time ran on."""
    if clock.due_at is None or clock.base == TimeBase.NATURAL or clock.due_at - clock.started_at > SHORT:
        return
    first, last = _day(clock.started_at), _day(clock.due_at)
    is_by_days = clock.unit == TimeUnit.DAYS and clock.amount == int(clock.amount)
    for n in range((last - first).days + 1):
        day = first + n * DAY
        if day == first and is_by_days:
            yield CountedDay(day, False, _("the day it starts on is not counted"))
        elif question.stood_on(day):
            yield CountedDay(day, False, _("the clock stood still"))
        elif clock.base == TimeBase.CALENDAR:
            yield CountedDay(day, n <= int(clock.amount) + question.extension, notes.get(day, ""))
        else:
            yield CountedDay(day, days.is_workday(day), notes.get(day, ""))


def _day(moment: datetime) -> date:
    return moment.astimezone(CITY_TIME).date()

"""Editing the calendar and moving every clock that was counted by it.

The edit and the job that follows from it are committed together; a worker then takes one order after the other
(`retiming`), each in a transaction of its own. One edit at a time: while clocks are still being moved the calendar
takes no other, because what a clock was counted by would no longer be known.

A year that is entered for the first time moves nothing; it gives their due moments to the clocks that waited for it.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from time import monotonic

from django.db import transaction
from django.utils.translation import gettext as _

from core import calendar, calendar_edits, jobs
from core.actors import Actor
from core.calendar_edits import CannotEnter, Entered
from core.enums import JobState
from core.models import CalendarYear, Event, Job, User
from petitions import spans
from petitions.models import WhistleCall
from petitions.retiming import OF_ORDERS, Retiming, spanning
from petitions.spans import Change

log = logging.getLogger(__name__)

JOB = "petitions.recompute"
REPORT_EVERY = 20  # orders between two signs of life
MOST_FORESEEN = 5000  # clocks counted one by one while somebody waits for the page
AT_ONCE = 100  # seconds one task works before it hands over to the next


@transaction.atomic
def change_days(
    first: date, last: date, *, is_workday: bool | None, note: str, reason: str, by: Actor, owner: User, at: datetime
) -> Job:
    _require_quiet()
    event = calendar_edits.change_days(first, last, is_workday=is_workday, note=note, reason=reason, by=by, at=at)
    return begin_again(event, owner=owner)


@transaction.atomic
def enter_year(
    year: int, days: Mapping[date, Entered], *, source: str, by: Actor, owner: User, at: datetime
) -> Job:  # fmt: skip
    _require_quiet()
    return begin_again(calendar_edits.enter_year(year, days, source=source, by=by, at=at), owner=owner)


def begin_again(event: Event, *, owner: User) -> Job:
    """The work that an edit asks for; anew, when it was called off or went wrong."""
    return jobs.start(JOB, key=f"event-{event.pk}", owner=owner, params={"event": event.pk})


def latest() -> Job | None:
    return Job.objects.filter(kind=JOB).order_by("-id").first()


def is_settled(job: Job | None) -> bool:
    return job is None or job.state == JobState.DONE


def _require_quiet() -> None:
    """Held against a second editor until this edit is committed: then its job is there to be seen."""
    list(CalendarYear.objects.select_for_update(of=("self",)).order_by("year"))
    if not is_settled(latest()):
        raise CannotEnter(
            _("The clocks are still being moved after the last change of the calendar."),
            _("Wait until that is done, or start it again."),
        )


# --- what an edit means for clocks


def proposed(days: Iterable[date], is_workday: bool | None) -> Change:
    """An edit that nobody has made yet."""
    now, changed = calendar.load(), dict.fromkeys(days, is_workday)
    return Change(now, now.with_days(changed), tuple(sorted(changed)))


def made(event: Event) -> Change:
    """The last edit, as its event tells it."""
    calendar.changed()  # this process may still hold the calendar from before it
    now, before = calendar.load(), calendar_edits.undone(event)
    return Change(now.with_days(before), now, tuple(sorted(before)), event.at)


def would_move(change: Change) -> tuple[int, bool]:
    """How many running clocks would get another due moment, and whether that is exact: of very many it is only said
    how many have a changed day in their time."""
    spans_of = [spanning(model, change) for model in (*OF_ORDERS, WhistleCall)]
    most = sum(rows.count() for rows in spans_of)
    if most > MOST_FORESEEN:
        return most, False
    return sum(spans.moved(row, change, ()) != row.due_at for rows in spans_of for row in rows), True


# --- doing it


def settle_due_moments(*, by: Actor, at: datetime) -> int:
    """Every running clock that waited for the calendar. Returns how many orders changed; each change is on record."""
    days = calendar.load()
    work = Retiming(Change(days, days, ()), by, at)
    changed = sum(work.order(order_id) for order_id in work.orders())
    for whistle_id in work.whistles():
        work.whistle(whistle_id)
    return changed


def carry_out(job: Job, *, at: datetime, after: int = 0, seconds: float = AT_ONCE) -> int | None:
    """Work on a claimed job for so long. Answers the order behind which somebody must go on; None at the end.

    A request to cancel is not heard: clocks half of which were moved would be a state that nobody has asked for.
    """
    event = Event.objects.get(pk=job.params["event"])
    work = Retiming(made(event), Actor(id=event.by_id, name=event.by_name), at, event)
    until, left = monotonic() + seconds, [order_id for order_id in work.orders() if order_id > after]
    jobs.progress(job, total=job.done + len(left))
    done, ok, failed = job.done, job.ok, job.failed
    for count, order_id in enumerate(left, 1):
        moved = _attempt(work.order, order_id)
        done, ok, failed = done + 1, ok + (moved is True), failed + (moved is None)
        is_over = monotonic() > until and count < len(left)
        if is_over or count % REPORT_EVERY == 0:
            jobs.progress(job, done=done, ok=ok, failed=failed)
        if is_over:
            return order_id
    for whistle_id in work.whistles():
        failed += _attempt(work.whistle, whistle_id) is None
    jobs.progress(job, done=done, ok=ok, failed=failed)
    _end(job)
    return None


def _attempt(retime: Callable[[int], bool], pk: int) -> bool | None:
    """One that cannot be moved holds up no other. None: it could not."""
    try:
        return retime(pk)
    except Exception:
        log.exception("Clocks could not be moved: %s %s", retime.__name__, pk)
        return None


def _end(job: Job) -> None:
    result = {"orders": job.done, "changed": job.ok}
    if job.failed:
        note = _("The clocks of %(n)s orders could not be moved; the log says why. Start the work again.")
        jobs.fail(job, result=result, note=note % {"n": job.failed})
    else:
        jobs.finish(job, result=result)

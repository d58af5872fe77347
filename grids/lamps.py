"""How late something promised for a day is, in working time. Pure: the days, a moment and the calendar make a face."""

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from core.calendar import CITY_TIME, Calendar, CalendarNotLoaded
from core.components import ClockFace

YELLOW, ORANGE = 0.7, 0.9  # shares of the time used at which the lamp changes, as for orders


def face(begun_on: date, due_on: date, *, now: datetime, days: Calendar, done_at: datetime | None = None) -> ClockFace:
    """From the first day to the close of the last. Once done, whether it was in time."""
    due = days.close_of(due_on)
    moment = done_at or now
    try:
        left = days.elapsed(moment, due)
        whole = days.elapsed(datetime.combine(begun_on, time.min, CITY_TIME), due)
    except CalendarNotLoaded:
        return ClockFace(_("Deadline"), "unknown", due_at=due)
    used = 1 - left / whole if whole else 1.0
    if done_at:
        lamp = "stopped"
    elif moment > due:
        lamp, used = "red", 1.0
    else:
        lamp = "orange" if used >= ORANGE else "yellow" if used >= YELLOW else "green"
    return ClockFace(_("Deadline"), lamp, left, used, due)


def first_day_left(now: datetime, days: Calendar) -> date:
    """The first day that is not over: what was due before it is late."""
    today = now.astimezone(CITY_TIME).date()
    return today if now <= days.close_of(today) else today + timedelta(days=1)

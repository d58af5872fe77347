"""How a moment is written for people: always in the city's time, short in lists, whole in papers."""

from datetime import date, datetime

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _


def short(at: datetime, *, now: datetime) -> str:
    """For lists: 11-20 09:05 within the year of `now`, 2025-11-20 before it."""
    local = timezone.localtime(at)
    return f"{local:%m-%d %H:%M}" if local.year == timezone.localtime(now).year else f"{local:%Y-%m-%d}"


def full(at: datetime) -> str:
    """2026年11月20日（星期五）09:05"""
    return dateformat.format(timezone.localtime(at), _("l j F Y, H:i"))


def due(at: datetime) -> str:
    """11月19日（四）17:30: a deadline is near, so its year goes without saying and its weekday does not."""
    local = timezone.localtime(at)
    return _("%(day)s (%(weekday)s) %(time)s") % {
        "day": dateformat.format(local, _("j F")),
        "weekday": _weekday(local),
        "time": f"{local:%H:%M}",
    }


def full_day(day: date) -> str:
    """2026年11月20日 星期五"""
    return dateformat.format(day, _("l j F Y"))


def _weekday(day: date) -> str:
    # One phrase for the seven: Django's own short names are the long ones in Chinese (星期四 for both).
    return _("Mon Tue Wed Thu Fri Sat Sun").split()[day.weekday()]

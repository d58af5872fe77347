"""What the page components are given: small values, so that no template meets a name nobody has set.

templates/_components/ draws them; the gallery page shows each one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.forms import BaseForm
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

OFFICE_DAY = timedelta(hours=7)
NATURAL_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Step:
    """One station of a way: what is done, where we are, what comes."""

    label: str
    state: Literal["done", "current", "todo"] = "todo"
    note: str = ""


@dataclass(frozen=True)
class TimelineEntry:
    """What happened, when and by whom; `quote` holds somebody's own words."""

    at: datetime
    who: str
    title: str
    text: str = ""
    quote: str = ""
    tone: Literal["", "system", "warning"] = ""


@dataclass(frozen=True)
class Fact:
    """A label with its value, linked when there is more to see."""

    label: str
    value: Any
    url: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar of a chart. `text` is the value in words when the plain number would not do: "91.3 % (n=612)"."""

    label: str
    value: float
    url: str = ""
    text: str = ""


@dataclass(frozen=True)
class Empty:
    """Why there is nothing to see, and the way out. There is never just "no data"."""

    title: str
    text: str = ""
    kind: Literal["nothing", "filtered", "done", "forbidden"] = "nothing"
    url: str = ""
    action: str = ""


@dataclass(frozen=True)
class ActionPanel:
    """Something that can be done here: its consequence in words before it is done, or the reason why not."""

    key: str
    label: str
    url: str
    consequence: str = ""
    form: BaseForm | None = None
    disabled_reason: str = ""
    is_primary: bool = False
    is_rare: bool = False  # stands under "More"
    is_open: bool = False
    keys: str = ""
    hidden: Sequence[tuple[str, Any]] = ()


@dataclass(frozen=True)
class ClockFace:
    """One clock as a person reads it at one moment.

    `lamp` is the deadline lamp (green, yellow, orange, red, paused, unknown) or "stopped". `left` and `used` are
    measured on the clock's own base; `left` is negative once the deadline has passed. `day` is the working time of
    one office day, by which working time is told in days.
    """

    label: str
    lamp: str
    left: timedelta | None = None
    used: float = 0.0
    due_at: datetime | None = None
    working: bool = True
    day: timedelta = OFFICE_DAY
    note: str = ""

    @property
    def tone(self) -> str:
        """How it is drawn: "ok", "warn", "over", "pause" or "done"."""
        if self.lamp == "stopped":
            return "over" if self._is_late else "done"
        return {"yellow": "warn", "orange": "warn", "red": "over", "paused": "pause"}.get(self.lamp, "ok")

    @property
    def words(self) -> str:
        """The clock in a few words that carry without colour: a sign, the state, the amount."""
        if self.lamp == "paused":
            return _("Ⅱ Paused") + (f" · {self.note}" if self.note else "")
        if self.left is None:
            return _("No deadline")
        if self.lamp == "red" and -self.left < MINUTE:
            return _("▲ Overdue")  # since the office closed, no working time has passed yet
        amount = spell(self.left, day=self.day if self.working else NATURAL_DAY, working=self.working)
        if self.lamp == "stopped":
            return _("▲ Late by %(amount)s") % {"amount": amount} if self._is_late else _("✓ In time")
        phrase = {"over": _("▲ Overdue %(amount)s"), "warn": _("! %(amount)s left")}.get(
            self.tone, _("%(amount)s left")
        )
        return phrase % {"amount": amount}

    @property
    def percent_used(self) -> int:
        return min(100, max(0, round(self.used * 100)))

    @property
    def _is_late(self) -> bool:
        return self.left is not None and self.left < timedelta(0)


def spell(duration: timedelta, *, day: timedelta, working: bool) -> str:
    """An amount of time in the largest unit that fits: half days, then hours, then minutes; never rounded up.

    Natural time is what urgent matters run on: there every hour is told until two days are full.
    """
    length = abs(duration)
    halves = length // (day / 2)
    if halves and (working or length >= 2 * day):
        return _days(halves / 2, working)
    hours = length // timedelta(hours=1)
    if hours:
        return _hours(hours, working)
    minutes = length // MINUTE
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def _days(days: float, working: bool) -> str:
    number = 1 if days == 1 else 2  # grammatical number: 0.5 days
    phrase = (
        ngettext("%(n)s working day", "%(n)s working days", number)
        if working
        else ngettext("%(n)s day", "%(n)s days", number)
    )
    return phrase % {"n": f"{days:g}"}


def _hours(hours: int, working: bool) -> str:
    phrase = (
        ngettext("%(n)s working hour", "%(n)s working hours", hours)
        if working
        else ngettext("%(n)s hour", "%(n)s hours", hours)
    )
    return phrase % {"n": hours}

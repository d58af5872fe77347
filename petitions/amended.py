"""What is said on the timeline of changes beside an order's way: moments that moved, the law's steps, whistles."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import moments
from petitions import matters, retiming, whistles
from petitions.enums import ClockName, StatutoryClass, WhistleKind
from petitions.statutory import REVIEW

TITLES = {
    retiming.RECOMPUTED: gettext_lazy("Due moments moved"),
    retiming.SETTLED: gettext_lazy("Due moments set"),
    matters.REGISTERED: gettext_lazy("Registered as a letters and visits matter"),
    matters.REVIEW_ASKED: gettext_lazy("Review asked for"),
    matters.REVIEW_DECIDED: gettext_lazy("Review answered"),
    matters.HEARING_BEGUN: gettext_lazy("Hearing begun"),
    matters.HEARING_ENDED: gettext_lazy("Hearing ended"),
    whistles.BLOWN: gettext_lazy("Blew a whistle"),
    whistles.ENDED: gettext_lazy("Ended the whistle"),
}


def _moved(data: Mapping[str, Any]) -> tuple[str, str]:
    """Each clock with its moment before and after, and for which days."""
    moves = [
        _("%(clock)s: %(before)s → %(after)s")
        % {"clock": _clock(key), "before": _moment(before), "after": _moment(after)}
        for key, (before, after) in (data.get("moves") or {}).items()
    ]
    days = [moments.full_day(date.fromisoformat(day)) for day in dict.fromkeys(data.get("days") or [])]
    why = _("the calendar was changed: %(days)s") % {"days": " - ".join(days)} if days else ""
    return _("; ").join(part for part in (why, *moves) if part), data.get("reason", "")


def _clock(key: str) -> str:
    name = key.partition(":")[0]
    return str(ClockName(name).label) if name in ClockName.values else key


def _moment(text: str | None) -> str:
    return moments.due(datetime.fromisoformat(text)) if text else _("no due time")


def _registered(data: Mapping[str, Any]) -> tuple[str, str]:
    group = ""
    if data["representatives"] > 1:
        count = data["representatives"]
        group = ngettext("%(n)s representative", "%(n)s representatives", count) % {"n": count}
    label = str(StatutoryClass(data["statutory_class"]).label)
    return _("; ").join(part for part in (label, group) if part), ""


def _review(data: Mapping[str, Any]) -> tuple[str, str]:
    review = data["review"]
    level = _("review (art. 35)") if review["level"] == REVIEW else _("re-review (art. 36)")
    return _("%(level)s, due %(at)s") % {"level": level, "at": _moment(review["due_at"])}, ""


def _blown(data: Mapping[str, Any]) -> tuple[str, str]:
    called = _("calls %(units)s") % {"units": _(", ").join(data["units"])}
    return _("; ").join([_whistle(data), called]), data["reason"]


def _whistle(data: Mapping[str, Any]) -> str:
    return f"{WhistleKind(data['whistle']).label} {data['whistle_number']}"


WORDS: dict[str, Callable[[Mapping[str, Any]], tuple[str, str]]] = {
    retiming.RECOMPUTED: _moved,
    retiming.SETTLED: _moved,
    matters.REGISTERED: _registered,
    matters.REVIEW_ASKED: _review,
    matters.REVIEW_DECIDED: _review,
    matters.HEARING_BEGUN: _review,
    matters.HEARING_ENDED: _review,
    whistles.BLOWN: _blown,
    whistles.ENDED: lambda data: (_whistle(data), data["result"]),
}

"""What was changed about limits and the calendar, as entries of a timeline."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core import calendar_edits, moments
from core.components import TimelineEntry
from core.models import Event
from petitions import faces, limits
from petitions.deadlines import Limit


def versions_told(events: Iterable[Event]) -> list[TimelineEntry]:
    titles = {
        limits.ADDED: _("Limit added"), limits.CHANGED: _("New version"), limits.ENDED: _("Limit ended"),
        limits.TAKEN_BACK: _("Version taken back"),
    }  # fmt: skip
    return [
        TimelineEntry(event.at, event.by_name, titles[event.kind], _limits_told(event.data), event.data["reason"])
        for event in events
    ]


def _limits_told(data: dict[str, Any]) -> str:
    said = [(_("before"), data.get("before")), (_("after"), data.get("after"))]
    return _("; ").join(f"{word}{_(': ')}{_told(version)}" for word, version in said if version)


def _told(version: dict[str, Any]) -> str:
    limit = Limit(Decimal(version["amount"]), version["unit"], version["base"])
    values = {"limit": faces.limit(limit), "since": version["valid_from"], "until": version["valid_to"]}
    if version["valid_to"]:
        return _("%(limit)s, from %(since)s until %(until)s") % values
    return _("%(limit)s, from %(since)s") % values


def edits_told(events: Iterable[Event]) -> list[TimelineEntry]:
    titles = {calendar_edits.DAYS_CHANGED: _("Days changed"), calendar_edits.YEAR_ENTERED: _("Year entered")}
    return [
        TimelineEntry(event.at, event.by_name, titles[event.kind], _days_told(event), event.data["reason"])
        for event in events
    ]


def _days_told(event: Event) -> str:
    days = event.data["days"]
    if event.kind == calendar_edits.YEAR_ENTERED:
        return _("%(year)s, %(n)s special days") % {"year": event.subject_id, "n": len(days)}
    told = sorted(days)
    first, last = (moments.full_day(date.fromisoformat(day)) for day in (told[0], told[-1]))
    span = first if len(told) == 1 else f"{first} - {last}"
    return f"{span}{_(': ')}{_state(days[told[0]][0])} → {_state(days[told[0]][1])}"


def _state(entered: list[Any] | None) -> str:
    if entered is None:
        return _("as the week has it")
    word = _("worked") if entered[0] else _("rest day")
    return f"{word} ({entered[1]})" if entered[1] else word

"""What happened to something that stands in a place, in the words of its page."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.actors import SYSTEM
from core.components import TimelineEntry
from core.models import Event
from grids.enums import ManagingMode

Data = dict[str, Any]

TITLES = {
    "estate.added": gettext_lazy("Entered"),
    "estate.changed": gettext_lazy("Corrected"),
    "estate.managed": gettext_lazy("Management"),
    "estate.committee_seated": gettext_lazy("Owners' committee"),
    "estate.met": gettext_lazy("Four-party meeting"),
    "estate.agreement_kept": gettext_lazy("Agreement kept"),
    "campaignitem.taken_in": gettext_lazy("Taken into the ledger"),
    "campaignitem.planned": gettext_lazy("Measure and deadline"),
    "campaignitem.noted": gettext_lazy("Progress"),
    "campaignitem.reported": gettext_lazy("Reported for write-off"),
    "campaignitem.sent_back": gettext_lazy("Sent back"),
    "campaignitem.written_off": gettext_lazy("Written off"),
    "campaignitem.reopened": gettext_lazy("Open again: the estate lost its management"),
    "venue.added": gettext_lazy("Entered"),
    "venue.changed": gettext_lazy("Corrected"),
    "venue.visits_counted": gettext_lazy("Visits counted"),
    "idlespace.added": gettext_lazy("Entered"),
    "idlespace.changed": gettext_lazy("Corrected"),
    "idlespace.matched": gettext_lazy("Matched"),
    "idlespace.taken_into_use": gettext_lazy("Taken into use"),
    "idlespace.released": gettext_lazy("Idle again"),
}
WARNINGS = ("campaignitem.sent_back", "campaignitem.reopened")
QUOTED = {"campaignitem.noted": "text", "campaignitem.reported": "evidence", "campaignitem.sent_back": "reason"}


def entries(events: Iterable[Event]) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            at=event.at,
            who=_("the system") if event.by_id is None and event.by_name == SYSTEM.name else event.by_name,
            title=str(TITLES[event.kind]),
            text=_text(event),
            quote=event.data.get(QUOTED.get(event.kind, ""), ""),
            tone="warning" if event.kind in WARNINGS else "",
        )
        for event in events
    ]


def _text(event: Event) -> str:
    if event.kind.endswith(".changed"):
        return _corrected(event)
    teller = TEXTS.get(event.kind)
    return teller(event.data) if teller else ""


def _corrected(event: Event) -> str:
    fields = apps.get_model(event.subject_type)._meta
    return _(", ").join(str(getattr(fields.get_field(name), "verbose_name", name)) for name in event.data["after"])


def _managed(data: Data) -> str:
    words = [ManagingMode(data["mode"]).label, data["company"]]
    return _("%(how)s since %(day)s") % {"how": " ".join(filter(None, map(str, words))), "day": data["since"]}


def _met(data: Data) -> str:
    count = len(data["agreements"])
    agreed = ngettext("%(n)s thing agreed", "%(n)s things agreed", count) % {"n": count}
    return f"{data['topic']}{_('; ')}{agreed}"


def _planned(data: Data) -> str:
    return _("%(measure)s, due %(day)s") % {"measure": data["measure"] or "—", "day": data["due_on"]}


TEXTS: dict[str, Callable[[Data], str]] = {
    "estate.managed": _managed,
    "estate.committee_seated": lambda data: _("Term until %(day)s") % {"day": data["term_ends_on"]},
    "estate.met": _met,
    "estate.agreement_kept": lambda data: f"{data['text']}{_(': ')}{data['result']}",
    "campaignitem.taken_in": lambda data: _("Due %(day)s") % {"day": data["due_on"]},
    "campaignitem.planned": _planned,
    "campaignitem.reported": _managed,
    "campaignitem.written_off": lambda data: str(ManagingMode(data["mode"]).label),
    "venue.visits_counted": lambda data: f"{data['month'][:7]}{_(': ')}{data['count']}",
    "idlespace.matched": lambda data: f"{data['user']}{_(': ')}{data['purpose']}",
    "idlespace.taken_into_use": lambda data: f"{data['user']}{_(', ')}{data['on']}",
    "idlespace.released": lambda data: f"{data['on']}{_(': ')}{data['reason']}",
}

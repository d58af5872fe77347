"""How notices of the work read, and what they are about. Nothing here says who a petitioner is."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import moments, notices
from core.actors import Actor
from petitions.enums import ClockName
from petitions.models import Whistle, WorkOrder

Data = Mapping[str, Any]


def register() -> None:
    for kind, words in WORDS.items():
        notices.word(kind, words)
    notices.name_subjects(WorkOrder._meta.label_lower, _order_titles)
    notices.name_subjects(Whistle._meta.label_lower, _whistle_places)


def text(kind: str, data: Data) -> str:
    return WORDS[kind](data)


def _passing(data: Data) -> str:
    return _of_unit(_("%(clock)s: time is passing, due %(due)s"), data)


def _nearly_due(data: Data) -> str:
    return _of_unit(_("%(clock)s: nearly due, %(due)s"), data)


def _overdue(data: Data) -> str:
    return _of_unit(_("%(clock)s overdue since %(due)s"), data)


def _escalated(data: Data) -> str:
    phrase = ngettext(
        "%(clock)s overdue for %(days)s day, since %(due)s",
        "%(clock)s overdue for %(days)s days, since %(due)s",
        data["days"],
    )
    return _of_unit(phrase, data)


def _signed_by_time(data: Data) -> str:
    return _("Counts as signed: the time in which it could be returned is over")


def _plan_due(data: Data) -> str:
    return _("The petitioner was promised a result for %(day)s") % {
        "day": moments.full_day(date.fromisoformat(data["day"]))
    }


def of_cluster(n: int, category: str, place: str) -> str:
    phrase = ngettext(
        "%(n)s petition within seven days: %(category)s, %(place)s",
        "%(n)s petitions within seven days: %(category)s, %(place)s",
        n,
    )
    return phrase % {"n": n, "category": category, "place": place}


WORDS = {
    "clock.yellow": _passing,
    "clock.orange": _nearly_due,
    "clock.red": _overdue,
    "clock.escalated": _escalated,
    "order.auto_signed": _signed_by_time,
    "order.plan_due": _plan_due,
}


def _of_unit(phrase: str, data: Data) -> str:
    due = data["due"]
    values = {
        "clock": capfirst(ClockName(data["clock"]).label),
        "due": moments.due(datetime.fromisoformat(due) if isinstance(due, str) else due),
        "days": data.get("days"),
    }
    said = phrase % values
    return _("%(what)s (%(unit)s)") % {"what": said, "unit": data["unit"]} if data.get("unit") else said


def _order_titles(actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
    seen = WorkOrder.objects.visible_to(actor).filter(pk__in=ids).order_by("pk")
    return dict(seen.values_list("pk", "title"))


def _whistle_places(actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
    return dict(Whistle.objects.visible_to(actor).filter(pk__in=ids).order_by("pk").values_list("pk", "place"))

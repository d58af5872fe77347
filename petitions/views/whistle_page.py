"""What the page of one whistle shows to one person. Reads, never writes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import calendar, ledger
from core.actors import Actor
from core.calendar import Calendar
from core.components import ActionPanel, ClockFace, TimelineEntry
from core.models import Event
from petitions import faces, whistle_steps
from petitions.enums import ClockName, WhistleView
from petitions.forms.whistles import FORMS, StepForm
from petitions.models import Whistle, WhistleCall, WorkOrder
from petitions.views.order_page import Conflict
from petitions.whistle_steps import Offer, Step
from petitions.whistles import response_clock


@dataclass(frozen=True)
class Row:
    """One department called. Its clock stops when it comes; one that never came has no clock to be proud of."""

    call: WhistleCall
    face: ClockFace | None
    absence: str
    shows_assessment: bool


def find(request: HttpRequest, number: str) -> Whistle:
    whistle = Whistle.objects.visible_to(request.actor).whole().filter(number=number).first()
    if whistle is None:
        raise Http404(_("There is no such whistle, or you may not see it."))
    return whistle


def context(
    request: HttpRequest,
    whistle: Whistle,
    *,
    bound: StepForm | None = None,
    key: str = "",
    conflict: Conflict | None = None,
) -> dict[str, Any]:
    """Everything templates/petitions/whistle.html prints. `bound` is a form that came back, under its `key`."""
    actor = request.actor
    events = list(ledger.history(whistle))
    actions = panels(whistle, actor, bound=bound, key=key)
    return {
        "whistle": whistle,
        "crumbs": [(_("Whistles"), reverse("petitions:whistles"))],
        "actions": actions,
        "conflict": conflict,
        "is_kept_in_form": any(panel.is_open for panel in actions),
        "rows": _rows(whistle, actor, events, timezone.now(), calendar.load()),
        "orders": WorkOrder.objects.visible_to(actor).filter(whistles=whistle).order_by("id"),
        "entries": entries(events, whistle, actor),
    }


# --- what can be done


def panels(whistle: Whistle, actor: Actor, *, bound: StepForm | None = None, key: str = "") -> list[ActionPanel]:
    """The first is the main button."""
    offered = whistle_steps.offers(whistle, actor)
    own = {offer.call.pk for offer in offered if offer.call and offer.step != Step.RATE}
    return [
        _panel(whistle, offer, bound if key == key_of(offer.step, offer.call) else None, is_main=place == 0,
               is_named=offer.step == Step.RATE or len(own) > 1)
        for place, offer in enumerate(offered)
    ]  # fmt: skip


def key_of(step: Step, call: WhistleCall | None) -> str:
    return f"{step}-{call.department.code}" if call else str(step)


def _panel(whistle: Whistle, offer: Offer, bound: StepForm | None, *, is_main: bool, is_named: bool) -> ActionPanel:
    step, call = offer.step, offer.call
    kind, key = FORMS[step], key_of(step, call)
    label = capfirst(step.label)
    if call and is_named:
        label = _("%(action)s: %(unit)s") % {"action": label, "unit": call.department.short_name}
    return ActionPanel(
        key=key,
        label=label,
        url=_url(whistle, step, call),
        consequence=str(kind.consequence),
        form=bound or kind(whistle=whistle, call=call, auto_id=f"{key}-%s"),
        disabled_reason=str(offer.refusal or ""),
        is_primary=is_main and offer.refusal is None,
        is_open=bound is not None and offer.refusal is None,
    )


def _url(whistle: Whistle, step: Step, call: WhistleCall | None) -> str:
    if call:
        return reverse("petitions:whistle-answer", args=[whistle.number, call.department.code, step])
    return reverse("petitions:whistle-act", args=[whistle.number, step])


# --- the departments called


def _rows(whistle: Whistle, actor: Actor, events: Iterable[Event], now: datetime, days: Calendar) -> list[Row]:
    ended = next((event for event in events if event.kind == "whistle.ended"), None)
    absent: Mapping[str, str] = ended.data["absent"] if ended else {}
    label = ClockName(response_clock(whistle.kind, whistle.street)).label
    return [
        Row(
            call=call,
            face=face(call, label, now, days),
            absence=absent.get(str(call.department_id), ""),
            shows_assessment=may_read_assessment(actor, whistle, call),
        )
        for call in whistle.calls.all()
    ]


def face(call: WhistleCall, label: str, now: datetime, days: Calendar) -> ClockFace | None:
    if call.stopped_at and not call.arrived_at:
        return None
    return faces.of_timed(call, label, now=now, days=days)


def may_read_assessment(actor: Actor, whistle: Whistle, call: WhistleCall) -> bool:
    """How street and department see each other is between those two and the office."""
    is_of_street = whistle_steps.coordinates(actor, whistle.street)
    return actor.is_office or is_of_street or whistle_steps.answers_for(actor, call)


# --- what happened


def entries(events: Iterable[Event], whistle: Whistle, actor: Actor) -> list[TimelineEntry]:
    """The whole story, newest first; of ratings and views only those this person may read."""
    readable = {call.department_id for call in whistle.calls.all() if may_read_assessment(actor, whistle, call)}
    told = [_entry(event) for event in events if event.kind in WORDS and _is_told(event, readable)]
    return told[::-1]


def _is_told(event: Event, readable: set[int]) -> bool:
    return event.kind not in ("whistle.rated", "whistle.answered") or event.data["department"] in readable


def _entry(event: Event) -> TimelineEntry:
    title, text, quote, who = WORDS[event.kind](event.data)
    is_late = event.kind == "whistle.overdue" or event.data.get("is_late") or event.data.get("missing")
    author = _("the system") if event.by_id is None else f"{who} {event.by_name}".strip()
    return TimelineEntry(event.at, author, title, text, quote, "warning" if is_late else "")


def _blown(data: Mapping[str, Any]) -> tuple[str, str, str, str]:
    called = _("calls %(units)s") % {"units": _(", ").join(data["units"])}
    return _("Blew the whistle"), called, data["reason"], data["street"]


def _arrived(data: Mapping[str, Any]) -> tuple[str, str, str, str]:
    came = _("officer on duty %(name)s") % {"name": data["officer"]}
    late = _("; ") + _("later than it should") if data["is_late"] else ""
    return _("Has arrived"), came + late, "", data["unit"]


def _ended(data: Mapping[str, Any]) -> tuple[str, str, str, str]:
    missing = [_("without %(unit)s: %(why)s") % {"unit": unit, "why": why} for unit, why in data["missing"].items()]
    return _("Ended the whistle"), _("; ").join(missing), data["result"], ""


WORDS = {
    "whistle.blown": _blown,
    "whistle.arrived": _arrived,
    "whistle.reported": lambda data: (_("Reported its result"), "", data["result"], data["unit"]),
    "whistle.answered": lambda data: (_("On the whistle"), _view(data["view"]), data["note"], data["unit"]),
    "whistle.rated": lambda data: (
        _("Rated %(unit)s") % data, _("%(n)s of 5") % {"n": data["rating"]}, data["note"], ""
    ),
    "whistle.overdue": lambda data: (_("Not arrived in time"), data["unit"], "", ""),
    "whistle.ended": _ended,
    "whistle.judged": lambda data: (_("Judged the whistle"), _view(data["verdict"]), data["note"], ""),
}  # fmt: skip


def _view(value: str) -> str:
    return WhistleView(value).label

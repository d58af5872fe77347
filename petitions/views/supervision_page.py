"""What the page of one supervision shows to one person, and what its letter says. Reads, never writes."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import ledger, moments
from core.actors import Actor
from core.calendar import Calendar, load
from core.components import ActionPanel, ClockFace, TimelineEntry
from core.models import Event
from grids.enums import Level as AreaLevel
from grids.models import Area
from petitions import faces, supervision_steps, timeline
from petitions.enums import ClockName, SupervisionLevel, SupervisionState, SupervisionTrigger
from petitions.forms.supervision import FORMS, StepForm
from petitions.models import SupervisionOrder, WorkOrder
from petitions.supervision_steps import FROM, Step

MAIN = frozenset({Step.ISSUE, Step.REPLY, Step.WRITE_OFF})
UNTOLD = {"drafted", "dropped"}  # to the unit; for the office the row itself says how it was drawn up
WARNINGS = {"sent_back", "raised"}


def context(actor: Actor, row: SupervisionOrder, now: datetime, *, bound: StepForm | None = None) -> dict[str, Any]:
    """Everything templates/petitions/supervision.html prints. `bound` is a form that came back with errors."""
    order = row.work_order
    panels = _panels(row, actor, bound)
    return {
        "row": row,
        "order": order,
        "crumbs": [(_("Supervision"), reverse("petitions:supervisions"))],
        "occasion": occasion(row, actor),
        "faces": [one] if (one := face(row, now, load())) else [],
        "actions": panels,
        "is_kept_in_form": any(panel.is_open for panel in panels),
        "sees_order": WorkOrder.objects.visible_to(actor).filter(pk=order.pk).exists(),
        "has_moved_on": row.state == SupervisionState.DRAFT and order.lead_id != row.department_id,
        "entries": _entries(row, actor),
    }


def face(row: SupervisionOrder, now: datetime, days: Calendar) -> ClockFace | None:
    """The clock of the reply; a draft has none yet, and what has ended is not asked about."""
    if row.state not in (SupervisionState.ISSUED, SupervisionState.REPLIED):
        return None
    return faces.of_timed(row, ClockName.SUPERVISION.label, now=now, days=days)


def occasion(row: SupervisionOrder, actor: Actor) -> str:
    """A unit does not learn from it what the petitioner answered (practice §2.10)."""
    if row.trigger == SupervisionTrigger.CONDUCT and not actor.is_office:
        return _("manner and speed of the handling")
    return str(SupervisionTrigger(row.trigger).label)


def _panels(row: SupervisionOrder, actor: Actor, bound: StepForm | None) -> list[ActionPanel]:
    open_to = [step for step in FORMS if FROM[step] == row.state and supervision_steps.may(actor, step, row)]
    return [_panel(row, actor, step, bound) for step in open_to]


def _panel(row: SupervisionOrder, actor: Actor, step: Step, bound: StepForm | None) -> ActionPanel:
    is_back = type(bound) is FORMS[step]
    form = bound if is_back else FORMS[step](row=row, by=actor, auto_id=f"{step}-%s")
    return ActionPanel(
        key=step,
        label=capfirst(step.label),
        url=reverse("petitions:supervision-step", args=[row.pk, step]),
        consequence=form.consequence,
        form=form,
        is_primary=step in MAIN,
        is_open=is_back,
    )


# --- its story


def _entries(row: SupervisionOrder, actor: Actor) -> list[TimelineEntry]:
    """Newest first. What was before its issue is the office's own."""
    told = [_entry(event) for event in ledger.history(row) if actor.is_office or _kind(event) not in UNTOLD]
    entries = [entry for entry in told if entry]
    if actor.is_office:
        who = _("the system") if row.by_id is None else row.by_name
        text = capfirst(SupervisionTrigger(row.trigger).label)
        entries.insert(0, TimelineEntry(row.at, who, _("Drawn up"), text, tone="" if row.by_id else "system"))
    return entries[::-1]


def _kind(event: Event) -> str:
    return event.kind.removeprefix("supervision.")


def _entry(event: Event) -> TimelineEntry | None:
    kind, data = _kind(event), event.data
    titles = {
        "issued": _("Issued"), "raised": _("Raised to the next level"), "replied": _("Reply of the unit"),
        "sent_back": _("A better reply asked for"), "written_off": _("Written off"), "dropped": _("Dropped"),
    }  # fmt: skip
    if kind not in titles:
        return None
    tone = "warning" if kind in WARNINGS else ""
    return TimelineEntry(event.at, timeline.author(event), titles[kind], _text(data), _quote(data), tone)


def _text(data: dict[str, Any]) -> str:
    said = [str(capfirst(SupervisionLevel(data["level"]).label))] if "level" in data else []
    if data.get("due_at"):
        said.append(_("reply due %(due)s") % {"due": moments.due(datetime.fromisoformat(data["due_at"]))})
    if "done_on" in data:
        said.append(_("to be done by %(day)s") % {"day": moments.full_day(date.fromisoformat(data["done_on"]))})
    return _("; ").join(said)


def _quote(data: dict[str, Any]) -> str:
    return "\n".join(data[name] for name in ("reason", "demand", "cause", "measure", "evidence") if data.get(name))


# --- its letter


def letter(row: SupervisionOrder) -> dict[str, Any]:
    city = Area.objects.filter(level=AreaLevel.CITY).order_by("code").first()
    return {
        "row": row,
        "order": row.work_order,
        "crumbs": [(_("Supervision"), reverse("petitions:supervisions")), (row.number, _url(row))],
        "city": city.name if city else "",
        "kind": capfirst(SupervisionLevel(row.level).label),
    }


def _url(row: SupervisionOrder) -> str:
    return reverse("petitions:supervision", args=[row.pk])

"""The history of a mechanism in words."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import moments
from core.components import TimelineEntry
from core.models import Event
from partyorgs.enums import ConvenerRank
from partyorgs.models import CoordinationMechanism, Department, MemberDepartment, SpecialWorkingGroup


def entries(events: Iterable[Event]) -> list[TimelineEntry]:
    """As given: newest first where the caller asked for that."""
    events = list(events)
    units = _units(events)
    return [TimelineEntry(event.at, event.by_name, _title(event), _text(event, units)) for event in events]


def _units(events: list[Event]) -> dict[str, str]:
    """Names of the units the events speak of, by code; of those that have no row any more the code stays."""
    said = {event.data["department"] for event in events if "department" in event.data}
    return dict(Department.objects.filter(code__in=said).order_by("code").values_list("code", "short_name"))


def _title(event: Event) -> str:
    return {
        "mechanism.set_up": _("Set up"),
        "mechanism.amended": _("Changed"),
        "mechanism.convener_named": _("A convener was named"),
        "mechanism.convener_left": _("A convener left"),
        "mechanism.member_joined": _("A department joined"),
        "mechanism.member_amended": _("A member was changed"),
        "mechanism.member_left": _("A department left"),
        "mechanism.group_formed": _("A working group was formed"),
        "mechanism.group_amended": _("A working group was changed"),
        "mechanism.rule_added": _("A rule was added"),
        "mechanism.rule_dropped": _("A rule was dropped"),
    }.get(event.kind, event.kind)


def _text(event: Event, units: dict[str, str]) -> str:
    data = event.data
    said = [units.get(data["department"], data["department"])] if "department" in data else []
    said += [_rank(data)] if "rank" in data else []
    said += [str(data[name]) for name in ("group", "title") if data.get(name)]
    if event.kind == "mechanism.group_formed":
        said.append(_("%(name)s, until %(day)s") % {"name": data["name"], "day": _day(data["ends_on"])})
    said += [moments.full_day(date.fromisoformat(data["on"]))] if data.get("on") else []
    said += [data["reason"]] if data.get("reason") else []
    said += [_changed(name, pair) for name, pair in data.get("changed", {}).items()]
    return _("; ").join(said)


def _rank(data: dict[str, Any]) -> str:
    return f"{ConvenerRank(data['rank']).label} {data['post']} {data['name']}".strip()


def _changed(name: str, pair: list[Any] | None) -> str:
    """“Ends on: 2026-12-31 → 2027-06-30”; of a telephone only that it changed."""
    label = capfirst(str(_label(name)))
    if pair is None:
        return label
    before, after = (str(part) if part not in (None, "") else "—" for part in pair)
    return f"{label}{_(': ')}{before} → {after}"


def _label(name: str) -> str:
    for model in (CoordinationMechanism, MemberDepartment, SpecialWorkingGroup):
        for field in model._meta.get_fields():
            if isinstance(field, Field) and field.name == name:
                return str(field.verbose_name)
    return name


def _day(text: str) -> str:
    return moments.full_day(date.fromisoformat(text))

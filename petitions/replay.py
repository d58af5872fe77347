"""What an event witnesses of a case, and the case that all its events together tell of.

Each event carries the difference it made: columns of the order, clocks, parts of units. Folded over the history they
must give the rows as they stand; a row that somebody changed behind the one door, or an event that was lost, shows.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from core.models import Event
from petitions.case import Case
from petitions.models import Assignment, Clock, WorkOrder

# What never changes, what only repeats a clock, and what a worker notes for itself stay out. The petitioner's answers
# stay out too: units read events, and these stand in the rows of the calls (practice §2.10).
UNTOLD = frozenset({
    "id", "number", "title", "search_text", "channel", "place_code", "place_name", "registered_at", "is_anonymous",
    "is_repeat", "target_department_id", "updated_at", "routed_at", "clock", "clock_base", "clock_started_at",
    "yellow_at", "orange_at", "due_at", "merged_into_id", "contacted_answer", "solved", "rating",
})  # fmt: skip
COLUMNS = tuple(field.attname for field in WorkOrder._meta.concrete_fields if field.attname not in UNTOLD)
DEFAULTS = {field.attname: field.get_default() for field in WorkOrder._meta.concrete_fields}

Image = dict[str, dict[str, Any]]


def image(case: Case) -> Image:
    """The case as its events should know it: `row` by column, `clocks` by name, `parts` by department."""
    return {
        "row": row_of(case.order),
        "clocks": _clocks([*case.clocks.items(), *_named(case.assist_clocks)]),
        "parts": _parts(case.assignments),
    }


def changes(before: Image, after: Image) -> dict[str, dict[str, Any]]:
    """What is new in each part; None stands for what ended. Parts without a change are left out."""
    found = {
        part: {key: after[part].get(key) for key in [*after[part], *before[part]]
               if before[part].get(key) != after[part].get(key)}
        for part in after
    }  # fmt: skip
    return {part: difference for part, difference in found.items() if difference}


def fold(events: Iterable[Event]) -> Image:
    """The case that a whole history tells of."""
    told: Image = {"row": {}, "clocks": {}, "parts": {}}
    for event in events:
        for part, known in told.items():
            known.update(event.data.get(part) or {})
    told["clocks"] = {name: clock for name, clock in told["clocks"].items() if clock is not None}
    told["parts"] = {unit: part for unit, part in told["parts"].items() if part is not None}
    return told


def differences(
    order: WorkOrder, events: Iterable[Event], clocks: Iterable[Clock], parts: Iterable[Assignment]
) -> list[str]:
    """Where the history and the rows do not tell the same: one line each. `clocks` that run, `parts` that are active."""
    told, parts = fold(events), list(parts)
    units = {row.pk: row.department_id for row in parts}
    standing: Image = {
        "row": row_of(order),
        "clocks": _clocks(
            (f"{clock.name}:{units.get(clock.assignment_id)}" if clock.assignment_id else clock.name, clock)
            for clock in clocks
        ),
        "parts": _parts(parts),
    }
    row = {column: _plain(value) for column, value in DEFAULTS.items() if column in standing["row"]} | told["row"]
    found = _compared("column", row, standing["row"])
    found += _compared("clock", told["clocks"], standing["clocks"])
    return found + _compared("part", told["parts"], standing["parts"])


def _compared(what: str, told: Mapping[str, Any], standing: Mapping[str, Any]) -> list[str]:
    return [
        f"{what} {key}: events say {told.get(key)!r}, the row says {standing.get(key)!r}"
        for key in sorted({*told, *standing}) if told.get(key) != standing.get(key)
    ]  # fmt: skip


def row_of(order: WorkOrder) -> dict[str, Any]:
    values = order.__dict__
    row = {column: _plain(values[column]) for column in COLUMNS}
    row["merged_into"] = order.merged_into.number if order.status == "merged" and order.merged_into else None
    return row


def _clocks(clocks: Iterable[tuple[str, Clock]]) -> dict[str, Any]:
    return {
        name: [_plain(clock.started_at), _plain(clock.due_at), _plain(clock.paused_at)] for name, clock in clocks
    }  # fmt: skip


def _named(assist_clocks: Mapping[int, Clock]) -> list[tuple[str, Clock]]:
    return [(f"{clock.name}:{unit}", clock) for unit, clock in assist_clocks.items()]


def _parts(assignments: Iterable[Assignment]) -> dict[str, Any]:
    return {str(row.department_id): row.role for row in assignments}


_ENCODE = DjangoJSONEncoder().default


def _plain(value: Any) -> Any:
    """As it reads after a trip through JSON. Moments are told in one zone, whatever the one they were given in."""
    if isinstance(value, datetime):
        return value.timestamp()
    return value if value is None or isinstance(value, (str, int, bool)) else _ENCODE(value)

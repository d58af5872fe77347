"""What an event witnesses of a case, and the case that all its events together tell of.

Each event carries the difference it made: columns of the order, clocks, parts of units. Folded over the history they
must give the rows as they stand; a row that somebody changed behind the one door, or an event that was lost, shows.
The first event carries all that differs from an empty row. `proof` asks these questions of a whole city.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from core.calendar import CITY_TIME
from core.models import Event
from petitions import deadlines
from petitions.case import Case
from petitions.enums import Contacted
from petitions.models import Assignment, Clock, FollowUp, WorkOrder

# Words, what only repeats a clock, and what a worker notes for itself stay out. The petitioner's answers stay out too:
# units read events, and these stand in the rows of the calls (practice §2.10).
ANSWERS = ("solved", "rating", "contacted_answer")
SHOWN = ("clock", "clock_base", "clock_started_at", "yellow_at", "orange_at", "due_at")
UNTOLD = frozenset({
    "id", "title", "search_text", "place_name", "updated_at", "routed_at", "merged_into_id", *SHOWN, *ANSWERS,
})  # fmt: skip
COLUMNS = tuple(field.attname for field in WorkOrder._meta.concrete_fields if field.attname not in UNTOLD)
DEFAULTS = {field.attname: field.get_default() for field in WorkOrder._meta.concrete_fields}

Image = dict[str, dict[str, Any]]
NOTHING: Image = {"row": {}, "clocks": {}, "parts": {}}


def image(case: Case) -> Image:
    """The case as its events should know it: `row` by column, `clocks` by name, `parts` by department."""
    return {
        "row": row_of(case.order),
        "clocks": _clocks([*case.clocks.items(), *_named(case.assist_clocks)]),
        "parts": _parts(case.assignments),
    }


def changes(before: Image, after: Image) -> dict[str, dict[str, Any]]:
    """What is new in each part; None stands for what ended. Parts without a change are left out."""
    return {
        part: {key: after[part].get(key) for key in after[part] | before[part]
               if before[part].get(key) != after[part].get(key)}
        for part in after if after[part] != before[part]
    }  # fmt: skip


def beginning(case: Case) -> Image:
    """What the first event witnesses: everything that is not as an empty row has it."""
    return changes(NOTHING | {"row": BLANK}, image(case))


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
    """Where history and rows do not tell the same. `clocks` are those that run, `parts` those that are active."""
    told, clocks, parts = fold(events), list(clocks), list(parts)
    units = {row.pk: row.department_id for row in parts}
    named = [
        (f"{clock.name}:{units.get(clock.assignment_id)}" if clock.assignment_id else clock.name, clock)
        for clock in clocks
    ]  # fmt: skip
    found = _compared("column", BLANK | told["row"], row_of(order))
    found += _compared("clock", told["clocks"], _clocks(named))
    found += _compared("part", told["parts"], _parts(parts))
    return found + _unshown(order, {clock.name: clock for clock in clocks if not clock.assignment_id})


def _unshown(order: WorkOrder, clocks: dict[str, Clock]) -> list[str]:
    """The order repeats the clock of its state."""
    due = WorkOrder(status=order.status)
    deadlines.show(due, clocks)
    return _compared("shown", _picked(due, SHOWN), _picked(order, SHOWN), "clocks")


def unanswered(order: WorkOrder, last: FollowUp | None) -> list[str]:
    """The answers on the order are those of the last call about it in which the petitioner was reached."""
    said: dict[str, Any] = {"solved": "", "rating": None, "contacted_answer": None}
    if last:
        contacted = (
            {Contacted.YES: True, Contacted.NO: False}.get(Contacted(last.contacted)) if last.contacted else None
        )
        said = {"solved": last.solved, "rating": last.rating, "contacted_answer": contacted}
    return _compared("answer", said, _picked(order, ANSWERS), "calls")


def _picked(order: WorkOrder, columns: Iterable[str]) -> dict[str, Any]:
    return {column: _plain(getattr(order, column)) for column in columns}


def _compared(what: str, told: Mapping[str, Any], standing: Mapping[str, Any], by: str = "events") -> list[str]:
    return [
        f"{what} {key}: {by} say {_readable(told.get(key))}, the row says {_readable(standing.get(key))}"
        for key in sorted({*told, *standing}) if told.get(key) != standing.get(key)
    ]  # fmt: skip


def row_of(order: WorkOrder) -> dict[str, Any]:
    values = order.__dict__
    row = {column: value if type(value := values[column]) in AS_IS else _plain(value) for column in COLUMNS}
    row["merged_into"] = order.merged_into.number if order.status == "merged" and order.merged_into else None
    return row


def _clocks(clocks: Iterable[tuple[str, Clock]]) -> dict[str, Any]:
    return {
        name: [_plain(clock.started_at), _plain(clock.due_at), _plain(clock.paused_at)] for name, clock in clocks
    }  # fmt: skip


def _named(assist_clocks: Mapping[int, Clock]) -> list[tuple[str, Clock]]:
    return [(f"{clock.name}:{unit}", clock) for unit, clock in assist_clocks.items()]


def _parts(assignments: Iterable[Assignment]) -> dict[str, Any]:
    return {
        str(row.department_id): [row.role, _plain(row.dispatched_at), _plain(row.signed_at), _plain(row.finished_at)]
        for row in assignments
    }  # fmt: skip


_ENCODE = DjangoJSONEncoder().default
AS_IS = frozenset({type(None), str, int, bool})  # most columns; every step asks twice


def _plain(value: Any) -> Any:
    """As it reads after a trip through JSON. Moments are told in one zone, whatever the one they were given in."""
    if isinstance(value, datetime):
        return value.timestamp()
    return value if value is None or isinstance(value, (str, int, bool)) else _ENCODE(value)


def _readable(value: Any) -> str:
    """Moments are kept as seconds, and a person compares days and hours."""
    if isinstance(value, list):
        return f"[{', '.join(map(_readable, value))}]"
    if isinstance(value, float):
        return datetime.fromtimestamp(value, CITY_TIME).isoformat(" ", "seconds")
    return repr(str(value)) if isinstance(value, str) else repr(value)


BLANK = {column: _plain(DEFAULTS[column]) for column in COLUMNS} | {"merged_into": None}

"""Computes a frozen result again, from what was kept and from the rows as they are now, and says what differs."""

import json
from dataclasses import dataclass, field

from partyorgs.models import Department
from reports.counting import orders_of, tallies_of
from reports.models import AssessmentResult
from reports.rollup import frame_from
from reports.snapshots import Frame, canonical, content_of, digest, figures_from, tally_text
from reports.values import Value


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that comes out otherwise from the rows of today."""

    unit: str
    indicator: str
    frozen: Value
    now: Value


@dataclass(slots=True)
class Reproduction:
    tampered: list[str] = field(default_factory=list)
    """What no longer fits the hash it was frozen with."""

    formulas_differ: bool = False
    """The kept counts make other bytes than then: the formulas have changed since."""

    is_identical: bool = False
    """The rows of today make the same bytes."""

    differences: list[Difference] = field(default_factory=list)
    moved: dict[str, int] = field(default_factory=dict)
    """How many orders of a unit with differences have gone on since: of them the rows keep no older state."""


def reproduce(result: AssessmentResult) -> Reproduction:
    frozen, frame = json.loads(result.content), frame_from(result)
    kept = {row.department.code: row.content for row in result.tallies.select_related("department").order_by("id")}
    found = Reproduction(tampered=_tampered(result, frozen, kept))
    found.formulas_differ = not found.tampered and content_of(frame, kept) != result.content
    units = Department.objects.filter(code__in=[unit.code for unit in frame.units])
    ids = dict(units.order_by().values_list("code", "pk"))
    counted = tallies_of(ids.values(), frame.period)
    now = content_of(frame, {code: tally_text(counted[pk]) for code, pk in ids.items()})
    found.is_identical = now == result.content
    if not found.is_identical:
        found.differences = _differences(frozen, json.loads(now))
        found.moved = {unit: _moved(ids[unit], frame) for unit in dict.fromkeys(row.unit for row in found.differences)}
    return found


def _tampered(result: AssessmentResult, frozen: dict, kept: dict[str, str]) -> list[str]:
    wrong = [] if digest(result.content) == result.content_hash else ["content"]
    if canonical(frozen["frame"]) != result.frame:
        wrong.append("frame")
    for code, unit in frozen["units"].items():
        if digest(kept.get(code, "")) != unit["tally"]:
            wrong.append(f"tally {code}")
    return wrong


def _differences(frozen: dict, now: dict) -> list[Difference]:
    return [
        Difference(code, indicator, value, current)
        for code, unit in frozen["units"].items()
        for (indicator, value), current in zip(
            figures_from(unit["figures"]).items(), figures_from(now["units"][code]["figures"]).values(), strict=True
        )
        if value != current
    ]


def _moved(department_id: int, frame: Frame) -> int:
    return orders_of([department_id], frame.period).filter(updated_at__gt=frame.period.as_of).count()

"""What is frozen: a frame (what was asked of whom, and when) and the figures that follow from it and the counts.

Pure. The same frame and the same counts make the same bytes, whoever counted and in whatever order.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

from reports import scoring
from reports.enums import Direction, Gate
from reports.facts import AssignmentTraits, OrderTraits
from reports.indicators import Indicator, Reference, Tally, measure, registry, together
from reports.indicators.parameters import Parameters
from reports.periods import Period
from reports.values import Value

FORMULA_VERSION = "1"  # raised whenever a formula or a trait comes to mean something else

# These need figures from outside the facts (population, a baseline, the intake desk) that nobody has entered yet.
BEYOND_THE_FACTS = frozenset({"per_10k", "speed_up", "direct_answer_rate"})

Figures = dict[str, Value]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SchemeLine:
    code: str
    weight: Decimal
    direction: str
    floor: Decimal
    mid_year_proportion: Decimal

    def points(self, actual: Decimal | None, target: Decimal) -> Fraction | None:
        if self.direction == Direction.LOWER_BETTER:
            return scoring.lower_better(actual, ceiling=self.floor, target=target)
        return scoring.higher_better(actual, floor=self.floor, target=target)

    def as_json(self) -> Json:
        return {
            "code": self.code, "weight": str(self.weight), "direction": self.direction, "floor": str(self.floor),
            "mid_year_proportion": str(self.mid_year_proportion),
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            data["code"], Decimal(data["weight"]), data["direction"], Decimal(data["floor"]),
            Decimal(data["mid_year_proportion"]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it was called and grouped when the roll-up began, with its targets by indicator."""

    code: str
    name: str
    peer_group: str
    targets: Mapping[str, Decimal]

    def as_json(self) -> Json:
        targets = {code: str(target) for code, target in self.targets.items()}
        return {"code": self.code, "name": self.name, "peer_group": self.peer_group, "targets": targets}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        targets = {code: Decimal(target) for code, target in data["targets"].items()}
        return cls(data["code"], data["name"], data["peer_group"], targets)


@dataclass(frozen=True, slots=True)
class Frame:
    gate: str
    year: int
    period: Period
    parameters: Parameters
    scheme: tuple[SchemeLine, ...]
    units: tuple[Unit, ...]
    formula_version: str = FORMULA_VERSION

    @property
    def indicators(self) -> dict[str, Indicator]:
        every = registry(self.parameters)
        return {code: indicator for code, indicator in every.items() if code not in BEYOND_THE_FACTS}

    def as_json(self) -> Json:
        moments = {name: getattr(self.period, name).isoformat() for name in Period.__slots__}
        return {
            "gate": str(self.gate), "year": self.year, "period": moments, "parameters": self.parameters.as_json(),
            "scheme": [line.as_json() for line in self.scheme], "units": [unit.as_json() for unit in self.units],
            "formula_version": self.formula_version,
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            gate=data["gate"],
            year=data["year"],
            period=Period(**{name: datetime.fromisoformat(moment) for name, moment in data["period"].items()}),
            parameters=Parameters.from_json(data["parameters"]),
            scheme=tuple(SchemeLine.from_json(line) for line in data["scheme"]),
            units=tuple(Unit.from_json(unit) for unit in data["units"]),
            formula_version=data["formula_version"],
        )


@dataclass(frozen=True, slots=True)
class Score:
    total: Decimal
    expected: Decimal
    n: int
    """The least number of facts one of its lines rests on."""

    contributions: Mapping[str, Decimal]

    def as_json(self) -> Json:
        contributions = {code: plain(part) for code, part in self.contributions.items()}
        return {
            "total": plain(self.total), "expected": plain(self.expected), "n": self.n, "contributions": contributions
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Json) -> Self:
        contributions = {code: Decimal(part) for code, part in data["contributions"].items()}
        return cls(Decimal(data["total"]), Decimal(data["expected"]), data["n"], contributions)


def content_of(frame: Frame, texts: Mapping[str, str]) -> str:
    """Everything that is frozen, as canonical text. `texts` are tallies as kept, by code, one for every unit."""
    indicators = frame.indicators
    tallies = {unit.code: tally_from(texts[unit.code]) for unit in frame.units}
    units = {}
    for unit in frame.units:
        figures = measure(tallies[unit.code], Reference(), indicators=indicators)
        score = score_of(frame, unit, figures)
        units[unit.code] = {
            "tally": digest(texts[unit.code]),
            "figures": figures_json(figures),
            "score": score.as_json() if score else None,
        }
    whole = measure(together(tallies.values()), Reference(), indicators=indicators)
    return canonical({"frame": frame.as_json(), "units": units, "whole": figures_json(whole)})


def score_of(frame: Frame, unit: Unit, figures: Figures) -> Score | None:
    """Targets against actuals. A year that has only begun has nothing to score."""
    if frame.gate == Gate.YEAR_START:
        return None
    lines = {
        line.code: scoring.Line(
            weight=line.weight,
            points=line.points(figures[line.code].value, unit.targets[line.code]),
            expected_by_mid_year=line.mid_year_proportion,
        )
        for line in frame.scheme
    }
    result, expected = scoring.score(list(lines.values())), scoring.expectation(list(lines.values()))
    if result is None or expected is None:
        return None
    counted = {code: line.contribution for code, line in lines.items() if line.contribution is not None}
    return Score(result.total, expected, min(figures[code].n for code in counted), counted)


# Bytes ---------------------------------------------------------------------------------------------------------------


canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def plain(number: Decimal) -> str:
    """One spelling for one number: 100, never 1E+2."""
    return f"{number:f}"


def figures_json(figures: Figures) -> Json:
    return {
        code: {
            "numerator": _spelled(value.numerator), "denominator": _spelled(value.denominator),
            "value": _spelled(value.value), "n": value.n,
        }
        for code, value in figures.items()
    }  # fmt: skip


def figures_from(data: Json) -> Figures:
    return {
        code: Value(_number(row["numerator"]), _number(row["denominator"]), _number(row["value"]), row["n"])
        for code, row in data.items()
    }


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _spelled(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)


def tally_text(tally: Tally) -> str:
    """Every combination of answers with how often it occurred, in an order that does not depend on who counted."""
    return canonical({
        "orders": sorted(([*traits, times] for traits, times in tally.orders.items()), key=canonical),
        "assignments": sorted(([*traits, times] for traits, times in tally.assignments.items()), key=canonical),
        "minutes": sorted(tally.minutes.items()),
    })  # fmt: skip


def tally_from(text: str) -> Tally:
    data, tally = json.loads(text), Tally()
    for *answers, times in data["orders"]:
        tally.orders[OrderTraits(*answers)] = times
    for *answers, times in data["assignments"]:
        tally.assignments[AssignmentTraits(*answers)] = times
    tally.minutes.update(dict(data["minutes"]))
    return tally

"""A frozen result as a page prints it: units in their peer groups by code, never by rank; each number with what it
rests on, and with the address of what lies behind it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from core.actors import Actor
from reports import permissions, scoring
from reports.enums import Band, Gate, PeerGroup, ProgressLight, Unit
from reports.indicators import Indicator
from reports.models import AssessmentResult
from reports.periods import DAY
from reports.snapshots import Figures, Frame, Score, figures_from
from reports.snapshots import Unit as AssessedUnit
from reports.values import NO_VALUE, SMALL_SAMPLE, Value, band_of, display

COMPOSITE = "composite_score"
ALL_UNITS = "all"  # stands for the code of a unit in addresses

SIGNS = {Unit.PERCENT: "%"}
TONES = {ProgressLight.YELLOW: "amber", ProgressLight.ORANGE: "amber", ProgressLight.RED: "red"}


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    label: str
    text: str
    parts: str = ""
    url: str = ""
    target: str = ""
    band: Band | None = None
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The score of the year so far, in words: against its plan at mid-year, by band at the end."""

    total: str
    word: str
    tone: str = ""
    expected: str = ""
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: str
    cells: list[Cell]
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    rows: list[Row]


class Snapshot:
    """A frozen result, read. `address` is the gate in the addresses of its figures."""

    def __init__(self, result: AssessmentResult, address: str) -> None:
        self.result, self.address = result, address
        self._content = json.loads(result.content)
        self.frame = Frame.from_json(self._content["frame"])

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        return self.frame.indicators

    @cached_property
    def units(self) -> dict[str, AssessedUnit]:
        return {unit.code: unit for unit in self.frame.units}

    @property
    def first_day(self) -> date:
        return self.frame.period.start.date()

    @property
    def last_day(self) -> date:
        return (self.frame.period.end - DAY).date()

    def figures(self, code: str) -> Figures:
        return figures_from(self._content["whole"] if code == ALL_UNITS else self._content["units"][code]["figures"])

    def url_of(self, unit: str, indicator: str) -> str:
        return reverse("reports:figure", args=[self.frame.year, self.address, unit, indicator])

    def score(self, code: str) -> Score | None:
        data = self._content["units"][code]["score"]
        return Score.from_json(data) if data else None


class Table:
    """What one person may see of a snapshot. `own` are the codes of this person's units."""

    def __init__(self, snapshot: Snapshot, actor: Actor, own: Collection[str]) -> None:
        self._snapshot, self._actor, self._own = snapshot, actor, own
        self._codes = [COMPOSITE, *(line.code for line in snapshot.frame.scheme)]

    @property
    def columns(self) -> list[Column]:
        weights = {line.code: line.weight for line in self._snapshot.frame.scheme}
        labels = self._snapshot.indicators
        return [Column(str(labels[code].label), weights.get(code)) for code in self._codes]

    @property
    def scored(self) -> str:
        """The heading of the last column; empty where nothing is scored."""
        return {Gate.MID_YEAR: _("Progress"), Gate.YEAR_END: _("Score of the year")}.get(
            Gate(self._snapshot.frame.gate), ""
        )  # fmt: skip

    @property
    def width(self) -> int:
        """Columns of the printed table: the unit, its figures, its score."""
        return 1 + len(self._codes) + bool(self.scored)

    @cached_property
    def groups(self) -> list[Group]:
        rows = [(unit.peer_group, self._row(unit)) for unit in self._snapshot.frame.units if self._may_see(unit.code)]
        groups = ((group, [row for kind, row in rows if kind == group]) for group in PeerGroup)
        return [Group(str(group.label), members) for group, members in groups if members]

    @property
    def whole(self) -> Row | None:
        if not permissions.may_see_all(self._actor):
            return None
        figures = self._snapshot.figures(ALL_UNITS)
        cells = [self._cell(code, figures[code], ALL_UNITS) for code in self._codes]
        return Row(ALL_UNITS, _("All units"), cells, None)

    def _may_see(self, code: str) -> bool:
        return permissions.may_see_all(self._actor) or code in self._own

    def _row(self, unit: AssessedUnit) -> Row:
        figures = self._snapshot.figures(unit.code)
        cells = [self._cell(code, figures[code], unit.code, unit.targets.get(code)) for code in self._codes]
        is_hidden = any(self._is_withheld(code, figures[code]) for code in self._codes)
        return Row(unit.code, unit.name, cells, None if is_hidden else self._standing(unit.code))

    def _is_withheld(self, code: str, value: Value) -> bool:
        return permissions.must_withhold(
            self._actor, self._snapshot.indicators[code], value.n, least=SMALL_SAMPLE
        )  # fmt: skip

    def _cell(self, code: str, value: Value, unit: str, target: Decimal | None = None) -> Cell:
        indicator, url = self._snapshot.indicators[code], self._snapshot.url_of(unit, code)
        aim = "" if target is None else f"{trimmed(target)}{sign(indicator)}"
        common = {"label": str(indicator.label), "url": url, "target": aim}
        if self._is_withheld(code, value):
            return Cell(text=withheld(), **common)
        if value.value is None:
            return Cell(label=str(indicator.label), text=NO_VALUE, url=url)
        return Cell(
            text=with_sign(value.value, indicator),
            parts=fraction(value) if code != COMPOSITE else "",
            band=value.band() if code == COMPOSITE and unit != ALL_UNITS else None,
            is_small=value.is_small,
            **common,
        )

    def _standing(self, code: str) -> Standing | None:
        score = self._snapshot.score(code)
        return standing(score, self._snapshot.frame.gate) if score else None


def standing(score: Score, gate: str) -> Standing:
    """Too few facts make no judgement: the figure stands alone."""
    if score.n < SMALL_SAMPLE:
        return Standing(display(score.total), "", is_small=True)
    if gate == Gate.MID_YEAR:
        light = scoring.light(score.total - score.expected)
        return Standing(display(score.total), str(light.label), TONES.get(light, ""), display(score.expected))
    return Standing(display(score.total), str(band_of(score.total).label))


def with_sign(number: Decimal | None, indicator: Indicator) -> str:
    text = display(number)
    return text if text == NO_VALUE else f"{text}{sign(indicator)}"


def sign(indicator: Indicator) -> str:
    return SIGNS.get(Unit(indicator.unit), "")


def fraction(value: Value) -> str:
    if value.numerator is None or value.denominator is None:
        return ""
    return f"{trimmed(value.numerator)}/{trimmed(value.denominator)}"


def trimmed(number: Decimal) -> str:
    """12, 10.5: as a person writes it."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def withheld() -> str:
    return _("fewer than %(n)s") % {"n": SMALL_SAMPLE}

"""A figure, what it stands beside, and the table they make."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Self
from unicodedata import east_asian_width

HEADINGS = ("measured", "figure", "unit", "ratio", "beside")


@dataclass(frozen=True)
class Figure:
    """`beside` names the yardstick, `yardstick` is its figure in the same run; without one there is no ratio."""

    name: str
    value: float
    unit: str
    yardstick: float | None = None
    beside: str = ""

    def against(self, other: Self) -> "Figure":
        return Figure(
            self.name, self.value, self.unit, other.value, f"{other.name} {_digits(other.value)} {other.unit}"
        )

    @property
    def ratio(self) -> float | None:
        return self.value / self.yardstick if self.yardstick else None

    @property
    def cells(self) -> tuple[str, ...]:
        ratio = f"{_digits(self.ratio)} ×" if self.ratio is not None else ""
        return (self.name, _digits(self.value), self.unit, ratio, self.beside)

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def table(figures: Iterable[Figure]) -> list[str]:
    """Lines of aligned columns: words to the left, numbers to the right."""
    rows = [HEADINGS, *(figure.cells for figure in figures)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return [_line(row, widths) for row in rows]


def percentile(values: Sequence[float], share: int) -> float:
    """The smallest value that at least `share` per cent of all do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * share // 100) - 1)]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = []
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        gap = " " * (width - _width(cell))
        cells.append(gap + cell if HEADINGS[column] in ("figure", "ratio") else cell + gap)
    return "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _digits(value: float) -> str:
    """Those that mean something: 1 234, 56.7, 8.91, 0.123, 0.0045."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}".replace(",", " ")
    if abs(value) < 0.1:
        return f"{value:.2g}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"

"""Five blues: which of them a figure gets, and what each stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

SHADES = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One blue and the figures it stands for, both ends included."""

    shade: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Scale:
    """Steps of one size from 1 up to the highest figure; nothing is white."""

    size: int
    highest: int

    @classmethod
    def up_to(cls, highest: int) -> "Scale":
        return cls(max(1, ceil(highest / SHADES)), highest)

    def shade(self, figure: int) -> int:
        return ceil(figure / self.size)

    @property
    def steps(self) -> Sequence[Step]:
        """Those in use: five figures need no more than five steps, two no more than two."""
        return [Step(n, (n - 1) * self.size + 1, n * self.size) for n in range(1, self.shade(self.highest) + 1)]

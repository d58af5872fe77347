"""What petitions are about: kinds, categories and channels in the shares of practice §8.3, with the seasons."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate
from random import Random

from petitions.catalogue import Sort
from petitions.enums import Channel, PetitionKind, Urgency

KINDS = {
    PetitionKind.HELP: 38,
    PetitionKind.COMPLAINT: 34,
    PetitionKind.INQUIRY: 14,
    PetitionKind.SUGGESTION: 8,
    PetitionKind.REPORT: 6,
}
CHANNELS = {
    Channel.HOTLINE_12345: 55,
    Channel.PORTAL: 15,
    Channel.GRID_REPORT: 12,
    Channel.HOUSEHOLD_VISIT: 8,
    Channel.MAILBOX: 5,
    Channel.QUESTIONNAIRE: 5,
}
# How often a petition comes with its category: those who take calls know the list, those who write do not.
CATEGORY_GIVEN = {
    Channel.HOTLINE_12345: 0.88,
    Channel.PORTAL: 0.65,
    Channel.GRID_REPORT: 0.92,
    Channel.HOUSEHOLD_VISIT: 0.75,
    Channel.MAILBOX: 0.30,
    Channel.QUESTIONNAIRE: 0.30,
}
# Shares of the first level; those from 06 on share the 24 % that are left to them.
LEVELS = {
    "01": 24, "02": 20, "03": 12, "04": 12, "05": 8,
    "06": 4, "07": 3, "08": 2.5, "09": 2, "10": 2.5, "11": 3.5, "12": 2, "13": 1.5, "14": 2, "15": 1,
}  # fmt: skip
URGENCIES = {Urgency.CRITICAL: 0.25, Urgency.URGENT: 0.6, Urgency.NORMAL: 1.0}

WINTER, SUMMER = frozenset({11, 12, 1, 2, 3}), frozenset({6, 7, 8})
SNOW, STRAW, YEAR_END = frozenset({12, 1, 2}), frozenset({5, 6, 10}), frozenset({12, 1})
# Categories that have a season: its months, and how often they come in it and outside of it.
SEASONS = {
    "040401": (WINTER, 12.0, 0.02), "040402": (WINTER, 3.0, 0.05),
    "020404": (SUMMER, 3.0, 0.7), "020405": (SUMMER, 6.0, 0.05), "150202": (SUMMER, 4.0, 0.05),
    "150201": (SUMMER, 3.0, 0.2), "100101": (SUMMER, 6.0, 0.5), "150203": (SNOW, 4.0, 0.0),
    "030203": (STRAW, 3.0, 0.3), "070101": (YEAR_END, 3.0, 1.0), "090201": (SUMMER, 3.0, 0.6),
}  # fmt: skip


class Matters:
    """The categories of the city, ready to be drawn from month by month."""

    def __init__(self, sorts: Mapping[int, Sort]) -> None:
        self._sorts = sorted(sorts.values(), key=lambda sort: sort.code)
        self._drawer = cache(self._make_drawer)

    def kind(self, chance: Random) -> str:
        return _one_of(KINDS, chance)

    def channel(self, chance: Random) -> str:
        return _one_of(CHANNELS, chance)

    def sort(self, kind: str, month: int, chance: Random) -> Sort:
        sorts, weights = self._drawer(kind, month)
        return chance.choices(sorts, cum_weights=weights)[0]

    def among(self, codes: Sequence[str], chance: Random) -> Sort:
        """One of these categories, or where none is named any that is not urgent and goes to a unit."""
        named = [sort for sort in self._sorts if sort.code in codes]
        return chance.choice(named or [sort for sort in self._sorts if _fits(sort, PetitionKind.SUGGESTION)])

    def _make_drawer(self, kind: str, month: int) -> tuple[list[Sort], list[float]]:
        """Categories for this kind and month with running weights; within a level they share what the level has."""
        fitting = [sort for sort in self._sorts if _fits(sort, kind)]
        weights = [URGENCIES[Urgency(sort.urgency)] * _season(sort.code, month) for sort in fitting]
        levels = dict.fromkeys(LEVELS, 0.0)
        for sort, weight in zip(fitting, weights, strict=True):
            levels[sort.code[:2]] += weight
        shares = (
            weight / levels[sort.code[:2]] * LEVELS[sort.code[:2]]
            for sort, weight in zip(fitting, weights, strict=True)
        )  # fmt: skip
        return fitting, list(accumulate(shares))


def _fits(sort: Sort, kind: str) -> bool:
    is_of_reports = sort.default_kind == PetitionKind.REPORT
    if kind == PetitionKind.REPORT:
        return is_of_reports
    if kind == PetitionKind.INQUIRY:
        return not is_of_reports and sort.urgency == Urgency.NORMAL
    if kind == PetitionKind.SUGGESTION:
        return not is_of_reports and not sort.is_guidance and sort.urgency == Urgency.NORMAL
    return not is_of_reports


def _season(code: str, month: int) -> float:
    if code not in SEASONS:
        return 1.0
    months, inside, outside = SEASONS[code]
    return inside if month in months else outside


def _one_of(shares: Mapping, chance: Random) -> str:
    return chance.choices(list(shares), weights=list(shares.values()))[0]

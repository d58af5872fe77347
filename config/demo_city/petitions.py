"""The petitions of the city over the last months, in every state, each with the history that led to it.

The same numbers give the same rows, texts, moments and states: (count, months, seed, until). All is done in memory by
the rules that serve real petitions and written in chunks, so that memory does not grow with the count, and in one
transaction, so that a run that is broken off leaves nothing behind and is simply started again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import groupby, islice
from random import Random

from django.db import transaction

from config.demo_city import interludes, roster, stories
from config.demo_city.arrivals import arrivals, months_before
from config.demo_city.lives import bring_to_life
from config.demo_city.plans import Coming, Memory, Planner
from config.demo_city.town import Town
from config.demo_city.writing import Lived, write
from core import numbers
from core.calendar import CITY_TIME
from petitions.models import Petition

CHUNK = 500
SMALLEST_WITH_STORIES = 200  # a smaller city has ordinary petitions only

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Size:
    count: int
    months: int
    seed: int
    until: datetime

    @property
    def start(self) -> datetime:
        return months_before(self.until, self.months)


@transaction.atomic
def generate(size: Size, *, progress: Progress = lambda done, total: None) -> Counter[str]:
    """Write petitions, the stories among them the first time. Answers how many orders stand in each state."""
    before = Petition.objects.count()
    town = Town.read(until=size.until, seed=size.seed)
    planner = Planner(town, Memory(a_month=size.count / size.months))
    writer = _Writer(town, planner.memory, size.seed, before)
    for chunk in _chunks(_coming(size, planner, is_first=not before), CHUNK):
        writer.add(chunk)
        progress(writer.done, size.count)
    if not before:
        interludes.play(town, planner.memory.tagged, size.seed)
    return writer.states


def _coming(size: Size, planner: Planner, *, is_first: bool) -> Iterator[Coming]:
    """Everything that comes in, in order of time: the stories, the work of these days, and all the rest."""
    told: list[Coming] = []
    if size.count >= SMALLEST_WITH_STORIES:
        told += roster.coming(planner, Random(f"{size.seed}/roster"), count=size.count)
        told += stories.coming(planner, start=size.start) if is_first else ()
    moments = arrivals(
        size.count - len(told), size.start, size.until, planner.town.days, Random(f"{size.seed}/arrivals")
    )  # fmt: skip
    ordinary = (Coming(at, planner.ordinary) for at in moments)
    return merge(sorted(told, key=_moment), ordinary, key=_moment)


def _moment(coming: Coming) -> datetime:
    return coming.at


def _chunks(coming: Iterator[Coming], size: int) -> Iterator[list[Coming]]:
    while chunk := list(islice(coming, size)):
        yield chunk


class _Writer:
    """Lives petition after petition, and writes them chunk by chunk."""

    def __init__(self, town: Town, memory: Memory, seed: int, before: int) -> None:
        self.town, self.memory, self.seed, self.before = town, memory, seed, before
        self.done = 0
        self.states: Counter[str] = Counter()

    def add(self, chunk: Sequence[Coming]) -> None:
        lives = [self._live(coming, *given) for coming, given in zip(chunk, _numbers(chunk), strict=True)]
        write(lives, self.town.machine, until=self.town.until)

    def _live(self, coming: Coming, order_no: str, petition_no: str) -> Lived:
        self.done += 1
        number = self.before + self.done
        chance = Random(f"{self.seed}/{number}")  # each its own, so that one petition more changes no other
        plan = coming.plan(number, coming.at, chance)
        lived = bring_to_life(plan, self.town, chance, order_no, petition_no)
        self.memory.keep(plan, lived.case, chance)
        self.states[lived.case.order.status] += 1
        return lived


def _numbers(chunk: Sequence[Coming]) -> Iterator[tuple[str, str]]:
    """The next numbers of each day, so that real petitions go on counting from here."""
    for day, group in groupby(chunk, key=lambda coming: coming.at.astimezone(CITY_TIME).date()):
        count = len(list(group))
        yield from zip(numbers.take("GD", day, count), numbers.take("SQ", day, count), strict=True)

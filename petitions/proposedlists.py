"""A proposed version of the duty lists laid over a year of petitions: what would go elsewhere. Pure.

Both times the same `decide()` answers, once by the lists as they are and once as they would be, on the day the
proposal is to come into force. Petitions that routing cannot tell apart are decided about once and counted as often as
there are: that is exact, because it asks for nothing else of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from partyorgs.enums import DutyAction
from petitions.catalogue import Catalogue, Duty, Lists, Row, Unit
from petitions.claims import Rivalry, rivalries, vacuum
from petitions.models.workorder import STREET_DIGITS
from petitions.routing import Decision, Matter, decide

SAMPLES = 12  # kept of each line, so that somebody who may see only some of them still sees a few


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a proposal: the item as it would be from its day on, and what it would be dispatched by."""

    action: str
    duty: Duty
    category_ids: tuple[int, ...] = ()
    area_code: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """Petitions that routing cannot tell apart, the working time spent on them, and one of them."""

    matter: Matter
    cases: int
    minutes: int
    sample: int


@dataclass(slots=True)
class Count:
    cases: int = 0
    minutes: int = 0
    samples: list[int] = field(default_factory=list)

    def add(self, alike: Alike) -> None:
        self.cases += alike.cases
        self.minutes += alike.minutes
        if len(self.samples) < SAMPLES:
            self.samples.append(alike.sample)

    def as_json(self) -> dict[str, Any]:
        return {"cases": self.cases, "minutes": self.minutes, "samples": self.samples}


def revised(lists: Lists, lines: Sequence[Line], on: date) -> Lists:
    """The lists as they would be from that day on. What is touched ends, what is not dropped begins anew."""
    touched = {line.duty.code for line in lines}
    stays = [
        replace(duty, valid_to=min(duty.valid_to or on, on)) if duty.code in touched else duty
        for duty in lists.duties
        if duty.code not in touched or duty.valid_from < on
    ]
    begins = [
        replace(line.duty, valid_from=on, valid_to=None) for line in lines if line.action != DutyAction.DROP
    ]  # fmt: skip
    return replace(lists, duties=(*stays, *begins), rows=(*lists.rows, *_new_rows(lists, lines, on)))


def _new_rows(lists: Lists, lines: Sequence[Line], on: date) -> Iterator[Row]:
    """As `catalogue.follow()` would add them."""
    known = {(row.category_id, row.duty_code) for row in lists.rows}
    wanted = [
        (category_id, line) for line in lines for category_id in line.category_ids
        if line.action != DutyAction.DROP and (category_id, line.duty.code) not in known
    ]  # fmt: skip
    first = max((row.id for row in lists.rows), default=0) + 1
    for number, (category_id, line) in enumerate(wanted, first):
        yield Row(number, category_id, line.duty.code, "", line.area_code, on, None)


def place_digits(*lists: Catalogue) -> int:
    """How much of a place code routing looks at: at least the street, and down to the smallest area a rule names."""
    named = (len(rule.area_code) for one in lists for rules in one.rules.values() for rule in rules)
    return max(STREET_DIGITS, *named)


@dataclass
class Comparison:
    """What the present lists and the proposed ones make of the same petitions."""

    now: Catalogue
    then: Catalogue
    on: date
    tried: int = 0
    moves: dict[tuple[int, int], Count] = field(default_factory=dict)  # from a unit to another
    gaps: dict[int, Count] = field(default_factory=dict)  # by category: led now, by nobody then
    closed: dict[int, Count] = field(default_factory=dict)  # the other way round
    refused: Count = field(default_factory=Count)  # what a street would not be given
    newly_refused: Count = field(default_factory=Count)
    because: dict[int, list[Any]] = field(default_factory=dict)  # of each gap
    by_rule: dict[tuple[int, str, str], Count] = field(default_factory=dict)  # decided by rules of this rank, then

    def add(self, alike: Alike) -> None:
        now, then = decide(alike.matter, self.now, self.on), decide(alike.matter, self.then, self.on)
        self.tried += alike.cases
        self._count_leads(alike, now, then)
        self._count_refusals(alike, now, then)
        self._count_rule(alike)

    def _count_leads(self, alike: Alike, now: Decision, then: Decision) -> None:
        category_id = alike.matter.category_id or 0
        if now.lead and then.lead and now.lead.id != then.lead.id:
            self.moves.setdefault((now.lead.id, then.lead.id), Count()).add(alike)
        elif now.lead and not then.lead:
            self.gaps.setdefault(category_id, Count()).add(alike)
            self.because.setdefault(category_id, then.because[-1].as_json())
        elif then.lead and not now.lead:
            self.closed.setdefault(category_id, Count()).add(alike)

    def _count_refusals(self, alike: Alike, now: Decision, then: Decision) -> None:
        before, after = vacuum(now), vacuum(then)
        if after and after.code == "grassroots_guard":
            self.refused.add(alike)
            if not (before and before.code == "grassroots_guard"):
                self.newly_refused.add(alike)

    def _count_rule(self, alike: Alike) -> None:
        matter = alike.matter
        rule = self.then.rule(matter.category_id or 0, matter.kind, matter.place_code, self.on)
        if rule:
            self.by_rule.setdefault((matter.category_id or 0, rule.area_code, rule.kind), Count()).add(alike)

    # --- as it is kept

    def as_json(self) -> dict[str, Any]:
        return {
            "moves": [
                {"from": self._named(old), "to": self._named(new), **count.as_json()}
                for (old, new), count in _most_first(self.moves)
            ],
            "units": list(self._units()),
            "gaps": [{**self._sort(key), "because": self.because[key], **count.as_json()}
                     for key, count in _most_first(self.gaps)],
            "closed": [{**self._sort(key), **count.as_json()} for key, count in _most_first(self.closed)],
            "overlaps": [self._overlap(key, rivalry) for key, rivalry in self._new_rivalries()],
            "refused": self.refused.as_json(),
            "newly_refused": self.newly_refused.as_json(),
        }  # fmt: skip

    @property
    def moved(self) -> int:
        return sum(count.cases for count in self.moves.values())

    def _units(self) -> Iterator[dict[str, Any]]:
        """Each unit with what it would gain from others and lose to them; gaps opened and closed are told apart."""
        unit_ids = {unit_id for pair in self.moves for unit_id in pair}
        for unit in sorted((self.then.units[unit_id] for unit_id in unit_ids), key=lambda unit: unit.code):
            gained = [count for (_old, new), count in self.moves.items() if new == unit.id]
            lost = [count for (old, _new), count in self.moves.items() if old == unit.id]
            yield {
                "unit": _name(unit),
                "gained": sum(count.cases for count in gained),
                "gained_minutes": sum(count.minutes for count in gained),
                "lost": sum(count.cases for count in lost),
                "lost_minutes": sum(count.minutes for count in lost),
            }  # fmt: skip

    def _new_rivalries(self) -> Iterator[tuple[int, Rivalry]]:
        for category_id in self.then.rules:
            before = {(one.area_code, one.kind, one.lead_ids) for one in rivalries(category_id, self.now, self.on)}
            for one in rivalries(category_id, self.then, self.on):
                if (one.area_code, one.kind, one.lead_ids) not in before and category_id in self.then.categories:
                    yield category_id, one

    def _overlap(self, category_id: int, rivalry: Rivalry) -> dict[str, Any]:
        count = self.by_rule.get((category_id, rivalry.area_code, rivalry.kind), Count())
        return {
            **self._sort(category_id), "area": rivalry.area_code, "duties": list(rivalry.duty_codes),
            "units": [self._named(unit_id) for unit_id in rivalry.lead_ids], **count.as_json(),
        }  # fmt: skip

    def _named(self, unit_id: int) -> dict[str, str]:
        return _name(self.then.units[unit_id])

    def _sort(self, category_id: int) -> dict[str, str]:
        sort = self.then.categories[category_id]
        return {"category": sort.code, "name": sort.name}


def _name(unit: Unit) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name}


def _most_first(counts: dict[Any, Count]) -> Iterable[tuple[Any, Count]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1].cases, pair[0]))

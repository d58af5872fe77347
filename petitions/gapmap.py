"""Where nobody, or everybody, answers: the duty lists of a day held against what happened in a year. Pure.

Five findings: a category nobody leads; one that several items give to different units; one that other units than the
list names have solved; one that awards gave to another unit than the list; petitions that fit no item at all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

from petitions.catalogue import Catalogue, Sort
from petitions.claims import Rivalry, gap, rivalries, same_side, vacuum
from petitions.enums import FindingKind
from petitions.reasons import Reason
from petitions.routing import Matter, decide

LEAST_SOLVED = 5  # cases solved before history says anything
LEAST_UNITS = 3  # units that each solved more than one
LEAST_SHARE = 0.2  # of the cases, solved by units that the list does not name
SAMPLES = 12


@dataclass(frozen=True, slots=True)
class Past:
    """One order of the last twelve months, as far as this is concerned."""

    id: int
    matter: Matter
    lead_id: int | None
    is_solved: bool
    hours: float  # until its first dispatch; until now, where it still waits
    on: date  # when it came

    @property
    def category_id(self) -> int:
        return self.matter.category_id or 0


@dataclass(frozen=True, slots=True)
class Award:
    """What a dispute ended with: a precedent in force."""

    category_id: int
    kind: str
    place_code: str
    lead_id: int
    order_id: int


@dataclass(frozen=True, slots=True)
class Found:
    kind: FindingKind
    key: str
    because: Reason
    category_id: int | None = None
    area_code: str = ""
    duty_codes: tuple[str, ...] = ()
    unit_ids: tuple[int, ...] = ()
    cases: int = 0
    hours: float | None = None
    samples: tuple[int, ...] = ()

    @property
    def weight(self) -> float:
        return weigh(self.cases, self.hours)


def weigh(cases: int, hours: float | None) -> float:
    """Volume × wait: cases of twelve months × (1 + median hours from registration to the first dispatch).

    The one more keeps what is sent out at once, and perhaps to the wrong unit, from weighing nothing.
    """
    return round(cases * (1 + (hours or 0)), 1)


def find(
    past: Iterable[Past], awards: Iterable[Award], lists: Catalogue, *, gone: Mapping[int, str], on: date
) -> list[Found]:
    """Everything that is wrong on that day, heaviest first. `gone` are units that no longer exist, with their names."""
    of_category: defaultdict[int, list[Past]] = defaultdict(list)
    for order in past:
        of_category[order.category_id].append(order)
    awarded: defaultdict[int, list[Award]] = defaultdict(list)
    for award in awards:
        awarded[award.category_id].append(award)
    found = list(_unmatched(of_category, lists))
    for sort in lists.categories.values():
        if not sort.is_guidance:
            found += _Look(sort, of_category[sort.id], awarded[sort.id], lists, gone, on).all()
    return sorted(found, key=lambda one: (-one.weight, one.kind, one.key))


def _unmatched(of_category: Mapping[int, Sequence[Past]], lists: Catalogue) -> Iterator[Found]:
    for category_id, orders in sorted(of_category.items()):
        if category_id not in lists.categories:
            reason = Reason("not_in_use" if category_id else "no_category")
            yield Found(
                FindingKind.UNMATCHED, str(category_id or "none"), reason, category_id or None, **_figures(orders)
            )  # fmt: skip


def _figures(orders: Sequence[Past]) -> dict[str, Any]:
    """How many they are, how long they waited, and some of the newest."""
    newest = sorted((order.id for order in orders), reverse=True)[:SAMPLES]
    return {"cases": len(orders), "hours": _wait(orders), "samples": tuple(newest)}


def _wait(orders: Sequence[Past]) -> float | None:
    return round(median(order.hours for order in orders), 2) if orders else None


@dataclass(frozen=True)
class _Look:
    """One category, looked at from all sides."""

    sort: Sort
    past: Sequence[Past]
    awards: Sequence[Award]
    lists: Catalogue
    gone: Mapping[int, str]
    on: date
    _known: dict[Matter, Reason | None] = field(default_factory=dict)

    def all(self) -> Iterator[Found]:
        yield from self._gap()
        yield from self._gone_units()
        yield from map(self._overlap, rivalries(self.sort.id, self.lists, self.on))
        yield from self._history()
        yield from self._against_awards()

    def _gap(self) -> Iterator[Found]:
        """Nobody leads as such, or nobody in some place or for some kind from which petitions came."""
        lost = [order for order in self.past if self._vacuum(order.matter)]
        reason = gap(self.sort, self.lists, self.on) or next((self._vacuum(order.matter) for order in lost), None)
        if reason:
            duties = tuple(text for name, text in reason.values if name == "duty")
            figures = _figures(lost) | {"hours": _wait(self._waited(lost) or lost)}
            yield self._found(FindingKind.GAP, "", reason, duty_codes=duties, **figures)

    def _waited(self, lost: Sequence[Past]) -> list[Past]:
        """Those that nobody led already when they came: how long they waited is what the gap costs."""
        return [order for order in lost if vacuum(decide(order.matter, self.lists, order.on))]

    def _vacuum(self, matter: Matter) -> Reason | None:
        if matter not in self._known:
            self._known[matter] = vacuum(decide(matter, self.lists, self.on))
        return self._known[matter]

    def _gone_units(self) -> Iterator[Found]:
        """An item whose unit was dissolved names nobody either."""
        for rule in self.lists.rules.get(self.sort.id, ()):
            unit_id = rule.duty.lead_id
            if rule.is_in_force(self.on) and unit_id in self.gone:
                reason = Reason(
                    "unit_gone", category=self.sort.name, duty=rule.duty.code, unit=self.gone[unit_id]
                )  # fmt: skip
                yield self._found(
                    FindingKind.GAP, f":{rule.duty.code}", reason, duty_codes=(rule.duty.code,), unit_ids=(unit_id,),
                    **_figures(self.past),
                )  # fmt: skip

    def _overlap(self, rivalry: Rivalry) -> Found:
        concerned = [order for order in self.past if self._falls_under(order.matter, rivalry)]
        reason = Reason(
            "several_lead", category=self.sort.name, duties=_listed(rivalry.duty_codes),
            units=self._names(rivalry.lead_ids),
        )  # fmt: skip
        return self._found(
            FindingKind.OVERLAP, f":{rivalry.area_code}:{rivalry.kind}", reason, area_code=rivalry.area_code,
            duty_codes=rivalry.duty_codes, unit_ids=rivalry.lead_ids, **_figures(concerned),
        )  # fmt: skip

    def _falls_under(self, matter: Matter, rivalry: Rivalry) -> bool:
        rule = self.lists.rule(self.sort.id, matter.kind, matter.place_code, self.on)
        return rule is not None and (rule.area_code, rule.kind) == (rivalry.area_code, rivalry.kind)

    def _history(self) -> Iterator[Found]:
        """Several units solved it, and much of it was solved by others than the list names. A complaint about a unit
        goes to another one by rule, so it tells nothing."""
        listed = self._listed_side()
        solved = [
            order for order in self.past if order.is_solved and order.lead_id and not order.matter.target_department_id
        ]
        sides = Counter(same_side(order.lead_id or 0, self.lists) for order in solved)
        regular = {side for side, count in sides.items() if count > 1}
        others = [order for order in solved if same_side(order.lead_id or 0, self.lists) in regular - {listed}]
        if listed is None or len(solved) < LEAST_SOLVED or len(regular) < LEAST_UNITS:
            return
        if len(others) >= LEAST_SHARE * len(solved):
            units = tuple(dict.fromkeys(order.lead_id or 0 for order in sorted(others, key=lambda order: order.id)))
            reason = Reason(
                "solved_elsewhere", category=self.sort.name, lead=self._listed_name(), count=str(len(others)),
                units=self._names(units),
            )  # fmt: skip
            yield self._found(FindingKind.HISTORY, "", reason, unit_ids=units, **_figures(others))

    def _against_awards(self) -> Iterator[Found]:
        against = [award for award in self.awards if self._differs(award)]
        if against:
            units = tuple(dict.fromkeys(award.lead_id for award in against))
            reason = Reason(
                "awarded_elsewhere", category=self.sort.name, lead=self._listed_name(), count=str(len(against)),
                units=self._names(units),
            )  # fmt: skip
            figures = _figures(self.past) | {"samples": tuple(award.order_id for award in against[:SAMPLES])}
            yield self._found(FindingKind.AWARD, "", reason, unit_ids=units, **figures)

    def _differs(self, award: Award) -> bool:
        lead = decide(Matter(self.sort.id, award.kind, award.place_code), self.lists, self.on).lead
        return lead is not None and lead.id != award.lead_id

    def _listed_side(self) -> int | None:
        rule = self.lists.rule(self.sort.id, self.sort.default_kind, "", self.on)
        return same_side(rule.duty.lead_id, self.lists) if rule else None

    def _listed_name(self) -> str:
        rule = self.lists.rule(self.sort.id, self.sort.default_kind, "", self.on)
        return self.lists.units[rule.duty.lead_id].name if rule else "—"

    def _names(self, unit_ids: Iterable[int]) -> str:
        return _listed(self.lists.units[unit_id].name for unit_id in unit_ids)

    def _found(self, kind: FindingKind, suffix: str, because: Reason, **more: Any) -> Found:
        return Found(kind, f"{self.sort.code}{suffix}", because, self.sort.id, **more)


def _listed(words: Iterable[str]) -> str:
    return "、".join(words)

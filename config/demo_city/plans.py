"""One petition before it comes in: what will be said, by whom, and how its way will go."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from config.demo_city import fates
from config.demo_city.cast import DOOR
from config.demo_city.fates import Desk, Fate
from config.demo_city.matters import CATEGORY_GIVEN, Matters
from config.demo_city.people import Person, person
from config.demo_city.spots import Spot
from config.demo_city.texts import Said
from config.demo_city.town import Town
from core.actors import Actor
from core.calendar import CITY_TIME
from partyorgs.enums import DepartmentKind, Role
from petitions.case import Case
from petitions.catalogue import Sort
from petitions.enums import Channel
from petitions.intake import REPEAT_WINDOW, Submission
from petitions.models import WorkOrder

KEPT_IN_MIND = 400  # orders that a new petition may repeat or be merged into
TRIES = 4  # to find one among them that fits
AT_THE_DESK = timedelta(days=14)  # what joins an order waits for the desk first, over holidays too
AGAIN = "再次反映："
ON_CONDUCT = ("130102", "130302", "140201")  # complaints about units and their people


@dataclass(frozen=True, slots=True)
class Plan:
    at: datetime
    submission: Submission
    by: Actor
    fate: Fate
    sort: Sort  # what the matter is, whether the sender knows or not
    spot: Spot
    person: Person | None = None
    is_repeat: bool = False
    primary: WorkOrder | None = None
    is_fresh: bool = False  # has this moment come in: no worker has seen it yet
    is_untold: bool = False  # nobody was told yet how its clocks stand
    is_ordinary: bool = False  # may be repeated and merged into
    tag: str = ""  # the name by which a later petition of the same story finds the order


@dataclass(frozen=True, slots=True)
class Coming:
    """A petition to come: when, and how it is planned once its number is known and all before it has happened."""

    at: datetime
    plan: Callable[[int, datetime, Random], Plan]


@dataclass(frozen=True, slots=True)
class _Known:
    """A petition of not long ago, with the order it became."""

    order: WorkOrder
    plan: Plan

    def was_closed_before(self, at: datetime) -> bool:
        closed_at = self.order.closed_at
        return closed_at is not None and at - REPEAT_WINDOW <= closed_at < at

    def can_be_joined(self, at: datetime) -> bool:
        return not self.order.is_confidential and self.order.can_be_joined(at + AT_THE_DESK)


class Memory:
    """Some of what went before, so that a new petition can refer to it. It forgets, so that it never grows."""

    def __init__(self, *, a_month: float) -> None:
        """Of many petitions a month it keeps a share, so that it always reaches back as far as petitions refer."""
        self._known: deque[_Known] = deque(maxlen=KEPT_IN_MIND)
        self._share = min(1.0, KEPT_IN_MIND / (3 * a_month))
        self.tagged: dict[str, WorkOrder] = {}

    def keep(self, plan: Plan, case: Case, chance: Random) -> None:
        is_kept = plan.is_ordinary and plan.person and case.order.dispatched_at and not case.order.withdrawn_at
        if is_kept and chance.random() < self._share:
            self._known.append(_Known(case.order, plan))
        if plan.tag:
            self.tagged[plan.tag] = case.order

    def to_repeat(self, at: datetime, chance: Random) -> Plan | None:
        """A matter that was closed within 90 days: its petitioner is heard again."""
        return next((known.plan for known in self._some(chance) if known.was_closed_before(at)), None)

    def to_merge(self, at: datetime, chance: Random) -> _Known | None:
        """A matter of the same days that others may complain about too."""
        return next((known for known in self._some(chance) if known.can_be_joined(at)), None)

    def _some(self, chance: Random) -> list[_Known]:
        return chance.choices(self._known, k=TRIES) if self._known else []


class Planner:
    """Draws petitions as they come in on an ordinary day."""

    def __init__(self, town: Town, memory: Memory) -> None:
        self.town = town
        self.memory = memory
        self.matters = Matters(town.duties.categories)

    def ordinary(self, number: int, at: datetime, chance: Random) -> Plan:
        luck = chance.random()
        if luck < fates.MERGED * 1.1:
            known = self.memory.to_merge(at, chance)
            if known:
                return self._joining(known, number, at, chance)
        elif luck < fates.MERGED * 1.1 + fates.REPEATED * 1.02:
            before = self.memory.to_repeat(at, chance)
            if before:
                return self._repeating(before, at, chance)
        kind = self.matters.kind(chance)
        sort = self.matters.sort(kind, at.astimezone(CITY_TIME).month, chance)
        plan = self.about(sort, kind, self._fate(kind, sort, chance), number, at, chance)
        plan = replace(plan, is_ordinary=True)
        return _nameless(plan) if chance.random() < fates.ANONYMOUS else plan

    def about(
        self, sort: Sort, kind: str, fate: Fate, number: int, at: datetime, chance: Random, spot: Spot | None = None
    ) -> Plan:
        """A petition of this category and kind by somebody new, somewhere in the city unless the spot is given."""
        spot = spot or self.town.spots.draw(sort.code, chance)
        channel = self.matters.channel(chance)
        said = self.town.texts.petition(sort, kind, channel, spot, chance)
        is_known = chance.random() < CATEGORY_GIVEN[Channel(channel)]
        is_given = sort.is_guidance or (is_known and fate.desk == Desk.ACCEPT)
        submission = replace(
            self._spoken(said, kind, channel, spot, chance),
            category=sort.code if is_given else "",
            source_category="" if is_given else self.town.categories[sort.id].level2,
            target_department=self._target(sort, chance),
        )
        return _by(Plan(at, submission, self._taker(channel, spot), fate, sort, spot), person(number, chance))

    def _fate(self, kind: str, sort: Sort, chance: Random) -> Fate:
        usual_cause = self.town.categories[sort.id].may_suspend
        return fates.draw(kind, sort.urgency, is_guidance=sort.is_guidance, usual_cause=usual_cause, chance=chance)

    def _joining(self, known: _Known, number: int, at: datetime, chance: Random) -> Plan:
        """Another voice in a matter that is being handled: the desk merges it into the order."""
        plan = known.plan
        kind, channel = plan.submission.kind, self.matters.channel(chance)
        said = self.town.texts.petition(plan.sort, kind, channel, plan.spot, chance)
        submission = replace(
            self._spoken(said, kind, channel, plan.spot, chance), grid_code=plan.spot.grid_code, lon=None, lat=None,
            source_category=self.town.categories[plan.sort.id].level2,
            is_confidential=False,  # what is said in confidence joins nothing that more people see
        )  # fmt: skip
        joining = Plan(
            at, submission, self._taker(channel, plan.spot), Fate(desk=Desk.MERGE), plan.sort, plan.spot,
            primary=known.order,
        )  # fmt: skip
        return _by(joining, person(number, chance))

    def _repeating(self, before: Plan, at: datetime, chance: Random) -> Plan:
        """The same petitioner in the same matter again."""
        submission = replace(
            before.submission, category=before.sort.code, source_category="",
            content=AGAIN + before.submission.content.removeprefix(AGAIN),
        )  # fmt: skip
        fate = replace(self._fate(submission.kind, before.sort, chance), desk=Desk.ACCEPT)
        return replace(before, at=at, submission=submission, fate=fate, is_repeat=True)

    def _spoken(self, said: Said, kind: str, channel: str, spot: Spot, chance: Random) -> Submission:
        """Words and place as this channel brings them: the code of a grid, a point on the map, or an address."""
        luck = chance.random()
        is_coded = channel in (Channel.GRID_REPORT, Channel.HOUSEHOLD_VISIT) or luck < 0.3
        lon, lat = spot.point if not is_coded and channel == Channel.PORTAL and luck > 0.6 else (None, None)
        return Submission(
            content=said.content, channel=channel, kind=kind, title=said.title, wish=said.wish,
            grid_code=spot.grid_code if is_coded else "", lon=lon, lat=lat, address=spot.address,
            is_confidential=chance.random() < fates.CONFIDENTIAL,
        )  # fmt: skip

    def _target(self, sort: Sort, chance: Random) -> str:
        """The unit complained about, where the matter is how a unit behaves. Those above all others stay out of it."""
        if sort.code not in ON_CONDUCT or chance.random() < 0.4:
            return ""
        units = [unit.code for unit in self.town.units.values() if unit.kind == DepartmentKind.MEMBER]
        return chance.choice(units[4:])

    def _taker(self, channel: str, spot: Spot) -> Actor:
        if channel == Channel.PORTAL:
            return DOOR
        if channel == Channel.GRID_REPORT:
            return self.town.cast.grid_worker(spot.grid_code)
        return self.town.cast.one(Role.INTAKE)


def _by(plan: Plan, who: Person) -> Plan:
    named = replace(plan.submission, name=who.name, phone=who.phone, petitioner_kind=who.kind)
    return replace(plan, submission=named, person=who)


def _nameless(plan: Plan) -> Plan:
    unnamed = replace(plan.submission, name="", phone="", is_anonymous=True)
    return replace(plan, submission=unnamed, person=None)

"""The way of one order, step by step through the real transition table: who takes each step, when, and with what.

A step is drawn only after the one before it was taken, because it depends on clocks and states as they then stand.
`live()` takes them until the present is reached or the order has come as far as its fate lets it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from config.demo_city import texts
from config.demo_city.arrivals import months_before
from config.demo_city.counted import Counted
from config.demo_city.disputes import Disputed
from config.demo_city.fates import Desk, Fate
from config.demo_city.moves import Move
from config.demo_city.plans import Plan
from config.demo_city.rounds import Rounds
from config.demo_city.town import Town
from config.demo_city.writing import Lived
from core.actors import SYSTEM, Actor
from core.calendar import CITY_TIME
from partyorgs.enums import Role
from partyorgs.models import Department
from petitions import intake, routing
from petitions.case import Case
from petitions.enums import Action, ArbitrationCause, Channel, ClockName, ContactMethod, ReturnState, Status, Urgency
from petitions.intake import Submission
from petitions.models import Category, WorkOrder
from petitions.workflow import Draft

HOTLINE = "hotline12345"
ROUTE = "route"
ROUTING_TAKES = timedelta(seconds=1)
KEPT_FOR = timedelta(days=90)
NIGHT_RUN = timedelta(hours=2, minutes=10)  # of the archive, on the first of a month


def bring_to_life(plan: Plan, town: Town, chance: Random, order_no: str, petition_no: str) -> Lived:
    """Take a petition in as a door would, and walk its way to the present."""
    entry = intake.draw_up(_received(plan, order_no), town.duties, town.places, at=plan.at)
    case = entry.case
    assert case is not None
    intake.give_numbers(case, order_no, petition_no)
    case.petition.is_repeat = case.order.is_repeat = plan.is_repeat
    events = intake.open_case(case, town.categories, town.machine, by=plan.by, at=plan.at)
    if not plan.is_fresh:
        category = town.categories[plan.sort.id]
        events += live(Life(case, plan.fate, town, chance, category=category, primary=plan.primary))
    return Lived(case, entry.petitioner, events, plan.is_fresh, plan.is_untold)


def _received(plan: Plan, order_no: str) -> Submission:
    """What comes from the hotline brings the hotline's own number."""
    if plan.submission.channel != Channel.HOTLINE_12345:
        return plan.submission
    return replace(plan.submission, source=HOTLINE, external_no=f"RX{order_no[2:]}")


def live(life: "Life", moves: Iterator[Move] | None = None) -> list[Draft]:
    """Walk the way as far as it has come by now. Answers the events, in order."""
    events: list[Draft] = []
    until = life.town.until
    for move in moves or life.moves():
        events += life.catch_up(min(move.at, until))
        if move.at > until:
            break
        if move.name == Action.SIGN and life.order.status != Status.DISPATCHED:
            continue  # it counts as signed already
        events += move.take()
        if move.name == life.fate.last:
            break
    return events + life.catch_up(until)


class Life(Disputed, Rounds, Counted):
    def __init__(
        self, case: Case, fate: Fate, town: Town, chance: Random, *,
        category: Category | None = None, primary: WorkOrder | None = None,
    ) -> None:  # fmt: skip
        super().__init__(case, fate, town, chance)
        self.category = category  # what the desk will find it to be
        self.primary = primary  # what it will be merged into
        self._leads = list(fate.leads)

    def moves(self) -> Iterator[Move]:
        if self.order.status == Status.REGISTERED:
            yield from self._wait_at_the_desk()
        if self.order.status == Status.ACCEPTED:
            yield from self._be_given_out()
            yield from self._be_taken_up()
            yield from self._be_handled()
        if self.fate.is_archived:
            yield from self._be_archived()

    def rest(self) -> Iterator[Move]:
        """What is left of the way of an order that stood still as its petitioner was called."""
        if self.order.contacted_at is None:
            yield self.reach(self.later(0.1, 0.3), ContactMethod.PHONE)
        yield from self.be_worked_on()
        if self.fate.is_archived:
            yield from self._be_archived()

    # --- the desk

    def _wait_at_the_desk(self) -> Iterator[Move]:
        yield self._route()
        officer = self.town.cast.one(Role.INTAKE)
        at = self.within(ClockName.INTAKE, self.some())
        match self.fate.desk:
            case Desk.REFUSE:
                code, text = self.town.texts.refusal(self.order.category, self.chance)
                yield self.step(Action.REFUSE, officer, at, reason_code=code, channel_text=text)
            case Desk.ANSWER:
                text = self.town.texts.direct_answer(self.order.category or self.category)
                yield self.step(Action.ANSWER, officer, at, text=text)
            case Desk.MERGE:
                dispatcher = self.town.cast.one(Role.DISPATCHER)
                reason = self.chance.choice(texts.MERGED_BECAUSE)
                yield self.step(Action.MERGE, dispatcher, at, primary=self.primary, reason=reason)
            case Desk.ACCEPT:
                assert self.category is not None
                urgency = self.category.urgency
                yield self.step(Action.ACCEPT, officer, at, category=self.category, urgency=urgency)

    def _be_given_out(self) -> Iterator[Move]:
        if self._leads:
            by = SYSTEM if self.fate.is_auto else self.town.cast.one(Role.DISPATCHER)
            yield self._dispatch(by, self.at + ROUTING_TAKES, self._leads.pop(0), is_auto=self.fate.is_auto)
            return
        yield self._route()
        if self.order.status == Status.ACCEPTED:  # the catalogue names nobody
            yield from self._be_given_out_by_hand(self.town.unit_by_hand(self.order, self.today, self.chance))

    def _be_given_out_by_hand(self, lead: Department) -> Iterator[Move]:
        at = self.within(ClockName.DISPATCH, self.some())
        yield self._dispatch(self.town.cast.one(Role.DISPATCHER), at, lead, instructions=texts.INSTRUCTIONS)

    def _route(self) -> Move:
        at = self.at + ROUTING_TAKES
        return Move(ROUTE, at, partial(self._decide, at))

    def _decide(self, at: datetime) -> list[Draft]:
        """What `routing.route()` does, in memory."""
        decision = routing.decide(routing.matter_of(self.order), self.town.duties, self.today)
        suggestion = routing.suggestion_of(self.order, decision, at=at)
        self.case.add(suggestion)
        self.order.routed_at = self.at = at
        if not suggestion.is_applied or decision.lead is None:
            return []
        lead = self.town.units[decision.lead.id]
        assists = [self.town.units[unit.id] for unit in decision.assists]
        return self._dispatch(SYSTEM, at, lead, assists=assists, is_auto=True).take()

    def _dispatch(self, by: Actor, at: datetime, lead: Department, **data: Any) -> Move:
        return self.step(Action.DISPATCH, by, at, lead=lead, **data)

    # --- the unit

    def _be_taken_up(self) -> Iterator[Move]:
        yield from self._be_disputed()
        yield self.sign()
        if self.fate.is_reassigned:
            at = self.within(ClockName.HANDLE, self.chance.uniform(0.05, 0.2))
            lead = self.town.another_unit(self.order, self.chance)
            yield self.step(
                Action.REASSIGN, self.town.cast.one(Role.DISPATCHER), at, lead=lead, reason=texts.REASSIGNED
            )
            self.change_hands()
            yield self.sign()
        if not self.order.is_anonymous:
            yield from self.be_contacted()
        yield from self.be_secured()

    def _be_disputed(self) -> Iterator[Move]:
        if self.fate.returned:
            other = self._leads[0] if self._leads else self.town.another_unit(self.order, self.chance)
            yield from self.be_returned(other)
            if self.fate.returned == ReturnState.APPROVED:
                self.change_hands()
                yield from self._be_given_out_by_hand(other)
        if self.fate.is_refused_twice:
            yield from self.be_refused_again()
        elif self.fate.is_arbitrated:
            yield from self.be_arbitrated(ArbitrationCause.UNCLEAR)

    def _be_handled(self) -> Iterator[Move]:
        if self.fate.is_withdrawn:
            at = self.within(ClockName.HANDLE, self.chance.uniform(0.2, 0.5))
            yield self.step(
                Action.WITHDRAW, self.town.cast.one(Role.INTAKE), at, confirmed=True, reason=texts.WITHDRAWN
            )
            return
        yield from self._be_changed_on_the_way()
        yield from self.be_worked_on()
        if self.fate.is_excluded:
            yield from self.be_excluded()
        if self.fate.is_reopened:
            at = self.later(20, 80)
            yield self.step(Action.REOPEN, self.town.cast.one(Role.OFFICE_ADMIN), at, reason=texts.REOPENED)
            yield from self.be_worked_on()

    def _be_changed_on_the_way(self) -> Iterator[Move]:
        if self.fate.is_raised:
            at = self.within(ClockName.HANDLE, 0.1)
            yield self.step(
                Action.RAISE_URGENCY, self.town.cast.one(Role.DISPATCHER), at, urgency=Urgency.URGENT,
                reason=texts.RAISED,
            )  # fmt: skip
        yield from self.be_assisted()
        if self.fate.is_extended:
            yield from self.be_extended()
        if self.fate.suspended:
            yield from self.be_suspended()

    def _be_archived(self) -> Iterator[Move]:
        ended_at = self.order.closed_at or self.order.withdrawn_at or self.order.registered_at
        first = months_before(ended_at + KEPT_FOR, -1).astimezone(CITY_TIME).replace(day=1, hour=0, minute=0, second=0)
        if self.order.status != Status.MERGED:
            yield self.step(Action.ARCHIVE, SYSTEM, first + NIGHT_RUN)

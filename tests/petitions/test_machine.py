"""Ten thousand steps at random, and what holds after each of them, whatever people do and whenever.

One open lead at most; no clock gains time but by an event that says so; no event lost; replay equals row; the
constraints of the tables hold. In memory, and a smaller walk through `workflow.advance()` on the database.
"""

import sys
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db import models
from django.db.models import Q
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from core import ledger
from partyorgs.enums import DepartmentKind
from partyorgs.models import Department
from petitions import proof, replay, workflow
from petitions.case import Case
from petitions.deadlines import Clockwork, elapsed, show
from petitions.enums import ENDED, Action, AssignmentRole, ClockName, Status, TimeBase
from petitions.models import Assignment, Category, Clock, MergeRecord, Petition, WorkOrder
from petitions.refusals import Refused
from petitions.transitions import TRANSITIONS
from tests import factories
from tests.petitions import walks
from tests.petitions.cases import MACHINE as FROM_DEFAULTS
from tests.petitions.walks import DAYS_2026, STARTS, WAITS, moment

STEPS = 10_000
EXAMPLES, LENGTH, BURST = 40, 40, 120  # programs a round, how long each may become, and how much is done in one go
ROUNDS = 10  # at most: how long programs become is not ours to say, so rounds follow until enough was tried
PLACE = "990102003001002"
MACHINE = Clockwork(DAYS_2026, FROM_DEFAULTS.limits)
SECOND = timedelta(seconds=1)
UNITS = [
    Department(pk=14, code="D14", short_name="城管局"),
    Department(pk=15, code="D15", short_name="交通局"),
    Department(pk=21, code="D21", short_name="市场监管局"),
    Department(pk=50, code="S1", short_name="北栈街道办", kind=DepartmentKind.STREET),
]
CATEGORIES = [Category(pk=1, code="020403", name="路灯不亮"), Category(pk=2, code="010101", is_long_cycle=True)]
PEOPLE = walks.cast(UNITS, PLACE)
taken: Counter[str] = Counter()

# Steps after which a clock may have more time left than before, because they say so: practice T11, T17, T21.
MAY_GIVE_TIME = {Action.EXTEND, Action.REPAIR, Action.REJECT_RETURN}


class Told:
    """One order in memory with all its rows, as the database would keep them."""

    def __init__(self, number, at, chance):
        order = WorkOrder(
            pk=number, number=f"GD2026{number:010}", status=Status.REGISTERED, kind="help", channel="portal",
            urgency="normal", place_code=PLACE, registered_at=at, updated_at=at,
            is_anonymous=chance.random() < 0.15, track=chance.choice(["", "", "", "xinfang"]),
        )  # fmt: skip
        petition = Petition(pk=number, number=f"SQ{number}", work_order=order, is_primary=True)
        self.case, self.petitions, self.rows, self.keys = Case(order=order, petition=petition), [petition], [], 0
        self.case.clocks[ClockName.INTAKE] = MACHINE.start(ClockName.INTAKE, order, at)
        self.case.add(self.case.clocks[ClockName.INTAKE])
        show(order, self.case.clocks)
        draft = ledger.draft(order, "workorder.register", by=PEOPLE[1], at=at, **replay.beginning(self.case))
        self.events = [draft[1]]
        self.settle()

    def settle(self):
        """What saving does: new rows get keys. What was written is looked at."""
        self.written = [*self.case.added, *self.case.touched]
        for row in self.case.added:
            self.keys += 1
            row.pk = row.pk or self.case.order.pk * 100_000 + self.keys
            self.rows.append(row)
        for row in self.rows:
            if isinstance(row, Clock) and row.assignment is not None:
                row.assignment = row.assignment  # which has its key by now
        self.case.added, self.case.touched = [], []

    def of(self, model):
        return [row for row in self.rows if isinstance(row, model)]

    def running(self):
        return {clock.pk: clock for clock in self.of(Clock) if clock.stopped_at is None}

    def active(self):
        return [row for row in self.of(Assignment) if row.is_active]


class Life(RuleBasedStateMachine):
    @initialize(start=st.sampled_from(STARTS), seed=st.integers(0, 2**20))
    def begin(self, start, seed):
        self.at, self.number = moment(start), 0
        self.petitions, self.orders = [], []
        for _ in range(3):
            self._register(Random(seed))

    def _register(self, chance):
        self.number += 1
        self.orders.append(Told(self.number, self.at, chance))
        self.petitions += self.orders[-1].petitions

    @rule(seed=st.integers(0, 2**20))
    def people_work(self, seed):
        chance = Random(seed)
        for _ in range(BURST):
            self.at += chance.choice(WAITS[:6]) if chance.random() < 0.4 else chance.randint(0, 20) * SECOND
            self._somebody_acts(chance)

    def _somebody_acts(self, chance):
        told = chance.choice(self.orders)
        chosen = walks.choose(told.case, PEOPLE, chance)
        if chosen is None or told.case.order.status == Status.ARCHIVED:
            self._replace(told, chance)
        else:
            self._try(told, *chosen, chance)

    @rule(seed=st.integers(0, 2**20))
    def somebody_tries_anything(self, seed):
        chance = Random(seed)
        self._try(chance.choice(self.orders), chance.choice(TRANSITIONS).action, chance.choice(PEOPLE), chance)

    @rule(span=st.sampled_from(WAITS))
    def time_passes(self, span):
        self.at += span

    @rule(seed=st.integers(0, 11))
    def a_quarter_passes(self, seed):
        if seed == 0:
            self.at += walks.LONG_AFTER

    def _replace(self, told, chance):
        """What is over for good makes room."""
        is_joined = any(other.case.order.merged_into is told.case.order for other in self.orders)
        if told.case.order.status in ENDED and told.case.order.status != Status.MERGED and not is_joined:
            self.orders.remove(told)
            self._register(chance)

    def _try(self, told, action, by, chance):
        case = told.case
        others = [other.case.order for other in self.orders if other is not told]
        data = walks.said(action, case, by, self.at, chance, units=UNITS, categories=CATEGORIES, others=others)
        before = Before(told, self.at)
        try:
            _subject, event = workflow.step(case, action, by=by, at=self.at, machine=MACHINE, data=data)
        except Refused:
            before.unchanged(told)
            return
        taken[action] += 1
        told.events.append(event)
        told.settle()
        self._regroup()
        before.compared(told, action, event, self.at)
        holds(told)
        self._no_petition_is_lost()
        if action == Action.SIGN and chance.random() < 0.3:  # a slip of the hand, taken back in time
            self.at += 5 * SECOND
            self._try(told, Action.UNDO_SIGN, by, chance)

    def _regroup(self):
        """What loading a case finds: its petitions, and of a merged one the clock that its merge stopped."""
        for told in self.orders:
            case = told.case
            if case.order.status == Status.MERGED:
                names = case.merge.petitions
                case.petition, *case.joined = sorted(
                    (row for row in self.petitions if row.number in names), key=lambda row: names.index(row.number)
                )  # fmt: skip
                named = [clock for clock in told.of(Clock) if clock.name == case.merge.clock]
                case.stopped_by_merge = max(named, key=lambda clock: (clock.started_at, clock.pk), default=None)
            else:
                mine = [row for row in self.petitions if row.work_order is case.order]
                case.petition = next(row for row in mine if row.is_primary)
                case.joined = [row for row in mine if not row.is_primary]

    def _no_petition_is_lost(self):
        here = [told.case.order for told in self.orders]
        for row in self.petitions:
            if row.work_order in here:
                assert row.work_order.status != Status.MERGED
        for order in here:
            primary = [row for row in self.petitions if row.work_order is order and row.is_primary]
            assert len(primary) == (order.status != Status.MERGED)


class Before:
    """How an order stood before a step, to see what the step did."""

    def __init__(self, told, at):
        order = told.case.order
        self.image, self.version, self.events = replay.image(told.case), order.version, len(told.events)
        self.clocks = {
            pk: (clock.base, clock.due_at, clock.paused_at, left(clock, at)) for pk, clock in told.running().items()
        }  # fmt: skip

    def unchanged(self, told):
        """A refused step leaves nothing."""
        case = told.case
        assert replay.image(case) == self.image
        assert (case.order.version, len(told.events), case.added, case.touched) == (self.version, self.events, [], [])

    def compared(self, told, action, event, at):
        assert (told.case.order.version, len(told.events)) == (self.version + 1, self.events + 1)
        for pk, clock in told.running().items():
            if pk in self.clocks:
                self._no_time_gained(clock, *self.clocks[pk], action, at)
                self._on_record(clock, self.clocks[pk][1], event)

    def _no_time_gained(self, clock, base, due_at, paused_at, before, action, at):
        is_calendar = TimeBase.CALENDAR in (base, clock.base)  # such a clock moves on to the end of a working day
        if action in MAY_GIVE_TIME:
            assert clock.due_at >= due_at
        elif clock.base != base:
            assert action == Action.RAISE_URGENCY
            assert clock.due_at < due_at
        elif paused_at and clock.paused_at is None and is_calendar:
            assert left(clock, at) - before < timedelta(days=10)
            assert DAYS_2026.close_of(clock.due_at.astimezone(walks.CITY_TIME).date()) == clock.due_at
        elif paused_at and clock.paused_at is None:
            assert abs(left(clock, at) - before) < SECOND, (clock.name, action)
        else:
            assert left(clock, at) <= before + SECOND, (clock.name, action)

    def _on_record(self, clock, due_at, event):
        if clock.due_at != due_at:
            names = [name.split(":")[0] for name in event.data["clocks"]]
            assert clock.name in names


def left(clock, at):
    """The time a clock still has, on its own base."""
    return elapsed(clock.base, clock.paused_at or at, clock.due_at, DAYS_2026)


def holds(told):
    """What is true of an order at any moment."""
    case, order = told.case, told.case.order
    running, active = told.running(), told.active()
    assert sum(row.role == AssignmentRole.LEAD for row in active) <= 1
    assert {clock.pk for clock in (*case.clocks.values(), *case.assist_clocks.values())} == set(running)
    assert {row.pk for row in case.assignments} == {row.pk for row in active}
    assert replay.differences(order, told.events, running.values(), active) == []
    assert not (order.status in ENDED and running)
    assert order.open_matters.split() == sorted(order.open_matters.split())
    for row in (order, *told.written):
        check_constraints(row)
    for model in (Assignment, Clock, MergeRecord):
        check_uniqueness(model, told.of(model))


# --- constraints, asked in memory


def check_constraints(row):
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            assert is_true(constraint.condition, row), constraint.name


def check_uniqueness(model, rows):
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            keys = [
                tuple(id(value_of(row, name)) if name == "work_order" else value_of(row, name)
                      for name in constraint.fields)
                for row in rows if constraint.condition is None or is_true(constraint.condition, row)
            ]  # fmt: skip
            assert len(keys) == len(set(keys)), constraint.name


def is_true(condition, row):
    found = [is_true(part, row) if isinstance(part, Q) else lookup(row, *part) for part in condition.children]
    whole = all(found) if condition.connector == Q.AND else any(found)
    return not whole if condition.negated else whole


def lookup(row, path, wanted):
    name, _, kind = path.partition("__")
    value = value_of(row, name)
    match kind:
        case "":
            return value == wanted
        case "isnull":
            return (value is None) == wanted
        case "in":
            return value in wanted
        case "gte":
            return value is not None and value >= wanted
        case "lte":
            return value is not None and value <= wanted
    raise AssertionError(path)


def value_of(row, name):
    return getattr(row, name)


# --- the walks


def report(counts):
    found = ", ".join(f"{action} {count}" for action, count in counts.most_common())
    sys.stdout.write(f"{counts.total():,} steps: {found}\n")


def a_round(number):
    """The same programs each time for the same number."""
    run_state_machine_as_test(
        seed(number)(Life),
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=LENGTH, deadline=None, derandomize=False, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def untaken():
    return {row.action for row in TRANSITIONS} - set(taken)


@pytest.mark.thorough
def test_ten_thousand_steps_at_random(free_catalogue, caplog):
    caplog.set_level("ERROR", logger="petitions.workflow")
    taken.clear()

    for number in range(ROUNDS):
        a_round(number)
        if taken.total() >= STEPS and not untaken():
            break

    report(taken)
    assert untaken() == set()
    assert taken.total() >= STEPS


# --- the same through the one door


def test_a_walk_through_the_database(db, caplog):
    """What is saved and loaded again between two steps behaves as it does in memory."""
    caplog.set_level("ERROR", logger="petitions.workflow")
    city, chance, counts = factories.make_city(), Random(7), Counter()
    units = [city.roads, city.traffic, city.water, city.street_office]
    people, at = walks.cast(units, factories.GRID), moment("2026-09-30 16:00")
    orders = [factories.submit_petition(at=at) for _ in range(3)]
    for _ in range(500):
        at += chance.choice(WAITS[:8]) if chance.random() < 0.4 else chance.randint(0, 20) * SECOND
        order = WorkOrder.objects.get(pk=chance.choice(orders).pk)
        chosen = walks.choose(Case.of(order), people, chance)
        if chosen is None or (order.status in ENDED and chance.random() < 0.4):
            orders[orders.index(order)] = factories.submit_petition(at=at)
        elif _is_taken(order, *chosen, at, chance, units, [city.pavement, city.hallway], orders):
            counts[chosen[0]] += 1
            check_database(order)

    report(counts)
    assert counts.total() > 100
    assert [fault for checked in proof.of_orders() for fault in checked.faults] == []


def _is_taken(order, action, by, at, chance, units, categories, orders):
    others = [other for other in orders if other != order]
    data = walks.said(action, Case.of(order), by, at, chance, units=units, categories=categories, others=others)
    before = (order.version, ledger.history(order).count())
    try:
        workflow.advance(order, action, by=by, at=at, **data)
    except Refused:
        order.refresh_from_db()
        assert (order.version, ledger.history(order).count()) == before
        return False
    return True


def check_database(order):
    assert Assignment.objects.filter(work_order=order, role="lead", is_active=True).count() <= 1
    assert [fault for checked in proof.of_orders([order.pk]) for fault in checked.faults] == []
    assert Petition.objects.filter(work_order__status=Status.MERGED).count() == 0

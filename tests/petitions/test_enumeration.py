"""Every state with every action for everybody: allowed or refused as practice §2.3 says, and nothing else.

What is tried comes from the table the product uses; what should come of it from a copy of practice typed by hand.
"""

import copy
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse

from core.actors import OFFICE_ROLES, SYSTEM, Actor, Grant
from partyorgs.enums import DepartmentKind
from partyorgs.models import Department
from petitions.enums import Action, ClockName, Status
from petitions.models import Assignment, WorkOrder
from petitions.refusals import NotAllowed, NotPermitted
from petitions.transitions import TRANSITIONS
from petitions.workflow import step
from tests import factories
from tests.petitions import practice_table as practice
from tests.petitions.cases import GIVEN, MACHINE, MARKET, MONDAY, ROADS, WAY_TO, WEI, market, registered, roads

STREET_OFFICE, OTHER_OFFICE, WATER = 50, 51, 16
STREET, OTHER_STREET = "990102003", "990103001"
GRID, OTHER_GRID = f"{STREET}001002", f"{OTHER_STREET}001001"
HOUR = timedelta(hours=1)


def street_office():
    return Department(pk=STREET_OFFICE, code="S1", short_name="北栈街道办", kind=DepartmentKind.STREET)


# --- who tries


@dataclass(frozen=True)
class Person:
    """Somebody with one role; `unit` and `area` are what it is held for."""

    name: str
    role: str
    unit: int | None = None
    area: str = ""
    is_partial: bool = False  # belongs to the unit that leads, or has an interest in its matters

    def actor(self, number: int) -> Actor:
        if self.role == "system":
            return SYSTEM
        if self.role == "petitioner":
            return Actor(number, self.name)
        grants = [Grant(self.role, self.unit, self.area)]
        if self.role == "office":
            grants = [Grant(role) for role in sorted(OFFICE_ROLES)]
        if self.is_partial and self.name.startswith("inside"):
            grants.append(Grant("auditor", self.unit))
        recused = frozenset({self.unit} if self.is_partial and not self.name.startswith("inside") else ())
        return Actor(number, self.name, tuple(grants), recused_from=recused)


def people(lead: int) -> list[Person]:
    plain = ["petitioner", "intake", "dispatcher", "verifier", "caller", "arbitrator", "supervisor", "office_admin",
             "deputy_convener", "auditor", "system"]  # fmt: skip
    return [
        *(Person(role, role) for role in plain),
        *(Person(f"{role} of the lead", role, lead) for role in ("liaison", "handler", "dept_leader")),
        *(Person(f"{role} elsewhere", role, WATER) for role in ("liaison", "handler", "dept_leader")),
        Person("liaison of the assist", "liaison", MARKET),
        Person("coordinator of the place", "street_coordinator", STREET_OFFICE, STREET),
        Person("coordinator elsewhere", "street_coordinator", OTHER_OFFICE, OTHER_STREET),
        Person("grid worker of the place", "grid_worker", area=GRID),
        Person("grid worker elsewhere", "grid_worker", area=OTHER_GRID),
        Person("inside the lead", "office", lead, is_partial=True),
        Person("recused from the lead", "office", lead, is_partial=True),
    ]  # fmt: skip


# --- whose it is, said once more in the words of practice

UNIT_ACTS = {  # what a unit does: here a street's coordinator is one of its street office
    "sign", "undo_sign", "contact", "secure", "submit", "request_return", "request_extension", "request_suspension",
    "request_assist", "waive_assist", "extend", "refuse_extension", "state_position", "apply_exclusion", "arbitrate",
}  # fmt: skip
ASSIST_ACTS = {"object_assist", "finish_assist"}
OWN_TOO = {"raise_urgency"}  # every other decision of a street or a grid is one about what others lead: "not own case"


def expects(person: Person, action: str, case) -> bool:
    """Whether practice lets this person take this step, wherever the order stands."""
    lead, department = case.order.lead_id, case.lead.department_id if case.lead else None
    if person.role == "office":
        affected = department if action in ("propose_award", "award") else lead  # the dispute is among who holds it now
        is_held_back = person.is_partial and affected == person.unit and action in practice.SEPARATED
        return bool(practice.people(action) & practice.OFFICE) and not is_held_back
    if action in ASSIST_ACTS:
        owing = {row.department_id for row in case.assists if row.is_owed}
        return person.role in practice.UNIT and person.unit in owing
    is_named = person.role in practice.people(action)
    return is_named and (person.role not in practice.OWN or is_own(person, action, case, lead, department))


def is_own(person: Person, action: str, case, lead, department) -> bool:
    """What O stands for: the unit that leads (or led), the place, the grid's tasks; and "not own case"."""
    acts_for_it = person.unit == (lead if action == "apply_exclusion" else department)
    if person.role in ("liaison", "handler", "dept_leader"):
        return acts_for_it
    is_there = case.order.place_code.startswith(person.area)
    is_streets = department == STREET_OFFICE
    if action in UNIT_ACTS and (acts_for_it or action != "arbitrate"):
        return acts_for_it if person.role == "street_coordinator" else is_there and is_streets
    is_own_case = is_streets or (lead is not None and lead == person.unit)
    return is_there and (action in OWN_TOO or not is_own_case)


# --- the cases

TO_ARCHIVE = (*WAY_TO[Status.CLOSED], Action.ARCHIVE)
EXCLUDED = (Action.APPLY_EXCLUSION, Action.CHECK_EXCLUSION, Action.EXCLUDE)
BEFORE = {  # what must have happened, in the same state, for a step to have an object
    Action.AWARD: (Action.PROPOSE_AWARD,),
    Action.DENY_ASSIST: (Action.REQUEST_ASSIST,),
    Action.EXTEND: (Action.REQUEST_EXTENSION,),
    Action.REFUSE_EXTENSION: (Action.REQUEST_EXTENSION,),
    Action.SUSPEND: (Action.REQUEST_SUSPENSION,),
    Action.REFUSE_SUSPENSION: (Action.REQUEST_SUSPENSION,),
    Action.REWORK: (Action.PROPOSE_REWORK,),
    Action.REFUSE_FINAL: (Action.PROPOSE_FINAL,),
    Action.FINAL_REPLY: (Action.PROPOSE_FINAL,),
    Action.CHECK_EXCLUSION: EXCLUDED[:1],
    Action.REFUSE_EXCLUSION: EXCLUDED[:1],
    Action.EXCLUDE: EXCLUDED[:2],
    Action.UPHOLD_EXCLUSION: EXCLUDED,
    Action.RESTORE: EXCLUDED,
}
AFTER = {
    Action.AUTO_SIGN: timedelta(days=2),
    Action.ARCHIVE: timedelta(days=91),
    Action.UNDO_SIGN: timedelta(seconds=20),
}


@dataclass(frozen=True)
class Setting:
    """Which unit leads, and by which law the order is handled."""

    lead: Department
    track: str = ""

    def case(self, status, action):
        """An order in that state, ready for that action as far as the state admits it."""
        way = TO_ARCHIVE if status == Status.ARCHIVED else WAY_TO[status]
        if status == Status.ARCHIVED and action in (Action.UPHOLD_EXCLUSION, Action.RESTORE):
            way = (*way[:-1], *EXCLUDED, Action.ARCHIVE)
        elif status in practice.states(action):
            way = (*way, *BEFORE.get(action, ()))
        case = registered(place_code=GRID, track=self.track)
        for passed in way:
            self.take(case, passed, MONDAY + timedelta(days=91) if passed == Action.ARCHIVE else MONDAY)
        return self.prepared(case, action)

    def prepared(self, case, action):
        order = case.order
        if action == Action.SUBMIT:
            order.contacted_at = MONDAY
        if action == Action.CLOSE_WITHOUT_CALL:
            order.is_anonymous = True
        if action == Action.ENDORSE_RETURN:
            order.urgency = "urgent"
        if action == Action.SECURE and case.lead:
            case.clocks[ClockName.DANGER] = MACHINE.start(ClockName.SIGN, order, MONDAY)
        if action.endswith("_assist") or action == Action.SETTLE_OBJECTION:
            self.with_assist(case, action)
        return case

    def with_assist(self, case, action):
        if case.lead and action not in (Action.REQUEST_ASSIST, Action.ADD_ASSIST, Action.DENY_ASSIST):
            asked = MONDAY if action == Action.SETTLE_OBJECTION else None
            case.assignments.append(Assignment(
                pk=9, work_order=case.order, department=market(), role="assist", piece="清理摊位",
                dispatched_at=MONDAY, objected_at=asked,
            ))  # fmt: skip

    def take(self, case, action, at, by=None, **data):
        usual, given = GIVEN[action]
        if usual == WEI:
            usual = Actor(1, "韦", (Grant("liaison", self.lead.pk),))
        given = given | ({"lead": self.lead} if action == Action.DISPATCH else {}) | data
        if action == Action.EXTEND and by is None and self.track:
            usual = Actor(6, "局长", (Grant("dept_leader", self.lead.pk),))
        return step(case, action, by=by or usual, at=at, machine=MACHINE, data=given)

    def tried(self, case, person, actor, action):
        """What this person would send: who signs undoes it; a street gives out inside the street only."""
        data = {}
        if action == Action.UNDO_SIGN and case.lead:
            case.lead.signed_by_name = actor.name
        if action == Action.CLOSE_WITHOUT_CALL:
            data = {"finding": "属实"}
        if person.role == "street_coordinator" and action in (Action.DISPATCH, Action.REASSIGN):
            data = {"lead": Department(pk=person.unit, code="S2", short_name="街道办", kind=DepartmentKind.STREET)}
        return data


SETTINGS = [Setting(roads()), Setting(street_office()), Setting(roads(), track="xinfang")]


def refused_besides(person, action, setting) -> str:
    """Where the role is right and the state too, and yet practice names one more condition. The refusal's code."""
    if action in (Action.EXTEND, Action.REFUSE_EXTENSION):  # T17; 信访工作条例 art. 34: the head of the organ
        is_the_units = person.role == "dept_leader"
        return "" if is_the_units == bool(setting.track) else "not_yours"
    if action == Action.AWARD and person.role == "deputy_convener":  # T13: only what is not settled in time
        return "in_time"
    return ""


def outcome(setting, case, person, actor, action) -> str:
    at = MONDAY + AFTER.get(action, HOUR) + (timedelta(days=91) if case.order.status == Status.ARCHIVED else HOUR * 0)
    try:
        setting.take(case, action, at, by=actor, **setting.tried(case, person, actor, action))
    except NotPermitted:
        return "not permitted"
    except NotAllowed as refusal:
        return refusal.code
    return f"-> {case.order.status}"


def expected(setting, case, person, action) -> str:
    if not expects(person, action, case):
        return "not permitted"
    if case.order.status not in practice.states(action):
        return "wrong_state"
    target = {"same": case.order.status, "previous": case.order.previous_status}
    to = practice.target(action)
    return refused_besides(person, action, setting) or f"-> {target.get(to, to)}"


@pytest.mark.thorough
def test_every_state_with_every_action_for_everybody(free_catalogue, caplog):
    caplog.set_level("ERROR", logger="petitions.workflow")
    wrong, seen = [], Counter()
    for setting in SETTINGS:
        for row in TRANSITIONS:
            for status in Status:
                case = setting.case(status, row.action)
                stands = (case.order.version, case.order.status, len(case.added))
                for number, person in enumerate(people(setting.lead.pk), 100):
                    due = expected(setting, case, person, row.action)
                    tried = copy.deepcopy(case) if due.startswith("->") else case
                    came = outcome(setting, tried, person, person.actor(number), row.action)
                    seen[came if not came.startswith("->") else "taken"] += 1
                    if came != due:
                        wrong.append(f"{setting.lead} {status} {row.action} {person.name}: {came}, practice: {due}")
                        case = setting.case(status, row.action)
                    assert (case.order.version, case.order.status, len(case.added)) == stands

    sys.stdout.write(f"{seen.total():,} triples: {dict(seen)}\n")
    assert "\n".join(wrong) == ""
    assert seen.total() == len(SETTINGS) * len(TRANSITIONS) * len(Status) * len(people(ROADS))


def test_the_products_table_is_that_of_practice():
    product = {str(row.action): ({str(source) for source in row.sources}, str(row.target)) for row in TRANSITIONS}
    copied = {action: (practice.states(action), practice.target(action))
              for action in {**practice.STEPS, **practice.ADDED_STEPS}}  # fmt: skip

    assert product == copied


def test_every_step_has_somebody_who_may_take_it():
    assert {row.action for row in TRANSITIONS if not practice.people(row.action)} == set()


# --- what is refused is answered and on record


def test_a_refused_step_is_logged_with_who_what_and_where(caplog):
    case = SETTINGS[0].case(Status.HANDLING, Action.SIGN)
    stranger = Actor(9, "陈", (Grant("liaison", WATER),))

    with pytest.raises(NotAllowed):
        SETTINGS[0].take(case, Action.SIGN, MONDAY)
    with pytest.raises(NotPermitted):
        SETTINGS[0].take(case, Action.SUBMIT, MONDAY, by=stranger)

    assert caplog.messages == [
        f"Refused sign of order {case.order.number} in state handling for 韦: wrong state",
        f"Refused submit of order {case.order.number} in state handling for 陈: not permitted",
    ]


@pytest.mark.parametrize(
    ("who", "action", "data", "code"),
    [
        ("wei", "sign", {"handler_name": "孙七"}, 409),  # signed before
        ("mei", "archive", {}, 404),  # no page offers what only the system does
        ("mei", "sign", {"handler_name": "孙七"}, 403),
        ("wei", "dispatch", {}, 403),
        ("wei", "withdraw", {"confirmed": "on"}, 403),
        ("chen", "submit", {}, 404),  # does not see it
    ],
)
def test_the_page_answers_refusals(cast, sit_down, who, action, data, code):
    order = factories.order_in(Status.HANDLING)

    response = sit_down(getattr(cast, who)).post(reverse("petitions:act", args=[order.number, action]), data)

    assert response.status_code == code
    assert WorkOrder.objects.get().version == order.version

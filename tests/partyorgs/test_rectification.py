"""The one door of a rectification case: every step from every state, who may, and what it leaves behind."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from core import ledger
from core.calendar import CITY_TIME
from core.refusals import Refusal
from partyorgs import rectification
from partyorgs.enums import RectificationState as State
from partyorgs.enums import RectificationStep as Step
from partyorgs.forms.rectification import FORMS
from partyorgs.models import RectificationCase
from partyorgs.rectification import EFFECTS, STEPS
from tests import factories
from tests.partyorgs import party
from tests.partyorgs.party import OFFICE, OTHER_STREET
from tests.partyorgs.party import STREET as HONG

NOW = datetime(2026, 11, 18, 10, tzinfo=CITY_TIME)
TODAY = NOW.date()
PLAN = {
    "plan": "建强班子", "county_leader": "县领导", "town_leader": "镇领导", "first_secretary": "第一书记",
    "paired_unit": "结对单位",
}  # fmt: skip
LISTED = {"listed_on": date(2026, 11, 1), "document": "县委发8号"}
MEASURE = {"kind": "joint", "text": "联建阵地", "due_on": date(2026, 12, 1)}
ACCEPTED = {"accepted_on": TODAY, "acceptance": "已整顿到位"}


@pytest.fixture
def tree(db):
    return party.plant(factories.make_city())


@pytest.fixture
def case(tree):
    return rectification.propose(tree.community, reason="组织生活不经常", by=HONG, at=NOW)


def step(case, name, by=OFFICE, at=NOW, **data):
    return rectification.advance(case, name, by=by, at=at, **data)


def finish(case):
    measure = case.measures.get(done_on=None)
    return step(case, Step.FINISH_MEASURE, by=HONG, measure=measure.pk, done_on=TODAY, result="已建成")


def walk(case, state):
    """From the proposal to that state, the shortest way."""
    way = {
        State.LISTED: lambda: step(case, Step.LIST, **LISTED),
        State.RECTIFYING: lambda: step(case, Step.PLAN, by=HONG, **PLAN),
        State.ACCEPTED: lambda: (
            step(case, Step.ADD_MEASURE, by=HONG, **MEASURE), finish(case), step(case, Step.ACCEPT, **ACCEPTED)
        ),
        State.TRACKED: lambda: step(case, Step.TRACK),
        State.CLOSED: lambda: step(case, Step.CLOSE, at=NOW + timedelta(days=366), outcome="巩固良好"),
    }  # fmt: skip
    if state == State.DISMISSED:
        step(case, Step.DISMISS, outcome="不列入")
    elif state != State.PROPOSED:
        for target, go in way.items():
            go()
            if target == state:
                break
    case.refresh_from_db()
    assert case.state == state
    return case


def test_every_step_has_its_row_its_effect_and_its_form():
    assert set(STEPS) == set(EFFECTS) == set(FORMS) == set(Step)


@pytest.mark.parametrize("state", State)
def test_no_step_from_a_state_it_does_not_start_in(state, case):
    walk(case, state)

    for name in set(Step) - set(rectification.possible(case)):
        with pytest.raises(Refusal) as refused:
            step(case, name)
        assert refused.value.code == "wrong_state"
    assert ledger.broken(ledger.history(case)) is None


def test_the_whole_way_is_on_record(case):
    walk(case, State.CLOSED)

    kinds = [event.kind.removeprefix("rectification.") for event in ledger.history(case)]
    assert kinds == [
        "propose", "list", "plan", "add-measure", "finish-measure", "accept", "track", "close",
    ]  # fmt: skip
    assert (case.tracked_until, case.ended_on) == (date(2027, 11, 18), date(2027, 11, 19))


@pytest.mark.parametrize("name", [Step.LIST, Step.DISMISS])
def test_only_the_office_enters_what_the_committee_decided(name, case):
    data = LISTED if name == Step.LIST else {"outcome": "不列入"}

    with pytest.raises(Refusal) as refused:
        step(case, name, by=HONG, **data)

    assert refused.value.code == "not_permitted"


def test_the_plan_is_made_in_the_street_and_not_in_another(case):
    walk(case, State.LISTED)

    with pytest.raises(Refusal) as refused:
        step(case, Step.PLAN, by=OTHER_STREET, **PLAN)
    assert refused.value.code == "not_permitted"

    assert step(case, Step.PLAN, by=HONG, **PLAN).paired_unit == "结对单位"


def test_not_accepted_before_every_measure_is_done(case):
    walk(case, State.RECTIFYING)
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            step(case, Step.ACCEPT, **ACCEPTED)
        assert refused.value.code == "measures_open"
        if not case.measures.exists():
            step(case, Step.ADD_MEASURE, by=HONG, **MEASURE)

    finish(case)

    assert step(case, Step.ACCEPT, **ACCEPTED).state == State.ACCEPTED


def test_tracked_for_a_year_before_it_is_closed(case):
    walk(case, State.TRACKED)

    with pytest.raises(Refusal) as refused:
        step(case, Step.CLOSE, at=datetime(2027, 11, 17, tzinfo=CITY_TIME), outcome="巩固良好")
    assert refused.value.code == "too_early"

    assert step(case, Step.CLOSE, at=datetime(2027, 11, 18, tzinfo=CITY_TIME), outcome="巩固良好").state == "closed"


def test_returned_it_is_rectified_anew(case):
    walk(case, State.TRACKED)

    back = step(case, Step.RETURN, reason="出现反弹")

    assert (back.state, back.accepted_on, back.tracked_until) == (State.RECTIFYING, None, None)


def test_proposed_twice_is_one_case(tree, case):
    assert rectification.propose(tree.community, reason="再次", by=OFFICE, at=NOW) == case
    walk(case, State.DISMISSED)

    assert rectification.propose(tree.community, reason="再次", by=OFFICE, at=NOW) != case


def test_a_finished_measure_is_not_finished_again(case):
    walk(case, State.RECTIFYING)
    step(case, Step.ADD_MEASURE, by=HONG, **MEASURE)
    finish(case)

    with pytest.raises(Refusal) as refused:
        step(case, Step.FINISH_MEASURE, by=HONG, measure=case.measures.get().pk, done_on=TODAY, result="又一次")

    assert refused.value.field == "measure"


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": State.LISTED}, "rectificationcase_listed_by_document"),
        ({"accepted_on": TODAY}, "rectificationcase_accepted_from_acceptance_on"),
        ({"ended_on": TODAY}, "rectificationcase_ended_iff_over"),
    ],
)
def test_rectificationcase_constraints(fields, constraint, case):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RectificationCase.objects.filter(pk=case.pk).update(**fields)


def test_rectificationcase_one_open_an_organisation(tree, case):
    with pytest.raises(IntegrityError):
        RectificationCase.objects.create(
            organization=tree.community, reason="再次", proposed_at=NOW, proposed_by_name="王敏"
        )

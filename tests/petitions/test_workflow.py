"""How a work order moves: every state with every action, and what holds on any way through."""

from datetime import timedelta

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from core.actors import Actor, Grant
from partyorgs.enums import DepartmentKind
from partyorgs.models import Department
from petitions import catalogue, permissions
from petitions.enums import ENDED, Action, ClockName, Status
from petitions.models import Assignment
from petitions.refusals import NotAllowed, NotPermitted, Refused
from petitions.transitions import BY_ACTION, TRANSITIONS
from petitions.workflow import legal, step
from tests.petitions.cases import (
    CHEN,
    GIVEN,
    MACHINE,
    MEI,
    MONDAY,
    TO_SIGNED,
    WAY_TO,
    WEI,
    market,
    registered,
    roads,
    take,
    walked,
)

HOUR = timedelta(hours=1)
STATES = sorted(WAY_TO)
ACTIONS = [row.action for row in TRANSITIONS]


@pytest.mark.parametrize("status", STATES)
def test_every_state_can_be_reached(status):
    assert walked(*WAY_TO[status]).order.status == status


def expected(case, action):
    """Where the table of practice §2.3 leads; a rejected return leads back to where the unit was."""
    target = BY_ACTION[action].target
    return {"same": case.order.status, "previous": case.order.previous_status}.get(target, target)


# What has to have happened in the same state before an action makes sense.
FIRST = {
    Action.AWARD: (Action.PROPOSE_AWARD,),
    Action.DENY_ASSIST: (Action.REQUEST_ASSIST,),
    Action.EXTEND: (Action.REQUEST_EXTENSION,),
    Action.REFUSE_EXTENSION: (Action.REQUEST_EXTENSION,),
    Action.SUSPEND: (Action.REQUEST_SUSPENSION,),
    Action.REFUSE_SUSPENSION: (Action.REQUEST_SUSPENSION,),
    Action.REFUSE_FINAL: (Action.PROPOSE_FINAL,),
    Action.FINAL_REPLY: (Action.PROPOSE_FINAL,),
    Action.CHECK_EXCLUSION: (Action.APPLY_EXCLUSION,),
    Action.REFUSE_EXCLUSION: (Action.APPLY_EXCLUSION,),
    Action.EXCLUDE: (Action.APPLY_EXCLUSION, Action.CHECK_EXCLUSION),
    Action.UPHOLD_EXCLUSION: (Action.APPLY_EXCLUSION, Action.CHECK_EXCLUSION, Action.EXCLUDE),
    Action.RESTORE: (Action.APPLY_EXCLUSION, Action.CHECK_EXCLUSION, Action.EXCLUDE),
}
WHEN = {
    Action.UNDO_SIGN: timedelta(seconds=30),
    Action.AUTO_SIGN: timedelta(days=2),
    Action.ARCHIVE: timedelta(days=91),
}


def made_ready(case, action):
    """Settle what a guard asks for besides the state. Answers what the step is given and when it is taken."""
    for before in FIRST.get(action, ()):
        if case.order.status in BY_ACTION[before].sources:
            take(case, before, MONDAY)
    READY.get(action, lambda case, action: None)(case, action)
    data = {"finding": "属实"} if action == Action.CLOSE_WITHOUT_CALL else {}
    return data, MONDAY + WHEN.get(action, HOUR)


def contacted(case, action):
    case.order.contacted_at = MONDAY


def proposed(case, action):
    case.order.rework_proposed = True


def anonymous(case, action):
    case.order.is_anonymous = True


def urgent(case, action):
    case.order.urgency = "urgent"


def in_danger(case, action):
    if case.lead:
        case.clocks[ClockName.DANGER] = MACHINE.start(ClockName.SIGN, case.order, MONDAY)


def helped(case, action):
    asked = MONDAY if action == Action.SETTLE_OBJECTION else None
    if case.lead and not case.assists:
        case.assignments.append(
            Assignment(
                pk=9, work_order=case.order, department=market(), role="assist", piece="查处", dispatched_at=MONDAY,
                objected_at=asked,
            )
        )  # fmt: skip


READY = {
    Action.SUBMIT: contacted,
    Action.REWORK: proposed,
    Action.CLOSE_WITHOUT_CALL: anonymous,
    Action.ENDORSE_RETURN: urgent,
    Action.SECURE: in_danger,
    **dict.fromkeys((Action.OBJECT_ASSIST, Action.SETTLE_OBJECTION, Action.FINISH_ASSIST, Action.WAIVE_ASSIST), helped),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("status", STATES)
def test_an_action_moves_as_the_table_says_or_not_at_all(status, action):
    case = walked(*WAY_TO[status])
    if status in BY_ACTION[action].sources:
        data, at = made_ready(case, action)
    else:
        data, at = {}, MONDAY + HOUR
    before = case.order.version

    if status in BY_ACTION[action].sources:
        target = expected(case, action)
        take(case, action, at, **data)
        assert (case.order.status, case.order.version) == (target, before + 1)
    else:
        with pytest.raises((NotAllowed, NotPermitted)):
            take(case, action, at, **data)
        assert (case.order.status, case.order.version) == (status, before)


def test_everybody_is_told_what_they_may_do():
    assert set(permissions.MAY) == set(Action)
    assert set(BY_ACTION) == set(Action) - {Action.REGISTER}


@pytest.mark.parametrize("action", [Action.SIGN, Action.SUBMIT, Action.REQUEST_RETURN, Action.CONTACT])
def test_another_unit_may_not_touch_the_order(action):
    status = Status.DISPATCHED if action == Action.SIGN else Status.HANDLING
    case = walked(*WAY_TO[status])

    with pytest.raises(NotPermitted):
        step(case, action, by=CHEN, at=MONDAY, machine=MACHINE, data=GIVEN[action][1])


@pytest.mark.parametrize("action", [Action.VERIFY, Action.FAIL_VERIFICATION])
def test_nobody_verifies_the_work_of_their_own_unit(action):
    inside = Actor(9, "内", (Grant("verifier"), Grant("liaison", 14)))
    case = walked(*WAY_TO[Status.VERIFYING])

    with pytest.raises(NotPermitted):
        step(case, action, by=inside, at=MONDAY, machine=MACHINE, data={"finding": "好"})


def test_the_second_to_sign_is_told_kindly_where_the_order_is():
    case = walked(*WAY_TO[Status.HANDLING])

    with override("en"), pytest.raises(NotAllowed) as refusal:
        take(case, Action.SIGN, MONDAY)

    assert str(refusal.value) == (
        "Not possible now: sign. Order GD20261116000001 is “being handled”; reload the page to see what happened."
    )


def test_only_the_petitioner_can_withdraw():
    case = walked(*WAY_TO[Status.HANDLING])

    with pytest.raises(NotPermitted):
        step(case, Action.WITHDRAW, by=WEI, at=MONDAY, machine=MACHINE, data={"confirmed": True})
    with pytest.raises(NotAllowed):
        take(case, Action.WITHDRAW, MONDAY, confirmed=False)


def test_a_unit_returns_an_order_once_and_inside_its_window():
    late = walked(*WAY_TO[Status.HANDLING])
    with pytest.raises(NotAllowed, match="window"), override("en"):
        take(late, Action.REQUEST_RETURN, MONDAY + timedelta(days=3))

    case = walked(*WAY_TO[Status.RETURN_PENDING], Action.REJECT_RETURN)
    with pytest.raises(NotAllowed) as refusal:
        take(case, Action.REQUEST_RETURN, MONDAY + HOUR)

    assert case.order.status == Status.HANDLING
    assert refusal.value.code == "return_locked"


def test_an_approved_return_goes_back_to_the_desk_and_frees_the_unit():
    case = walked(*WAY_TO[Status.RETURN_PENDING], Action.APPROVE_RETURN)

    assert (case.order.status, case.order.lead, case.assignments) == (Status.ACCEPTED, None, [])
    assert set(case.clocks) == {ClockName.DISPATCH}
    assert case.order.lead_changed


def test_a_rejected_return_moves_the_handle_clock_by_the_time_it_took():
    case = walked(*WAY_TO[Status.HANDLING])
    due = case.order.handle_due_at

    take(case, Action.REQUEST_RETURN, MONDAY + HOUR)
    assert case.clocks[ClockName.HANDLE].paused_at == MONDAY + HOUR
    take(case, Action.REJECT_RETURN, MONDAY + 2 * HOUR)  # Monday 11:00 to 12:00: one working hour

    assert case.order.handle_due_at == MACHINE.days.add_hours(due, 1)


def test_a_street_may_not_lead_a_departmental_matter(monkeypatch):
    monkeypatch.setattr(catalogue, "load", lambda: catalogue.build([], [], []))
    street = Department(pk=99, short_name="北栈街道办", kind=DepartmentKind.STREET)

    with pytest.raises(NotAllowed) as refusal:
        take(walked(Action.ACCEPT), Action.DISPATCH, MONDAY, lead=street)

    assert (refusal.value.code, refusal.value.field) == ("grassroots_guard", "lead")


def test_a_reply_waits_for_the_first_contact():
    case = walked(*WAY_TO[Status.HANDLING])

    with pytest.raises(NotAllowed) as refusal:
        take(case, Action.SUBMIT, MONDAY + HOUR)

    assert refusal.value.code == "contact_first"


def test_an_urgent_order_is_verified_before_the_call():
    case = walked(*WAY_TO[Status.SUBMITTED], urgency="urgent")

    with pytest.raises(NotAllowed) as refusal:
        take(case, Action.TO_FOLLOW_UP, MONDAY + HOUR)

    assert refusal.value.code == "verify_first"


def test_a_reply_sent_back_has_at_least_a_working_day_left():
    case = walked(*WAY_TO[Status.SUBMITTED])
    overdue = case.order.handle_due_at + timedelta(days=7)

    take(case, Action.REPAIR, overdue)

    assert case.order.status == Status.HANDLING
    assert case.order.submitted_at is None
    assert case.order.due_at >= MACHINE.days.add_days(overdue, 1)


def test_a_reply_is_sent_back_on_the_last_day_of_the_calendar():
    case = walked(*WAY_TO[Status.SUBMITTED])
    due = case.order.handle_due_at

    take(case, Action.REPAIR, MONDAY.replace(year=2027, month=12, day=31, hour=17))

    assert (case.order.status, case.order.due_at) == (Status.HANDLING, case.clocks[ClockName.HANDLE].due_at)
    assert case.order.due_at is None or case.order.due_at >= due


def test_after_three_unanswered_calls_on_two_days_an_order_closes_without_an_answer():
    case = walked(*WAY_TO[Status.FOLLOW_UP])
    for hours in (1, 2):
        take(case, Action.MISS_CALL, MONDAY + hours * HOUR)
    with pytest.raises(NotAllowed) as refusal:
        take(case, Action.MISS_CALL, MONDAY + 3 * HOUR)
    assert refusal.value.code == "same_day"
    take(case, Action.MISS_CALL, MONDAY + timedelta(days=1))

    step(case, Action.CLOSE, by=MEI, at=MONDAY + timedelta(days=1), machine=MACHINE, data={})

    assert (case.order.status, case.order.solved, case.order.rating) == (Status.CLOSED, "", None)


@pytest.mark.parametrize(("clock", "is_time"), [("08:59", False), ("09:00", True), ("20:29", True), ("20:30", False)])
def test_petitioners_are_called_at_decent_hours(clock, is_time):
    case = walked(*WAY_TO[Status.FOLLOW_UP])
    hour, minute = clock.split(":")
    at = (MONDAY + timedelta(days=1)).replace(hour=int(hour), minute=int(minute))

    if is_time:
        take(case, Action.MISS_CALL, at)
        assert case.order.missed_calls == 1
    else:
        with pytest.raises(NotAllowed) as refusal:
            take(case, Action.MISS_CALL, at)
        assert refusal.value.code == "not_calling_time"


def test_a_dissatisfied_petitioner_gets_another_round_that_the_office_confirms():
    case = walked(*WAY_TO[Status.FOLLOW_UP], Action.PROPOSE_REWORK)
    assert case.order.status == Status.FOLLOW_UP

    take(case, Action.REWORK, MONDAY + HOUR)

    assert (case.order.status, case.order.round, case.order.clock) == (Status.REWORKING, 2, ClockName.REWORK)


def test_after_two_reworks_an_unsolved_order_gets_a_final_reply_from_a_second_person():
    case = walked(*WAY_TO[Status.FOLLOW_UP])
    case.order.round = 3
    take(case, Action.PROPOSE_REWORK, MONDAY)

    with pytest.raises(NotAllowed) as refusal:
        take(case, Action.REWORK, MONDAY)
    assert refusal.value.code == "rounds_used"
    take(case, Action.PROPOSE_FINAL, MONDAY, ground="rounds")
    with pytest.raises(NotAllowed) as refusal:
        step(case, Action.FINAL_REPLY, by=MEI, at=MONDAY, machine=MACHINE, data=GIVEN[Action.FINAL_REPLY][1])
    assert refusal.value.code == "second_person"
    take(case, Action.FINAL_REPLY, MONDAY)

    assert (case.order.status, case.order.solved) == (Status.CLOSED, "unsolved")


def test_the_event_does_not_tell_the_unit_what_the_petitioner_answered():
    case = walked(*WAY_TO[Status.FOLLOW_UP])

    _, event = take(case, Action.CLOSE, MONDAY + HOUR)

    assert not {"solved", "rating", "comment", "cause"} & set(event.data)


def test_the_dispatcher_reassigns_and_the_old_part_ends():
    case = walked(*WAY_TO[Status.HANDLING])

    take(case, Action.REASSIGN, MONDAY + HOUR, lead=market(), assists=[roads()])

    assert [(row.department_id, row.role, row.is_active) for row in case.assignments] == [
        (21, "lead", True),
        (14, "assist", True),
    ]
    assert case.order.lead_changed


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 72)), max_size=30))
def test_any_way_through_keeps_the_case_whole(tries):
    """Whatever people try in whatever order, the row stays one that its constraints admit."""
    case, at = registered(), MONDAY
    for action, hours in tries:
        at += hours * HOUR
        try:
            take(case, action, at)
        except Refused:
            continue
        order = case.order
        leads = [row for row in case.assignments if row.role == "lead"]
        assert len(leads) <= 1
        assert all(row.is_active and row.ended_at is None for row in case.assignments)
        assert order.lead_id or order.status in {*ENDED - {Status.CLOSED}, Status.REGISTERED, Status.ACCEPTED}
        assert (order.status == Status.CLOSED) <= (order.closed_at is not None)
        assert (order.clock == "") == (order.clock_started_at is None)
        assert not (order.status in ENDED and case.clocks)
        assert all(clock.stopped_at is None for clock in case.clocks.values())
        assert set(legal(case, by=MEI)) <= {row.action for row in TRANSITIONS if order.status in row.sources}


def test_a_unit_that_has_to_rework_can_still_call_the_petitioner():
    """Three unanswered calls let it reply once; the calls of the next round are counted anew."""
    case = walked(*TO_SIGNED)
    for _attempt in range(3):
        take(case, Action.CONTACT, MONDAY, outcome="unreached")
    for action in (Action.SUBMIT, Action.TO_VERIFICATION, Action.FAIL_VERIFICATION):
        take(case, action, MONDAY)

    with pytest.raises(NotAllowed):
        take(case, Action.SUBMIT, MONDAY)
    take(case, Action.CONTACT, MONDAY)
    take(case, Action.SUBMIT, MONDAY)

    assert case.order.status == Status.SUBMITTED


@pytest.mark.parametrize(("asked", "stop", "go_on"), [
    ((Action.REQUEST_SUSPENSION,), Action.SUSPEND, Action.RESUME),
    ((), Action.REQUEST_RETURN, Action.REJECT_RETURN),
])  # fmt: skip
def test_the_rework_clock_stands_while_the_order_does(asked, stop, go_on):
    """A reworked reply that was sent back for repair is handled on its rework clock."""
    case = walked(*WAY_TO[Status.REWORKING], Action.SUBMIT, Action.REPAIR)
    due = case.clocks[ClockName.REWORK].due_at
    for action in asked:
        take(case, action, MONDAY)

    take(case, stop, MONDAY)
    take(case, go_on, MONDAY + HOUR)

    assert MACHINE.days.elapsed(due, case.clocks[ClockName.REWORK].due_at) == HOUR

"""What the year counts of an order's way: the time it was handled, who dispatched it first, whether rightly."""

from datetime import timedelta

import pytest

from petitions.enums import Action, Status
from tests.petitions.cases import MACHINE, MONDAY, WAY_TO, market, take, walked

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def submitted(case, at):
    take(case, Action.CONTACT, at)
    take(case, Action.SUBMIT, at)
    return case.order


def test_handling_time_runs_from_the_dispatch_to_the_reply_in_working_time():
    case = walked(*WAY_TO[Status.HANDLING])

    order = submitted(case, MONDAY + DAY)

    assert order.handle_minutes == 7 * 60  # Monday 10:00 to Tuesday 10:00


@pytest.mark.parametrize(
    ("pause", "end"), [(Action.REQUEST_RETURN, Action.REJECT_RETURN), (Action.SUSPEND, Action.RESUME)]
)
def test_a_pause_is_no_handling_time(pause, end):
    case = walked(*WAY_TO[Status.HANDLING], Action.REQUEST_SUSPENSION)

    take(case, pause, MONDAY + HOUR)
    take(case, end, MONDAY + 2 * HOUR)
    order = submitted(case, MONDAY + DAY)

    assert (order.paused_minutes, order.handle_minutes) == (60, 6 * 60)


def test_the_wait_for_an_approved_return_is_no_handling_time():
    case = walked(*WAY_TO[Status.HANDLING])

    take(case, Action.REQUEST_RETURN, MONDAY + HOUR)
    take(case, Action.APPROVE_RETURN, MONDAY + 2 * HOUR)

    assert case.order.paused_minutes == 60


def test_a_reply_sent_back_did_not_end_the_handling():
    case = walked(*WAY_TO[Status.HANDLING])
    submitted(case, MONDAY + HOUR)

    take(case, Action.REPAIR, MONDAY + 2 * HOUR)
    assert case.order.handle_minutes is None
    take(case, Action.SUBMIT, MONDAY + DAY)

    assert case.order.handle_minutes == 6 * 60  # the review's hour left out


def test_a_second_round_leaves_time_and_deadline_of_the_first():
    case = walked(*WAY_TO[Status.HANDLING])
    order = submitted(case, MONDAY + HOUR)
    due = order.handle_due_at

    for action in (Action.TO_FOLLOW_UP, Action.PROPOSE_REWORK, Action.REWORK, Action.REASSIGN):
        take(case, action, MONDAY + DAY)

    assert (order.handle_minutes, order.handle_due_at) == (60, due)


def test_the_first_dispatch_stays_the_machines_after_a_person_has_dispatched_again():
    case = walked(Action.ACCEPT)
    take(case, Action.DISPATCH, MONDAY, is_auto=True)

    take(case, Action.REQUEST_RETURN, MONDAY)
    take(case, Action.APPROVE_RETURN, MONDAY)
    take(case, Action.DISPATCH, MONDAY, lead=market())

    assert case.order.is_auto_dispatched
    assert case.order.lead_changed
    assert [row.is_auto for row in case.assignments] == [False]


@pytest.mark.parametrize(("moment", "is_wrong"), [(MACHINE.days.add_days(MONDAY, 5), True), (MONDAY + 8 * DAY, False)])
def test_a_lead_changed_after_five_working_days_was_not_a_wrong_dispatch(moment, is_wrong):
    case = walked(*WAY_TO[Status.HANDLING])

    take(case, Action.REASSIGN, moment)

    assert case.order.lead_changed == is_wrong

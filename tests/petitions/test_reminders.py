"""Whom a clock calls. A table that a clerk can check against practice §2.6 line by line."""

import pytest

from petitions import deadlines
from petitions.enums import ClockName, SupervisionTrigger, Urgency
from petitions.reminders import CALLS, Moment, told, trigger

Y, O, R, L, V = Moment.YELLOW, Moment.ORANGE, Moment.RED, Moment.LATE, Moment.VERY_LATE  # noqa: E741


def circle(clock, *moments):
    found = told(clock, moments)
    return sorted(found.unit), sorted(found.office)


@pytest.mark.parametrize(
    ("clock", "moment", "unit", "office"),
    [
        ("handle", Y, ["liaison"], []),
        ("handle", O, ["dept_leader", "liaison"], []),
        ("handle", R, ["dept_leader", "liaison"], ["supervisor"]),
        ("handle", L, ["dept_leader"], ["deputy_convener"]),
        ("handle", V, [], ["deputy_convener", "office_admin"]),
        ("assist", R, ["dept_leader", "liaison"], ["supervisor"]),
        ("supervision", O, ["dept_leader", "liaison"], []),
        ("whistle_emergency", Y, ["liaison"], []),
        ("intake", Y, [], ["intake"]),
        ("dispatch", Y, [], ["dispatcher"]),
        ("dispatch", R, [], ["dispatcher", "office_admin", "supervisor"]),
        ("dispatch", L, [], ["deputy_convener", "supervisor"]),
        ("dispatch", V, [], ["deputy_convener", "office_admin"]),
        ("return_review", Y, [], ["dispatcher"]),
        ("extension", Y, [], ["dispatcher"]),
        ("arbitration", Y, [], ["arbitrator"]),
        ("arbitration", R, [], ["arbitrator", "deputy_convener"]),
        ("review", Y, [], ["office_admin"]),
        ("verify", Y, [], ["verifier"]),
        ("first_call", Y, [], ["caller"]),
        ("follow_up", Y, [], ["caller"]),
        ("suspension", Y, [], ["office_admin"]),
        ("suspension", R, ["liaison"], ["office_admin", "supervisor"]),
        ("review_statutory", Y, [], ["office_admin"]),
    ],
)
def test_each_moment_calls_its_roles(clock, moment, unit, office):
    assert circle(clock, moment) == (unit, office)


def test_moments_that_passed_together_call_everybody_they_concern():
    assert circle("handle", Y, O, R, L) == (["dept_leader", "liaison"], ["deputy_convener", "supervisor"])


def test_every_clock_calls_at_every_moment():
    assert set(CALLS) == set(ClockName)
    assert [name for name, calls in CALLS.items() if set(calls) != set(Moment)] == []
    assert [name for name, calls in CALLS.items() for moment in calls.values() if not moment.unit | moment.office] == []


def test_the_moments_are_those_that_clocks_wait_for():
    assert Moment.RED == deadlines.RED
    assert len(Moment) == deadlines.RED + len(deadlines.ESCALATIONS)


@pytest.mark.parametrize(
    ("clock", "moments", "urgency", "occasion"),
    [
        ("handle", [Y], Urgency.CRITICAL, None),
        ("handle", [O], Urgency.NORMAL, None),
        ("handle", [O], Urgency.URGENT, SupervisionTrigger.NEARLY_DUE),
        ("handle", [Y, O], Urgency.CRITICAL, SupervisionTrigger.NEARLY_DUE),
        ("handle", [R], Urgency.NORMAL, SupervisionTrigger.OVERDUE),
        ("handle", [O, R], Urgency.URGENT, SupervisionTrigger.OVERDUE),
        ("handle", [R, L], Urgency.NORMAL, SupervisionTrigger.OVERDUE),
        ("handle", [L], Urgency.NORMAL, None),  # drafted when it became red, and perhaps dropped since
        ("assist", [R], Urgency.NORMAL, SupervisionTrigger.OVERDUE),
        ("suspension", [R], Urgency.NORMAL, SupervisionTrigger.SUSPENSION_UNREVIEWED),
        ("suspension", [O], Urgency.URGENT, None),
        ("dispatch", [R], Urgency.NORMAL, None),
        ("supervision", [R], Urgency.NORMAL, None),
        ("whistle_key_work", [R], Urgency.NORMAL, None),
    ],
)
def test_what_is_drafted(clock, moments, urgency, occasion):
    assert trigger(clock, moments, urgency) == occasion

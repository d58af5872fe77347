"""Where an order stands: one lamp a state, and the stations it has passed."""

from datetime import datetime

import pytest
from django.utils import translation

from core.calendar import CITY_TIME
from petitions import flags, stages
from petitions.enums import StageLamp, Status
from petitions.models import WorkOrder

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=CITY_TIME)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def way(status, *, signed_at=None, **passed):
    order = WorkOrder(status=status, registered_at=NOON, **passed)
    return [(step.label, step.state, step.note) for step in stages.steps(order, signed_at=signed_at)]


def test_every_state_has_its_lamp():
    assert set(stages.LAMPS) == set(Status)


@pytest.mark.parametrize(
    ("status", "lamp"),
    [
        (Status.DISPATCHED, StageLamp.YELLOW),
        (Status.SUBMITTED, StageLamp.GREEN),
        (Status.FOLLOW_UP, StageLamp.ORANGE),
        (Status.CLOSED, StageLamp.NONE),
        (Status.SUSPENDED, StageLamp.GREY),
    ],
)
def test_the_lamp_is_that_of_practice(status, lamp):
    assert stages.lamp(status) == lamp


def test_stations_passed_carry_their_day():
    assert way(Status.HANDLING, dispatched_at=NOON, signed_at=NOON) == [
        ("Acceptance", "done", "11-16"),
        ("Dispatch", "done", "11-16"),
        ("Signing", "done", "11-16"),
        ("Handling", "current", ""),
        ("Verification", "todo", ""),
        ("Follow-up", "todo", ""),
        ("Closing", "todo", ""),
    ]


@pytest.mark.parametrize(("signed_at", "station"), [(None, "Signing"), (NOON, "Handling")])
@pytest.mark.parametrize("status", [Status.RETURN_PENDING, Status.ARBITRATING])
def test_a_dispute_stands_where_it_arose(status, signed_at, station):
    here = [label for label, state, _ in way(status, dispatched_at=NOON, signed_at=signed_at) if state == "current"]

    assert here == [station]


def test_a_closed_order_has_passed_all():
    closed = way(Status.CLOSED, dispatched_at=NOON, submitted_at=NOON, closed_at=NOON, signed_at=NOON)

    assert {state for _, state, _ in closed} == {"done"}
    assert closed[-1] == ("Closing", "done", "11-16")


def test_an_order_that_ended_early_says_how():
    assert way(Status.NOT_ACCEPTED) == [("Acceptance", "done", "11-16"), ("not accepted", "done", "")]
    assert way(Status.WITHDRAWN, dispatched_at=NOON)[1:] == [("Dispatch", "done", "11-16"), ("withdrawn", "done", "")]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ({}, []),
        ({"urgency": "critical"}, ["critical"]),
        ({"is_confidential": True, "is_repeat": True}, ["Confidential", "Repeat"]),
        ({"return_count": 1}, ["returned 1 time"]),
        ({"return_count": 2, "round": 2}, ["returned 2 times", "Round 2"]),
        ({"is_anonymous": True}, ["Anonymous"]),
    ],
)
def test_what_must_catch_the_eye_is_flagged(values, texts):
    assert [flag.text for flag in flags.of(WorkOrder(**values))] == texts

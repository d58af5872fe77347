"""Two people change the same place at the same moment: the first does it, the second is told kindly."""

import threading

import pytest
from django.db import connection, connections

from grids.models import Grid, PlaceChange
from grids.wishes import NotAllowed
from tests.grids.mapping import move, split

WEST = "990102001001001"

two_sessions = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="an in-memory SQLite database has one session; PostgreSQL runs this"
)


@pytest.fixture
def committed(transactional_db):
    """Other sessions see only what is committed."""


def at_once(*rules):
    """What became of each, when all start together: "done", or the code of the refusal."""
    answers, start = [], threading.Barrier(len(rules), timeout=10)

    def run(rule):
        try:
            start.wait()
            rule()
            answers.append("done")
        except NotAllowed as refused:
            answers.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[rule]) for rule in rules]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(answers)


@two_sessions
def test_of_two_who_change_one_grid_one_does(committed, town):
    answers = at_once(lambda: split(WEST, 甲=[], 乙=[]), lambda: move(WEST, "990102003001"))

    assert answers == ["done", "not_there"]
    assert PlaceChange.objects.count() == 1


@two_sessions
def test_two_who_each_move_one_of_the_last_two_grids_do_not_empty_the_community(committed, town):
    answers = at_once(lambda: move(WEST, "990102003001"), lambda: move("990102001001002", "990102001002"))

    assert answers == ["done", "last_one"]
    assert Grid.objects.filter(community__code="990102001001", valid_to=None).count() == 1

"""Two offices and one post: a double click, and two people appointed in the same moment."""

import threading

import pytest
from django.db import connection, connections

from core import ledger
from core.kept import forget_all
from partyorgs import posts
from partyorgs.posts import NotAppointed
from tests import factories
from tests.factories import acting
from tests.partyorgs.ground import MORNING, TODAY, post

two_sessions = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="an in-memory SQLite database has one session; PostgreSQL runs this"
)


@pytest.fixture
def mei(transactional_db):
    factories.make_city()
    yield acting(factories.people().mei)
    forget_all()


def at_once(row, by, *names):
    """What became of each appointment when all start together: "done", or the code of the refusal."""
    answers, start = [], threading.Barrier(len(names), timeout=10)

    def run(name):
        try:
            start.wait()
            posts.appoint(row, name=name, office_phone="1", document="1号", by=by, at=MORNING, on=TODAY)
            answers.append("done")
        except NotAppointed as refused:
            answers.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(answers)


@two_sessions
def test_of_two_appointed_at_once_one_gets_the_post_and_the_other_is_told_who_has_it(mei):
    row = post()

    answers = at_once(row, mei, "王测试", "李测试")

    row.refresh_from_db()
    assert answers == ["done", "held"]
    assert [event.data["name"] for event in ledger.history(row)] == [row.person_name]


@two_sessions
def test_a_double_click_appoints_once(mei):
    row = post()

    answers = at_once(row, mei, "王测试", "王测试")

    assert answers == ["done", "done"]
    assert [event.kind for event in ledger.history(row)] == ["post.appoint"]

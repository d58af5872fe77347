"""Two offices and one post: a double click, two people appointed in the same moment; and one gap found twice."""

import pytest
from django.db import connection

from core import ledger
from core.kept import forget_all
from partyorgs import agenda, posts
from partyorgs.models import AgendaItem
from tests import factories
from tests.factories import acting
from tests.partyorgs.ground import MORNING, TODAY, at_once, post

two_sessions = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="an in-memory SQLite database has one session; PostgreSQL runs this"
)


@pytest.fixture
def mei(transactional_db):
    factories.make_city()
    yield acting(factories.people().mei)
    forget_all()


def appointing(row, by, name):
    return lambda: posts.appoint(row, name=name, office_phone="1", document="1号", by=by, at=MORNING, on=TODAY)


@two_sessions
def test_of_two_appointed_at_once_one_gets_the_post_and_the_other_is_told_who_has_it(mei):
    row = post()

    answers = at_once(appointing(row, mei, "王测试"), appointing(row, mei, "李测试"))

    row.refresh_from_db()
    assert answers == ["done", "held"]
    assert [event.data["name"] for event in ledger.history(row)] == [row.person_name]


@two_sessions
def test_a_double_click_appoints_once(mei):
    row = post()

    answers = at_once(*[appointing(row, mei, "王测试")] * 2)

    assert answers == ["done", "done"]
    assert [event.kind for event in ledger.history(row)] == ["post.appoint"]


@two_sessions
def test_a_gap_found_by_two_at_once_is_raised_once(mei):
    said = {"title": "噪声", "text": "", "source": "gap", "source_key": "020401", "address": "/"}

    answers = at_once(*[lambda: agenda.raise_item(**said, by=mei, at=MORNING)] * 2)

    item = AgendaItem.objects.get()
    assert answers == ["done", "done"]
    assert [event.kind for event in ledger.history(item)] == ["agenda.raised"]

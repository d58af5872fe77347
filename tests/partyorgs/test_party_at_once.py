"""Two sessions and one organisation: an election, a check, a proposal, a step of a case."""

import threading
from datetime import date, datetime

import pytest
from django.db import connection, connections

from core import ledger
from core.calendar import CITY_TIME
from core.kept import forget_all
from core.refusals import Refusal
from partyorgs import elections, rectification
from partyorgs.enums import RectificationStep as Step
from partyorgs.models import HealthCheck, RectificationCase, TermElection
from tests import factories
from tests.partyorgs import party
from tests.partyorgs.party import NUMBERS, OFFICE

NOW = datetime(2027, 2, 20, 10, tzinfo=CITY_TIME)

pytestmark = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="an in-memory SQLite database has one session; PostgreSQL runs this"
)


@pytest.fixture
def tree(transactional_db):
    yield party.plant(factories.make_city())
    forget_all()


def at_once(*rules):
    """What became of each, when all start together: "done", or the code of the refusal."""
    answers, start = [], threading.Barrier(len(rules), timeout=10)

    def run(rule):
        try:
            start.wait()
            rule()
            answers.append("done")
        except Refusal as refused:
            answers.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[rule]) for rule in rules]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(answers)


def test_an_election_sent_twice_is_recorded_once(tree):
    def record():
        elections.record(tree.community, held_on=date(2027, 2, 18), term_years=5, by=OFFICE, at=NOW, **NUMBERS)

    assert at_once(record, record) == ["done", "not_the_last"]
    assert TermElection.objects.count() == 1
    assert ledger.broken(ledger.history(tree.community)) is None


def test_of_two_who_check_an_organisation_one_is_told(tree):
    round_ = party.open_round(tree, at=NOW)

    assert at_once(*[lambda: party.check(round_, tree.community, at=NOW)] * 2) == ["done", "second"]
    assert HealthCheck.objects.count() == 1


def test_two_proposals_are_one_case_and_of_two_decisions_one_counts(tree):
    def propose():
        rectification.propose(tree.community, reason="组织生活不经常", by=OFFICE, at=NOW)

    assert at_once(propose, propose) == ["done", "done"]
    case = RectificationCase.objects.get()
    listed = {"listed_on": date(2027, 2, 1), "document": "县委发8号"}

    assert at_once(
        lambda: rectification.advance(case, Step.LIST, by=OFFICE, at=NOW, **listed),
        lambda: rectification.advance(case, Step.DISMISS, by=OFFICE, at=NOW, outcome="不列入"),
    ) == ["done", "wrong_state"]

"""Two connections that approve at once: one wins, and the other is told why."""

import threading

import pytest
from django.db import connection, connections

from core import ledger
from core.kept import forget_all
from partyorgs import enactment
from partyorgs.enums import RevisionState
from partyorgs.models import DutyItem, DutyRevision
from partyorgs.revisions import NotRevised
from tests import factories
from tests.factories import acting
from tests.partyorgs.dutylisting import PAVEMENT, add, approve, asked, change, decider, standing

two_sessions = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="an in-memory SQLite database has one session; PostgreSQL runs this"
)


@pytest.fixture
def people(transactional_db):
    factories.make_city()
    yield factories.people()
    forget_all()


def at_once(*rules):
    """What became of each, when all start together: "done", or the code of the refusal."""
    answers, start = [], threading.Barrier(len(rules), timeout=10)

    def run(rule):
        try:
            start.wait()
            rule()
            answers.append("done")
        except NotRevised as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[rule]) for rule in rules]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(answers)


@two_sessions
def test_one_revision_is_carried_out_once(people):
    revision = asked(change(standing()[PAVEMENT], title="人行道"))
    deputy, mei = decider(), acting(people.mei)

    answers = at_once(lambda: approve(revision, by=deputy), lambda: approve(revision, by=mei))

    assert answers == ["done", "wrong_state"]
    assert DutyItem.objects.filter(code=PAVEMENT).count() == 2
    assert ledger.history(revision).filter(kind=enactment.APPROVED).count() == 1


@two_sessions
@pytest.mark.parametrize("same", ["changed", "added"])
def test_of_two_revisions_of_one_item_the_second_finds_out(same, people):
    def line(title):
        return change(standing()[PAVEMENT], title=title) if same == "changed" else add("C-020403", title, "D14")

    one, other = asked(line("甲"), title="甲"), asked(line("乙"), title="乙")
    by = decider()

    answers = at_once(lambda: approve(one, by=by), lambda: approve(other, by=by))

    assert answers == ["done", "outdated"]
    states = DutyRevision.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == [RevisionState.APPROVED, RevisionState.OPINIONS]

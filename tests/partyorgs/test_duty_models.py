"""What can never be true of a revision of the duty lists. Every test is named for the constraint it holds."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import timezone

from partyorgs.models import DutyChange, DutyOpinion, DutyRevision

DAY = date(2027, 1, 1)


def refuses(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def refuses_twice():
    """SQLite names the columns of a broken unique constraint, not the constraint."""
    return pytest.raises(IntegrityError)


@pytest.fixture
def revision(db):
    def make(**fields):
        given = {"title": "2027年版", "effective_on": DAY, "drafted_at": timezone.now(), "drafted_by_name": "明"}
        return DutyRevision.objects.create(**(given | fields))

    return make


@pytest.fixture
def line(revision, duty):
    def make(**fields):
        base = fields.pop("base", None) or duty()
        given = {"revision": revision(), "action": "change", "code": base.code, "title": "甲", "lead": base.lead}
        return DutyChange.objects.create(**(given | {"base": base} | fields))

    return make


def test_dutyrevision_decided_iff_ended(revision):
    with refuses("dutyrevision_decided_iff_ended"):
        revision(state="approved")


def test_dutyrevision_decided_iff_ended_the_other_way(revision):
    with refuses("dutyrevision_decided_iff_ended"):
        revision(decided_at=timezone.now())


def test_dutyrevision_asks_until_a_day(revision):
    with refuses("dutyrevision_asks_until_a_day"):
        revision(state="opinions")


def test_dutychange_once_an_item(line):
    first = line()

    with refuses_twice():
        line(revision=first.revision, base=first.base)


@pytest.mark.parametrize("action", ["change", "drop"])
def test_dutychange_of_a_version_unless_added(action, revision, department):
    with refuses("dutychange_of_a_version_unless_added"):
        DutyChange.objects.create(
            revision=revision(), action=action, code="C-1", title="甲", lead=department("D14"), base=None
        )


def test_dutychange_of_a_version_unless_added_the_other_way(line):
    with refuses("dutychange_of_a_version_unless_added"):
        line(action="add")


def test_dutychange_names_a_lead(line):
    with refuses("dutychange_names_a_lead"):
        line(lead=None)


def test_dutychange_reclaimed_never_to_a_street(line):
    with refuses("dutychange_reclaimed_never_to_a_street"):
        line(part="reclaimed", territory_allowed=True)


def opinion(revision, department, **fields):
    given = {"stance": "object", "text": "不同意", "at": timezone.now(), "by_name": "伟"}
    return DutyOpinion.objects.create(revision=revision, department=department, **(given | fields))


def test_dutyopinion_once_a_unit(revision, department):
    row, unit = revision(), department("D14")
    opinion(row, unit)

    with refuses_twice():
        opinion(row, unit)


@pytest.mark.parametrize("said", [{"answer": "好"}, {"answered_at": timezone.now()}])
def test_dutyopinion_answered_with_words(said, revision, department):
    with refuses("dutyopinion_answered_with_words"):
        opinion(revision(), department("D14"), **said)

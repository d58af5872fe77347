"""Recording and postponing elections, the numbers over the years, and telling of terms that end."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils.translation import override

from core import notices
from core.actors import SYSTEM
from core.calendar import CITY_TIME
from core.models import Event, Notice
from core.refusals import Refusal
from partyorgs import election_reminders, elections
from partyorgs.models import TermElection
from tests import factories
from tests.partyorgs import party
from tests.partyorgs.party import NUMBERS, OFFICE

NOW = datetime(2027, 3, 1, 10, tzinfo=CITY_TIME)
DUE = date(2027, 3, 1)


@pytest.fixture
def tree(db):
    return party.plant(factories.make_city())


def hold(row, held_on=date(2027, 2, 20), **said):
    return elections.record(row, **({"held_on": held_on, "term_years": 5, "by": OFFICE, "at": NOW} | NUMBERS | said))


def test_an_election_begins_the_term_anew(tree):
    elections.postpone(
        tree.community, postponed_until=date(2027, 6, 1), postponement_document="组发3号", by=OFFICE, at=NOW
    )

    election = hold(tree.community)

    row = tree.community
    row.refresh_from_db()
    assert (row.last_election_on, row.term_due_on, row.postponed_until) == (
        date(2027, 2, 20), date(2032, 2, 20), None,
    )  # fmt: skip
    assert (election.timing, election.due_on, election.turnout) == ("on_time", DUE, Decimal("0.9"))
    event = Event.objects.get(kind="partyorg.elected")
    assert (event.subject_id, event.by_name, event.data["term_due_on"]) == (row.pk, "王敏", "2032-02-20")


@pytest.mark.parametrize(("held_on", "timing"), [(date(2026, 11, 30), "early"), (date(2027, 3, 2), "late")])
def test_early_or_late_only_with_approval(tree, held_on, timing):
    at = NOW + timedelta(days=3)
    with pytest.raises(Refusal) as refused:
        hold(tree.community, held_on, at=at)

    assert refused.value.field == "approval_document"
    assert not TermElection.objects.exists()
    assert hold(tree.community, held_on, approval_document="组批5号", at=at).timing == timing


def test_termelection_early_or_late_by_document(tree):
    with pytest.raises(IntegrityError, match="termelection_early_or_late_by_document"):
        TermElection.objects.create(
            organization=tree.community, held_on=DUE, term_years=5, timing="late", recorded_at=NOW, **NUMBERS
        )


@pytest.mark.parametrize("wrong", [{"elected": 6}, {"voted": 41}, {"entitled": 0, "voted": 0}])
def test_termelection_numbers_fit(tree, wrong):
    with pytest.raises(IntegrityError, match="termelection_numbers_fit"):
        hold(tree.community, **wrong)


@pytest.mark.parametrize("wrong", [{"with_college": 6}, {"women": 6}])
def test_termelection_parts_of_the_elected(tree, wrong):
    with pytest.raises(IntegrityError, match="termelection_parts_of_the_elected"):
        hold(tree.community, **wrong)


def test_the_same_election_is_recorded_once(tree):
    hold(tree.community)

    with pytest.raises(Refusal) as refused:
        hold(tree.community)

    assert (refused.value.field, refused.value.code) == ("held_on", "not_the_last")


def test_no_election_of_tomorrow_and_none_of_who_holds_none(tree):
    for row, held_on, code in (
        (tree.community, date(2027, 3, 2), "not_past"),
        (tree.street, date(2027, 2, 1), "never_elects"),
    ):
        with pytest.raises(Refusal) as refused:
            hold(row, held_on)
        assert refused.value.code == code


@pytest.mark.parametrize("until", [DUE, date(2028, 3, 2)])
def test_postponed_by_at_most_a_year(tree, until):
    with pytest.raises(Refusal) as refused:
        elections.postpone(tree.community, postponed_until=until, postponement_document="组发3号", by=OFFICE, at=NOW)

    assert refused.value.field == "postponed_until"


def test_those_elected_year_by_year(tree):
    hold(tree.community, date(2026, 12, 5), average_age=Decimal("40.0"), with_college=5)
    hold(tree.branch, date(2026, 12, 6), seats=3, elected=3, average_age=Decimal("48.0"), with_college=1, women=0)

    (year,) = elections.structure()

    assert (year.year, year.elections, year.elected) == (2026, 2, 8)
    assert (year.average_age, year.college_share, year.women_share) == (
        Decimal("43"), Decimal("0.75"), Decimal("0.25"),
    )  # fmt: skip


# --- reminders


@pytest.fixture
def people(tree):
    return factories.people()


def told():
    return sorted(Notice.objects.order_by("pk").values_list("user__username", "data__stage"))


@pytest.mark.parametrize(
    ("day", "stage"),
    [(date(2026, 9, 1), "six_months"), (date(2026, 12, 1), "three_months"), (date(2027, 3, 1), "due")],
)
def test_the_office_and_the_street_are_told_at_each_mark(people, day, stage):
    at = datetime(day.year, day.month, day.day, 9, tzinfo=CITY_TIME)

    assert election_reminders.remind(by=SYSTEM, at=at) == 1
    assert election_reminders.remind(by=SYSTEM, at=at + timedelta(hours=6)) == 0

    assert told() == [("hong", stage), ("mei", stage)]
    with override("en"):
        sentence = notices.sentence(Notice.objects.order_by("pk").first())
    assert sentence.endswith("2027-03-01")


def test_nobody_is_told_on_other_days(people):
    for day in (date(2026, 8, 31), date(2026, 11, 30), date(2027, 3, 17)):
        assert election_reminders.remind(by=SYSTEM, at=datetime(day.year, day.month, day.day, tzinfo=CITY_TIME)) == 0


def test_a_reader_gets_one_notice_for_many_terms(tree, people):
    party.add(tree.street, "branch", "枕木社区党支部", term_due_on=DUE)

    assert election_reminders.remind(by=SYSTEM, at=NOW) == 2

    mei = Notice.objects.get(user__username="mei")
    assert (mei.data["more"], mei.path) == (1, "/party/watch/?tab=three")
    assert Notice.objects.get(user__username="hong").data["more"] == 0

"""What can never be true of checks, cases, trades and training. Every test is named for the constraint it holds."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from core.calendar import CITY_TIME
from grids.models import Area
from partyorgs import rectification
from partyorgs.enums import RectificationStep as Step
from partyorgs.models import (
    HealthCheck,
    HealthItem,
    HealthScore,
    RectificationMeasure,
    TermElection,
    Trade,
    TradeCoverage,
    TrainingPlan,
    TrainingSession,
)
from tests import factories
from tests.partyorgs import party
from tests.partyorgs.party import NUMBERS, OFFICE

NOW = datetime(2026, 11, 18, 10, tzinfo=CITY_TIME)
TODAY = NOW.date()


@pytest.fixture
def tree(db):
    return party.plant(factories.make_city())


@pytest.fixture
def check(tree):
    return party.check(party.open_round(tree, at=NOW), tree.community, at=NOW)


def refuses(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def refuses_twice(row):
    """SQLite names the columns of a broken unique constraint, not the constraint."""
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_termelection_once_a_day(tree):
    refuses_twice(
        TermElection.objects.create(
            organization=tree.branch, held_on=TODAY, term_years=3, timing="on_time", recorded_at=NOW, **NUMBERS
        )
    )


@pytest.mark.parametrize("points", [0, 20.5])
def test_healthitem_points_of_a_basic(points, check):
    with refuses("healthitem_points_of_a_basic"):
        HealthItem.objects.filter(order=1).update(points=points)


def test_healthitem_in_order(check):
    refuses_twice(HealthItem.objects.get(order=1))


def test_healthcheck_numbered(check):
    check.is_last = False
    refuses_twice(check)


def test_healthcheck_one_holds(check):
    check.number = 2
    refuses_twice(check)
    assert HealthCheck.objects.count() == 1


@pytest.mark.parametrize("points", [-0.5, 20.5])
def test_healthscore_points_of_a_basic(points, check):
    with refuses("healthscore_points_of_a_basic"):
        HealthScore.objects.filter(item__order=1).update(points=points)


def test_healthscore_once_an_item(check):
    refuses_twice(HealthScore.objects.get(item__order=1))


@pytest.mark.parametrize("half", [{"done_on": TODAY}, {"result": "已建成"}])
def test_rectificationmeasure_done_with_result(half, tree):
    case = rectification.propose(tree.community, reason="组织生活不经常", by=OFFICE, at=NOW)
    rectification.advance(case, Step.LIST, by=OFFICE, at=NOW, listed_on=TODAY, document="县委发8号")
    measure = RectificationMeasure.objects.create(case=case, kind="other", text="补课", due_on=date(2026, 12, 1))

    with refuses("rectificationmeasure_done_with_result"):
        RectificationMeasure.objects.filter(pk=measure.pk).update(**half)


@pytest.fixture
def cell(tree):
    return TradeCoverage.objects.create(
        trade=Trade.objects.create(name="快递"), district=Area.objects.get(code="990102"), units=1, workers=9,
        organization=tree.root, counted_on=TODAY,
    )  # fmt: skip


def test_tradecoverage_once_a_district(cell):
    refuses_twice(cell)


def test_tradecoverage_organisation_needs_somebody(cell):
    with refuses("tradecoverage_organisation_needs_somebody"):
        TradeCoverage.objects.filter(pk=cell.pk).update(units=0, workers=0)


@pytest.fixture
def plan(db):
    return TrainingPlan.objects.create(title="能力提升班", programme="cadres", level="city", year=2026, heads_planned=9)


def test_trainingplan_once_a_year(plan):
    refuses_twice(plan)


def test_trainingsession_once(plan, tree):
    refuses_twice(
        TrainingSession.objects.create(
            plan=plan, organization=tree.branch, held_on=TODAY, topic="网格治理", setting="village", heads=9
        )
    )

"""D1 lived through the workflow makes the figures of practice §3.3, to the last digit."""

from datetime import datetime

import pytest

from config.demo_city.d1 import CODES, load_d1
from core.calendar import CITY_TIME
from partyorgs.models import Department
from petitions import deadlines
from petitions.models import WorkOrder
from reports.counting import tallies_of
from reports.enums import Gate
from reports.indicators import Reference, measure, registry, together
from reports.periods import period_of
from tests.reports.samples import parts
from tests.reports.test_indicators import D1_SHARES

pytestmark = pytest.mark.django_db
INDICATORS = registry()


@pytest.fixture
def tallies():
    load_d1()
    ids = dict(Department.objects.filter(code__in=CODES.values()).order_by("code").values_list("code", "pk"))
    as_of = datetime(2025, 1, 15, tzinfo=CITY_TIME)
    period = period_of(Gate.YEAR_END, 2024, as_of=as_of, machine=deadlines.clockwork())
    counted = tallies_of(ids.values(), period)
    return {letter: counted[ids[code]] for letter, code in CODES.items()}


def test_every_share(tallies):
    columns = together(tallies.values()), tallies["A"], tallies["B"]

    figures = [measure(tally, Reference(), indicators=INDICATORS) for tally in columns]

    for code, *expected in D1_SHARES:
        assert [f"{parts(row[code])} {row[code]}" for row in figures] == expected, code


def test_the_composite_score(tallies):
    columns = together(tallies.values()), tallies["A"], tallies["B"]

    scores = [measure(tally, Reference(), indicators=INDICATORS)["composite_score"] for tally in columns]

    assert [str(score) for score in scores] == ["76.17", "75.83", "76.39"]


def test_it_is_loaded_once():
    assert load_d1() == load_d1() == WorkOrder.objects.count() == 20

"""D1 as twenty petitions that went their way, from intake over returns and replies to the call: the same figures."""

import pytest

from config.demo_city import d1
from core import kept
from partyorgs.models import Department
from petitions import deadlines
from reports.counting import tallies_of
from reports.enums import Gate
from reports.indicators import Reference, measure, together
from reports.periods import period_of
from tests.reports.samples import INDICATORS, parts
from tests.reports.test_indicators import D1_SHARES


@pytest.fixture
def tallies(db):
    d1.load_d1()
    year = period_of(
        Gate.YEAR_END, 2024, as_of=d1.AS_OF, machine=deadlines.clockwork()
    )  # fmt: skip
    ids = dict(Department.objects.filter(code__in=d1.CODES.values()).order_by().values_list("code", "pk"))
    counted = tallies_of(ids.values(), year)
    yield {letter: counted[ids[code]] for letter, code in d1.CODES.items()}
    kept.forget_all()


def test_every_share_of_d1_comes_out_of_the_workflow(tallies):
    counted = (together(tallies.values()), tallies["A"], tallies["B"])
    figures = [measure(tally, Reference(), indicators=INDICATORS) for tally in counted]

    found = {code: tuple(f"{parts(each[code])} {each[code]}" for each in figures) for code, *_ in D1_SHARES}

    assert found == {code: tuple(expected) for code, *expected in D1_SHARES}
    assert [str(each["composite_score"]) for each in figures] == ["76.17", "75.83", "76.39"]


def test_every_accepted_reply_has_its_handling_time(tallies):
    assert together(tallies.values()).minutes.total() == 19

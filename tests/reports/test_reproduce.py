"""Anybody can compute a frozen result again; what has been touched since is named."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from petitions.enums import Solved
from petitions.models import WorkOrder
from reports.models import AssessmentResult, AssessmentTally
from reports.reproduction import reproduce
from tests.reports import d1_rows
from tests.reports.year import JANUARY, locked_year, rolled_up


@pytest.fixture
def units(db):
    return d1_rows.load()


@pytest.fixture
def result(units):
    return rolled_up(locked_year())


def said(result):
    out = StringIO()
    with override("en"):
        call_command("reproduce_assessment", str(result.pk), stdout=out)
    return out.getvalue().splitlines()[2:]


def test_untouched_rows_make_the_same_bytes(result):
    assert said(result) == ["From the kept counts: the same bytes.", "From the rows of today: the same bytes."]


def test_what_happens_later_leaves_the_frozen_year_as_it_was(result):
    """Moments after the freeze have not happened yet for it."""
    later = JANUARY + timedelta(days=3)
    WorkOrder.objects.filter(number__endswith="15").update(excluded_at=later, updated_at=later)
    WorkOrder.objects.filter(number__endswith="07").update(closed_at=later, status="closed", updated_at=later)

    assert reproduce(result).is_identical


def test_an_answer_changed_since_is_named_with_its_figures(result, capsys):
    later = JANUARY + timedelta(days=3)
    WorkOrder.objects.filter(number__endswith="07").update(solved=Solved.SOLVED, rating=5, updated_at=later)

    found = reproduce(result)

    assert (found.tampered, found.formulas_differ, found.is_identical) == ([], False, False)
    assert {row.unit for row in found.differences} == {"D14"}
    assert {(row.indicator, str(row.frozen), str(row.now)) for row in found.differences} >= {
        ("solved_rate", "66.67", "83.33")
    }
    assert found.moved == {"D14": 1}
    with pytest.raises(CommandError):
        said(result)


def test_a_figure_that_somebody_wrote_over_is_named(result):
    forged = result.content.replace('"n":6', '"n":7', 1)
    AssessmentResult.objects.filter(pk=result.pk).update(content=forged)
    result.refresh_from_db()

    assert reproduce(result).tampered == ["content"]


def test_a_count_that_somebody_wrote_over_is_named(result, units):
    row = AssessmentTally.objects.get(result=result, department=units["B"])
    AssessmentTally.objects.filter(pk=row.pk).update(content=row.content.replace(",1]", ",2]", 1))

    assert reproduce(result).tampered == ["tally D15"]


def test_a_count_that_somebody_deleted_is_named(result, units):
    AssessmentTally.objects.filter(result=result, department=units["B"]).delete()

    assert reproduce(result).tampered == ["tally D15"]


def test_a_formula_changed_since_is_told_apart_from_rows_changed_since(result, monkeypatch):
    monkeypatch.setattr("reports.indicators.outcome.SATISFIED", 5)

    found = reproduce(result)

    assert (found.tampered, found.formulas_differ) == ([], True)


def test_only_what_is_frozen_can_be_reproduced(db):
    with override("en"), pytest.raises(CommandError, match="There is no frozen assessment 77"):
        call_command("reproduce_assessment", "77")

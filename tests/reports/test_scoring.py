"""Practice §3.6, vector Y1, and the lights of §3.5."""

from decimal import Decimal
from fractions import Fraction

import pytest

from reports.enums import ProgressLight
from reports.scoring import (
    Line,
    Milestone,
    TargetNotBeyondFloor,
    by_milestones,
    expectation,
    higher_better,
    light,
    lower_better,
    score,
)
from reports.values import display, to_decimal


def year_y1():
    solved = higher_better(Decimal(93), floor=Decimal(80), target=Decimal(95))
    on_time = higher_better(Decimal("97.5"), floor=Decimal(90), target=Decimal(99))
    rework = lower_better(Decimal(6), ceiling=Decimal(10), target=Decimal(3))
    cleared = by_milestones(Milestone(Decimal(25), done=number <= 3) for number in range(1, 5))
    satisfied = higher_better(Decimal(88), floor=Decimal(70), target=Decimal(90))
    return [
        Line(Decimal(30), solved),
        Line(Decimal(20), on_time),
        Line(Decimal(10), rework),
        Line(Decimal(20), cleared),
        Line(Decimal(20), satisfied),
    ]


def test_y1_points_and_contributions():
    table = [(display(to_decimal(line.points)), f"{line.contribution:.3f}") for line in year_y1()]

    assert table == [
        ("86.67", "26.000"),
        ("83.33", "16.667"),
        ("57.14", "5.714"),
        ("75.00", "15.000"),
        ("90.00", "18.000"),
    ]


def test_y1_total():
    result = score(year_y1())

    assert display(result.total) == "81.38"


def test_y1_with_bonus_and_deduction():
    result = score(year_y1(), bonus=Decimal("1.5"), deduction=Decimal(2))

    assert display(result.weighted) == "81.38"
    assert display(result.total) == "80.88"


def test_y1_at_mid_year_is_ahead_of_expectation():
    lines = year_y1()

    ahead = score(lines).total - expectation(lines)

    assert display(ahead) == "31.38"
    assert light(ahead) == ProgressLight.GREEN


def test_bonus_ends_at_five():
    result = score([Line(Decimal(1), Fraction(50))], bonus=Decimal(9))

    assert result.bonus == 5
    assert result.total == 55


@pytest.mark.parametrize(("points", "bonus", "deduction", "total"), [(98, 5, 0, 100), (10, 0, 30, 0), (98, 5, 4, 99)])
def test_total_stays_between_nothing_and_a_hundred(points, bonus, deduction, total):
    result = score([Line(Decimal(1), Fraction(points))], bonus=Decimal(bonus), deduction=Decimal(deduction))

    assert result.total == total


@pytest.mark.parametrize(("actual", "points"), [("79", 0), ("80", 0), ("87.5", 50), ("95", 100), ("99", 100)])
def test_higher_better_runs_from_floor_to_target(actual, points):
    assert higher_better(Decimal(actual), floor=Decimal(80), target=Decimal(95)) == points


@pytest.mark.parametrize(("actual", "points"), [("12", 0), ("10", 0), ("6.5", 50), ("3", 100), ("0", 100)])
def test_lower_better_runs_from_ceiling_to_target(actual, points):
    assert lower_better(Decimal(actual), ceiling=Decimal(10), target=Decimal(3)) == points


def test_target_on_the_floor_is_refused():
    with pytest.raises(TargetNotBeyondFloor):
        higher_better(Decimal(90), floor=Decimal(95), target=Decimal(95))


def test_target_on_the_ceiling_is_refused():
    with pytest.raises(TargetNotBeyondFloor):
        lower_better(Decimal(5), ceiling=Decimal(3), target=Decimal(3))


def test_milestones_count_by_weight():
    steps = [
        Milestone(Decimal(40), done=True),
        Milestone(Decimal(35), done=False),
        Milestone(Decimal(25), done=True),
    ]

    assert by_milestones(steps) == 65
    assert by_milestones([]) == 0


def test_line_without_a_figure_gives_its_weight_to_the_others():
    nothing = higher_better(None, floor=Decimal(80), target=Decimal(95))
    lines = [Line(Decimal(30), Fraction(60)), Line(Decimal(10), Fraction(100)), Line(Decimal(60), nothing)]

    assert score(lines).total == 70
    assert lines[2].contribution is None


def test_year_without_any_figure_has_no_score():
    lines = [Line(Decimal(100), None)]

    assert score(lines) is None
    assert expectation(lines) is None


def test_expectation_weighs_each_lines_own_proportion():
    lines = [
        Line(Decimal(30), Fraction(0), expected_by_mid_year=Decimal("0.4")),
        Line(Decimal(10), Fraction(0), expected_by_mid_year=Decimal("0.8")),
        Line(Decimal(60), None, expected_by_mid_year=Decimal("1.0")),
    ]

    assert expectation(lines) == 50


def test_sum_of_thirds_is_whole():
    lines = [Line(Decimal(1), Fraction(290, 3)), Line(Decimal(2), Fraction(260, 3))]

    assert score(lines).total == 90


@pytest.mark.parametrize(
    ("actual", "planned", "colour"),
    [
        (60, 50, ProgressLight.GREEN),
        (45, 50, ProgressLight.GREEN),
        (40, 50, ProgressLight.YELLOW),
        (35, 50, ProgressLight.YELLOW),
        (30, 50, ProgressLight.ORANGE),
        (20, 50, ProgressLight.ORANGE),
        (19, 50, ProgressLight.RED),
    ],
)
def test_progress_light(actual, planned, colour):
    assert light(Decimal(actual - planned)) == colour

"""The figures of a gate: the same bytes whoever counted, and nothing lost when a worker dies."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core import jobs
from core.enums import JobState
from core.models import Job
from partyorgs.models import Department
from petitions.models import WorkOrder
from reports import rollup, scoring, snapshots, tasks
from reports.counting import tallies_of
from reports.enums import Direction, Gate, ProgressLight
from reports.models import AssessmentResult, AssessmentTally
from reports.snapshots import (
    Frame,
    SchemeLine,
    Score,
    canonical,
    digest,
    figures_from,
    score_of,
    tally_from,
    tally_text,
)
from reports.values import Value
from tests.reports import d1, d1_rows
from tests.reports.samples import values_of
from tests.reports.year import JANUARY, SPRING, SUMMER, locked_year, rolled_up, start


@pytest.fixture
def units(db):
    d1_rows.unit("D16", "C局")
    return d1_rows.load()


def content_of(result):
    return json.loads(result.content)


# Figures -------------------------------------------------------------------------------------------------------------


def test_a_year_end_holds_the_figures_of_d1(units):
    content = content_of(rolled_up(locked_year()))

    for letter, code in d1_rows.CODES.items():
        expected = values_of(d1.orders(letter), d1.assignments(letter))
        frozen = figures_from(content["units"][code]["figures"])
        assert frozen == {indicator: expected[indicator] for indicator in frozen}
    whole = figures_from(content["whole"])
    assert str(whole["solved_rate"]) == "64.29"
    assert {"per_10k", "speed_up", "direct_answer_rate"}.isdisjoint(whole)


def test_a_unit_without_orders_has_no_figures_and_no_score(units):
    idle = content_of(rolled_up(locked_year()))["units"]["D16"]

    assert {figure["value"] for figure in idle["figures"].values()} == {None}
    assert idle["score"] is None


def test_orders_of_the_second_half_are_not_in_the_mid_year(units):
    year = locked_year()
    WorkOrder.objects.filter(number__endswith="01").update(dispatched_at=SUMMER - timedelta(days=3))

    whole = figures_from(content_of(rolled_up(year, Gate.MID_YEAR, SUMMER))["whole"])

    assert whole["excluded_rate"].denominator == 19


def test_a_year_starts_from_the_figures_of_the_year_before(units):
    WorkOrder.objects.update(dispatched_at=d1_rows.DISPATCHED_AT.replace(year=2025))

    content = content_of(rolled_up(locked_year(), Gate.YEAR_START, SPRING))

    assert figures_from(content["whole"])["solved_rate"].denominator == 14
    assert content["units"]["D14"]["score"] is None


# Scores --------------------------------------------------------------------------------------------------------------


def line(code, weight, direction, floor):
    return SchemeLine(code, Decimal(weight), direction, Decimal(floor), Decimal("0.5"))


def test_the_score_is_that_of_vector_y1(units):
    """Practice §3.6 without its milestone line, which no indicator of the facts measures."""
    result = rolled_up(locked_year())
    frame = Frame.from_json(json.loads(result.frame))
    up, down = Direction.HIGHER_BETTER, Direction.LOWER_BETTER
    scheme = (line("solved_rate", 30, up, 80), line("on_time_rate", 20, up, 90), line("rework_rate", 10, down, 10))
    targets = {"solved_rate": Decimal(95), "on_time_rate": Decimal(99), "rework_rate": Decimal(3)}
    actual = {"solved_rate": "93", "on_time_rate": "97.5", "rework_rate": "6"}
    figures = {code: Value(None, None, Decimal(value), 40) for code, value in actual.items()}

    score = score_of(replace(frame, scheme=scheme), replace(frame.units[0], targets=targets), figures)

    assert [f"{part:.3f}" for part in score.contributions.values()] == ["26.000", "16.667", "5.714"]
    assert (f"{score.total:.2f}", score.expected, score.n) == ("80.63", 50, 40)
    assert scoring.light(score.total - score.expected) == ProgressLight.GREEN


def test_a_line_without_a_value_gives_its_weight_to_the_others(units):
    WorkOrder.objects.update(solved="", rating=None)

    score = Score.from_json(content_of(rolled_up(locked_year()))["units"]["D14"]["score"])

    assert set(score.contributions) == {"response_rate", "on_time_rate", "return_rate", "rework_rate"}


# The same bytes ------------------------------------------------------------------------------------------------------


def frozen_by(counters):
    """Let several workers count units in turns, in whatever order, and freeze."""
    result = AssessmentResult.objects.get(job=start(locked_year()))
    frame = rollup.frame_from(result)
    for codes in counters:
        rollup.count(result, frame, codes)
    rollup.freeze(result, frame)
    result.refresh_from_db()
    return result


@pytest.mark.parametrize(
    "counters",
    [
        [["D14", "D15", "D16"]],
        [["D16"], ["D15"], ["D14"]],
        [["D15"], ["D14", "D15"], ["D15", "D16"], ["D14"]],  # two workers at the same units
    ],
)
def test_who_counts_and_in_what_order_leaves_no_trace(units, counters):
    result = frozen_by(counters)

    assert result.content_hash == digest(result.content)
    assert content_of(result)["units"]["D14"]["tally"] == digest(result.tallies.get(department=units["A"]).content)
    assert len({row.content for row in AssessmentTally.objects.filter(department=units["A"]).order_by("id")}) == 1
    again = frozen_by_one_worker_from(result)
    assert again == result.content


def frozen_by_one_worker_from(result):
    """The same frame, counted in one go."""
    frame = rollup.frame_from(result)
    ids = dict(Department.objects.order_by("code").values_list("pk", "code"))
    counted = tallies_of(ids, frame.period)
    return snapshots.content_of(frame, {ids[pk]: tally_text(tally) for pk, tally in counted.items()})


def test_a_tally_and_a_frame_come_back_from_their_text_as_they_were(units):
    result = rolled_up(locked_year())
    text = result.tallies.get(department=units["A"]).content

    assert tally_text(tally_from(text)) == text
    assert canonical(rollup.frame_from(result).as_json()) == result.frame


def test_freezing_twice_writes_once(units):
    result = rolled_up(locked_year())

    rollup.freeze(result, rollup.frame_from(result))

    assert AssessmentResult.objects.get(pk=result.pk).frozen_at == result.frozen_at


# The job -------------------------------------------------------------------------------------------------------------


def test_a_roll_up_ends_with_its_bar_full(units):
    result = rolled_up(locked_year())

    job = Job.objects.get(pk=result.job_id)
    assert (job.state, job.done, job.ok, job.total) == (JobState.DONE, 3, 3, 3)
    assert job.result == {"assessment": result.pk}


def test_the_bar_moves_with_every_chunk(units, monkeypatch):
    monkeypatch.setattr(rollup, "CHUNK", 1)
    seen = []
    monkeypatch.setattr(rollup.jobs, "progress", lambda job, **said: seen.append(said["done"]))

    rolled_up(locked_year())

    assert seen == [1, 2, 3]


def test_a_killed_worker_loses_no_unit_it_has_counted(units, monkeypatch):
    monkeypatch.setattr(rollup, "CHUNK", 1)
    job = start(locked_year())
    count, counted = rollup.count, []

    def count_two_and_die(result, frame, codes):
        if len(counted) == 2:
            raise SystemExit
        counted.append(codes)
        count(result, frame, codes)

    monkeypatch.setattr(rollup, "count", count_two_and_die)
    with pytest.raises(SystemExit):
        tasks.roll_up(job_id=job.pk)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=6))
    monkeypatch.setattr(rollup, "count", lambda *found: (counted.append(found[2]), count(*found)))

    tasks.sweep()

    result = AssessmentResult.objects.get(job=job)
    assert counted == [["D14"], ["D15"], ["D16"]]
    assert (result.job.state, result.content) == (JobState.DONE, frozen_by_one_worker_from(result))


def test_a_cancelled_roll_up_leaves_nothing_behind(units):
    job = start(locked_year())
    claimed = jobs.begin(job.pk)
    jobs.request_cancel(job)

    rollup.roll_up(claimed)

    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert not AssessmentResult.objects.exists()


def test_a_roll_up_that_fails_tells_its_owner(units, monkeypatch):
    job = start(locked_year())

    def fail(*_):
        raise ValueError("something is wrong")

    monkeypatch.setattr(rollup, "count", fail)
    tasks.roll_up(job_id=job.pk)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.note


def test_a_message_for_a_job_that_is_over_does_nothing(units):
    result = rolled_up(locked_year())

    tasks.roll_up(job_id=result.job_id)

    assert AssessmentResult.objects.get().frozen_at == result.frozen_at


def test_a_broker_that_is_down_hurts_nobody(units, monkeypatch):
    def refuse(**_):
        raise ConnectionError

    monkeypatch.setattr(tasks.roll_up, "delay", refuse)
    job = start(locked_year())

    tasks.hint(job)
    tasks.sweep()

    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_each_run_keeps_a_snapshot_of_its_own(units):
    year = locked_year()
    first = rolled_up(year)
    WorkOrder.objects.filter(number__endswith="07").update(solved="solved", rating=5)

    second = rolled_up(year, at=JANUARY + timedelta(days=1))

    assert first.content != second.content
    assert AssessmentResult.objects.get(pk=first.pk).content == first.content

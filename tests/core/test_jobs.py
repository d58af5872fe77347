from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import jobs
from core.enums import INTERRUPTED, JobState
from core.models import Job, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei():
    return User.objects.create(username="mei", name="梅兰")


@pytest.fixture
def running():
    return jobs.begin(jobs.start("import", key="a.csv", total=10).pk)


def fall_silent(job):
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=6))
    job.refresh_from_db()


def test_a_job_from_start_to_finish(mei):
    job = jobs.start("import", owner=mei, total=10, params={"file": "a.csv"})
    assert (job.state, job.percent, job.started_at) == (JobState.QUEUED, 0, None)

    job = jobs.begin(job.pk)
    assert job.state == JobState.RUNNING

    jobs.progress(job, done=4, ok=3, failed=1, note="第 4 行")
    assert (job.percent, job.done, job.ok, job.failed) == (40, 4, 3, 1)

    jobs.finish(job, result={"created": 9})

    job.refresh_from_db()
    assert (job.state, job.result, job.note) == (JobState.DONE, {"created": 9}, "第 4 行")
    assert job.finished_at >= job.started_at


def test_a_job_that_fails_says_why(running):
    jobs.fail(running, note="第 3 列缺少，请补上后重新导入")

    running.refresh_from_db()
    assert (running.state, running.note) == (JobState.FAILED, "第 3 列缺少，请补上后重新导入")


def test_two_starts_with_one_key_are_one_job(mei):
    first, second = jobs.start("import", key="a.csv"), jobs.start("import", key="a.csv", owner=mei)

    assert first == second
    assert Job.objects.count() == 1


def test_a_running_job_is_given_again(running):
    assert jobs.start("import", key="a.csv") == running


def test_a_finished_job_leaves_its_key(running):
    jobs.finish(running)

    assert jobs.start("import", key="a.csv") != running


def test_another_kind_may_use_the_key(running):
    assert jobs.start("export", key="a.csv") != running


def test_without_key_owner_and_parameters_make_it(mei):
    first = jobs.start("rollup", owner=mei, params={"year": 2026})

    assert jobs.start("rollup", owner=mei, params={"year": 2026}) == first
    assert jobs.start("rollup", owner=mei, params={"year": 2025}) != first
    assert jobs.start("rollup", params={"year": 2026}) != first


def test_only_one_worker_gets_a_job():
    job = jobs.start("import", key="a.csv")

    assert jobs.begin(job.pk) == job
    assert jobs.begin(job.pk) is None


def test_a_silent_job_is_shown_as_interrupted(running):
    assert running.shown_state == JobState.RUNNING

    fall_silent(running)

    assert running.shown_state == INTERRUPTED
    assert running.state == JobState.RUNNING
    assert list(Job.objects.interrupted(at=timezone.now())) == [running]


def test_a_silent_worker_loses_its_claim(running):
    fall_silent(running)

    successor = jobs.begin(running.pk)

    assert successor == running
    jobs.progress(successor, done=5)
    for late in (lambda: jobs.progress(running, done=1), lambda: jobs.finish(running)):
        with pytest.raises(jobs.NotMine):
            late()
    successor.refresh_from_db()
    assert (successor.state, successor.done) == (JobState.RUNNING, 5)


def test_a_silent_job_gives_its_key_to_a_new_start(running):
    fall_silent(running)

    again = jobs.start("import", key="a.csv")

    running.refresh_from_db()
    assert (running.state, again.state) == (JobState.FAILED, JobState.QUEUED)
    assert running.note


def test_nobody_may_report_on_a_job_without_claiming_it():
    with pytest.raises(jobs.NotMine):
        jobs.progress(jobs.start("import", key="a.csv"), done=1)


def test_a_waiting_job_is_cancelled_at_once():
    job = jobs.start("import", key="a.csv")

    jobs.request_cancel(job)

    assert job.state == JobState.CANCELLED
    assert jobs.begin(job.pk) is None


def test_a_running_job_is_cancelled_by_its_worker(running):
    assert not jobs.cancel_requested(running)

    jobs.request_cancel(running)

    assert running.state == JobState.RUNNING
    assert jobs.cancel_requested(running)
    jobs.stop(running, result={"created": 2})
    running.refresh_from_db()
    assert (running.state, running.result) == (JobState.CANCELLED, {"created": 2})


def test_a_finished_job_cannot_be_cancelled(running):
    jobs.finish(running)

    jobs.request_cancel(running)

    assert (running.state, running.cancel_requested) == (JobState.DONE, False)


@pytest.mark.parametrize(
    "fields", [{"state": "done"}, {"finished_at": "2026-11-22T10:00:00+08:00"}, {"state": "running"}]
)
def test_row_refuses_nonsense(fields):
    now = timezone.now()

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="import", key="a", created_at=now, heartbeat_at=now, **fields)


def test_a_bar_without_total_has_no_percent():
    assert jobs.start("import").percent is None


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_job():
    if connection.vendor != "postgresql":
        pytest.skip("an in-memory SQLite database belongs to one connection; set TEST_DATABASE_URL to PostgreSQL")
    clicks, meet, got = 4, Barrier(4), []

    def click():
        meet.wait()
        got.append(jobs.start("import", key="a.csv").pk)
        connection.close()

    threads = [Thread(target=click) for _ in range(clicks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == clicks
    assert set(got) == {Job.objects.get().pk}

"""`manage.py import_petitions`: what an administrator sees, and what is on record afterwards."""

import csv
import io
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from core import jobs, kept, ledger
from core.enums import JobState
from core.models import Job
from petitions import defaults, intake
from petitions.importing import runs
from petitions.management.commands import import_petitions
from petitions.models import Petition, SlaRule, WorkOrder
from tests import factories

pytestmark = pytest.mark.django_db

HEADER = "诉求内容,诉求渠道,来源系统,来源编号,无地点原因"
SHARED_DATA = Path(os.environ.get("SHARED_DATA", settings.BASE_DIR.parent / "shared" / "data"))
HOTLINE = SHARED_DATA / "haikou12345_dev.csv"
HOTLINE_MAP = settings.BASE_DIR / "docs" / "maps" / "haikou12345.toml"


@pytest.fixture
def _limits():
    """All a bare database needs."""
    defaults.install_limits()
    kept.forget_all()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "三月.csv"
    rows = [f"第{n}盏路灯不亮,网上,rx,{n},沿线都有" for n in range(1, 6)]
    path.write_text("\n".join([HEADER, *rows, "短,网上,rx,6,沿线都有"]), "utf-8")
    return path


def imported(file, **options):
    out, errors = io.StringIO(), io.StringIO()
    call_command("import_petitions", file, stdout=out, stderr=errors, **options)
    return out.getvalue(), errors.getvalue()


@pytest.mark.usefixtures("_limits")
def test_rows_are_taken_in_and_the_job_tells_the_result(file):
    _out, errors = imported(file)

    assert Petition.objects.count() == 5
    job = Job.objects.get()
    assert (job.kind, job.state, job.total, job.done, job.ok, job.failed) == (runs.IMPORT, "done", 6, 6, 5, 1)
    assert (job.result["new"], job.result["known"], job.result["faulty"]) == (5, 0, 1)
    assert job.params["name"] == "三月.csv"
    assert errors.startswith("7·诉求内容")


@pytest.mark.usefixtures("_limits")
def test_again_nothing_is_taken_in_twice(file):
    imported(file)
    imported(file)

    assert Petition.objects.count() == 5
    result = Job.objects.order_by("-id")[0].result
    assert (result["new"], result["known"], result["faulty"]) == (0, 5, 1)


@pytest.mark.usefixtures("_limits")
def test_a_dry_run_leaves_nothing_behind(file):
    imported(file, dry_run=True)

    assert not Petition.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.usefixtures("_limits")
def test_the_list_of_faults_is_written_for_spreadsheets(file, tmp_path):
    imported(file, errors=tmp_path / "faults.csv")

    raw = (tmp_path / "faults.csv").read_bytes()
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert [row[:3] for row in rows] == [["行号", "列", "值"], ["7", "诉求内容", "短"]]


@pytest.mark.usefixtures("_limits")
def test_it_tells_how_far_it_is(file, monkeypatch):
    monkeypatch.setattr("petitions.importing.runs.BATCH", 2)

    out, _errors = imported(file)

    assert [line.split(" ")[0] for line in out.splitlines()[:3]] == ["2", "4", "6"]


def test_the_person_behind_it_is_on_record(file):
    factories.make_city()
    mei = factories.people().mei

    imported(file, by="mei")

    order = WorkOrder.objects.order_by("id")[0]
    assert ledger.history(order)[0].by_id == mei.pk
    assert Job.objects.get().owner == mei


@pytest.mark.usefixtures("_limits")
@pytest.mark.parametrize(
    "options", [{"by": "nobody"}, {"map": Path("nowhere.toml")}, {"errors": Path("/nowhere/x.csv")}]
)
def test_what_cannot_be_done_is_said_before_anything_is_imported(file, options):
    with pytest.raises(CommandError):
        imported(file, **options)

    assert not Petition.objects.exists()


@pytest.mark.usefixtures("_limits")
def test_a_rejected_file_is_an_error(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("诉求内容,诉求渠道,民族\n路灯不亮三天,网上,\n", "utf-8")

    with pytest.raises(CommandError, match="民族"):
        imported(path)


def test_missing_time_limits_are_named_with_the_command_that_adds_them(file):
    with pytest.raises(CommandError, match="install_limits"):
        imported(file)

    assert not Petition.objects.exists()
    assert Job.objects.get().state == JobState.FAILED
    call_command("install_limits", stdout=io.StringIO())
    assert SlaRule.objects.exists()
    imported(file)
    assert Petition.objects.count() == 5


@pytest.mark.usefixtures("_limits")
def test_a_killed_import_is_taken_up_again(file, monkeypatch):
    monkeypatch.setattr("petitions.importing.runs.BATCH", 2)
    killed = _killed_after_first_batch(file, monkeypatch)

    imported(file)

    assert Petition.objects.count() == 5
    job = Job.objects.get()
    assert (job.pk, job.state, job.done) == (killed.pk, JobState.DONE, 6)
    assert (job.result["new"], job.result["known"]) == (3, 2)


def _killed_after_first_batch(file, monkeypatch):
    """As after kill -9: two petitions are there, and the job looks as if somebody were working on it."""

    class Killed(BaseException):
        pass

    def die(teller, tally):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(import_petitions.Teller, "progress", die)
        with pytest.raises(Killed):
            imported(file)
    job = Job.objects.get()
    assert (job.state, job.done, Petition.objects.count()) == (JobState.RUNNING, 2, 2)
    Job.objects.update(heartbeat_at=timezone.now() - import_petitions.SILENT_AFTER)
    return job


@pytest.mark.usefixtures("_limits")
def test_a_file_that_is_being_imported_is_waited_for(file, monkeypatch):
    imported(file)
    done = Job.objects.get()
    other = jobs.begin(jobs.start(runs.IMPORT, key=done.key).pk)
    monkeypatch.setattr(import_petitions.time, "sleep", lambda seconds: jobs.finish(other))

    out, _errors = imported(file)

    assert out.splitlines()[0].endswith("…")
    assert Job.objects.filter(state=JobState.DONE).count() == 3


@pytest.mark.usefixtures("_limits")
def test_a_batch_that_meets_another_session_is_taken_in_again(file, monkeypatch):
    """Between looking and writing, another session takes one of them in; the database says so."""
    recognise, times = intake._recognise, []

    def late(entries):
        recognise(entries)
        if not times:
            times.append(1)
            for entry in entries:
                entry.known = None

    imported(file, limit=1)
    monkeypatch.setattr(intake, "_recognise", late)
    imported(file)

    assert Petition.objects.count() == 5


@pytest.mark.usefixtures("_limits")
@pytest.mark.skipif(
    not HOTLINE.exists(), reason=f"needs {HOTLINE.name}, which may not be copied here: name its folder in SHARED_DATA"
)
def test_hotline_records_become_petitions_with_their_lines_intact():
    imported(HOTLINE, map=HOTLINE_MAP, limit=700)

    with HOTLINE.open(encoding="utf-8-sig", newline="") as stream:
        said = {row["id"]: row["text"].strip() for row, _n in zip(csv.DictReader(stream), range(700), strict=False)}
    assert dict(Petition.objects.values_list("external_no", "content")) == said
    assert sum("\n" in text for text in said.values()) > 50
    assert set(WorkOrder.objects.values_list("category", flat=True)) == {None}

"""The import page: template, upload, check, import, result; and what becomes of the file."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from core import jobs
from core.enums import JobState
from core.importing import sealed
from core.models import Job, User
from partyorgs.enums import Role
from partyorgs.models import RoleGrant
from petitions import tasks
from petitions.importing import uploads
from petitions.importing.runs import IMPORT
from petitions.models import Petition, WorkOrder
from tests.factories import SINCE

URL = "/imports/"
GOOD = [f"第{n}盏路灯不亮,网上,rx,{n},纸鲸苑" for n in range(1, 4)]
FILE = "\n".join(
    ["诉求内容,诉求渠道,来源系统,来源编号,发生地点,备注", *(f"{row},无" for row in GOOD), "短,网上,rx,9,纸鲸苑,无"]
)


@pytest.fixture
def mei(sit_down, cast):
    return sit_down(cast.mei)


@pytest.fixture
def _worker(monkeypatch):
    """A worker that is always free."""
    monkeypatch.setattr(tasks.import_file, "delay", lambda *, job_id: uploads.carry_out(job_id))


def file(content=FILE, name="三月.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def upload(client, content=FILE, **more):
    return client.post(URL, {"file": file(content), **more})


def text(response):
    return response.content.decode()


# --- the way through


@pytest.mark.usefixtures("_worker")
def test_a_file_is_checked_then_imported(mei):
    checked = mei.post(URL, {"file": file()}, follow=True)

    assert not Petition.objects.exists()
    assert "Checked, nothing imported yet" in text(checked)
    assert "Import 3 rows" in text(checked)
    assert "短" in text(checked)
    check = Job.objects.get()
    done = mei.post(reverse("petitions:import-take-in", args=[check.pk]), follow=True)
    assert Petition.objects.count() == 3
    assert "To the work orders" in text(done)
    job = Job.objects.get(kind=IMPORT)
    assert (job.state, job.total, job.result["new"], job.result["faulty"]) == (JobState.DONE, 4, 3, 1)
    assert set(WorkOrder.objects.values_list("title", flat=True)) == {row.split(",")[0] for row in GOOD}


@pytest.mark.usefixtures("_worker")
def test_the_person_is_on_record(mei, cast):
    check = upload(mei)
    mei.post(f"{check.url}take-in/")

    assert {job.owner for job in Job.objects.order_by("id")} == {cast.mei}


@pytest.mark.usefixtures("_worker")
def test_the_faulty_rows_come_back_as_a_sheet_to_be_corrected(mei):
    check = upload(mei)

    response = mei.get(f"{check.url}faults/")

    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    sheet = book["待更正"]
    assert [cell.value for cell in sheet[1]][-2:] == ["备注", "错误原因"]
    assert [cell.value for cell in sheet[2]][:4] == ["短", "网上", "rx", "9"]
    sheet["A2"] = "第九盏路灯不亮"
    stream = io.BytesIO()
    book.save(stream)
    again = mei.post(URL, {"file": file(stream.getvalue(), "更正.xlsx")})
    mei.post(f"{again.url}take-in/")
    assert list(Petition.objects.values_list("external_no", flat=True)) == ["9"]


@pytest.mark.usefixtures("_worker")
def test_the_template_can_be_filled_in_and_sent(mei):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(mei.get(f"{URL}template/").streaming_content)))
    sheet = book["诉求"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for head, value in {"诉求内容": "路灯不亮三天了", "诉求渠道": "12345热线", "诉求类别": "020401 城市管理"}.items():
        sheet.cell(3, heads[head], value)
    sheet.cell(3, heads["网格编码"], "990102003001002")
    stream = io.BytesIO()
    book.save(stream)

    check = mei.post(URL, {"file": file(stream.getvalue(), "模板.xlsx")})
    mei.post(f"{check.url}take-in/")

    order = WorkOrder.objects.select_related("category").get()
    assert (order.channel, order.category.code) == ("hotline_12345", "020401")
    assert sum(Job.objects.order_by("-id")[0].result["skipped"].values()) == 1


def test_the_template_offers_the_words_of_the_office(mei):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(mei.get(f"{URL}template/").streaming_content)))

    rules = {str(rule.sqref): rule.formula1 for rule in book["诉求"].data_validations.dataValidation}
    assert any("12345热线" in formula for formula in rules.values())
    assert any("特急" in formula for formula in rules.values())
    assert any(formula.startswith("类别!") for formula in rules.values())
    assert "020401 城市管理·市政设施·道路与人行道破损" in [cell.value for cell in book["类别"]["A"]]
    assert book["填写说明"]["A1"].value.endswith("。")


@pytest.mark.usefixtures("_worker")
def test_a_mapping_file_says_what_other_headings_mean(mei):
    toml = '[constants]\nchannel = "portal"\nno_place_reason = "无"\n[columns]\ncontent = "正文"\n'

    check = upload(mei, "正文,编号\n路灯不亮三天了,1\n", map_file=SimpleUploadedFile("m.toml", toml.encode()))

    page = text(mei.get(check.url))
    assert "Import 1 rows" in page
    assert "编号" in page


# --- what is refused


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "required"),
        ({"file": file("诉求内容,诉求渠道,民族\n")}, "民族"),
        ({"file": file("内文\n")}, "诉求内容"),
        ({"file": file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 9, "旧.xls")}, ".xlsx"),
        ({"file": file(), "map_file": SimpleUploadedFile("m.toml", b"[colums]")}, "colums"),
        ({"file": file(), "map_file": SimpleUploadedFile("m.toml", b"\xff\xfe")}, "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_remedy(mei, sent, words):
    response = mei.post(URL, sent)

    assert response.status_code == 422
    assert any(words in error for errors in response.context["form"].errors.values() for error in errors)
    assert not Job.objects.exists()


def test_a_file_that_is_too_large_is_refused(mei, settings):
    settings.ATTACHMENT_MAX_BYTES = 100

    assert "larger than" in text(upload(mei))


@pytest.mark.parametrize(("who", "status"), [("mei", 200), ("wei", 403), ("hong", 403), ("deputy", 403)])
def test_only_who_takes_petitions_in_may_import(sit_down, cast, who, status):
    client = sit_down(getattr(cast, who))

    assert client.get(URL).status_code == status
    assert client.get(f"{URL}template/").status_code == status


@pytest.mark.usefixtures("_worker")
def test_an_import_is_its_owner_s_business(mei, sit_down):
    url = upload(mei).url
    lei = User.objects.create(username="lei", name="雷蕾")
    RoleGrant.objects.create(user=lei, role=Role.DISPATCHER, valid_from=SINCE)

    client = sit_down(lei)

    assert [client.get(path).status_code for path in (URL, url, f"{url}faults/")] == [200, 404, 404]
    assert client.post(f"{url}take-in/").status_code == 404


# --- when things go wrong


def test_without_a_queue_the_person_is_told_at_once(mei, monkeypatch):
    def no_broker(*, job_id):
        raise OperationalError

    monkeypatch.setattr(tasks.import_file, "delay", no_broker)

    response = mei.post(URL, {"file": file()}, follow=True)

    assert "cannot be reached" in text(response)
    assert Job.objects.get().state == JobState.CANCELLED


def test_a_waiting_file_shows_that_it_waits_and_asks_again(mei, monkeypatch):
    monkeypatch.setattr(tasks.import_file, "delay", lambda *, job_id: None)
    url = upload(mei).url

    fragment = mei.get(url, headers={"HX-Request": "true"})

    assert "Waiting for a free worker" in text(fragment)
    assert f'hx-get="{url}"' in text(fragment)
    assert "<html" not in text(fragment)


def test_a_double_click_is_one_check(mei, monkeypatch):
    monkeypatch.setattr(tasks.import_file, "delay", lambda *, job_id: None)

    assert upload(mei).url == upload(mei).url


@pytest.mark.usefixtures("_worker")
def test_a_worker_that_comes_second_does_nothing(mei):
    upload(mei)
    job = Job.objects.get()

    uploads.carry_out(job.pk)

    assert Job.objects.get() == job


@pytest.mark.usefixtures("_worker")
def test_a_cancelled_import_keeps_what_it_has_done(mei, monkeypatch):
    check = upload(mei)
    monkeypatch.setattr("petitions.importing.runs.BATCH", 1)
    monkeypatch.setattr(jobs, "cancel_requested", lambda job: job.done == 2)

    page = mei.post(f"{check.url}take-in/", follow=True)

    assert Job.objects.get(kind=IMPORT).state == JobState.CANCELLED
    assert Petition.objects.count() == 2
    assert "Start again" in text(page)


# --- the file


@pytest.mark.usefixtures("_worker")
def test_the_file_lies_sealed(mei):
    upload(mei)

    params = Job.objects.get().params
    with default_storage.open(params["file"]) as stream:
        assert "路灯".encode() not in stream.read()
    assert "短" not in str(params)


@pytest.mark.usefixtures("_worker")
def test_the_file_is_gone_after_a_day_and_that_is_said(mei):
    url = upload(mei).url
    assert sealed.forget_old(at=timezone.now()) == 0

    job = Job.objects.get()

    sealed.forget_old(at=_a_day_later(job))

    names = (job.params["file"], job.result["faults_file"])
    assert [default_storage.exists(name) for name in names] == [False, False]
    assert "24 hours" in text(mei.post(f"{url}take-in/", follow=True))
    assert "24 hours" in text(mei.get(f"{url}faults/", follow=True))


def _a_day_later(job):
    """By the clock of the files, which is not the Wednesday of the tests."""
    written = default_storage.get_modified_time(job.result["faults_file"])
    return written + sealed.KEPT_FOR + timedelta(seconds=1)


def test_the_sweep_is_on_the_schedule(settings):
    assert "core.forget_uploads" in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


# --- queries


@pytest.mark.usefixtures("_worker")
@pytest.mark.parametrize("uploads_before", [1, 3])
def test_the_page_costs_the_same_at_any_length(mei, uploads_before, django_assert_max_num_queries):
    for count in range(uploads_before):
        upload(mei, FILE + f"\n第{count}十盏路灯不亮,网上,rx,{count}0,纸鲸苑,无")

    with django_assert_max_num_queries(9):
        mei.get(URL)
    with django_assert_max_num_queries(9):
        mei.get(f"{URL}{Job.objects.order_by('-id')[0].pk}/")

"""`manage.py import_register` and the page: check, decide, take in, and the faulty rows back as the same file."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from kombu.exceptions import OperationalError

from core.enums import JobState
from core.models import Event, Job, User
from grids.models import Grid
from partyorgs import tasks
from partyorgs.enums import Role
from partyorgs.importing import REGISTERS, uploads
from partyorgs.models import PartyOrganization, RoleGrant
from tests.grids.conftest import square
from tests.grids.filing import features
from tests.partyorgs.conftest import FIRST_DAY

URL = "/ground/imports/"
HEAD = "组织编码,组织名称,组织类型,党员人数"
GOOD = [f"000{n},第{n}党支部,党支部,{n}" for n in range(1, 4)]
BAD = "0009,=HYPERLINK(1),党小组长,9"
FILE = "\n".join([HEAD, *GOOD, BAD])

pytestmark = pytest.mark.django_db


def person(username, role):
    user = User.objects.create(username=username, name=username)
    RoleGrant.objects.create(user=user, role=role, valid_from=FIRST_DAY)
    return user


@pytest.fixture
def mei(client):
    client.force_login(person("mei", Role.OFFICE_ADMIN))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def _worker(monkeypatch):
    """A worker that is always free."""
    monkeypatch.setattr(tasks.import_file, "delay", lambda *, job_id: uploads.carry_out(job_id))


def upload(client, content=FILE, register="organizations", name="三月.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(URL, {"file": SimpleUploadedFile(name, content), "register": register})


def content_of(response):
    return b"".join(response.streaming_content)


# --- the page


@pytest.mark.usefixtures("_worker")
def test_a_file_is_checked_and_its_good_rows_taken_in(mei):
    check = upload(mei)
    shown = mei.get(check.url).content.decode()

    assert not PartyOrganization.objects.exists()
    assert "Import only the 3 good rows" in shown
    assert "党小组长" in shown
    done = mei.post(f"{check.url}take-in/", {"mode": "valid"}, follow=True)
    assert PartyOrganization.objects.count() == 3
    assert "Imported" in done.content.decode()
    job = Job.objects.get(kind=uploads.IMPORT)
    assert (job.state, job.total, job.ok, job.failed) == (JobState.DONE, 4, 3, 1)
    event = Event.objects.get(kind="register.import")
    assert (event.by_name, event.data["sha256"], event.data["new"]) == ("mei", job.params["sha256"], 3)


@pytest.mark.usefixtures("_worker")
def test_all_or_nothing_takes_nothing_of_a_file_with_a_faulty_row(mei):
    check = upload(mei)

    done = mei.post(f"{check.url}take-in/", {"mode": "all"}, follow=True)

    assert not PartyOrganization.objects.exists()
    assert "Nothing was imported" in done.content.decode()


@pytest.mark.usefixtures("_worker")
def test_the_faulty_rows_come_back_as_csv_that_can_be_corrected_and_sent_again(mei):
    check = upload(mei)

    rows = list(csv.reader(io.StringIO(content_of(mei.get(f"{check.url}faults/")).decode("utf-8-sig"))))

    assert rows[0] == [*HEAD.split(","), "错误原因"]
    assert rows[1][:3] == ["0009", "'=HYPERLINK(1)", "党小组长"]
    assert "组织类型" in rows[1][4]
    rows[1][2] = "党小组"
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    again = upload(mei, stream.getvalue())
    mei.post(f"{again.url}take-in/", {"mode": "all"})
    assert PartyOrganization.objects.values_list("code", "name").get() == ("0009", "=HYPERLINK(1)")


@pytest.mark.usefixtures("_worker")
def test_the_faulty_rows_of_a_workbook_come_back_as_a_workbook(mei):
    book = openpyxl.Workbook()
    for row in (HEAD.split(","), ["0001", "一支部", "党支部", 7], [20001, "=1+1", "党支部", 8]):
        book.active.append(row)
    book.active["B3"].data_type = "s"
    stream = io.BytesIO()
    book.save(stream)

    check = upload(mei, stream.getvalue(), name="三月.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(content_of(mei.get(f"{check.url}faults/"))))["待更正"]
    assert [cell.value for cell in sheet[1]][-1] == "错误原因"
    assert [cell.value for cell in sheet[2]][:2] == [20001, "=1+1"]
    assert sheet["B2"].data_type == "s"


@pytest.mark.usefixtures("_worker")
def test_the_faulty_features_come_back_as_geojson(mei, grid):
    rows = [
        ({"网格编码": code, "name": "某网格"}, square(90.05, 3.0)) for code in ("990102003001002", "99010200300100")
    ]

    check = upload(mei, features(*rows), "grids", "网格.geojson")

    told = json.loads(content_of(mei.get(f"{check.url}faults/")))
    (feature,) = told["features"]
    assert feature["properties"]["网格编码"] == "99010200300100"
    assert feature["properties"]["错误原因"]
    assert feature["geometry"] == square(90.05, 3.0)
    remarks = mei.get(check.url).context["remarks"]
    assert [(remark.label, remark.value) for remark in remarks] == [
        ("Base grids without a boundary, kept already (1)", "990102003001001")
    ]
    mei.post(f"{check.url}take-in/", {"mode": "valid"})
    assert Grid.objects.get(code="990102003001002").geometry["type"] == "Polygon"


@pytest.mark.parametrize("name", REGISTERS)
def test_each_template_can_be_filled_in_and_is_skipped_where_it_is_a_sample(mei, name, monkeypatch):
    monkeypatch.setattr(tasks.import_file, "delay", lambda *, job_id: uploads.carry_out(job_id))

    template = content_of(mei.get(f"{URL}template/{name}/"))

    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet, notes = book.worksheets
    places = {column.headings[0]: place for place, column in enumerate(REGISTERS[name].columns, 1)}
    assert [cell.value for cell in sheet[1]] == list(places)
    assert "2026-1" in notes["A1"].value
    for column in REGISTERS[name].columns:
        assert sheet.cell(2, places[column.headings[0]]).number_format == "@"
    offered = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert len(offered) == sum(column.choices is not None for column in REGISTERS[name].columns)
    check = upload(mei, template, name, "模板.xlsx")
    result = Job.objects.get(pk=check.url.split("/")[-2]).result
    assert (result["rows"], result["skipped"]) == (1, 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [("组织编码,组织名称,组织类型,民族\n", "民族"), ("组织编码\n", "组织名称"), ("", "empty")],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_remedy(mei, content, words):
    response = upload(mei, content)

    assert response.status_code == 422
    assert any(words in error for errors in response.context["form"].errors.values() for error in errors)
    assert not Job.objects.exists()


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR])
def test_only_administrators_of_the_office_import(client, role):
    client.force_login(person("wei", role))

    assert [client.get(f"{URL}{rest}").status_code for rest in ("", "template/grids/", "1/")] == [403, 403, 403]


@pytest.mark.usefixtures("_worker")
def test_an_import_is_its_owner_s_business(mei):
    url = upload(mei).url
    mei.force_login(person("lei", Role.OFFICE_ADMIN))

    assert [mei.get(path).status_code for path in (URL, url, f"{url}faults/")] == [200, 404, 404]
    assert mei.post(f"{url}take-in/").status_code == 404


def test_there_is_no_template_of_what_is_not_kept(mei):
    assert mei.get(f"{URL}template/residents/").status_code == 404


def test_without_a_queue_the_person_is_told_at_once(mei, monkeypatch):
    def no_broker(*, job_id):
        raise OperationalError

    monkeypatch.setattr(tasks.import_file, "delay", no_broker)

    sent = upload(mei)

    assert "cannot be reached" in mei.get(sent.url).content.decode()
    assert Job.objects.get().state == JobState.CANCELLED


@pytest.mark.usefixtures("_worker")
def test_the_file_lies_sealed_and_gone_it_is_said(mei):
    check = upload(mei)
    job = Job.objects.get()

    with default_storage.open(job.params["file"]) as stream:
        assert "党支部".encode() not in stream.read()
    default_storage.delete(job.params["file"])
    assert "24 hours" in mei.post(f"{check.url}take-in/", follow=True).content.decode()


@pytest.mark.usefixtures("_worker")
@pytest.mark.parametrize("before", [1, 3])
def test_the_page_costs_the_same_at_any_length(mei, before, django_assert_num_queries):
    for count in range(before):
        upload(mei, f"{FILE}\n001{count},再一支部,党支部,1")
    job = reverse("partyorgs:import", args=[Job.objects.order_by("-id")[0].pk])
    mei.get(URL)  # what a process keeps is read by now

    with django_assert_num_queries(6):
        mei.get(URL)
    with django_assert_num_queries(6):
        mei.get(job)


# --- the command


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "三月.csv"
    path.write_text(FILE, "utf-8")
    return path


def imported(file, **options):
    out, errors = io.StringIO(), io.StringIO()
    call_command("import_register", "organizations", file, stdout=out, stderr=errors, **options)
    return out.getvalue(), errors.getvalue()


def test_the_command_writes_nothing_where_a_row_is_faulty(file):
    with pytest.raises(CommandError, match="accept-valid"):
        imported(file)

    assert not PartyOrganization.objects.exists()


def test_the_command_takes_the_good_rows_and_writes_the_faulty_ones_down(file, tmp_path):
    out, _errors = imported(file, accept_valid=True, errors=tmp_path / "错误.csv")

    assert "新增 3，更新 0，未变 0，跳过 0，错误 1" in out
    assert (tmp_path / "错误.csv").read_text("utf-8-sig").splitlines()[1].startswith("0009")
    assert PartyOrganization.objects.count() == 3


def test_the_command_checks_without_writing(file):
    out, errors = imported(file, dry_run=True)

    assert "检查完毕，未写入" in out
    assert errors.startswith("5·组织类型·党小组长")
    assert not PartyOrganization.objects.exists()


def test_the_command_names_who_it_is_done_for(file):
    person("mei", Role.OFFICE_ADMIN)

    imported(file, accept_valid=True, by="mei")

    assert Event.objects.get(kind="register.import").by_name == "mei"


@pytest.mark.parametrize(("options", "words"), [({"by": "nobody"}, "nobody"), ({"file": "/nowhere/x.csv"}, "nowhere")])
def test_the_command_says_what_is_wrong_with_its_call(file, options, words):
    given = Path(options.pop("file")) if "file" in options else file
    with pytest.raises(CommandError, match=words):
        imported(given, **options)

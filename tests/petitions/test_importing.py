"""What a file may look like, what its columns mean, and what is said about those rows that cannot be taken in."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.importing import tables
from core.importing.errorsheets import FaultBook, FaultList
from core.importing.tables import Layout
from core.refusals import Refusal
from petitions.importing import maps
from petitions.importing.opening import open_file
from petitions.importing.rows import Reader
from petitions.importing.runs import Run, Tally
from petitions.models import Petition
from tests import factories
from tests.factories import GRID, PAVEMENT

HEADER = "诉求内容,诉求渠道,来源系统,来源编号,发生地点"
LAMP = "纸鲸苑门口路灯不亮,12345热线,rx,{},纸鲸苑"


def opener(content):
    return lambda: io.BytesIO(content if isinstance(content, bytes) else content.encode())


def sheet(*rows, title="诉求"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def table(content, **layout):
    return tables.open_table(opener(content), Layout(**layout))


def refused(content, **more):
    with pytest.raises(Refusal) as refusal:
        open_file(opener(content), **more)
    assert refusal.value.remedy
    return refusal.value


def cells(content, **layout):
    return [row.cells for row in table(content, **layout).rows()]


# --- files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_of_spreadsheets(encoding):
    assert cells("诉求内容,渠道\n路灯不亮𠮷,热线\n".encode(encoding)) == [("路灯不亮𠮷", "热线")]


@pytest.mark.parametrize("content", ["内容\n热线".encode("utf-16"), b"\xff\xff\xff\x00,"])
def test_csv_in_another_encoding_is_refused(content):
    with pytest.raises(Refusal) as refusal:
        table(content)

    assert refusal.value.code == "encoding"


def test_fields_over_several_lines_stay_whole():
    text = "第一行\r\n第二行，说“急”\n\n第四行"
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["内容", "渠道"], [text, "热线"], ["路灯不亮", "网上"]])

    assert cells(stream.getvalue()) == [(text, "热线"), ("路灯不亮", "网上")]


def test_a_row_with_odd_quotes_is_reported_alone():
    content = '内容,渠道\n路灯不亮,热线\n"没有结尾的引号,热线\n井盖缺失,热线\n"有"东西,热线\n垃圾未清,热线\n'

    rows = list(table(content).rows())

    assert [row.number for row in rows if row.fault] == [3, 5]
    assert "3" in rows[1].fault
    assert [row.cells[0] for row in rows if not row.fault] == ["路灯不亮", "井盖缺失", "垃圾未清"]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them():
    content = '内容,渠道\n"两行\n文字",热线\n\n路灯不亮,热线\n'

    assert [row.number for row in table(content).rows()] == [2, 4]


@pytest.mark.parametrize("row", ["只有一格", "一,二,三"])
def test_a_row_of_another_length_is_reported(row):
    (only,) = table(f"内容,渠道\n{row}\n").rows()

    assert only.fault


def test_empty_cells_beyond_the_header_do_not_matter():
    assert cells("内容,渠道,,\n路灯不亮,热线,,\n") == [("路灯不亮", "热线")]
    assert cells(sheet(["内容", "渠道", "网格编码"], ["路灯不亮"])) == [("路灯不亮", None, None)]


def test_the_header_may_stand_further_down():
    assert cells("登记表,\n内容,渠道\n路灯不亮,热线\n", header_row=2) == [("路灯不亮", "热线")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "old_workbook"),
        (b"PK\x03\x04 and nothing else", "unreadable"),
        ("\n\n", "no_header"),
        ("内容,内容\n", "heading_twice"),
        ("地点,渠道\n", "column_missing"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_do(content, code):
    assert refused(content).code == code


@pytest.mark.parametrize(
    "heading",
    [
        "民族",
        "宗教信仰",
        "政治面貌",
        "身份证号",
        "居民身份证号码",
        "证件号码",
        "Ethnicity",
        "religion",
        "ID number",
        "id_no",
    ],
)
def test_a_column_nobody_may_collect_refuses_the_whole_file(heading):
    refusal = refused(f"诉求内容,诉求渠道,{heading}\n路灯不亮已三天,网上,\n")

    assert refusal.code == "forbidden_column"
    assert heading in refusal.detail


def test_a_workbook_gives_the_sheet_that_is_named():
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    book.create_sheet("登记").append(["内容", "渠道"])
    stream = io.BytesIO()
    book.save(stream)

    assert table(stream.getvalue(), sheet="登记").header == ("内容", "渠道")
    assert table(stream.getvalue()).header == ("说明",)
    assert refused(stream.getvalue(), map_text=MAP + '[file]\nsheet = "无"').code == "no_such_sheet"


# --- maps


MAP = '[constants]\nchannel = "portal"\n[columns]\ncontent = "文"\n'


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("columns = 3", "columns"),
        ("[columns", ""),
        ("[colums]", "colums"),
        (MAP + 'colour = "颜色"', "columns.colour"),
        (MAP + "title = 5", "columns.title"),
        (MAP + 'title = { colum = "标题" }', "columns.title.colum"),
        (MAP + 'title = { column = "标题", columns = ["标题"] }', "columns.title"),
        (MAP + 'kind = { column = "类", values = { a = 1 } }', "columns.kind.values"),
        (MAP + '[[skip]]\ncolumn = "类"', "skip"),
        (MAP + "[file]\nheader_row = 0", "file.header_row"),
        ('[columns]\ncontent = "文"', "columns.channel"),
    ],
)
def test_a_wrong_map_is_refused_at_its_key(text, key):
    with pytest.raises(Refusal) as refusal:
        maps.read(text)

    assert f"“{key}”" in refusal.value.detail


def test_a_map_must_fit_the_file():
    refusal = refused("正文,渠道\n", map_text=MAP)

    assert (refusal.code, "文" in refusal.detail, "正文" in refusal.remedy) == ("column_missing", True, True)


def readings(content, map_text=""):
    file = tables.open_table(opener(content), Layout())
    reader = Reader(maps.read(map_text) if map_text else maps.by_headings(file.header), file.header)
    return [reader.read(row) for row in file.rows()]


def read(content, map_text=""):
    (reading,) = readings(content, map_text)
    assert reading.submission is not None, reading.faults
    return reading.submission


def test_headings_are_known_by_label_or_name_and_choices_by_their_labels():
    said = read(
        "*诉求内容（必填）,channel,诉求类型,紧急程度,是否匿名,类别代码\n路灯不亮,12345热线,求助,特急,是,020401 道路\n"
    )

    assert (said.channel, said.kind, said.urgency, said.is_anonymous) == ("hotline_12345", "help", "critical", True)
    assert said.category == "020401"


def test_columns_are_joined_translated_and_filled_up():
    map_text = """
        [constants]
        channel = "portal"
        source = "rx"
        [columns]
        content = "文"
        external_no = "号"
        source_category = { columns = ["一", "二"], separator = " / ", drop = ["其他"] }
        kind = { column = "类", values = { "诉" = "complaint" }, otherwise = "other" }
        urgency = { column = "急", values = { "是" = "urgent" } }
    """
    rows = readings("文,号,一,二,类,急\n路灯不亮,1,市政,其他,诉,\n井盖缺失,2,其他,路面,问,大概\n", map_text)

    said = rows[0].submission
    assert (said.channel, said.source, said.external_no) == ("portal", "rx", "1")
    assert (said.source_category, said.kind, said.urgency) == ("市政", "complaint", "")
    assert [(fault.column, fault.value) for fault in rows[1].faults] == [("急", "大概")]


def test_rows_are_left_out_on_purpose_with_the_reason():
    map_text = MAP + '[[skip]]\nreason = "催办"\ncolumn = "类"\nvalues = ["催"]'

    assert [row.skipped for row in readings("文,类\n路灯不亮,催\n路灯不亮,报\n", map_text)] == ["催办", ""]


def test_the_sample_row_of_the_template_is_left_out():
    (row,) = readings("诉求内容,诉求渠道\n【示例】路灯不亮,网上\n")

    assert row.skipped


@pytest.mark.parametrize(
    "text",
    ["2018-01-07 09:05", "2018/1/7 9:05", "2018年1月7日 9时5分", "2018-01-07T09:05:00+08:00", "2018-01-07T01:05:00Z"],
)
def test_moments_are_read_in_the_city_s_time(text):
    said = read(f"诉求内容,诉求渠道,收到时间\n路灯不亮,网上,{text}\n")

    assert said.received_at.astimezone(UTC) == datetime(2018, 1, 7, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("收到时间", "昨天"),
        ("收到时间", "43107"),
        ("收到时间", "2018-13-01"),
        ("是否匿名", "也许"),
        ("经度", "东经一百一十度"),
        ("经度", "NaN"),
        ("网格编码", "9.90102E+14"),
    ],
)
def test_a_cell_that_says_nothing_usable_is_named(heading, value):
    (row,) = readings(f"诉求内容,诉求渠道,{heading}\n路灯不亮,网上,{value}\n")

    assert [(fault.row, fault.column, fault.value) for fault in row.faults] == [(2, heading, value)]
    assert row.faults[0].remedy


@pytest.mark.parametrize("code", [990102003001002, 9.90102003001002e14])
def test_a_code_that_a_workbook_holds_as_a_number_is_refused(code):
    (row,) = readings(sheet(["诉求内容", "诉求渠道", "网格编码"], ["路灯不亮", "网上", code]))

    assert [fault.column for fault in row.faults] == ["网格编码"]


def test_dates_and_numbers_of_a_workbook_are_what_they_are():
    said = read(
        sheet(["诉求内容", "诉求渠道", "收到时间", "经度", "纬度"], ["路灯不亮", "网上", date(2018, 1, 7), 110.5, 20])
    )

    assert (f"{said.received_at:%Y-%m-%d %H:%M %z}", said.lon, said.lat) == ("2018-01-07 00:00 +0800", 110.5, 20)


def test_a_number_that_comes_twice_in_a_file_is_a_fault_of_the_second_row():
    rows = readings(f"{HEADER}\n{LAMP.format(1)}\n{LAMP.format(1)}\n")

    assert [len(row.faults) for row in rows] == [0, 1]


def test_rows_without_a_number_get_one_from_their_words():
    lamp, cover = "路灯不亮,网上", "井盖缺失,网上"
    first = [row.submission.external_no for row in readings(f"诉求内容,诉求渠道\n{lamp}\n{cover}\n{lamp}\n")]
    corrected = [row.submission.external_no for row in readings(f"诉求内容,诉求渠道\n{lamp}\n垃圾未清,网上\n{lamp}\n")]

    assert len(set(first)) == 3
    assert (first[0], first[2]) == (corrected[0], corrected[2])


# --- runs


@pytest.fixture
def city():
    return factories.make_city()


def run(content, map_text="", **options):
    opened = open_file(opener(content), map_text=map_text)
    faulty = []
    one = Run(opened.table, Reader(opened.file_map, opened.table.header), SYSTEM, timezone.now(), **options)
    tally = one.go(on_fault=faulty.append, on_batch=lambda tally: None)
    return tally, faulty


def counts(tally: Tally):
    return {"new": tally.new, "known": tally.known, "faulty": tally.faulty, "skipped": tally.skipped.total()}


FILE = f"""{HEADER}
{LAMP.format(1)}
短,12345热线,rx,2,纸鲸苑
【示例】路灯不亮,12345热线,rx,9,纸鲸苑
{LAMP.format(3)}
身份证110101199003072316反映路灯不亮,12345热线,rx,4,纸鲸苑
路灯不亮已三天,飞鸽,rx,5,
"""


@pytest.mark.django_db
def test_the_good_rows_are_taken_in_and_the_bad_ones_named(city):
    tally, faulty = run(FILE)

    assert counts(tally) == {"new": 2, "known": 0, "faulty": 3, "skipped": 1}
    assert sorted(Petition.objects.values_list("external_no", flat=True)) == ["1", "3"]
    assert [(fault.row, fault.column) for reading in faulty for fault in reading.faults] == [
        (3, "诉求内容"),
        (6, "诉求内容"),
        (7, "诉求渠道"),
        (7, "发生地点"),
    ]
    assert "110101199003072316" not in repr(tally.as_json())


@pytest.mark.django_db
def test_a_second_run_takes_nothing_in_twice(city):
    run(FILE)
    tally, _faulty = run(FILE.replace("短,", "路灯又不亮了,"))

    assert counts(tally) == {"new": 1, "known": 2, "faulty": 2, "skipped": 1}
    assert Petition.objects.count() == 3


@pytest.mark.django_db
def test_a_rehearsal_counts_the_same_and_writes_nothing(city):
    assert counts(run(FILE, is_rehearsal=True)[0]) == counts(run(FILE)[0])
    assert counts(run(FILE, is_rehearsal=True)[0]) == {"new": 0, "known": 2, "faulty": 3, "skipped": 1}
    assert Petition.objects.count() == 2


@pytest.mark.django_db
def test_a_limit_reads_only_so_many_rows(city):
    assert run(FILE, limit=1)[0].rows == 1


@pytest.mark.django_db
def test_codes_of_the_map_that_the_city_does_not_have_are_left_out_and_told(city):
    map_text = f"""
        [constants]
        channel = "portal"
        [columns]
        content = "文"
        grid_code = "格"
        category = {{ column = "类", values = {{ "路" = "{PAVEMENT}", "灯" = "999999" }} }}
    """
    opened = open_file(opener(f"文,格,类\n路面破损严重,{GRID},路\n路灯不亮三天,{GRID},灯\n"), map_text=map_text)

    reader = Reader(opened.file_map, opened.table.header)
    assert [reader.read(row).submission.category for row in opened.table.rows()] == [PAVEMENT, ""]
    assert opened.unknown_codes == ("999999",)


# --- what is given back


@pytest.mark.django_db
def test_the_list_of_faults_names_row_column_value_reason_and_remedy(city):
    _tally, faulty = run(FILE.replace("飞鸽", '"=cmd|calc"'))
    stream = io.StringIO(newline="")
    faults = FaultList(stream)
    for reading in faulty:
        faults.add(reading)

    header, *rows = csv.reader(stream.getvalue().splitlines())
    assert header == ["行号", "列", "值", "原因", "处理办法"]
    assert [row[:3] for row in rows] == [
        ["3", "诉求内容", "短"],
        ["6", "诉求内容", "身份证〔证件号〕反映路灯不亮"],
        ["7", "诉求渠道", "'=cmd|calc"],
        ["7", "发生地点", ""],
    ]
    assert all(reason and remedy for *_place, reason, remedy in rows)
    assert "12345热线" in rows[2][4]


@pytest.mark.django_db
def test_the_sheet_of_faults_can_be_corrected_and_sent_again(city):
    content = sheet(
        ["诉求内容", "诉求渠道", "发生地点", "网格编码", "收到时间"],
        ["路灯不亮已三天", "网上", "纸鲸苑", None, datetime(2026, 1, 5, 9, 30)],  # noqa: DTZ001  as workbooks hold it
        ["短", "网上", "纸鲸苑", int(GRID), datetime(2026, 1, 6, 9, 30)],  # noqa: DTZ001
    )
    tally, faulty = run(content)
    assert counts(tally) == {"new": 1, "known": 0, "faulty": 1, "skipped": 0}

    book = given_back(faulty)
    rows = book["待更正"]
    assert [cell.value for cell in rows[1]][-1] == "错误原因"
    assert rows.max_row == 2
    assert rows["D2"].value == int(GRID), "a number must not pass for text because we wrote it down"
    assert rows["D2"].comment is not None
    assert book["错误清单"]["A2"].value == 3

    rows["D2"], rows["A2"] = GRID, "路灯不亮已四天"
    stream = io.BytesIO()
    book.save(stream)
    assert counts(run(stream.getvalue())[0]) == {"new": 1, "known": 0, "faulty": 0, "skipped": 0}
    assert Petition.objects.filter(received_at=datetime(2026, 1, 6, 1, 30, tzinfo=UTC)).count() == 1


def given_back(faulty):
    stream = io.BytesIO()
    faults = FaultBook(stream, ["诉求内容", "诉求渠道", "发生地点", "网格编码", "收到时间"])
    for reading in faulty:
        faults.add(reading)
    faults.close()
    return openpyxl.load_workbook(stream)

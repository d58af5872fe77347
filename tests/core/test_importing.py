"""What every file of rows has in common, whatever it is about."""

import csv
import io
import json
from datetime import date

import pytest

from core.importing import cells, geojson, returned
from core.importing.cells import Row
from core.importing.faults import Fault
from core.importing.registers import Remark
from core.importing.tables import Layout, open_table
from core.refusals import Refusal

POINT = {"type": "Point", "coordinates": [90.0, 3.0]}


def collection(*properties, **more):
    features = [{"type": "Feature", "properties": said, "geometry": POINT} for said in properties]
    return json.dumps({"type": "FeatureCollection", **more, "features": features}, ensure_ascii=False).encode()


def table(content):
    return open_table(lambda: io.BytesIO(content), Layout())


class Spoilt:
    def __init__(self, *cells):
        self.row = Row(7, cells)
        self.faults = (Fault(7, "名称", "值", "为什么。", "怎么办。"),)


# --- GeoJSON


@pytest.mark.parametrize("chunk", [1, 7, 64, 1 << 20])
def test_features_are_read_across_the_edges_of_what_is_read_at_once(monkeypatch, chunk):
    monkeypatch.setattr(geojson, "CHUNK", chunk)
    content = collection({"name": "北栈𠮷"}, {"name": "南塘", "户数": 7}, name='said "features": here')

    read = table(content)

    assert read.header == ("name", "户数", "geometry")
    assert [row.cells for row in read.rows()] == [("北栈𠮷", None, POINT), ("南塘", 7, POINT)]
    assert [row.number for row in read.rows()] == [1, 2]


def test_what_is_no_feature_is_reported_alone():
    content = b'{"features": [{"type": "Feature", "properties": {"name": "a"}, "geometry": null}, 7]}'

    good, bad = table(content).rows()

    assert (good.fault, bool(bad.fault), bad.number) == ("", True, 2)


@pytest.mark.parametrize("content", [b"{}", b'{"features": [{]}', b'{"features": [', b'{"features": ["\xff"]}'])
def test_broken_geojson_is_refused_with_the_remedy(content):
    with pytest.raises(Refusal) as refusal:
        table(content)

    assert refusal.value.code == "unreadable"
    assert "FeatureCollection" in refusal.value.remedy


# --- cells


@pytest.mark.parametrize(("said", "text"), [(" 北栈 ", "北栈"), ("'=1+1", "=1+1"), ("'北栈", "'北栈"), (7.0, "7")])
def test_an_apostrophe_before_a_formula_is_no_part_of_the_text(said, text):
    assert cells.text(10)("name", said) == text


@pytest.mark.parametrize(("said", "number"), [("1,200", 1200), (48.0, 48), ("０", None), ("-3", None), ("4.5", None)])
def test_whole_numbers_are_digits(said, number):
    if number is not None:
        assert cells.whole("households", said) == number
        return
    with pytest.raises(Refusal):
        cells.whole("households", said)


def test_a_day_is_read_in_the_usual_forms():
    assert {cells.day("on", said) for said in ("2026-03-01", "2026年3月1日", "2026/3/1", date(2026, 3, 1))} == {
        date(2026, 3, 1)
    }


# --- given back


@pytest.mark.parametrize("said", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_that_is_given_back_is_a_formula(said):
    stream = io.BytesIO()
    writer = returned.writer(table("名称\n一\n".encode()), stream)

    writer.add(Spoilt(said))
    writer.close()

    head, row = csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline=""))
    assert head == ["名称", "错误原因"]
    assert row == [f"'{said}", "名称：为什么。怎么办。"]


def test_a_row_that_could_not_be_read_is_given_back_empty_with_the_reason():
    stream = io.BytesIO()
    writer = returned.writer(table("名称,户数\n一,2\n".encode()), stream)

    writer.add(Spoilt())
    writer.close()

    assert stream.getvalue().decode("utf-8-sig").splitlines()[1] == ",,名称：为什么。怎么办。"


# --- remarks


def test_a_remark_counts_all_and_names_a_few():
    (remark,) = Remark.on("没有基础网格的社区", [str(number) for number in range(30)])

    assert (remark.count, remark.examples[-1]) == (30, "11")
    assert list(Remark.on("没有基础网格的社区", [])) == []

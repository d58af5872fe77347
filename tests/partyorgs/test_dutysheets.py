"""A whole list as a table: out with the columns of the field, and back in."""

import csv
from io import StringIO

import pytest
from django.utils import translation

from partyorgs import dutysheets
from partyorgs.dutylists import CITYWIDE, Item, Scope
from partyorgs.dutysheets import Unreadable, decoded, lines, read, write
from partyorgs.enums import DutyListKind

UNITS = {"D00": "D00", "D13": "D13", "市住建局": "D13", "D14": "D14", "市城管局": "D14"}
NAMES = {"D00": "属地街道", "D13": "市住建局", "D14": "市城管局"}
STREET = Scope(DutyListKind.STREET, street="990103003")
HEAD = "编码\t事项名称\t主管部门\t清单类型\t上级部门职责\t乡镇（街道）配合职责\t去向"


def sheet(*rows, scope=STREET):
    return read("\n".join([HEAD, *rows]), scope, UNITS)


def test_a_pasted_list_is_read():
    found = sheet(
        "S-1\t占道经营劝导\t\t基本履职\t\t\t",
        "S-2\t占道经营巡查\t市城管局\t配合履职\t执法处罚\t巡查上报\t",
        "",
        "S-3\t占道经营处罚\tD14\t上级收回\t\t\t市城管局",
        "S-4\t考核台账\t\t\t\t\t市住建局",
    )

    assert found.faults == []
    kind = {"list_kind": "street", "street": "990103003"}
    assert found.items == [
        Item("S-1", "占道经营劝导", "D00", part="basic", **kind),
        Item("S-2", "占道经营巡查", "D14", part="cooperative", superior_duty="执法处罚", street_duty="巡查上报",
             **kind),
        Item("S-3", "占道经营处罚", "D14", part="reclaimed", **kind),
    ]  # fmt: skip
    assert found.moves == {"S-3": "D14", "S-4": "D13"}


def test_every_fault_is_named_by_row_and_column():
    found = sheet(
        "S-1\t劝导\t市水务局\t基本履职\t\t\t",
        "\t巡查\tD14\t基本履职\t\t\t",
        "S-1\t巡查\tD14\t配合履职\t执法\t\t",
        "S-4\t巡查\tD14\t部分履职\t\t\t",
    )

    assert [(fault.row, fault.column) for fault in found.faults] == [
        (2, "主管部门"), (3, "编码"), (4, "编码"), (4, "乡镇（街道）配合职责"), (5, "清单类型"), (5, "清单类型"),
    ]  # fmt: skip
    assert found.faults[0].value == "市水务局"


def test_what_is_handed_out_can_be_handed_in():
    items = [
        Item("S-1", "劝导", "D00", basis="=条例第三条, 第四条", part="basic", group="governance", level="street",
             list_kind="street", street="990103003", transferred_power="处罚权", territory_allowed=True),
        Item("S-2", "巡查", "D14", ("D13", "D00"), part="cooperative", superior_duty="执法\n处罚", street_duty="-上报",
             list_kind="street", street="990103003"),
    ]  # fmt: skip
    units = UNITS | {name: code for code, name in NAMES.items()}

    with translation.override("en"):
        handed_out = write(lines(items, NAMES, {"S-1": "2025年版"}))

    assert read(handed_out, STREET, units).items == items


def test_a_list_without_parts_comes_back_too():
    item = Item("Z-1", "入户引导", "D13", list_kind=DutyListKind.ENTRY_PERMIT, level="community")

    found = read(write(lines([item], NAMES, {})), Scope(DutyListKind.ENTRY_PERMIT, street=CITYWIDE), UNITS)

    assert (found.items, found.faults) == ([item], [])


def test_the_sheet_has_the_columns_of_the_field():
    """Practice §7.1, 权责清单, in its order."""
    wanted = [
        "序号", "类别", "事项名称", "法定依据", "主管部门", "上级部门职责", "乡镇（街道）配合职责", "实施层级",
        "清单类型", "版本", "生效日期",
    ]  # fmt: skip

    [headings] = csv.reader(StringIO(write([]).lstrip("\ufeff")))

    assert [heading for heading in headings if heading in wanted] == wanted


@pytest.mark.parametrize("text", ["", "编码,名称\nS-1,甲", '编码,事项名称\n"S-1,甲'])
def test_a_table_that_cannot_be_read_says_so(text):
    with pytest.raises(Unreadable):
        read(text, STREET, UNITS)


def test_too_long_a_list_is_refused(monkeypatch):
    monkeypatch.setattr(dutysheets, "MOST_ROWS", 1)

    with pytest.raises(Unreadable, match="1"):
        sheet("S-1\t甲\t\t基本履职\t\t\t", "S-2\t乙\t\t基本履职\t\t\t")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_of_spreadsheets_are_text(encoding):
    assert decoded("编码,事项名称".encode(encoding)) == "编码,事项名称"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x81\xff\xff\x00\xff"])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(Unreadable):
        decoded(content)

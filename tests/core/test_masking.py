from itertools import pairwise

import pytest

from core import masking
from core.masking import Personal


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王小明", "王**"), ("王先生", "王**"), ("李", "李**"), (" 欧阳娜娜 ", "欧**"), ("John Smith", "J**"), ("", "")],
)
def test_name(name, shown):
    assert masking.mask_name(name) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("澄明市阳光物业管理有限公司", "澄明***公司"),
        ("澄明公司", "澄***公司"),
        ("好运来大酒店", "好运***酒店"),
        ("某某集团", "某***集团"),
        ("ABC Trading", "AB***"),
        ("店", "店***"),
        ("", ""),
    ],
)
def test_enterprise(name, shown):
    assert masking.mask_enterprise(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("+86 138-1234-5678", "138****5678"),
        ("008613812345678", "138****5678"),
        ("0898-66661234", "0898-****1234"),
        ("66661234", "****1234"),
        ("12345", "****"),
        ("不详", ""),
        ("", ""),
    ],
)
def test_phone(phone, shown):
    assert masking.mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("阳光花园3栋2单元501室", "阳光花园3栋***"),
        ("阳光花园3栋501", "阳光花园3栋***"),
        ("阳光花园12号楼1203", "阳光花园12号楼***"),
        ("阳光花园七栋二单元", "阳光花园七栋***"),
        ("澄明大厦A座1201", "澄明大厦A座***"),
        ("建设路5号楼3楼", "建设路5号楼***"),
        ("天台路18号 302房", "天台路18号***"),
        ("光明里3-2-501", "光明里3***"),
        ("光明里5幢—602", "光明里5幢***"),
        ("翠湖路18号", "翠湖路18号"),
        ("民房路5号", "民房路5号"),
        ("幸福里3号房屋", "幸福里3号房屋"),
        ("", ""),
    ],
)
def test_address(address, shown):
    assert masking.mask_address(address) == shown


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("请回电13812345678谢谢", Personal.PHONE, "13812345678"),
        ("联系电话：189 7318 7780本人", Personal.PHONE, "189 7318 7780"),
        ("座机0898-66661234", Personal.PHONE, "0898-66661234"),
        ("座机(0898)66661234", Personal.PHONE, "(0898)66661234"),
        ("电话是66661234。", Personal.PHONE, "66661234"),
        ("１３８１２３４５６７８", Personal.PHONE, "１３８１２３４５６７８"),
        ("身份证460100199001011234", Personal.ID_NUMBER, "460100199001011234"),
        ("身份证46010019900101123x。", Personal.ID_NUMBER, "46010019900101123x"),
        ("460100 19900101 1234", Personal.ID_NUMBER, "460100 19900101 1234"),
        ("旧证460100900101123号", Personal.ID_NUMBER, "460100900101123"),
        ("琼A12345占道", Personal.PLATE, "琼A12345"),
        ("车牌为琼A·D12345的车", Personal.PLATE, "琼A·D12345"),
        ("京A1234警", Personal.PLATE, "京A1234警"),
        ("发到lan.fang@example.cn了", Personal.EMAIL, "lan.fang@example.cn"),
        ("我住3栋2单元501室楼上", Personal.DOOR, "2单元501室"),
        ("住6栋201和", Personal.DOOR, "201"),
    ],
)
def test_personal_data_is_found_in_text(text, kind, found):
    finding = masking.find_personal(text)[0]

    assert (finding.kind, text[finding.start : finding.end]) == (kind, found)


@pytest.mark.parametrize(
    "text",
    [
        "拨打12345热线和110",
        "诉求编号SQ20261122000001",
        "2026年11月22日18:00在翠湖路18号",
        "涉及1200户居民、3万元",
        "表号123456789012345678",  # 18 digits without a date where a birthday would stand
        "三层小楼，小区东门",
        "",
    ],
)
def test_public_text_is_left_alone(text):
    assert masking.find_personal(text) == []
    assert masking.redact(text) == text


def test_redact_replaces_every_kind_and_keeps_the_rest():
    text = "王女士住3栋501，电话13812345678，证号460100199001011234，琼A12345停在门口，信箱lan@example.cn。"

    assert masking.redact(text) == "王女士住3栋〔门牌〕，电话〔电话〕，证号〔证件号〕，〔车牌〕停在门口，信箱〔邮箱〕。"


def test_redacting_twice_changes_nothing():
    once = masking.redact("电话13812345678，3栋2单元501室")

    assert masking.redact(once) == once


def test_findings_stand_in_the_order_of_the_text_and_apart():
    findings = masking.find_personal("琼A12345，13812345678，460100199001011234")

    assert [finding.kind for finding in findings] == [Personal.PLATE, Personal.PHONE, Personal.ID_NUMBER]
    assert all(one.end <= other.start for one, other in pairwise(findings))


@pytest.mark.parametrize(("text", "refused"), [("证号460100199001011234", True), ("电话13812345678", False)])
def test_id_numbers_are_told_apart(text, refused):
    assert masking.has_id_number(text) is refused


def test_long_hostile_text_takes_no_time():
    assert masking.find_personal("a1" * 50_000 + "一" * 50_000) == []

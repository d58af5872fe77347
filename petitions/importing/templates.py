"""The empty workbook to start from: our headings, drop-downs, a sample row, and what is expected in each column."""

from collections.abc import Iterable
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from petitions.importing.columns import CODES, HEADINGS
from petitions.importing.maps import REQUIRED
from petitions.importing.rows import SAMPLE
from petitions.importing.values import CHOICES, words_of
from petitions.models import Category

VERSION = "2026-1"
ROWS = 5000  # down to which the drop-downs reach
WIDE = {"content": 60, "wish": 30, "address": 30, "title": 24}

# Files are Chinese whatever language the page is read in: they are filled in by offices all over the city.
HINTS = {
    "content": "必填。诉求人的原话，5 至 20000 字，可换行。不得写身份证号。",
    "channel": "必填。从下拉列表选择。",
    "title": "不填则取内容开头。",
    "kind": "不填则按类别的通常类型。",
    "category": "从下拉列表选择，或只填六位代码。填了类别即视为已受理，系统按权责清单派单；不填由派单员选择。",
    "urgency": "不填则按类别。",
    "wish": "希望怎样解决。",
    "address": "街道、小区、道路、市场或村。网格编码、经纬度、发生地点、无地点原因四者填其一。",
    "grid_code": "15 位，单元格须为文本格式。",
    "lon": "CGCS2000 经度，如 110.331974，与纬度同填。",
    "lat": "CGCS2000 纬度。",
    "no_place_reason": "确无地点时填写原因。",
    "event_at": "如 2026-11-20 或 2026-11-20 09:05。",
    "received_at": "最初收到的时间；办理时限从登记时起算。",
    "source": "来自哪个系统的代码，如 hotline12345。",
    "external_no": "来源系统中的编号，文本格式。同一来源同一编号只登记一次，重复导入不会重复登记。",
    "source_category": "来源系统自己的类别，供派单员参考。",
    "name": "加密保存。匿名则不保存。",
    "phone": "文本格式，加密保存。不填即视为匿名。",
    "petitioner_address": "加密保存。",
    "petitioner_kind": "不填为个人。",
    "is_anonymous": "填“是”则不保存任何诉求人信息。",
    "is_confidential": "填“是”则对承办单位保密。",
    "target_department": "被诉单位的代码，如 D14。该单位看不到此件。",
    "target_text": "单位以外的被诉方，如企业、商铺。不写个人姓名。",
}
GENERAL = (
    f"诉求导入模板，版本 {VERSION}。",
    "第一行是表头，请勿改动；列可以删减或换序，诉求内容和诉求渠道两列不能缺。",
    f"内容以“{SAMPLE}”开头的行是示例，导入时自动跳过。",
    "不得出现民族、宗教、政治面貌、身份证号等列，出现即整份退回。",
    "先检查后导入：有错的行不影响其他行，改正后把返回的表再传一次即可。",
    "上传的文件加密保存 24 小时后删除。",
)
SAMPLE_ROW = {
    "content": f"{SAMPLE}纸鲸苑北门人行道地砖破损，老人夜间出行容易绊倒。",
    "channel": "12345热线",
    "address": "纸鲸苑北门",
    "external_no": "RX20261122000123",
    "is_anonymous": "否",
}


def write(stream: BinaryIO) -> None:
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet, notes, lists = (book.add_worksheet(name) for name in ("诉求", "填写说明", "类别"))
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    head = book.add_format({"bold": True, "bg_color": "#f1f3f5", "bottom": 1})
    must = book.add_format({"bold": True, "bg_color": "#fdeceb", "bottom": 1})
    categories = _categories()
    for place, field in enumerate(HEADINGS):
        sheet.set_column(place, place, WIDE.get(field, 16), text)
        sheet.write_string(0, place, HEADINGS[field][0], must if field in REQUIRED else head)
        sheet.write_string(1, place, SAMPLE_ROW.get(field, ""), text)
        _offer(sheet, place, field, len(categories))
    sheet.freeze_panes(1, 0)
    _explain(notes, head, text)
    lists.write_column(0, 0, ["类别代码与名称", *categories], text)
    lists.set_column(0, 0, 60)
    book.close()


def _offer(sheet: Worksheet, place: int, field: str, categories: int) -> None:
    source: Any = _words(field)
    if field == "category" and categories:
        source = f"=类别!$A$2:$A${categories + 1}"
    if source:
        rule = {"validate": "list", "source": source, "error_type": "warning", "error_title": "不在列表中"}
        sheet.data_validation(1, place, ROWS, place, rule)


def _words(field: str) -> list[str]:
    if field in ("is_anonymous", "is_confidential"):
        return ["是", "否"]
    return words_of(field) if field in CHOICES else []


def _explain(sheet: Worksheet, head: Format, text: Format) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90, text)
    for row, line in enumerate(GENERAL):
        sheet.write_string(row, 0, line)
    start = len(GENERAL) + 1
    sheet.write_row(start, 0, ["列", "怎样填写"], head)
    for row, (field, hint) in enumerate(HINTS.items(), start + 1):
        sheet.write_string(row, 0, HEADINGS[field][0])
        sheet.write_string(row, 1, hint + ("不能存成数字。" if field in CODES and "文本格式" not in hint else ""), text)


def _categories() -> list[str]:
    rows: Iterable[Category] = Category.objects.filter(is_active=True).order_by("code")
    return [f"{row.code} {row.level1}·{row.level2}·{row.name}" for row in rows]

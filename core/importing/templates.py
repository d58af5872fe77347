"""The empty workbook of a register to start from: headings, drop-downs, a sample row, and what is expected where."""

from typing import BinaryIO

import xlsxwriter
from django.utils import translation

from core.importing.cells import words_of
from core.importing.entries import SAMPLE
from core.importing.registers import Column, Register

VERSION = "2026-1"
ROWS = 5000  # down to which the drop-downs reach
LISTED = 255  # characters a drop-down can hold by itself

# Files are Chinese whatever language the page is read in: they are filled in by offices all over the city.
GENERAL = (
    "第一行是表头，请勿改动；标红的列必填，其余列可以删减，列可以换序。",
    f"第一列以“{SAMPLE}”开头的行是示例，导入时自动跳过。",
    "编码一律为文本格式：存成数字会丢失前导零，超过 15 位还会丢失末位。",
    "以编码为准：已有的更新，没有的新增，文件里没有的保持不变；空着的单元格不改动原有内容。",
    "不得出现身份证号、民族、宗教、政治面貌等列，出现即整份退回。",
    "先检查后导入：有错的行附“错误原因”退回，改正后再传即可。",
)


def name(register: type[Register]) -> str:
    with translation.override("zh-hans"):
        return f"{register.title}导入模板-{VERSION}.xlsx"


def write(register: type[Register], stream: BinaryIO) -> None:
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    with translation.override("zh-hans"):
        sheet, notes = book.add_worksheet(str(register.title)), book.add_worksheet("填写说明")
    text = book.add_format({"num_format": "@", "valign": "top"})
    head = book.add_format({"bold": True, "bg_color": "#f1f3f5", "bottom": 1})
    must = book.add_format({"bold": True, "bg_color": "#fdeceb", "bottom": 1})
    for place, column in enumerate(register.columns):
        sheet.set_column(place, place, column.width, text)
        sheet.write_string(0, place, column.headings[0], must if column.is_required else head)
        sheet.write_string(1, place, f"{'' if place else SAMPLE}{column.sample}", text)
        if column.choices:
            rule = {"validate": "list", "source": _words(column), "error_type": "warning", "error_title": "不在列表中"}
            sheet.data_validation(1, place, ROWS, place, rule)
    sheet.freeze_panes(1, 0)
    lines = [f"{name(register).removesuffix('.xlsx')}", *GENERAL]
    notes.write_column(0, 0, lines)
    notes.set_column(0, 0, 20)
    notes.set_column(1, 1, 90, text)
    for row, column in enumerate(register.columns, len(lines) + 1):
        notes.write_string(row, 0, column.headings[0], must if column.is_required else head)
        notes.write_string(
            row, 1, f"{column.hint}{'可填：' + '、'.join(_words(column)) + '。' if column.choices else ''}"
        )
    book.close()


def _words(column: Column) -> list[str]:
    assert column.choices is not None
    return words_of(column.choices)

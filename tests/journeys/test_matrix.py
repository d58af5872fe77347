"""The duty matrix without a mouse: arrows move the cell, Enter opens the drawer, Escape leads back; and a trial."""

import re

import pytest

from config.demo_city.dutygaps import TITLE

pytestmark = pytest.mark.journey


def test_the_matrix_is_read_by_keys_and_a_gap_goes_to_the_agenda(log_in):
    mei = log_in("bangong")
    mei.opens("/duty-map/matrix/")
    keys = mei.page.keyboard
    mei.page.locator("[data-matrix] tbody th").first.focus()

    for key in (
        "ArrowRight",
        "ArrowDown",
        "ArrowDown",
        "ArrowLeft",
        "Control+End",
        "Control+Home",
        "ArrowDown",
        "ArrowRight",
    ):
        keys.press(key)
    assert here(mei) == [1, 1]
    assert mei.page.locator('[data-matrix] [tabindex="0"]').count() == 1
    keys.press("Enter")
    drawer = mei.page.get_by_role("dialog", name="权责事项")
    mei.sees("近12个月诉求", within=drawer)
    mei.shoots("80-drawer")
    keys.press("Escape")
    drawer.wait_for(state="hidden")
    assert here(mei) == [1, 1]

    mei.opens("/duty-map/matrix/?only=gap")
    mei.sees("群租与违规隔断")
    mei.opens("/duty-map/gaps/?tab=overlap")
    mei.page.get_by_role("button", name="列为议题：餐饮油烟").click()
    mei.sees("已列入议题池。")


def test_a_proposed_list_is_tried_before_it_is_signed(log_in):
    mei = log_in("bangong")
    mei.opens("/duty-map/trials/")
    mei.follows(TITLE)
    mei.presses("重新试算")

    mei.page.get_by_role("button", name="重新试算").wait_for()
    mei.sees(re.compile("协调测试01"), within=mei.part("试算口径"))
    mei.sees("通信网络信号与宽带服务", within=mei.part("新增缺口：将无主责单位"))


def here(person):
    """Row and column of the cell that has the focus."""
    return person.page.evaluate(
        """() => {
            const cell = document.activeElement.closest("th, td");
            return [cell.parentElement.sectionRowIndex, cell.cellIndex];
        }"""
    )

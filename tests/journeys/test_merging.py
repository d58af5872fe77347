"""Two neighbours tell the same: merged at the counter, both on the list to be told, taken apart again; at a desk and
on a phone."""

import pytest

from tests.journeys.people import DESK, PHONE

pytestmark = pytest.mark.journey

CALLS = {
    DESK: (
        "竹简花园南门外的路灯杆从中间断裂，灯头垂在人行道上方摇晃，路过的人都害怕。",
        "竹简花园南门外的路灯杆从中间断裂，灯头垂在人行道上方摇晃，孩子上学不敢走。",
    ),
    PHONE: (
        "竹简花园东侧围墙边三盏庭院灯罩碎裂，碎玻璃散落一地，夜间全黑。",
        "竹简花园东侧围墙边三盏庭院灯罩碎裂，碎玻璃散落一地，老人被划伤。",
    ),
}


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["1366", "390"])
def test_two_who_tell_the_same_are_merged_and_taken_apart(log_in, screen):
    said, said_again = CALLS[screen]
    mei = log_in("paidan")
    primary = mei.registers(said, category="路灯不亮", 地点="竹简花园北门")
    mei.sees("由市城管局主办。")  # until then the page loads itself anew

    order = register_again(mei, said_again, primary)
    merge(mei, order, primary)
    find_by_the_old_number(mei, order, primary)
    take_apart(mei, order, primary)


def register_again(mei, said, primary):
    """The panel beside the form knows it, and suggests no more than that."""
    mei.goes_to("登记诉求")
    mei.fills("诉求内容", said)
    mei.fills("地点", "竹简花园北门")
    mei.picks("诉求类别", "路灯不亮")
    mei.fills("姓名（名称）", "蓝测试")
    mei.fills("电话", "13800005677")
    foresight = mei.part("派单预判")
    mei.sees("建议并单", within=foresight)
    mei.sees(primary, within=foresight)
    mei.shoots("50-duplicate-suggested")
    foresight.locator("li", has_text=primary).get_by_label("登记后并入").check()
    mei.presses("登记")
    mei.page.wait_for_url("**/merging/**")
    return mei.number_of_the_page()


def merge(mei, order, primary):
    """Two orders side by side; a person says why they are one."""
    mei.sees("当前工单")
    mei.sees("拟并入的工单")
    mei.sees("并单后共有 2 件诉求。")
    mei.shoots("51-side-by-side")
    mei.fills("认定为同一事项的理由", "同一根灯杆")
    mei.presses("确认并单")
    mei.page.wait_for_url(f"**/{primary}/voices/")
    mei.sees(f"原工单 {order}")
    mei.shoots("52-those-who-joined")


def find_by_the_old_number(mei, order, primary):
    mei.goes_to("诉求工单")
    mei.searches(order)
    mei.opens_row(primary)
    mei.follows("并入的诉求")
    mei.sees("待告知")


def take_apart(mei, order, primary):
    mei.page.get_by_role("main").get_by_role("link", name="撤销").first.click()
    mei.sees(f"回到 {order}")
    mei.fills("认定为不同事项的理由", "两根不同的灯杆")
    mei.shoots("53-undo")
    mei.presses("撤销并单")
    mei.page.wait_for_url(f"**/orders/{order}/")
    mei.sees("待派单")
    mei.opens(f"/orders/{primary}/voices/")
    mei.sees("没有并入的诉求。")

"""What happens beside the straight way: who must see nothing, what no rule fits, what a unit sends back, what comes
in files."""

import pytest
from openpyxl import load_workbook

from tests.journeys.people import PHONE

pytestmark = pytest.mark.journey

LAMP = "竹简花园北门的路灯不亮。"
# In other words each, or they would wait as duplicates.
DARK = "北门外那根灯杆被车撞歪后一直没有通电，夜里漆黑。"
FLICKERING = "岗亭旁三盏庭院灯整夜忽明忽暗，住二层的住户睡不好觉。"
HALLWAY = "楼道里堆满了旧家具，来电人不愿意说是哪一栋楼。"


def test_another_department_sees_nothing_of_it(log_in):
    mei, chen = log_in("paidan"), log_in("d13")
    number = mei.registers(LAMP, category="路灯不亮", 地点="竹简花园北门")
    mei.sees("由市城管局主办。")

    chen.goes_to("诉求工单")
    chen.searches(number)
    chen.sees("没有符合这些条件的条目")

    chen.expects(404)
    chen.opens(f"/orders/{number}/")
    chen.sees("不存在或无权查看。")
    assert LAMP not in chen.page.content()
    chen.shoots("21-nothing-to-see")


def test_what_no_rule_fits_waits_at_the_desk_and_is_given_out_by_hand(log_in):
    mei, wei = log_in("paidan"), log_in("chengguan", screen=PHONE)
    number = mei.registers(HALLWAY, category="楼道堆物", 无地点原因="来电人不愿提供")
    mei.sees("应由属地街道办理，但地点不明。")
    mei.sees("待派单")

    mei.goes_to("派单台")
    mei.page.locator("#queue").get_by_role("link", name=HALLWAY[:10]).click()
    desk = mei.part("派给谁")
    mei.sees("应由属地街道办理，但地点不明。", within=desk)
    mei.picks("主办单位", "市城管局", within=desk)
    mei.fills("批注", "请先与来电人核实地点。", within=desk)
    mei.shoots("22-desk")
    mei.presses("派单并下一条")
    mei.sees(f"{number} 已派给市城管局。")

    wei.finds(number)
    wei.sees("请先与来电人核实地点。")
    wei.shoots("23-given-out-by-hand")


def test_a_unit_asks_to_give_it_back_and_is_heard(log_in):
    mei, wei = log_in("paidan"), log_in("chengguan")
    number = give_back(mei, wei, DARK)

    mei.finds(number)
    mei.sees("退单审核中")
    mei.sees("权责清单 C-020403 配合单位：供电线路故障由供电公司负责。")
    mei.shoots("24-return")
    mei.takes("同意退单", 处理意见及依据="经核实为供电线路故障。")
    mei.sees("待派单")

    mei.opens(f"/desk/?order={number}")
    mei.picks("主办单位", "供电公司", within=mei.part("派给谁"))
    mei.presses("派单并下一条")
    mei.finds(number)
    mei.sees("黄灯 · 待签收")
    mei.sees("退回 1 次")

    wei.finds(number)
    assert not wei.page.get_by_role("link", name="签收").count()


def test_a_unit_that_is_refused_may_not_ask_again_but_have_it_arbitrated(log_in):
    mei, wei = log_in("paidan"), log_in("chengguan")
    number = give_back(mei, wei, FLICKERING)

    mei.finds(number)
    mei.takes("驳回退单", 处理意见及依据="权责清单 C-020403 明确由市城管局主办。")
    mei.sees("黄灯 · 待签收")

    wei.finds(number)
    wei.sees("权责清单 C-020403 明确由市城管局主办。")
    wei.sees("不得再次退单")
    wei.shoots("25-return-refused")
    assert not wei.may("request_return")
    wei.does("arbitrate", ground="locked", reason="灯杆由小区自建，未移交市政。")  # the one way that is left
    wei.sees("争议裁定中")


def give_back(mei, wei, content):
    number = mei.registers(content, category="路灯不亮", 地点="竹简花园北门")
    mei.sees("由市城管局主办。")
    wei.finds(number)
    wei.takes(
        "申请退单",
        理由="R3 应由其他单位牵头",
        法律依据或权责清单事项="权责清单 C-020403 配合单位：供电线路故障由供电公司负责。",
        建议主办单位="供电公司",
    )
    wei.sees("退单审核中")
    return number


def test_a_file_with_a_bad_row_comes_back_with_its_reason(log_in, tmp_path):
    mei = log_in("paidan")
    sheet = tmp_path / "来电.csv"
    sheet.write_text(
        "诉求内容,诉求渠道,诉求类别,发生地点,来源编号,联系电话\n"
        '"铜铃里门口的路灯一闪一闪，\n晚上看不清台阶。",12345热线,020403,铜铃里,L-1,13800005671\n'
        "砚台小区后门路灯杆倾斜。,12345热线,999999,砚台小区,L-2,13800005672\n",
        encoding="utf-8-sig",
    )

    mei.goes_to("导入诉求")
    mei.page.get_by_label("文件", exact=True).set_input_files(sheet)
    mei.shoots("26-upload")
    mei.presses("检查文件")
    mei.sees("检查完毕，尚未导入")
    mei.shoots("27-checked")
    mei.presses("导入 1 行")
    mei.sees("已导入")
    with mei.page.expect_download() as download:
        mei.follows("下载有误的行")
    mei.shoots("28-imported")
    faults = tmp_path / download.value.suggested_filename
    download.value.save_as(faults)

    rows = list(load_workbook(faults).active.values)
    assert len(rows) == 2
    assert "999999" in str(rows[1])


def test_the_other_language_keeps_the_page(log_in):
    mei = log_in("paidan")
    mei.opens("/orders/?tab=desk&q=GD")
    mei.presses("Switch to English")
    mei.page.get_by_role("heading", name="Work orders", exact=True).wait_for()

    assert mei.page.url.endswith("/orders/?tab=desk&q=GD")
    assert mei.page.locator("html").get_attribute("lang") == "en"
    mei.shoots("29-english")
    mei.presses("切换到中文")
    mei.page.get_by_role("heading", name="诉求工单", exact=True).wait_for()

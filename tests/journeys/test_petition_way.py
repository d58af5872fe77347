"""A street lamp is out: from Lan's call to the figures of the year, at a desk and on a phone."""

import re
import time

import pytest
from django.utils import timezone

from tests.journeys.people import DESK, PHONE, SHOTS

pytestmark = pytest.mark.journey

CALLS = {  # each in words of its own: the same ones would wait at the desk as a duplicate
    DESK: "竹简花园门口的琅琅路一排路灯连续三晚不亮，老人晚上买菜回来看不清路。",
    PHONE: "我们这边整条街漆黑一片，孩子放学只能打着手电走，已经有人摔倒。",
}
REPLY = "已于当日更换损坏的路灯电缆和6盏灯具，夜间复查全部点亮，今后纳入每周巡查。"
ROUTED_WITHIN = 2.0  # seconds


@pytest.mark.parametrize(("screen", "urgency"), [(DESK, "紧急"), (PHONE, "一般")], ids=["1366", "390"])
def test_a_petition_goes_its_whole_way(log_in, screen, urgency):
    mei = log_in("paidan")
    number, seconds = register(mei, urgency)
    (SHOTS / f"03-routed-{screen}.txt").write_text(f"{seconds:.2f} seconds from the button to the decision\n")

    wei = log_in("chengguan")
    sign(wei, number)
    call(wei)
    reply(wei)

    office = log_in("bangong")
    has_to_be_verified = review(office, number)
    if has_to_be_verified:
        verify(log_in("hecha"), number)
    follow_up(log_in("huifang"), number)

    take_the_years_figures(office)
    find_behind_the_figures(office, number)

    assert has_to_be_verified or urgency == "一般"
    assert seconds <= ROUTED_WITHIN


def register(mei, urgency):
    """Answers the number of the order, and the seconds until the worker's decision stood on the page."""
    mei.shoots("01-workbench")
    mei.follows("＋ 登记诉求")
    mei.fills("诉求内容", CALLS[mei.screen])
    mei.fills("诉求目的", "尽快修复路灯")
    mei.fills("地点", "琅琅路竹简花园门口")
    mei.picks("诉求类别", "路灯不亮")
    mei.picks("紧急程度", urgency)
    mei.fills("姓名（名称）", "蓝测试")
    mei.fills("电话", "13800005678")
    foresight = mei.part("派单预判")
    mei.sees("书院街道 明德社区", within=foresight)
    mei.sees("市城管局", within=foresight)
    mei.shoots("02-register")

    started = time.monotonic()
    mei.presses("登记")
    mei.sees("由市城管局主办。")
    seconds = time.monotonic() - started
    mei.sees("类别“路灯不亮”对应权责清单 C-020403“路灯不亮”。")
    mei.sees("黄灯 · 待签收")
    mei.shoots("03-routed")
    return mei.number_of_the_page(), seconds


def sign(wei, number):
    wei.shoots("04-workbench-of-the-unit")
    wei.finds(number)
    wei.sees("待签收")
    wei.takes("签收")
    wei.sees("黄灯 · 办理中")
    wei.shoots("05-signed")


def call(wei):
    """The number is masked until somebody says why they need it."""
    wei.sees("138****5678")
    assert not wei.page.get_by_text("13800005678").count()
    wei.page.get_by_text("查看（留痕）").click()
    wei.picks("理由", "联系诉求人")
    wei.presses("查看 60 秒")
    wei.sees("13800005678")
    wei.sees("已留痕：联络测试14")
    wei.shoots("06-phone-shown")

    wei.takes("联系登记", 联系方式="电话", 结果="已联系", 备注="已告知当日抢修。")
    wei.sees("已告知当日抢修。")


def reply(wei):
    wei.follows("提交反馈")
    wei.shoots("07-reply")
    wei.answers("提交反馈", 办理结果="已解决", 答复诉求人的内容=REPLY)
    wei.sees("绿灯 · 待审核")
    wei.shoots("08-submitted")


def review(office, number):
    """Whether the order has to be verified: urgent ones are, and every tenth. The office passes it on accordingly."""
    office.goes_to("核查")
    office.opens_row(number)
    office.sees(REPLY)
    office.shoots("09-review")
    is_required = office.page.get_by_text("须核查", exact=True).is_visible()
    office.presses("转核查" if is_required else "转回访")
    office.sees(f"{number} 已完成")
    return is_required


def verify(hecha, number):
    hecha.goes_to("核查")
    hecha.opens_row(number)
    hecha.sees(REPLY)
    hecha.shoots("10-verification")
    hecha.takes("核查通过", 核查情况="夜间到现场查看，路灯全部点亮。")
    hecha.sees(f"{number} 已完成“核查通过”")


def follow_up(huifang, number):
    huifang.goes_to("回访")
    huifang.shoots("11-follow-ups")
    huifang.opens_row(number)
    huifang.sees("您好，这里是协调办回访专线。")
    huifang.chooses("Q1 承办单位是否及时联系您？", "是")
    huifang.chooses("Q2 诉求是否解决？", "已解决")
    huifang.chooses("Q3 您是否满意？", "5 非常满意")
    huifang.fills("Q4 其他意见", "当天就亮了。")
    huifang.sees("办结，时钟全部停止；诉求人答复计入三率。")
    huifang.shoots("12-call")
    huifang.presses("保存回答，下一通")
    huifang.sees(re.compile(f"^{number}：办结"))

    huifang.finds(number)
    huifang.sees("已办结")
    huifang.shoots("13-closed")


def take_the_years_figures(office):
    office.goes_to("考核评价")
    office.shoots("14-years")
    office.follows(f"{timezone.localdate().year}年度考核")
    office.follows("年末问成效")
    office.presses("立即汇总")
    office.sees("正在汇总。")
    office.page.get_by_role("main").get_by_role("progressbar").wait_for()
    office.shoots("15-roll-up")
    office.page.get_by_text("正在汇总。").wait_for(state="hidden")
    office.sees("截至目前的数据")
    office.shoots("16-figures")


def find_behind_the_figures(office, number):
    """From the unit's score to its parts, and from a part to the orders that were divided by one another."""
    unit = office.page.get_by_role("main").locator("tr", has_text="市城管局")
    unit.get_by_role("link").first.click()
    office.sees("市城管局 · 三率综合得分")
    office.shoots("17-score")
    office.follows("解决率")
    office.searches(number)
    office.sees("✓ 计入")
    office.shoots("18-behind-the-figure")
    office.opens_row(number)
    office.sees(CALLS[office.screen])

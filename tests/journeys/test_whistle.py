"""A small supermarket is a fire trap (ST-01): the street whistles, three departments come, it is over that day."""

import re

import pytest

from tests.journeys.people import DESK, PHONE

pytestmark = pytest.mark.journey

FOUND = "惠民超市货架堵住安全出口，电线裸露，居民担心起火。"
BEYOND = "超市拒不清理安全出口，街道无权查封和断电。"
CALLED = {
    "市消防救援支队": ("d24", "检查并清理安全出口", "安全出口已清理，下达整改通知。"),
    "市应急局": ("d20", "排查用电安全", "裸露电线已入管，临时断电。"),
    "市市场监管局": ("d21", "核对经营许可", "许可有效，责令停业整改一天。"),
}
WHISTLE = re.compile(r"SZ\d{14,}")


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=str)
def test_a_whistle_is_blown_answered_and_ended_the_same_day(log_in, screen):
    street = log_in("jiedao")
    order = street.registers(FOUND, category="经营场所火灾隐患", 网格编码="990102003001001")
    whistle = blow(street)

    for unit, (account, _piece, result) in CALLED.items():
        come(log_in(account), whistle, result)
        assert unit in street.page.content()
    rate_and_end(street, whistle)
    judge(log_in("bangong"), whistle)

    street.opens(f"/orders/{order}/")
    street.sees("结束哨单", within=street.part("时间线"))
    street.sees(whistle, within=street.part("吹哨报到"))


def blow(street):
    street.sees("由市消防救援支队主办。")  # the page comes anew once the order is routed
    street.follows("就本工单吹哨")
    street.picks("哨别", "应急哨")
    street.fills("超出街道权限的事由", BEYOND)
    for place, (unit, (_account, piece, _result)) in enumerate(CALLED.items(), 1):
        street.picks(f"召集单位 {place}", unit)
        street.fills(f"任务 {place}", piece)
    street.shoots("61-whistle-new")
    street.presses("发出哨单")
    street.page.wait_for_url(re.compile("/whistles/SZ"))
    street.sees("尚未报到")
    street.shoots("62-whistle-blown")
    return WHISTLE.search(street.page.url)[0]


def come(officer, whistle, result):
    """From the list to the place: arrival, result, and what they think of having been called."""
    officer.goes_to("吹哨报到")
    officer.opens_row(whistle)
    officer.shoots("63-whistle-called")
    officer.takes("报到", 到场值班人员="值班测试01")
    officer.sees("值班测试01")
    officer.takes("反馈处置结果", 本单位处置结果=result)
    officer.takes("评价本次吹哨", 本次吹哨是否合理="合理")
    officer.shoots("64-whistle-answered")


def rate_and_end(street, whistle):
    street.opens(f"/whistles/{whistle}/")
    for unit in CALLED:
        street.takes(f"评价单位：{unit}", 评分="5 分 到场迅速、问题解决", 原因="十分钟到场，当天办结。")
    street.takes("结束哨单", 处置结果="安全出口畅通，电线入管，隐患当日消除。")
    street.sees("安全出口畅通，电线入管，隐患当日消除。")
    street.shoots("65-whistle-ended")


def judge(office, whistle):
    office.goes_to("吹哨报到")
    office.opens(f"/whistles/{whistle}/")
    office.takes("认定哨单", 本次吹哨是否合理="合理")
    office.sees("合理", within=office.part("协调办认定"))

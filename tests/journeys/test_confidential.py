"""A confidential complaint about a department: what it sees of it, who may look, and who can read that somebody did."""

import pytest

from tests.journeys.people import DESK, PHONE

pytestmark = pytest.mark.journey

NAME, NUMBER = "蓝测试", "13800005679"
CALL = f"我是{NAME}，城管队员每晚把没收的三轮车堆在竹简花园北门口，我打{NUMBER}反映过两次都没有人管。"
FACTS = "夜间在小区出入口堆放暂扣车辆，影响居民通行。"
DEMAND = "清走车辆，今后不在出入口堆放。"
ANSWER = "已于当晚清走，今后送停车场统一保管。"


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["1366", "390"])
def test_a_confidential_complaint_about_a_department(log_in, screen):
    number = take_down(log_in("shouli"))
    stays_unseen(log_in("chengguan"), number)

    slip = hand_over_a_slip(log_in("paidan"), number)
    answer_the_slip(log_in("chengguan"), slip, number)

    office = log_in("bangong")
    read_the_answer(office, number)
    look_who_it_is(office)

    find_who_looked(log_in("shenji"), number)


def take_down(lan):
    lan.goes_to("登记诉求")
    lan.fills("诉求内容", CALL)
    lan.fills("地点", "竹简花园北门")
    lan.picks("诉求类型", "投诉")
    lan.fills("姓名（名称）", NAME)
    lan.fills("电话", NUMBER)
    lan.picks("被反映单位", "市城管局")
    lan.presses("登记")
    lan.page.wait_for_url("**/orders/GD**")
    lan.sees("保密")
    lan.sees(NUMBER)  # who took it down reads it as it was said, for a day
    lan.shoots("40-confidential-registered")
    return lan.number_of_the_page()


def stays_unseen(wei, number):
    wei.goes_to("诉求工单")
    wei.searches(number)
    wei.sees("没有符合这些条件的条目")
    wei.expects(404)
    wei.opens(f"/orders/{number}/")
    wei.sees("不存在或无权查看。")
    assert "三轮车" not in wei.page.content()


def hand_over_a_slip(mei, number):
    mei.finds(number)
    mei.sees("已按要求保密")
    assert not any(secret in mei.page.content() for secret in (NAME, NUMBER))
    marked(mei)
    mei.follows("填写事实单")
    mei.fills("地点", "竹简花园北门")
    mei.fills("事实", "城管队员每晚把没收的三轮车堆在出入口。")
    mei.fills("具体要求", DEMAND)
    mei.expects(422)
    mei.presses("发出事实单")
    mei.sees("这是诉求人的原话：请换一种说法。")
    mei.shoots("41-slip-refused")
    mei.fills("事实", FACTS)
    mei.presses("发出事实单")
    mei.sees("已发出")
    mei.shoots("42-slip")
    assert number not in mei.page.content()
    return mei.page.url.rstrip("/").rsplit("/", 1)[-1]


def answer_the_slip(wei, slip, number):
    wei.goes_to("事实单")
    wei.opens_row(slip)
    wei.sees(FACTS)
    assert not any(secret in wei.page.content() for secret in (number, NAME, NUMBER, "三轮车"))
    wei.fills("答复内容", ANSWER)
    wei.shoots("43-slip-of-the-unit")
    wei.presses("答复协调办")
    wei.sees(ANSWER)


def read_the_answer(office, number):
    office.finds(number)
    office.sees(ANSWER)


def look_who_it_is(office):
    """The office administrator is a named approver; the reason is kept, and the screen carries their mark."""
    office.page.get_by_text("查看（留痕）").click()
    office.picks("理由", "法定程序")
    office.presses("查看 60 秒")
    office.sees(NUMBER)
    office.sees("已留痕：协调测试01")
    marked(office)
    office.shoots("44-shown-on-record")
    office.page.emulate_media(media="print")
    assert office.page.locator("img.watermark").first.is_visible()
    office.shoots("45-printed")
    office.page.emulate_media(media="screen")


def marked(person):
    """The picture has arrived, lies over the page, and catches no click."""
    mark = person.page.locator("img.watermark").first
    mark.wait_for()
    person.page.wait_for_function("() => document.querySelector('img.watermark').complete")
    assert mark.evaluate("each => each.naturalWidth > 0 && getComputedStyle(each).pointerEvents === 'none'")
    assert mark.evaluate("each => each.getBoundingClientRect().width >= innerWidth * 0.9")


def find_who_looked(shen, number):
    shen.goes_to("身份查看记录")
    shen.fills("工单号或诉求号", number)
    shen.page.get_by_label("工单号或诉求号").press("Enter")
    row = shen.page.get_by_role("main").locator("tr", has_text=number)
    row.first.wait_for()
    shen.sees("协调测试01", within=row)
    shen.sees("法定程序", within=row)
    assert not row.get_by_role("link").count()
    shen.shoots("46-who-looked")
    shen.presses("标记为已审查")
    shen.sees("已标记为已审查。")
    shen.expects(404)
    shen.opens(f"/orders/{number}/")
    shen.sees("不存在或无权查看。")

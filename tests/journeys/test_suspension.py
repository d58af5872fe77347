"""What takes longer than its time: suspended in the open until it can go on, or given a few days more; at a desk and
on a phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.people import DESK, PHONE

pytestmark = pytest.mark.journey

SUNK = {
    DESK: "铁匠巷口人行道塌陷约三米长，下面有空洞，施工围挡放了两天没有人来修。",
    PHONE: "望江台阶步道扶栏外的地面整体下沉，石板翘起，雨后积水没过脚面。",
}
BENT = {
    DESK: "铸铁街南段盲道被树根顶起一长溜，坐轮椅的人每天都要绕到车道上。",
    PHONE: "汽笛路早市旁的路缘石成排松动，三轮车轧过去碎块飞到人身上。",
}
MEASURE = "设置围挡和警示灯，铺设临时钢板，每日巡查。"
OWNER = "分管测试14"


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=str)
def test_what_cannot_be_solved_now_is_suspended_in_the_open_and_resumed(log_in, screen):
    mei, wei, office = log_in("paidan"), log_in("chengguan"), log_in("bangong")
    number = take_on(mei, wei, SUNK[screen])
    review_on = timezone.localdate() + timedelta(days=20)

    ask_for_suspension(wei, number, review_on)
    grant_suspension(log_in("zhaoji"), number)
    find_in_the_ledger(office, number, review_on)
    see_the_clock_stand_still(wei, number)
    resume(office, number)
    wei.opens(f"/orders/{number}/")
    assert not wei.page.locator(".clock .due-pause").count()


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=str)
def test_time_is_asked_for_and_granted_and_the_due_moment_moves(log_in, screen):
    mei, wei = log_in("paidan"), log_in("chengguan")
    number = take_on(mei, wei, BENT[screen])
    due = handle_due(wei)

    wei.does("request_extension", reason="E3", days="3", plan="气温回升后浇筑养护，先行铺平。", told_at=just_now())
    wei.shoots("85-extension-asked-for")
    assert handle_due(wei) == due  # the clock runs on until somebody grants it

    mei.opens_by_the_menu("/approvals/")
    mei.searches(number)
    mei.shoots("86-extension-to-be-granted")
    moves = mei.row(number).locator("td[data-label=时限变动] .num").all_inner_texts()
    mei.opens_row(number)
    mei.does("extend")

    wei.opens(f"/orders/{number}/")
    assert [due, handle_due(wei)] == moves
    assert not wei.may("request_extension")  # once, and no more
    wei.shoots("87-extended")


def take_on(mei, wei, content):
    """Registered, routed, signed; the petitioner has been called."""
    number = mei.registers(content, category="道路与人行道破损", 地点="竹简花园北门")
    mei.sees("由市城管局主办。")
    wei.finds(number)
    wei.does("sign")
    wei.does("contact", method="phone", outcome="reached", note="已告知需要开挖检查。")
    return number


def ask_for_suspension(wei, number, review_on):
    form = wei.opens_step("request_suspension")
    assert not wei.page.locator("details.more-actions[open]").count()  # out of the way of the form
    wei.shoots("81-suspension-form")
    wei.fills_in(
        form, ground="G2", interim_measure=MEASURE, plan="列入明年一季度改造计划，三月开工。", owner_name=OWNER,
        review_on=review_on.isoformat(), told_at=just_now(),
    )  # fmt: skip
    wei.sends(form)
    assert not wei.may("request_suspension")  # it has been asked for


def grant_suspension(convener, number):
    convener.opens_by_the_menu("/approvals/")
    convener.searches(number)
    convener.sees(MEASURE)
    convener.shoots("82-suspension-to-be-granted")
    convener.opens_row(number)
    convener.does("suspend")


def find_in_the_ledger(office, number, review_on):
    office.opens_by_the_menu("/suspensions/")
    row = office.row(number)
    for words in ("市城管局", OWNER, "G2", MEASURE, review_on.isoformat()):
        assert words in row.inner_text()
    row.scroll_into_view_if_needed()
    office.shoots("83-ledger")


def see_the_clock_stand_still(wei, number):
    wei.opens(f"/orders/{number}/")
    wei.page.locator(".clock .due-pause").first.wait_for()
    assert not wei.may("submit")
    wei.shoots("84-suspended")


def resume(office, number):
    office.opens(f"/orders/{number}/")
    office.does("resume", reason="改造资金已经下达。")
    office.opens("/suspensions/?tab=resumed")
    office.row(number).wait_for()
    office.opens("/suspensions/")
    assert not office.row(number).count()


def handle_due(person):
    """When the handling is due, as lists say it."""
    clock = person.page.locator(".clocks .clock", has_text="办理时限").first.inner_text()
    month, day, time = re.search(r"(\d+)月(\d+)日.*?(\d\d:\d\d)", clock).groups()
    return f"{month:0>2}-{day:0>2} {time}"


def just_now():
    return (timezone.localtime() - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")

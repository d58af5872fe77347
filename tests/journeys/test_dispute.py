"""Nobody wants the dark subway: asked to be taken back, refused, handed on and argued about, until two arbitrators
agree; at a desk and on a phone."""

import re

import pytest

from tests.journeys.people import DESK, PHONE

pytestmark = pytest.mark.journey

DARK = {
    DESK: "南站地下通道里的灯全部熄灭一个多星期，晚上下班只能摸黑走，已经有人在台阶上摔伤。",
    PHONE: "体育场东侧连廊顶灯坏了大半，雨天地面反光都看不清，老人孩子路过十分害怕。",
}
CITY, POWER = "D14", "D26"  # 市城管局, 供电公司
DUTY = "权责清单 C-020403：路灯不亮由市城管局主办，供电公司配合。"


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=str)
def test_a_dispute_is_argued_and_settled_by_two(log_in, screen):
    mei, wei, power = log_in("paidan"), log_in("chengguan"), log_in("d26")
    number = mei.registers(DARK[screen], category="路灯不亮", 地点="竹简花园北门")
    mei.sees("由市城管局主办。")

    ask_to_return(wei, number)
    refuse(mei, number)
    find_the_way_back_shut(wei, number)
    hand_on(mei, number)
    refer(power, number)
    argue(wei, number, "主干电缆由供电公司架设，故障点在其箱变一侧。")
    argue(power, number, "箱变供电正常，故障在灯杆以下，属照明设施养护。")

    propose(log_in("caiding"), number)
    award(log_in("caiding2"), number)
    sign_what_cannot_be_returned(wei, number)
    read_the_trail(mei, number)


def ask_to_return(wei, number):
    wei.finds(number)
    wei.does("request_return", reason="R3", basis=DUTY, suggested=POWER)


def refuse(mei, number):
    mei.finds(number)
    mei.does("reject_return", decision=DUTY)


def find_the_way_back_shut(wei, number):
    """Refused once, refused for good; what is left is to sign, or to have it arbitrated."""
    wei.opens(f"/orders/{number}/")
    wei.sees(DUTY)
    assert not wei.may("request_return")
    assert wei.may("arbitrate")
    wei.shoots("71-return-refused")


def hand_on(mei, number):
    mei.opens(f"/orders/{number}/")
    mei.does("reassign", lead=POWER, reason="现场照片显示箱变跳闸，先由供电公司查看。")


def refer(power, number):
    power.finds(number)
    power.does("arbitrate", ground="unclear", reason="两家单位对故障点归属认识不一致。")
    power.shoots("72-referred")


def argue(unit, number, text):
    unit.opens(f"/arbitrations/{number}/")
    unit.does("state_position", text=text, basis=DUTY)
    unit.sees(text)


def propose(arbitrator, number):
    """Both sides, the duty and the cases like it, on one page. One alone settles nothing."""
    arbitrator.opens_by_the_menu("/arbitrations/")
    arbitrator.opens_row(number)
    for said in ("故障点在其箱变一侧", "属照明设施养护", "C-020403"):
        arbitrator.sees(re.compile(said))
    arbitrator.shoots("73-both-sides")
    assert not arbitrator.may("award")
    arbitrator.does("propose_award", lead=CITY, assists=POWER, reason="灯杆以下为照明设施，由市城管局养护。")
    arbitrator.shoots("74-proposed")
    assert not arbitrator.may("award")


def award(other, number):
    """What was proposed stands in the form already."""
    other.opens_by_the_menu("/arbitrations/")
    other.page.get_by_role("main").locator(".tabs a[href*='tab=proposed']").click()
    other.opens_row(number)
    form = other.opens_step("award")
    assert form.locator("[name=lead]").input_value() == CITY
    assert form.locator("[name=assists] option:checked").evaluate_all("all => all.map(one => one.value)") == [POWER]
    other.shoots("75-award")
    other.does("award")


def sign_what_cannot_be_returned(wei, number):
    wei.finds(number)
    assert not wei.may("request_return")
    wei.does("sign")
    assert not wei.may("request_return")
    assert not wei.may("arbitrate")  # the award stands
    wei.shoots("76-signed-after-the-award")


def read_the_trail(mei, number):
    mei.opens_by_the_menu("/hops/")
    mei.searches(number)
    trail = mei.row(number)
    held = trail.locator("td").nth(2).inner_text()
    assert re.findall("市城管局|供电公司", held) == ["市城管局", "供电公司", "市城管局"]
    assert trail.locator("td").nth(1).locator(".tag-red").count() == 1  # back and forth
    assert "市城管局" in trail.locator("td").nth(3).inner_text()  # refused what was its own
    mei.shoots("77-from-hand-to-hand")

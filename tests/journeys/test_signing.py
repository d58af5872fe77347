"""One tap signs; a slip of the hand is taken back for half a minute; and what was typed is never lost. At a desk and
on a phone."""

import re

import pytest

from tests.journeys.people import DESK, PHONE

pytestmark = pytest.mark.journey

HEAPED = {
    DESK: "金桥菜场后门垃圾三天没清，烂菜叶堆到路中间，酸臭味飘进二楼。",
    PHONE: "码头公交首末站旁的垃圾箱爆满，塑料袋被风刮得到处都是。",
}
REPLY = "已当日清运积存垃圾约两吨，冲洗地面，并将该点位清运调整为每日两次。"


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=str)
def test_one_tap_signs_and_a_slip_of_the_hand_is_taken_back(log_in, screen):
    mei, wei = log_in("paidan"), log_in("chengguan")
    number = mei.registers(HEAPED[screen], category="暴露垃圾与清运不及时", 地点="竹简花园北门")
    mei.sees("由市城管局主办。")

    sign_by_one_tap(wei, number)
    take_it_back(wei, number)
    sign_by_one_tap(wei, number)
    come_too_late(wei, number)
    keep_what_was_typed(wei, number)


def sign_by_one_tap(wei, number):
    """Where the order stands among what waits; a phone shows the button in the workbench only."""
    wei.opens("/")
    wei.row(number).locator("form[action$='/sign/'] button").click()
    wei.undo.wait_for()
    assert wei.page.url == f"{wei.home}/"  # still where the button stood
    wei.shoots("91-signed-by-one-tap")


def take_it_back(wei, number):
    assert number in wei.page.locator(".message").inner_text()
    wei.undo.click()
    wei.row(number).locator("form[action$='/sign/']").wait_for()
    assert not wei.undo.count()
    wei.shoots("92-taken-back")


def come_too_late(wei, number):
    """Once the petitioner has been called there is nothing to take back."""
    wei.opens(f"/orders/{number}/")
    assert wei.may("undo_sign")
    wei.does("contact", method="phone", outcome="reached", note="已联系，约定下午清运。")
    assert not wei.may("undo_sign")


def keep_what_was_typed(wei, number):
    form = wei.opens_step("submit")
    form.locator("[name=public_text]").fill(REPLY)
    wei.page.wait_for_function("() => Object.keys(localStorage).some((key) => key.startsWith('draft:'))")
    wei.page.reload()
    expect_the_draft(wei)

    wei.context.clear_cookies(name="sessionid")  # the session is over, as after half an hour without a word
    form = wei.opens_step("submit")
    wei.fills_in(form, result_code="solved")
    wei.sends(form)
    wei.page.wait_for_url(re.compile("/login/"))
    wei.logs_in("chengguan")

    wei.opens(f"/orders/{number}/#action-submit")
    expect_the_draft(wei)
    wei.shoots("93-draft-put-back")
    wei.does("submit", result_code="solved")
    wei.sees(REPLY)
    assert not wei.page.evaluate("() => Object.keys(localStorage).filter((key) => key.includes('submit')).length")


def expect_the_draft(wei):
    form = wei.opens_step("submit")
    assert form.locator("[name=public_text]").input_value() == REPLY
    form.locator(".draft-note").wait_for()

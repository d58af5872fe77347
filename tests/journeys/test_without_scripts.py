"""Where scripts do not run, everything is a form and a link, and the work goes on."""

import pytest

from tests.journeys.people import DESK, PHONE

pytestmark = pytest.mark.journey

BROKEN = {  # each in words of its own: the same ones would wait at the desk as a duplicate
    DESK: "螺号小区门口路灯不亮。",
    PHONE: "螺号小区岗亭旁的庭院灯罩掉落，灯泡裸露在外。",
}


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=str)
def test_a_petition_is_registered_and_signed(log_in, screen):
    mei = log_in("paidan", java_script_enabled=False)
    number = mei.registers(BROKEN[screen], category="路灯不亮", 地点="螺号小区")
    reload_until(mei, "由市城管局主办。")
    mei.shoots("41-no-scripts-routed")

    wei = log_in("chengguan", java_script_enabled=False)
    wei.finds(number)
    wei.takes("签收")
    wei.sees("黄灯 · 办理中")
    wei.page.get_by_text("查看（留痕）").click()
    wei.picks("理由", "联系诉求人")
    wei.presses("查看 60 秒")
    wei.sees("13800005678")
    wei.shoots("42-no-scripts-signed")


def reload_until(person, text):
    """Without scripts the page does not wait for the worker: one looks again."""
    for _ in range(20):
        if person.page.get_by_text(text).count():
            return
        person.page.wait_for_timeout(100)
        person.page.reload()
    raise AssertionError(f"“{text}” did not appear")

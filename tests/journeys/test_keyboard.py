"""Somebody who does not use a mouse, and somebody whose browser runs no scripts."""

import pytest

from config.demo_accounts import PASSWORD

pytestmark = pytest.mark.journey


def test_the_portal_is_worked_by_keys_alone(somebody):
    mei = somebody()
    keys = mei.page.keyboard
    mei.opens("/login/")
    type_into(mei, "用户名", "paidan")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    mei.page.get_by_role("heading", name="我的工作台").wait_for()

    keys.press("Shift+Slash")
    sheet = mei.page.get_by_role("dialog", name="键盘快捷键")
    sheet.wait_for()
    assert {"我的工作台", "诉求工单", "派单台", "搜索全部工单"} <= set(sheet.locator("td").all_inner_texts())
    mei.shoots("31-keys")
    keys.press("Escape")
    sheet.wait_for(state="hidden")

    keys.press("g")
    keys.press("l")
    mei.page.get_by_role("heading", name="诉求工单", exact=True).wait_for()
    keys.press("j")
    keys.press("j")
    second = mei.page.locator("[data-rows] tbody tr").nth(1)
    assert "is-here" in second.get_attribute("class")
    title = second.get_by_role("link").first.inner_text()
    keys.press("Enter")
    mei.page.get_by_role("heading", level=1, name=title, exact=True).wait_for()

    keys.press("Slash")
    assert focused(mei) == "搜索全部工单"
    keys.type("路灯")
    keys.press("Enter")
    mei.page.wait_for_url("**/orders/?q=*")
    mei.sees("工单号 / 地址 / 关键词：")


def test_a_petition_is_registered_without_touching_the_mouse(log_in):
    mei = log_in("paidan")
    keys = mei.page.keyboard
    keys.press("g")
    keys.press("r")
    mei.page.get_by_role("heading", name="登记诉求").wait_for()

    assert focused(mei, "id") == "id_content"
    keys.type("雾笛花园门口路灯不亮。")
    type_into(mei, "地点", "雾笛花园")
    type_into(mei, "名称或首字母", "ldbl")
    keys.press("Enter")
    type_into(mei, "电话", "13800005678")
    keys.press("Control+Enter")
    mei.sees("由市城管局主办。")


def type_into(person, label, text):
    """Walk on to a field by the tabulator and type."""
    for _ in range(40):
        if focused(person) == label:
            return person.page.keyboard.type(text)
        person.page.keyboard.press("Tab")
    raise AssertionError(f"the tabulator never came to “{label}”")


def focused(person, what="label"):
    """What the field one types into now is called."""
    return person.page.evaluate(
        """what => {
            const field = document.activeElement;
            if (what === "id") return field.id;
            const label = field.labels && field.labels[0];
            const name = field.getAttribute("aria-label") || (label ? label.firstChild.textContent : "");
            return name.trim();
        }""",
        what,
    )

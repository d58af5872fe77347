"""Somebody at a screen: what they do there in the words of the page, and everything the page does that it must not."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, WebError

from config.demo_accounts import PASSWORD
from tests.journeys.portal import HOUSE

SHOTS = HOUSE / "artifacts" / "journey"
NUMBER = re.compile(r"GD\d{14,}")
PATIENCE = 10_000  # milliseconds for anything to appear
# Refusals are told by their response; and htmx calls it an error when it drops a question for a newer one.
HARMLESS = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")


@dataclass(frozen=True)
class Screen:
    width: int
    height: int
    is_phone: bool = False

    def __str__(self) -> str:
        return str(self.width)

    def open(self, browser: Browser, **options: object) -> BrowserContext:
        return browser.new_context(
            viewport={"width": self.width, "height": self.height}, is_mobile=self.is_phone, has_touch=self.is_phone,
            locale="zh-CN", timezone_id="Asia/Shanghai", **options,
        )  # fmt: skip


DESK = Screen(1366, 768)
PHONE = Screen(390, 844, is_phone=True)


class Watch:
    """Requests that leave the site, refusals nobody expected, errors, violations of the CSP, sideways scrolling."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home = home
        self.expected: set[int] = set()
        self.troubles: list[str] = []
        context.on("request", lambda request: self._asked(request.url))
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", self._broke)
        context.add_init_script(path=Path(__file__).with_name("watch.js"))

    def _asked(self, url: str) -> None:
        if not url.startswith((f"{self.home}/", "data:", "blob:")):
            self.troubles.append(f"a request left the site: {url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"{response.status} {response.request.method} {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(HARMLESS):
            self.troubles.append(f"{message.text} at {message.page.url if message.page else '?'}")

    def _broke(self, error: WebError) -> None:
        self.troubles.append(f"{error.error} at {error.page.url if error.page else '?'}")


class Person:
    def __init__(self, context: BrowserContext, screen: Screen, home: str) -> None:
        context.set_default_timeout(PATIENCE)
        self.context, self.screen, self.home = context, screen, home
        self.watch = Watch(context, home)
        self.page: Page = context.new_page()

    def logs_in(self, username: str) -> None:
        self.opens("/login/")
        self.fills("用户名", username)
        self.fills("密码", PASSWORD)
        self.presses("登录")
        self.page.get_by_role("heading", name="我的工作台").wait_for()

    def expects(self, *statuses: int) -> None:
        """Refusals that are right here."""
        self.watch.expected |= set(statuses)

    def opens(self, path: str) -> None:
        self.page.goto(self.home + path)

    def turns_to(self, screen: Screen) -> None:
        """The same page on another screen."""
        self.page.set_viewport_size({"width": screen.width, "height": screen.height})
        self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def unfolds_the_menu(self) -> None:
        """On a phone it is a drawer."""
        if self.screen.is_phone:
            self.page.get_by_role("link", name="菜单", exact=True).click()
        self.page.evaluate("() => document.querySelectorAll('#menu details').forEach((each) => { each.open = true; })")

    def goes_to(self, label: str) -> None:
        """By the menu."""
        self.unfolds_the_menu()
        menu = self.page.get_by_role("navigation", name="主导航")
        menu.get_by_role("link", name=re.compile(rf"^{re.escape(label)}(\s*[\d.万]+)?$")).click()

    def opens_by_the_menu(self, path: str) -> None:
        """Likewise, by where it leads to."""
        self.unfolds_the_menu()
        self.page.locator(f"#menu a[href='{path}']").click()
        self.page.wait_for_url(f"{self.home}{path}")

    def registers(self, content: str, *, category: str = "", **answers: str) -> str:
        """Take a petition down and answer its order's number; what is not said of the petitioner is invented."""
        self.goes_to("登记诉求")
        self.fills("诉求内容", content)
        if category:
            self.picks("诉求类别", category)
        for label, answer in ({"姓名（名称）": "蓝测试", "电话": "13800005678"} | answers).items():
            self.fills(label, answer)
        self.presses("登记")
        self.page.wait_for_url(re.compile("/orders/GD"))
        return self.number_of_the_page()

    def finds(self, number: str) -> None:
        """An order by its number, in the list."""
        self.goes_to("诉求工单")
        self.searches(number)
        self.opens_row(number)

    def searches(self, words: str) -> None:
        """In the list of the page."""
        search = self.page.get_by_role("main").locator("[data-search] input[name=q]")
        search.fill(words)
        search.press("Enter")
        self.page.wait_for_url(lambda url: f"q={quote_plus(words)}" in url)

    def row(self, number: str) -> Locator:
        """Of the list of the page."""
        return self.page.get_by_role("main").locator("tbody tr", has_text=number)

    def opens_row(self, number: str) -> None:
        self.row(number).get_by_role("link").first.click()
        self.page.wait_for_url(re.compile(f"/{number}/"))

    def number_of_the_page(self) -> str:
        return NUMBER.search(self.page.url)[0]

    def presses(self, label: str, *, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=label, exact=True).click()

    def follows(self, label: str, *, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("link", name=label, exact=True).click()

    def fills(self, label: str, text: str, *, within: Locator | None = None) -> None:
        self._field(label, within).fill(text)

    def picks(self, label: str, option: str, *, within: Locator | None = None) -> None:
        self._field(label, within).select_option(label=option)

    def chooses(self, question: str, option: str) -> None:
        """One of several answers that all stand on the page."""
        group = self.page.get_by_role("group", name=re.compile(rf"^{re.escape(question)}"))
        group.get_by_role("radio", name=option, exact=True).check()

    def sees(self, text: str | re.Pattern[str], *, within: Locator | None = None) -> Locator:
        found = (within or self.page.get_by_role("main")).get_by_text(text).first
        found.wait_for()
        return found

    def part(self, name: str) -> Locator:
        """A part of the page by its heading."""
        return self.page.locator("section", has=self.page.get_by_role("heading", name=name, exact=True))

    def takes(self, action: str, **answers: str) -> None:
        """A step with an order: its form opens under the bar, is filled in and sent."""
        self.follows(action)
        self.answers(action, **answers)

    def answers(self, action: str, **answers: str) -> None:
        form = self.part(action)
        for label, answer in answers.items():
            field = self._field(label, form)
            is_choice = field.evaluate("field => field.matches('select')")
            field.select_option(label=answer) if is_choice else field.fill(answer)
        tick_no_interest(form)
        self.presses(action, within=form)

    def may(self, step: str) -> bool:
        """Whether a step is offered here; one that is only named with the reason why not is not."""
        offered = f".actions a[href='#action-{step}'], .actions form[action$='/{step}/']"
        return bool(self.page.locator(offered).count())

    def does(self, step: str, **answers: str) -> None:
        """A step by its name in the workflow: pressed, or its form opened, filled in by the names of its fields and
        sent. Whoever decides ticks that they have no interest."""
        self._unfold(step)
        button = self.page.locator(f".actions form[action$='/{step}/'] button")
        if button.count():
            with self.page.expect_navigation():
                button.click()
        else:
            form = self.opens_step(step)
            self.fills_in(form, **answers)
            self.sends(form)
        self.page.locator(".message-success").wait_for()

    def opens_step(self, step: str) -> Locator:
        """Its form; from under "More" where it stands there."""
        self._unfold(step)
        form = self.page.locator(f"#action-{step} form")
        if not form.is_visible():
            self.page.locator(f".actions a[href='#action-{step}']").click()
        form.wait_for()
        return form

    def fills_in(self, form: Locator, **answers: str) -> None:
        for name, answer in answers.items():
            field = form.locator(f"[name={name}]")
            is_choice = field.evaluate("field => field.matches('select')")
            field.select_option(answer) if is_choice else field.fill(answer)

    def sends(self, form: Locator) -> None:
        tick_no_interest(form)
        with self.page.expect_navigation():
            form.locator(".form-end .btn-primary").click()

    def _unfold(self, step: str) -> None:
        more = self.page.locator(f"details.more-actions:not([open]):has([href='#action-{step}'], [action$='/{step}/'])")
        if more.count():
            more.locator("summary").click()

    @property
    def undo(self) -> Locator:
        """What a message offers to take back."""
        return self.page.locator(".message .undo button")

    def shoots(self, name: str) -> None:
        """Keep what they see; the journey's pictures are an artefact of every run."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_load_state()
        # Hiding the caret, as is usual, would leave style attributes behind, which the CSP forbids to carry on.
        self.page.screenshot(path=SHOTS / f"{name}-{self.screen}.png", caret="initial")

    def _field(self, label: str, within: Locator | None) -> Locator:
        """One that is to be seen: forms of other actions wait on the page, closed, with labels of the same words."""
        labelled = (within or self.page).get_by_label(re.compile(rf"^{re.escape(label)}\s*(（选填）)?$"))
        return labelled.filter(visible=True)


def tick_no_interest(form: Locator) -> None:
    """Asked of whoever decides."""
    tick = form.locator("[name=no_interest]")
    if tick.count():
        tick.check()

"""Every page in the menu of every role, and what the first row of its list opens, at both sizes."""

import pytest

from config.demo_accounts import ACCOUNTS
from tests.journeys.people import DESK, PHONE

pytestmark = pytest.mark.journey

UNFOLDING = {"bangong", "chengguan", "jiedao"}  # what is folded is the same for all, but for what one may change
OUTSIDE_THE_MENU = ["/jobs/", "/password/", "/gallery/", "/admin/", "/admin/petitions/category/", "/api/docs/"]


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.username)
def test_nothing_is_wrong_on_any_page(log_in, account):
    person = log_in(account.username)
    if account.username in UNFOLDING:
        person.unfolds_the_menu()
    menu = person.page.get_by_role("navigation", name="主导航").get_by_role("link")
    addresses = [link.get_attribute("href") for link in menu.all()]
    look_at_both_sizes(person)

    for address in addresses if account.role else addresses + OUTSIDE_THE_MENU:
        person.opens(address)
        look_at_both_sizes(person)
        first = person.page.locator("main tbody td a[href^='/']").first
        if first.count():
            person.opens(first.get_attribute("href"))
            look_at_both_sizes(person)


def look_at_both_sizes(person):
    """Whatever is wrong is heard by the watch; here only that the page has come, under one heading."""
    heading = person.page.locator("h1")
    heading.first.wait_for()
    assert heading.count() == 1, person.page.url
    person.turns_to(PHONE)
    person.turns_to(DESK)


def test_the_watch_sees_what_is_wrong(somebody):
    """None of the above would mean anything otherwise."""
    person = somebody()
    person.opens("/login/")
    person.page.evaluate(
        """() => {
            const wide = document.createElement("div");
            wide.style.width = "3000px";
            wide.textContent = "…";
            document.body.append(wide);
            dispatchEvent(new Event("resize"));
            document.body.setAttribute("style", "color: red");
            document.body.append(Object.assign(new Image(), { src: "http://elsewhere.example/pixel.png" }));
            setTimeout(() => { throw new Error("broken script"); });
        }"""
    )
    person.page.wait_for_timeout(500)
    person.opens("/nowhere/")

    seen = "\n".join(person.watch.troubles)
    person.watch.troubles.clear()
    for trouble in ("scrolls sideways: 3000", "against the CSP: style-src", "against the CSP: img-src", "broken script",
                    "404 GET"):  # fmt: skip
        assert trouble in seen

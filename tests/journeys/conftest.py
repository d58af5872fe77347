"""A city with its portal running, and people who use it at a desk or with a phone."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.people import DESK, Person
from tests.journeys.portal import Portal

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip

FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium")
    if path is None:
        missing = "No chromium. On Debian, as root: apt-get install -y chromium fonts-noto-cjk"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    return path


@pytest.fixture(scope="session")
def portal(chromium, tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("city"))
    try:
        portal.start()
        yield portal
        assert portal.tracebacks() == [], portal.log()
    finally:
        portal.stop()


@pytest.fixture(scope="module")
def browser(chromium, portal):
    """Started after the portal, whose processes are forked; ended with its module, as Django's database refuses to
    work beside the event loop it brings."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Fixtures are told whether the test has failed: then its last pages are kept as pictures."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def screen():
    return DESK


@pytest.fixture
def somebody(portal, browser, screen, request):
    """A person at a screen of their own, not logged in; in the end none of their pages may have done wrong."""
    people = []

    def sit_down(screen=screen, **options):
        people.append(Person(screen.open(browser, **options), screen, portal.address))
        return people[-1]

    yield sit_down
    for place, person in enumerate(people):
        if request.node.stash[FAILED]:
            person.shoots(f"failed-{request.node.originalname}-{place}")
        person.context.close()
    troubles = [trouble for person in people for trouble in person.watch.troubles]
    assert not troubles, "\n".join(dict.fromkeys(troubles))


@pytest.fixture
def log_in(somebody):
    """`mei = log_in("paidan")`"""

    def log_in(username, **options):
        person = somebody(**options)
        person.logs_in(username)
        return person

    return log_in

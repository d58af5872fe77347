"""`python -m bench.visitor`: walks petitions from the POST to their end, as people do it in the browser.

Another system sends the petition; a clerk of the office waits until it is dispatched; the liaison of the unit opens
the order, signs, calls and replies; the office passes it on, verifies and closes. Each step posts the form of the page
opened last, with its token and version, and follows the redirect to the next page. Reads a plan, writes the seconds
each life took, as JSON.
"""

import contextlib
import http.client
import json
import re
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from http.cookies import SimpleCookie
from queue import Empty, SimpleQueue
from urllib.parse import urlencode

from bench import aside
from bench.sender import TIMEOUT, Request

LOOK_EVERY = 0.05  # seconds
BY_LIAISON = (
    ("sign", {}),
    ("contact", {"method": "phone", "outcome": "reached"}),
    ("submit", {"result_code": "solved", "public_text": "已到现场处理完毕，问题解决。"}),
)
BY_OFFICE = (
    ("to_verification", {}),
    ("verify", {"finding": "到现场查看，与答复一致。"}),
    ("close", {"contacted": "yes", "solved": "solved", "rating": "5"}),
)
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
VERSION = re.compile(rb'name="version" value="(\d+)"')


class Stuck(Exception):
    """A page did not do what it does for people."""


@dataclass(frozen=True)
class Petition:
    request: Request
    liaison: str  # session of the unit that will lead


@dataclass(frozen=True)
class Plan:
    port: int
    petitions: Sequence[Petition]
    office: str  # session of somebody who may do all of the office's steps
    visitors: int
    seconds: float  # no life is begun later than that


def live(plan: Plan) -> list[tuple[float, float]]:
    """Start and end of each life, in seconds since 1970."""
    return [(start, end) for start, end in aside.run("bench.visitor", asdict(plan), seconds=plan.seconds + TIMEOUT)]


def main() -> None:
    given = json.load(sys.stdin)
    given["petitions"] = [Petition(Request(**row["request"]), row["liaison"]) for row in given["petitions"]]
    json.dump(_all(Plan(**given)), sys.stdout)


def _all(plan: Plan) -> list[tuple[float, float]]:
    """The first life that gets stuck ends it all."""
    rest = SimpleQueue[Petition]()
    for petition in plan.petitions:
        rest.put(petition)
    until = time.monotonic() + plan.seconds
    with ThreadPoolExecutor(plan.visitors) as visitors:
        walks = [visitors.submit(_walk, plan, rest, until) for _ in range(plan.visitors)]
        return [life for walk in walks for life in walk.result()]


def _walk(plan: Plan, rest: "SimpleQueue[Petition]", until: float) -> list[tuple[float, float]]:
    visitor, lives = _Visitor(plan.port), []
    with contextlib.suppress(Empty):
        while time.monotonic() < until:
            petition = rest.get_nowait()
            start = time.time()
            visitor.live(petition, plan.office)
            lives.append((start, time.time()))
    return lives


@dataclass
class _Browser:
    """One person's: cookies, and what the last page said."""

    connection: http.client.HTTPConnection
    cookies: dict[str, str]
    token: str = ""
    version: str = ""

    def get(self, path: str) -> http.client.HTTPMessage:
        return self._ask("GET", path)

    def post(self, path: str, filled_in: dict[str, str]) -> None:
        """Send a form and follow the redirect."""
        form = {"csrfmiddlewaretoken": self.token, "version": self.version, **filled_in}
        headers = self._ask("POST", path, urlencode(form), expected=302)
        self.get(headers["Location"])

    def _ask(self, method: str, path: str, form: str = "", *, expected: int = 200) -> http.client.HTTPMessage:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, form or None, headers)
        response = self.connection.getresponse()
        page = response.read()
        if response.status != expected:
            raise Stuck(f"{method} {path}: {response.status}\n{page.decode(errors='replace')[:3000]}")
        self._note(response.headers, page)
        return response.headers

    def _note(self, headers: http.client.HTTPMessage, page: bytes) -> None:
        for line in headers.get_all("Set-Cookie", ()):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if found := TOKEN.search(page):
            self.token = found[1].decode()
        if found := VERSION.search(page):
            self.version = found[1].decode()


@dataclass
class _Visitor:
    """Plays everybody in turn, over one connection."""

    port: int
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)

    def live(self, petition: Petition, office: str) -> None:
        order = f"/orders/{self._send(petition.request)}/"
        clerk = _Browser(self.connection, {"sessionid": office})
        self._wait_until_dispatched(clerk, order)
        self._take(_Browser(self.connection, {"sessionid": petition.liaison}), order, BY_LIAISON)
        self._take(clerk, order, BY_OFFICE)

    def _send(self, request: Request) -> str:
        self.connection.request(request.method, request.path, request.body.encode(), request.headers)
        response = self.connection.getresponse()
        answer = json.load(response)
        if response.status != 201:
            raise Stuck(f"POST {request.path}: {response.status} {answer}")
        return answer["work_order"]

    @staticmethod
    def _wait_until_dispatched(clerk: _Browser, order: str) -> None:
        until = time.monotonic() + TIMEOUT
        while not clerk.get(f"{order}routing/")["HX-Refresh"]:
            if time.monotonic() > until:
                raise Stuck(f"{order} is not dispatched after {TIMEOUT} s")
            time.sleep(LOOK_EVERY)

    @staticmethod
    def _take(person: _Browser, order: str, steps: Sequence[tuple[str, dict[str, str]]]) -> None:
        person.get(order)
        for action, filled_in in steps:
            person.post(f"{order}{action}/", filled_in)


if __name__ == "__main__":
    main()

"""`python -m bench.sender`: sends requests and notes when each was answered. Reads a plan, writes answers, as JSON.

Without arrivals each connection sends its next request when the last one is answered. With them a request is due at
its moment whether or not earlier ones are answered, and its time counts from that moment.
"""

import http.client
import json
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field

from bench import aside

TIMEOUT = 30  # seconds


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True)
class Plan:
    port: int
    requests: Sequence[Request]
    connections: int = 1
    arrivals: Sequence[float] = ()  # seconds after the start, one a request
    seconds: float = 60  # nothing is begun later than that


@dataclass(frozen=True)
class Answer:
    """To the request of this index. Moments are seconds since 1970; status 0: no answer came."""

    index: int
    due_at: float
    ended_at: float
    status: int
    body: str  # of what was refused

    @property
    def seconds(self) -> float:
        return self.ended_at - self.due_at


def send(plan: Plan) -> list[Answer]:
    return [Answer(**row) for row in aside.run("bench.sender", asdict(plan), seconds=plan.seconds + TIMEOUT)]


def main() -> None:
    given = json.load(sys.stdin)
    given["requests"] = [Request(**row) for row in given["requests"]]
    json.dump([asdict(answer) for answer in _all(Plan(**given))], sys.stdout)


def _all(plan: Plan) -> list[Answer]:
    todo = _Todo(plan, time.time() + 0.1)  # all connections stand ready by then
    with ThreadPoolExecutor(plan.connections) as connections:
        works = [connections.submit(_work, plan, todo) for _ in range(plan.connections)]
        answers = [answer for work in works for answer in work.result()]
    return sorted(answers, key=lambda answer: answer.index)


class _Todo:
    """The next request and when it is due, for whoever asks first."""

    def __init__(self, plan: Plan, start: float) -> None:
        self._lock = threading.Lock()
        self._rest = self._due(plan, start)

    def next(self) -> tuple[int, float] | None:
        with self._lock:
            return next(self._rest, None)

    @staticmethod
    def _due(plan: Plan, start: float) -> Iterator[tuple[int, float]]:
        for index in range(len(plan.requests)):
            due = start + plan.arrivals[index] if plan.arrivals else max(start, time.time())
            if max(due, time.time()) > start + plan.seconds:
                return
            yield index, due


def _work(plan: Plan, todo: _Todo) -> list[Answer]:
    answers = []
    connection = http.client.HTTPConnection("127.0.0.1", plan.port, timeout=TIMEOUT)
    while (task := todo.next()) is not None:
        index, due = task
        time.sleep(max(0.0, due - time.time()))
        status, body = exchange(connection, plan.requests[index])
        answers.append(Answer(index, due, time.time(), status, body))
    connection.close()
    return answers


def exchange(connection: http.client.HTTPConnection, request: Request) -> tuple[int, str]:
    """A server may shut a connection that was idle just when we use it: then the same once more on a new one."""
    for _ in range(2):
        try:
            connection.request(request.method, request.path, request.body.encode() or None, request.headers)
            response = connection.getresponse()
            body = response.read()
        except (http.client.HTTPException, OSError) as error:
            connection.close()
            body = repr(error).encode()
        else:
            return response.status, "" if response.status < 400 else body.decode(errors="replace")[:500]
    return 0, body.decode()


if __name__ == "__main__":
    main()

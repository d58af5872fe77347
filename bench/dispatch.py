"""Seconds from POST to dispatched, while petitions come in at a steady rate whether or not the portal keeps up.

A petition's time runs from the moment it was due to be sent, by the sender's clock, to the moment another session
first saw its dispatch committed; so waiting for a free connection counts, and so does the time between two looks.
"""

from collections.abc import Iterator, Sequence
from random import Random

from bench import yardsticks
from bench.figures import Figure, percentile
from bench.intake import CONNECTIONS, send_singles
from bench.petitions import SEED, Letter, as_requests, orders_of
from bench.processor import Meter
from bench.run import Late, Run
from bench.sender import Answer, Plan, send
from bench.watch import Watch

CLERKS = 32  # connections: enough that nobody waits for a free one while the portal keeps up
PATIENCE = 30  # seconds; petitions that could not be sent by then are lost


def measure(run: Run) -> Iterator[Figure]:
    run.portal.open()
    send_singles(run, count=20 * CONNECTIONS)  # the processes read what they keep
    run.wait_until_routed()
    login_page = yardsticks.login_page(run)
    yield login_page
    rate, seconds = run.size.rate_on(run.stack.name), run.size.seconds
    letters = run.writer.letters(rate * seconds)
    with Meter(run.portal.roots) as meter:
        answers, seen_at = _send(run, letters)
    posts = [answer.seconds * 1000 for answer in answers if answer.status == 201]
    middle = Figure(f"POST at {rate}/s for {seconds} s, p50", percentile(posts, 50), "ms")
    yield middle.against(login_page)
    yield Figure("  p95", percentile(posts, 95), "ms").against(login_page)
    dispatches = [seen_at[order] - answer.due_at for answer, order in _pairs(answers, letters) if order in seen_at]
    for share, name in ((50, "POST to dispatched, p50"), (95, "  p95"), (100, "  slowest")):
        yield Figure(name, percentile(dispatches, share) * 1000, "ms").against(middle)
    yield Figure("  not dispatched", 100 * (1 - len(dispatches) / len(letters)), "%")
    yield Figure("  petitions answered", _rate(answers), "/s")
    for part, used in meter.used.items():
        yield Figure(f"processor time a petition, {part}", 1000 * used / len(letters), "ms")
    yield Figure("share of the machine that others used", 100 * meter.others, "%")


def _send(run: Run, letters: Sequence[Letter]) -> tuple[list[Answer], dict[int, float]]:
    requests = as_requests(letters, run.api_key)
    arrivals = _arrivals(len(requests), run.size.seconds)
    with Watch() as watch:
        answers = send(Plan(run.portal.port, requests, CLERKS, arrivals, run.size.seconds + PATIENCE))
        try:
            run.wait_until_routed()
        except Late as late:
            run.say(str(late))
    return answers, watch.seen_at


def _arrivals(count: int, seconds: float) -> list[float]:
    """People do not agree on when to call: exactly so many moments, each independent of the others."""
    chance = Random(SEED)
    return sorted(chance.uniform(0, seconds) for _ in range(count))


def _pairs(answers: Sequence[Answer], letters: Sequence[Letter]) -> Iterator[tuple[Answer, int | None]]:
    orders = orders_of(letters)
    return ((answer, orders[answer.index]) for answer in answers)


def _rate(answers: Sequence[Answer]) -> float:
    taken = [answer for answer in answers if answer.status == 201]
    return len(taken) / (max(answer.ended_at for answer in taken) - min(answer.due_at for answer in taken))

"""Petitions a second from the door to the unit: sent singly, and by the hundred."""

import time
from collections.abc import Iterator

from django.utils import timezone

from bench import yardsticks
from bench.figures import Figure
from bench.petitions import as_requests
from bench.run import Run
from bench.sender import Plan, send
from bench.size import BATCH
from core.actors import Actor
from petitions import intake
from petitions.models import WorkOrder

CONNECTIONS = 4
SENDER = Actor(id=None, name="bench")


class Refused(Exception):
    """The portal did not take what it should have taken."""


def measure(run: Run) -> Iterator[Figure]:
    commits = yardsticks.commits()
    yield commits
    yield from (figure.against(commits) for figure in (*_singles(run), *_batches(run)))


def _singles(run: Run) -> Iterator[Figure]:
    run.portal.open()
    send_singles(run, count=20)  # the processes read what they keep
    run.wait_until_routed()
    first, last = send_singles(run, count=run.size.singles)
    routed = run.wait_until_routed()
    yield Figure(f"petitions by single POST, {CONNECTIONS} connections", run.size.singles / (last - first), "/s")
    yield Figure("  until all are dispatched, one worker of 2", run.size.singles / (routed - first), "/s")


def send_singles(run: Run, *, count: int) -> tuple[float, float]:
    """The moments at which the first was sent and the last was answered."""
    requests = as_requests(run.writer.letters(count), run.api_key)
    answers = send(Plan(run.portal.port, requests, connections=CONNECTIONS))
    refused = next((answer for answer in answers if answer.status != 201), None)
    if refused or len(answers) < count:
        raise Refused(f"{len(answers)} of {count} answered; {refused}")
    return min(answer.due_at for answer in answers), max(answer.ended_at for answer in answers)


def _batches(run: Run) -> Iterator[Figure]:
    run.portal.rest()
    batches = [[letter.submission for letter in run.writer.letters(BATCH)] for _ in range(run.size.batches)]
    count = BATCH * len(batches)
    newest = WorkOrder.objects.order_by("-id").values_list("id", flat=True)[0]
    start = time.perf_counter()
    for batch in batches:
        intake.receive_many(batch, by=SENDER, at=timezone.now())
    yield Figure(f"petitions by the bulk door, {BATCH} at once", count / (time.perf_counter() - start), "/s")
    run.portal.work()
    run.wait_until_routed()
    moments = WorkOrder.objects.filter(id__gt=newest).order_by("routed_at").values_list("routed_at", flat=True)
    taken = (moments[count - 1] - moments[0]).total_seconds()
    yield Figure("  dispatched by one worker of 2", (count - 1) / taken, "/s")

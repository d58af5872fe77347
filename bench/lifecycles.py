"""Whole lives of petitions a second, from the POST through the pages to the end."""

from collections.abc import Iterator

from bench import yardsticks
from bench.figures import Figure, percentile
from bench.petitions import as_requests
from bench.run import Run
from bench.visitor import Petition, Plan, live
from bench.visits import session_of

OFFICE = "bangong"
VISITORS = 2
SECONDS = 60
WARM_UP = 2  # lives


class TooFew(Exception):
    """Some petitions did not come to their end."""


def measure(run: Run) -> Iterator[Figure]:
    run.portal.open()
    pages = yardsticks.empty_pages(run, session_of(OFFICE), VISITORS)
    yield pages
    _live(run, WARM_UP)
    lives = _live(run, run.size.lifecycles)
    seconds = max(end for _start, end in lives) - min(start for start, _end in lives)
    yield Figure(f"whole lives, {VISITORS} at a time", len(lives) / seconds, "/s").against(pages)
    yield Figure("  one life, p50", percentile([end - start for start, end in lives], 50), "s")


def _live(run: Run, count: int) -> list[tuple[float, float]]:
    letters = run.writer.letters(count)
    requests = as_requests(letters, run.api_key)
    sessions = {unit: session_of(unit.code.lower()) for unit in {letter.lead for letter in letters}}
    petitions = [
        Petition(request, sessions[letter.lead]) for request, letter in zip(requests, letters, strict=True)
    ]  # fmt: skip
    lives = live(Plan(run.portal.port, petitions, session_of(OFFICE), VISITORS, SECONDS))
    if not lives:
        raise TooFew(f"none of {count} petitions came to its end")
    return lives

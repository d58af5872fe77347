"""A province imported from files: how long, how much memory, and how quickly it answers afterwards."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Substr

from bench.figures import Figure, percentile
from bench.registers import Province, boundary
from bench.run import Run
from bench.yardsticks import bulk_insert
from core.models import Job
from grids import locate
from grids.models import Area, Grid
from partyorgs.models import PartyOrganization, Post

TIMES = 20
PROMISED = ("grids", "posts", "organizations")
MEGABYTE = 1024  # kilobytes, in which Linux counts the memory of a process


class NotImported(Exception):
    """An import did not end as it should."""


def measure(run: Run) -> Iterator[Figure]:
    run.portal.close()
    province = Province(run.size, run.stack.folder)
    run.say("writing the files")
    files = province.write()
    plain = bulk_insert()
    yield plain
    together = 0.0
    for register, (path, spoilt) in files.items():
        run.say(f"importing {register}, {path.stat().st_size / 2**20:.0f} MB")
        rows, seconds, memory = _imported(register, path, spoilt)
        yield Figure(f"{register}, {rows:,} rows".replace(",", " "), rows / seconds, "/s").against(plain)
        yield Figure("  rows refused", spoilt, "")
        yield Figure("  taken", seconds, "s")
        yield Figure("  most memory", memory, "MB")
        together += seconds if register in PROMISED else 0
    yield Figure(", ".join(PROMISED) + " together", together, "s")
    yield from _again(run, files["grids"][0], plain)
    yield from _answers(province)


def _imported(register: str, path, spoilt: int) -> tuple[int, float, float]:
    """Rows, seconds and megabytes of an import by the command, in a process of its own."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_register", register, str(path), "--accept-valid"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    result = Job.objects.order_by("-id")[0].result
    if process.returncode or result.get("faulty") != spoilt:
        raise NotImported(
            f"{register}: exit {process.returncode}, {spoilt} rows are wrong, result {str(result)[:2000]}"
        )
    return result["rows"], seconds, used.ru_maxrss / MEGABYTE


def _again(run: Run, path, plain: Figure) -> Iterator[Figure]:
    run.say("importing the grids again")
    rows, seconds, _memory = _imported("grids", path, Job.objects.get(params__register="grids").result["faulty"])
    result = Job.objects.order_by("-id")[0].result
    yield Figure(f"grids again, {result['same']:,} as they were".replace(",", " "), rows / seconds, "/s").against(plain)


def _answers(province: Province) -> Iterator[Figure]:
    trip = Figure("round trip to the database, p50", percentile(_timed(_round_trip), 50), "ms")
    yield trip
    codes = province.grids[1 :: max(1, len(province.grids) // TIMES)]
    district, street = codes[0][:6], codes[0][:9]
    asked: dict[str, Callable[[int], object]] = {
        "grid by its code": lambda turn: Grid.objects.get(code=codes[turn % len(codes)]),
        "posts of a grid": lambda turn: list(Post.objects.filter(grid__code=codes[turn % len(codes)])),
        "grids within a district, counted": lambda turn: Grid.objects.within(district).count(),
        "posts within a district, counted": lambda turn: Post.objects.filter(
            grid__code__range=(district, district.ljust(22, "9"))).count(),
        "posts of the city by kind, counted": lambda turn: dict(
            Post.objects.order_by().values_list("kind").annotate(count=Count("id"))),
        "organizations below the city, counted": lambda turn: PartyOrganization.objects.within("0001").count(),
        "places below a street, with counts": lambda turn: _children(street, 12),
        "places below a district, with counts": lambda turn: _children(district, 9),
        "districts, with counts": lambda turn: _children("9901", 6),
        "organizations below one, with counts": lambda turn: _branches("0001"),
    }  # fmt: skip
    for name, ask in asked.items():
        yield Figure(f"{name}, p50", percentile(_timed(ask), 50), "ms").against(trip)
    yield from _on_the_map(len(province.grids), trip)


def _children(area: str, length: int) -> list:
    """A level of the tree as a page shows it: each place, how many grids and how many posts it has."""
    here = Area.objects.within(area).filter(code__regex=f"^[0-9]{{{length}}}$").order_by("code")
    part = Substr("code", 1, length)
    grids = Grid.objects.within(area).order_by().values_list(part).annotate(count=Count("id"))
    within = Post.objects.filter(grid__code__range=(area, area.ljust(22, "9"))).order_by()
    posts = within.values_list(Substr("grid__code", 1, length)).annotate(count=Count("id"))
    return [list(here), dict(grids), dict(posts)]


def _branches(code: str) -> list:
    here = PartyOrganization.objects.filter(parent__code=code).order_by("code")
    length = len(code) + 4
    below = PartyOrganization.objects.within(code).order_by().values_list(Substr("code", 1, length))
    return [list(here), dict(below.annotate(count=Count("id")))]


def _on_the_map(grids: int, trip: Figure) -> Iterator[Figure]:
    start = time.perf_counter()
    map_ = locate.current()
    yield Figure(f"map of {grids:,} grids read".replace(",", " "), time.perf_counter() - start, "s")
    middles = [_middle(boundary(number)) for number in range(1, grids, max(1, grids // 1000))]
    start = time.perf_counter()
    found = [map_.by_point(middle) for middle in middles]
    taken = (time.perf_counter() - start) * 1000 / len(middles)
    if sum(place is not None for place in found) < len(middles) * 0.99:
        raise NotImported("points are not found on the map")
    yield Figure("grid around a point", taken, "ms").against(trip)


def _middle(ring: list[list[float]]) -> tuple[float, float]:
    return sum(x for x, _y in ring[:-1]) / (len(ring) - 1), sum(y for _x, y in ring[:-1]) / (len(ring) - 1)


def _round_trip(turn: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchall()


def _timed(ask: Callable[[int], object]) -> list[float]:
    """Milliseconds of each of some turns, the first left out."""
    taken = []
    for turn in range(TIMES + 1):
        start = time.perf_counter()
        ask(turn)
        taken.append((time.perf_counter() - start) * 1000)
    return taken[1:]

"""A province imported from files: how long, how much memory, and how quickly it answers afterwards."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils import timezone

from bench import yardsticks
from bench.figures import Figure, percentile
from bench.pages import OFFICE
from bench.processor import Meter
from bench.registers import CITY, Province, boundary
from bench.run import Run
from bench.visits import WARM_UP, opened, session_of
from bench.yardsticks import bulk_insert
from core.models import Job, User
from grids import locate
from grids.models import Area, Grid
from partyorgs.enums import Role
from partyorgs.models import PartyOrganization, Post, RoleGrant

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
        done = _imported(register, path, spoilt)
        yield Figure(f"{register}, {_grouped(done.rows)} rows", done.rows / done.seconds, "/s").against(plain)
        yield Figure("  rows refused", spoilt, "")
        yield Figure("  taken", done.seconds, "s")
        yield Figure("  processor time of the import", done.processor, "s")
        yield Figure("  share of the machine that others used", done.others, "")
        yield Figure("  most memory", done.memory, "MB")
        together += done.seconds if register in PROMISED else 0
    yield Figure(" + ".join(PROMISED) + " together", together, "s")
    run.say("importing the grids again")
    again = _imported("grids", *files["grids"])
    yield Figure(f"grids again, {_grouped(again.same)} as they were", again.rows / again.seconds, "/s").against(plain)
    yield from _answers(province)
    yield from _pages(run, province)


@dataclass(frozen=True)
class Done:
    """What an import by the command took, as the operating system counts it."""

    rows: int
    same: int
    seconds: float
    processor: float  # seconds, without the database's
    others: float  # share of all processors that neither the import nor the database used
    memory: float  # megabytes; a process begins with what its parent had, so that this is never less than its own


def _imported(register: str, path: Path, spoilt: int) -> Done:
    with Meter({}) as meter:
        start = time.perf_counter()
        used = _run(register, path)
        seconds = time.perf_counter() - start
    result = Job.objects.order_by("-id")[0].result
    if result.get("faulty") != spoilt:
        raise NotImported(f"{register}: {spoilt} rows are wrong, result {str(result)[:2000]}")
    processor = used.ru_utime + used.ru_stime
    return Done(result["rows"], result["same"], seconds, processor, meter.others, used.ru_maxrss / MEGABYTE)


def _run(register: str, path: Path) -> resource.struct_rusage:
    """The import in a process of its own, and what it used."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_register", register, str(path), "--accept-valid"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise NotImported(f"{register}: exit {process.returncode}, {Job.objects.order_by('-id')[0].note}")
    return used


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
    yield Figure(f"map of {_grouped(grids)} grids read", time.perf_counter() - start, "s")
    middles = [_middle(boundary(number)) for number in range(1, grids, max(1, grids // 1000))]
    start = time.perf_counter()
    found = [map_.by_point(middle) for middle in middles]
    taken = (time.perf_counter() - start) * 1000 / len(middles)
    if sum(place is not None for place in found) < len(middles) * 0.99:
        raise NotImported("points are not found on the map")
    yield Figure("grid around a point", taken, "ms").against(trip)


def _pages(run: Run, province: Province) -> Iterator[Figure]:
    """Opened by the office, one visitor, again and again."""
    run.say("opening pages")
    _employ(OFFICE)
    run.portal.open()
    session = session_of(OFFICE)
    empty = yardsticks.empty_page(run, session)
    yield empty
    grid = province.grids[len(province.grids) // 2]
    for name, path in (
        ("directory of grids", reverse("grids:directory")),
        ("  a branch of its tree, the city's", reverse("grids:branch", args=[CITY])),
        ("  a branch of its tree, a district's", reverse("grids:branch", args=[grid[:6]])),
        ("  a branch of its tree, a street's", reverse("grids:branch", args=[grid[:9]])),
        ("card of the city", reverse("grids:card", args=[CITY])),
        ("card of a street", reverse("grids:card", args=[grid[:9]])),
        ("card of a grid", reverse("grids:card", args=[grid])),
        ("the map of the city", reverse("grids:map")),
        ("party tree", reverse("partyorgs:tree")),
        ("  a level of it", f"{reverse('partyorgs:tree')}?at=0001"),
        ("register of posts", reverse("partyorgs:posts")),
        ("vacant posts", reverse("partyorgs:vacancies")),
    ):
        answers = opened(run, path, session, times=WARM_UP + TIMES)[WARM_UP:]
        times = [answer.seconds * 1000 for answer in answers]
        for share in (50, 95):
            yield Figure(f"{name}, p{share}", percentile(times, share), "ms").against(empty)


def _employ(username: str) -> None:
    """Somebody of the office, where only this city has been measured and nobody works in it yet."""
    user, is_new = User.objects.get_or_create(username=username, defaults={"name": username})
    if is_new:
        RoleGrant.objects.create(user=user, role=Role.OFFICE_ADMIN, valid_from=timezone.localdate())


def _middle(ring: list[list[float]]) -> tuple[float, float]:
    return sum(x for x, _y in ring[:-1]) / (len(ring) - 1), sum(y for _x, y in ring[:-1]) / (len(ring) - 1)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


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

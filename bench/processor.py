"""Processor time, which others on the machine do not change as much as they change how long things take."""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from django.db import connection

TICK = os.sysconf("SC_CLK_TCK")
PARENT, OWN, OF_DEAD_CHILDREN = 1, slice(11, 13), slice(13, 15)  # fields of /proc/PID/stat after the name


def of_trees(roots: Iterable[int]) -> float:
    """Seconds used so far by these processes and all below them, those that have ended included. 0 without /proc."""
    children, used = defaultdict(list), {}
    for pid, fields in _all():
        children[int(fields[PARENT])].append(pid)
        used[pid] = sum(map(int, (*fields[OWN], *fields[OF_DEAD_CHILDREN]))) / TICK
    waiting, total = list(roots), 0.0
    while waiting:
        pid = waiting.pop()
        total += used.get(pid, 0.0)
        waiting += children[pid]
    return total


def of_database() -> float:
    """Seconds used so far by the database's sessions that are open now. 0 where it runs in our own processes."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return of_trees(pid for (pid,) in cursor.fetchall())


def _all() -> list[tuple[int, list[str]]]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found.append((int(path.parent.name), path.read_text().rpartition(")")[2].split()))
        except OSError:
            continue  # it has just ended
    return found

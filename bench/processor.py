"""Processor time, which others on the machine do not change as much as they change how long things take."""

import os
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from django.db import connection

TICK = os.sysconf("SC_CLK_TCK")
PARENT, OWN, OF_DEAD_CHILDREN = 1, slice(11, 13), slice(13, 15)  # fields of /proc/PID/stat after the name


class Meter:
    """Seconds that the parts of the portal, its database and everybody else used meanwhile."""

    def __init__(self, parts: Mapping[str, Iterable[int]]) -> None:
        self._parts = parts
        self.used: dict[str, float] = {}
        self.others = 0.0  # as a share of all processors

    def __enter__(self) -> Self:
        self._start, self._before = time.monotonic(), self._now()
        return self

    def __exit__(self, *_: object) -> None:
        used = {part: seconds - self._before[part] for part, seconds in self._now().items()}
        machine, ours = used.pop("machine"), used.pop("ours")
        available = (time.monotonic() - self._start) * (os.cpu_count() or 1)
        self.others = (machine - ours - used["database"]) / available
        self.used = used

    def _now(self) -> dict[str, float]:
        """Ours is all that was started by the process that started this one, Redis included."""
        tree = _Tree()
        return {
            **{part: tree.seconds(pids) for part, pids in self._parts.items()},
            "database": tree.seconds(tree.parents(_own_session())),
            "ours": tree.seconds([os.getppid()]),
            "machine": _machine(),
        }


class _Tree:
    """All processes there are, and what each has used with its children that ended."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._children: defaultdict[int, list[int]] = defaultdict(list)
        self._used: dict[int, float] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            pid = int(path.parent.name)
            self._parent[pid] = int(fields[PARENT])
            self._children[int(fields[PARENT])].append(pid)
            self._used[pid] = sum(map(int, (*fields[OWN], *fields[OF_DEAD_CHILDREN]))) / TICK

    def parents(self, pids: Iterable[int]) -> list[int]:
        return [self._parent[pid] for pid in pids if pid in self._parent]

    def seconds(self, roots: Iterable[int]) -> float:
        """Used by these and by all below them."""
        return sum(self._used.get(pid, 0.0) + self.seconds(self._children[pid]) for pid in roots)


def _own_session() -> list[int]:
    """The server's process for us, a child of the whole server; none where the database runs in our own processes."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return list(cursor.fetchone())


def _machine() -> float:
    user, nice, system, _idle, _waiting, *interrupts = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + sum(interrupts)) / TICK

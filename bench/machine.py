"""What the figures were measured on."""

import os
import platform
import time
from datetime import datetime
from pathlib import Path


def describe() -> list[str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}",
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB; {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}",
    ]


def state() -> str:
    """How busy others keep the machine, and how fast it is just now: machines in a cloud are not always the same."""
    load = " ".join(f"{average:.2f}" for average in os.getloadavg())
    return f"load average {load}; 2 million squares in Python take {_squares() * 1000:.0f} ms"


def _squares() -> float:
    return min(_timed() for _ in range(6))


def _timed() -> float:
    start = time.perf_counter()
    sum(i * i for i in range(2_000_000))
    return time.perf_counter() - start


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())

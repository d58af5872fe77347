"""Web server, worker and beat as one crew: they start together, and when one goes all go."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PATIENCE = 15  # seconds; a worker gives running tasks 10 before it hands them back
PR_SET_PDEATHSIG = 1


class Stop(BaseException):
    """Ctrl-C, or a polite kill: not an error, and nothing may swallow it."""


class Crew:
    def __init__(self, log_folder: Path, environment: dict[str, str]):
        self.log_folder = log_folder
        self.environment = dict(os.environ) | environment
        self.members: dict[str, subprocess.Popen[bytes]] = {}
        log_folder.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, *command: str) -> None:
        with self.log(name).open("wb") as log:
            self.members[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                process_group=0,  # Ctrl-C reaches us only; we tell the others in our own order
                preexec_fn=die_with_parent if sys.platform == "linux" else None,
            )

    def log(self, name: str) -> Path:
        return self.log_folder / f"{name}.log"

    def lost(self) -> str | None:
        """The first member that ended by itself."""
        return next((name for name, process in self.members.items() if process.poll() is not None), None)

    def watch(self) -> str:
        while not (name := self.lost()):
            time.sleep(0.5)
        return name

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self.lost():
            if ready():
                return True
            time.sleep(0.1)
        return False

    def stop(self) -> None:
        """Ask, wait, and only then insist."""
        for process in self.members.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in self.members.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0, deadline - time.monotonic()))
        for process in self.members.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # also whatever a dead member left behind
            process.wait()


# Numbers and addresses come from the environment, see config.gunicorn and docs/deploy.md.


def start_all(crew: Crew) -> None:
    start_web(crew)
    start_workers(crew)


def start_web(crew: Crew) -> None:
    crew.start("web", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi")


def start_workers(crew: Crew) -> None:
    processes = crew.environment.get("TASK_PROCESSES", "2")
    level = crew.environment.get("LOG_LEVEL", "WARNING")
    crew.start("worker", "celery", "-A", "config", "worker", f"--concurrency={processes}", f"--loglevel={level}")
    crew.start("beat", "celery", "-A", "config", "beat", "--loglevel=WARNING", "--pidfile=")


@contextlib.contextmanager
def stopping_politely() -> Iterator[None]:
    """Turn the signals that end a program into Stop; while stopping, a second one is not heard."""

    def stop(_number: int, _frame: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise Stop

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def die_with_parent() -> None:
    """Even if we are killed without a chance to say goodbye, nobody is left behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

"""The crew, tried with small real processes."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from config.processes import Crew

SLEEPER = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Write a module that a crew can start with `python -m`."""

    def write(name, source):
        (tmp_path / f"{name}.py").write_text(source)
        return name

    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return write


@pytest.fixture
def crew(tmp_path, module):
    crew = Crew(tmp_path / "log", {})
    yield crew
    crew.stop()


def test_stop_ends_every_member(crew, module):
    crew.start("web", module("sleeper", SLEEPER))
    crew.start("worker", "sleeper")

    crew.stop()

    assert [process.poll() for process in crew.members.values()] == [-signal.SIGTERM, -signal.SIGTERM]


def test_stop_insists_when_a_member_does_not_listen(crew, module, monkeypatch):
    monkeypatch.setattr("config.processes.PATIENCE", 0.2)
    crew.start("worker", module("stubborn", STUBBORN))
    assert crew.wait_until(lambda: "up" in crew.log("worker").read_text(), seconds=10)

    crew.stop()

    assert crew.members["worker"].poll() == -signal.SIGKILL


def test_a_member_that_ends_is_named(crew, module):
    crew.start("web", module("sleeper", SLEEPER))
    crew.start("beat", module("broken", "raise SystemExit('no schedule')"))

    assert crew.watch() == "beat"
    assert crew.log("beat").read_text() == "no schedule\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux only")
def test_nobody_is_left_when_the_parent_is_killed(tmp_path, module):
    module("sleeper", SLEEPER)
    parent = f"""
import pathlib, time
from config.processes import Crew
crew = Crew(pathlib.Path({str(tmp_path / "log")!r}), {{}})
crew.start("web", "sleeper")
print(crew.members["web"].pid, flush=True)
time.sleep(60)
"""
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{settings.BASE_DIR}"}
    with subprocess.Popen(
        [sys.executable, "-c", parent], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        child = int(process.stdout.readline())
        process.kill()

    assert _is_gone(child)


def _is_gone(pid):
    for _attempt in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False

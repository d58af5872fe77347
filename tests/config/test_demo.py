"""`make demo`, for real but small: it starts, answers, says who may log in, and leaves nobody behind."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from config.demo_accounts import ACCOUNTS, PASSWORD

pytestmark = pytest.mark.thorough  # it starts the embedded stack, whatever the suite itself runs on

SET_BY_TESTS = {"DJANGO_SETTINGS_MODULE", "SECRET_KEY", "FIELD_KEYS", "HASH_KEY", "DATABASE_URL", "BROKER_URL"}


@pytest.fixture
def demo(tmp_path, free_port):
    environment = {name: value for name, value in os.environ.items() if name not in SET_BY_TESTS}
    environment |= {"VAR_DIR": str(tmp_path), "PORT": str(free_port), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "manage.py", "demo", "--petitions=20", "--months=2"]
    process = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    with process:
        yield process
        process.send_signal(signal.SIGTERM)


def _read_until(process, text):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return "".join(lines)
    pytest.fail("".join(lines))


def _status(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/login/")
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def _children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="children are counted in /proc")
def test_demo_starts_answers_and_stops_cleanly(demo, free_port):
    welcome = _read_until(demo, "Ctrl-C stops everything")
    children = _children(demo.pid)

    assert _status(free_port) == 200
    assert PASSWORD in welcome
    assert [account.username for account in ACCOUNTS if account.username not in welcome] == []
    assert len(children) == 3

    demo.send_signal(signal.SIGINT)

    assert demo.wait(timeout=30) == 0
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []


def test_the_readme_names_every_account():
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")

    assert [account.username for account in ACCOUNTS if f"`{account.username}`" not in readme] == []


def test_demo_says_which_port_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "PORT": str(port)}
        demo = subprocess.run(
            [sys.executable, "manage.py", "demo"],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
        )

    assert demo.returncode == 1
    assert f"Port {port} cannot be used" in demo.stderr
    assert f"make demo PORT={port + 1}" in demo.stderr

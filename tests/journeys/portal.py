"""The portal as it really runs: a city of its own; web server, worker and beat on a free port.

JOURNEY_DATABASE_URL (of an empty database) and JOURNEY_BROKER_URL take it off SQLite and the folder broker.
"""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from config.management.commands.demo import ENVIRONMENT
from config.processes import Crew, start_all

HOUSE = Path(__file__).resolve().parents[2]
CITY = ("--petitions", "300", "--months", "6", "--seed", "7")
PATIENCE = 60  # seconds until web server and worker are up


class Portal:
    def __init__(self, folder: Path) -> None:
        port = _free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.crew = Crew(
            folder / "log",
            ENVIRONMENT
            | {
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "VAR_DIR": str(folder),
                "DATABASE_URL": os.environ.get("JOURNEY_DATABASE_URL", f"sqlite:///{folder / 'gongzhi.sqlite3'}"),
                "BROKER_URL": os.environ.get("JOURNEY_BROKER_URL", "filesystem://"),
                "PORT": str(port),
            },
        )

    def start(self) -> None:
        self._manage("prepare")
        self._manage("demo_city", *CITY)
        start_all(self.crew)
        if not self.crew.wait_until(self._is_up, seconds=PATIENCE):
            raise AssertionError(f"the portal did not start:\n{self.log()}")

    def stop(self) -> None:
        self.crew.stop()

    def log(self) -> str:
        """What its processes have said, the last lines of each."""
        tails = {name: self.crew.log(name).read_text(errors="replace").splitlines()[-20:] for name in self.crew.members}
        return "\n".join(f"{name}: {line}" for name, lines in tails.items() for line in lines)

    def tracebacks(self) -> list[str]:
        """The processes that had an exception they did not expect, whether or not a page showed it."""
        return [name for name in self.crew.members if "Traceback" in self.crew.log(name).read_text(errors="replace")]

    def _manage(self, *command: str) -> None:
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=HOUSE, env=self.crew.environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, f"manage.py {command[0]}:\n{done.stdout}{done.stderr}"

    def _is_up(self) -> bool:
        """A petition registered before the worker is up would wait for it, which is not what is measured."""
        return " ready." in self.crew.log("worker").read_text(errors="replace") and self._answers()

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.address}/login/", timeout=5).close()
        except urllib.error.URLError:
            return False
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

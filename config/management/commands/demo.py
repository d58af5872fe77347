"""`make demo`: the whole portal with a fictional city, on one machine, from one command."""

import os
import socket
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import demo_accounts
from config.processes import Crew, Stop, start_all, stopping_politely

# SIGTERM lets a worker finish for ten seconds, then hand its tasks back; root is fine on a demonstration machine.
ENVIRONMENT = {"REMAP_SIGTERM": "SIGQUIT", "C_FORCE_ROOT": "1", "LOG_LEVEL": "INFO", "HOST": "127.0.0.1"}
WEB_PATIENCE = 60


class Command(BaseCommand):
    help = "Set up the fictional city 澄明市 once, then run web server, worker and beat until Ctrl-C."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--petitions", type=int, default=5000)
        parser.add_argument("--months", type=int, default=24)
        parser.add_argument("--seed", type=int, default=20261122)

    def handle(self, *, petitions: int, months: int, seed: int, **_: Any) -> None:
        port = _port()
        _refuse_if_taken(port)
        crew = Crew(settings.VAR_DIR / "log", {**ENVIRONMENT, "PORT": str(port)})
        with stopping_politely():
            try:
                self._prepare(petitions=petitions, months=months, seed=seed)
                self._run(crew, port)
            except Stop:
                self.stdout.write("\nStopping …")
            finally:
                crew.stop()
        self.stdout.write("Stopped. The data is kept in var/; `make demo` continues with it.")

    def _prepare(self, **size: int) -> None:
        call_command("prepare")
        unfinished = settings.VAR_DIR / "demo.unfinished"
        if unfinished.exists():
            self.stdout.write("The last start was interrupted while it made the city: starting over.")
            call_command("flush", interactive=False, verbosity=0)
        elif get_user_model().objects.exists():
            self.stdout.write("The city is there already.")
            return
        unfinished.touch()
        call_command("demo_city", **size)
        unfinished.unlink()

    def _run(self, crew: Crew, port: int) -> None:
        address = f"http://127.0.0.1:{port}/"
        self.stdout.write("Starting web server, worker and beat …")
        start_all(crew)
        if crew.wait_until(lambda: _answers(address), seconds=WEB_PATIENCE):
            self._welcome(address)
            crew.watch()
        name = crew.lost() or "web"
        tail = "\n".join(crew.log(name).read_text(errors="replace").splitlines()[-15:])
        raise CommandError(f"The {name} process stopped. The end of {crew.log(name)}:\n{tail}")

    def _welcome(self, address: str) -> None:
        self.stdout.write(f"\n  {address}   password of every account: {demo_accounts.PASSWORD}\n\n")
        for account in demo_accounts.ACCOUNTS:
            self.stdout.write(f"    {account.username:<12} {account.label}")
        self.stdout.write("\n  Ctrl-C stops everything.\n")


def _port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isascii() or not given.isdigit() or not 0 < int(given) < 65536:
        raise CommandError(f"PORT={given} is not a port: give a number from 1024 to 65535, as in make demo PORT=8001")
    return int(given)


def _refuse_if_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}): stop the program that has it, "
                f"or choose another port: make demo PORT={port + 1}"
            ) from error


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False
    return True

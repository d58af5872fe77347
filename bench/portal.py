"""The portal as a city runs it: web server, worker and beat, started and stopped by whoever measures."""

import http.client
from collections.abc import Callable

from bench.stacks import Stack, free_port
from config.processes import Crew, start_web, start_workers

PATIENCE = 60  # seconds until the web server answers


class NotUp(Exception):
    """A process of the portal ended or did not start; its log says why."""


class Portal:
    def __init__(self, stack: Stack) -> None:
        self.port = free_port()
        environment = {"PORT": str(self.port)}
        self._web = Crew(stack.folder / "log", environment)
        self._workers = Crew(stack.folder / "log", environment)

    def open(self) -> None:
        """Web server and worker, as far as they do not run."""
        if not self._web.members:
            start_web(self._web)
            self._expect(self._web, self._answers)
        self.work()

    def work(self) -> None:
        if not self._workers.members:
            start_workers(self._workers)

    def rest(self) -> None:
        """No worker for a while: what comes in waits."""
        self._workers.stop()
        self._workers.members.clear()

    def close(self) -> None:
        for crew in (self._web, self._workers):
            crew.stop()
            crew.members.clear()

    @property
    def roots(self) -> dict[str, list[int]]:
        """The processes from which the others of a part were started."""
        parts = {"web": self._web, "worker and beat": self._workers}
        return {part: [process.pid for process in crew.members.values()] for part, crew in parts.items()}

    def _expect(self, crew: Crew, ready: Callable[[], bool]) -> None:
        if not crew.wait_until(ready, seconds=PATIENCE):
            name = crew.lost() or "web"
            raise NotUp(f"{name} is not up:\n" + crew.log(name).read_text(errors="replace")[-3000:])

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/login/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

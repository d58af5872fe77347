"""Where Celery leaves its messages: a folder on one machine, Redis (or any other broker) beyond it."""

from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

# A publisher gives up at once: the sweep finds what was not announced, so a petition never waits for a broker.
# (Workers do not read these: they keep trying, see CELERY_BROKER_CONNECTION_MAX_RETRIES.)
FAIL_FAST = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0, "connect_retries_timeout": 1}

REDIS = {
    "visibility_timeout": 300,  # longer than the hard time limit of any task, else tasks run twice
    "unacked_restore_interval": 5,  # the default looks for messages of dead workers only once in 100 s
    "unacked_restore_throttle": 1,
    "unacked_restore_limit": 1000,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,  # above the 1 s a worker blocks, below what a person waits
    "socket_keepalive": True,
    "health_check_interval": 25,
}


def transport_options(url: str, folder: Path) -> dict[str, Any]:
    if url.startswith("filesystem:"):
        return FAIL_FAST | _folder_options(folder)
    if url.startswith(("redis:", "rediss:", "sentinel:")):
        return FAIL_FAST | REDIS
    return dict(FAIL_FAST)


def _folder_options(folder: Path) -> dict[str, Any]:
    queue, control = folder / "queue", folder / "control"
    for path in (queue, control):
        path.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
        "polling_interval": 0.05,
    }


class WholeMessages(filesystem.Channel):
    """A message stands in the folder once all of it is written.

    Kombu's own stands there while it is still empty. A worker that takes it then ends with a JSONDecodeError.
    """

    def _put(self, queue: str, message: Any, **_: Any) -> None:  # type: ignore[override]  # kombu names it both ways
        file = Path(self.data_folder_out) / f"{monotonic_ns() // 1_000_000}_{uuid4()}.{queue}.msg"
        draft = file.with_suffix(".draft")
        draft.write_text(dumps(message), encoding="utf-8")
        draft.rename(file)


class FolderTransport(filesystem.Transport):
    Channel = WholeMessages


TRANSPORT_ALIASES["filesystem"] = f"{__name__}:{FolderTransport.__name__}"

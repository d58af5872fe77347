"""The demonstration's own keys: made once, kept in var/demo.env, readable by its owner only."""

import os
import secrets
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent


def lend(*, create: bool = False) -> None:
    """Hand the demonstration's keys to this process, unless it was started with keys of its own.

    All or nothing: a production machine that forgot one key must hear so, not run on a demonstration's.
    """
    path = Path(os.environ.get("VAR_DIR", HOUSE / "var")) / "demo.env"
    if any(name in os.environ for name in ("SECRET_KEY", "FIELD_KEYS", "HASH_KEY")):
        return
    if create and not path.exists():
        _write(path)
    if path.exists():
        for line in path.read_text().splitlines():
            name, _equals, value = line.partition("=")
            os.environ[name] = value


def _write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        f"SECRET_KEY={secrets.token_urlsafe(48)}",
        f"FIELD_KEYS=demo:{secrets.token_hex(32)}",
        f"HASH_KEY={secrets.token_hex(32)}",
    ]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines) + "\n")

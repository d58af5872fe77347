"""The two stacks the portal runs on, made for one run and taken down after it.

Embedded is what `make demo` uses: a SQLite file and a folder for messages. Production is PostgreSQL and Redis: a
database of this run's own, and a Redis of its own unless BENCH_BROKER_URL names one.
"""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg2

ADMIN_URL = "postgres://postgres@127.0.0.1:5432/postgres"
BROKER_PATIENCE = 10  # seconds


class Missing(Exception):
    """This machine has not what a stack needs; the message says what and how to give it."""


@dataclass(frozen=True)
class Stack:
    name: str
    label: str
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)  # what sets it apart from this process's own

    @property
    def results(self) -> Path:
        return self.folder / "results.jsonl"


@contextlib.contextmanager
def embedded() -> Iterator[Stack]:
    with _folder() as folder:
        own = {
            "DATABASE_URL": f"sqlite:///{folder / 'gongzhi.sqlite3'}",
            "BROKER_URL": "filesystem://",
            "CACHE_URL": "",
        }
        yield Stack("embedded", "SQLite file, message folder", folder, _environment(folder) | own)


@contextlib.contextmanager
def production() -> Iterator[Stack]:
    with _folder() as folder, _database() as (database, version), _broker(folder) as (broker, cache):
        own = {"DATABASE_URL": database, "BROKER_URL": broker, "CACHE_URL": cache}
        yield Stack("production", f"PostgreSQL {version}, Redis", folder, _environment(folder) | own)


BY_NAME = {"embedded": embedded, "production": production}


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gongzhi-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _environment(folder: Path) -> dict[str, str]:
    """Keys of this run only: nothing it writes is read again."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_KEYS": f"bench:{secrets.token_hex(32)}",
        "HASH_KEY": secrets.token_hex(32),
        "C_FORCE_ROOT": "1",
        "REMAP_SIGTERM": "SIGQUIT",
        "HOST": "127.0.0.1",
        "HTTPS": "",
        "DEBUG": "",
    }


# --- PostgreSQL


@contextlib.contextmanager
def _database() -> Iterator[tuple[str, str]]:
    """A database of this run's own, and the version of the server."""
    admin_url = os.environ.get("BENCH_DATABASE_URL", ADMIN_URL)
    name = f"gongzhi_bench_{os.getpid()}"
    version = _as_admin(admin_url, "SHOW server_version").split()[0]
    _as_admin(admin_url, f"CREATE DATABASE {name}")
    try:
        yield f"{admin_url.rpartition('/')[0]}/{name}", version
    finally:
        _as_admin(admin_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _as_admin(url: str, statement: str) -> Any:
    wanted = dj_database_url.parse(url)
    try:
        connection = psycopg2.connect(
            host=wanted["HOST"], port=wanted["PORT"] or 5432, user=wanted["USER"], password=wanted["PASSWORD"] or None,
            dbname=wanted["NAME"], connect_timeout=3,
        )  # fmt: skip
    except psycopg2.OperationalError as error:
        raise Missing(
            f"no PostgreSQL at {wanted['HOST']}:{wanted['PORT'] or 5432} ({str(error).strip().splitlines()[-1]}): "
            "start one, or name a role that may create databases in BENCH_DATABASE_URL"
        ) from error
    connection.autocommit = True  # a database is not made in a transaction
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


# --- Redis


@contextlib.contextmanager
def _broker(folder: Path) -> Iterator[tuple[str, str]]:
    """Addresses of the messages and of the cache."""
    given = os.environ.get("BENCH_BROKER_URL")
    if given:
        yield given, given
        return
    if shutil.which("redis-server") is None:
        raise Missing("no redis-server program: install Redis, or name a running one in BENCH_BROKER_URL")
    port = free_port()
    # Messages on disk once a second, as docs/deploy.md asks for.
    process = subprocess.Popen(
        ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--appendonly", "yes", "--dir", str(folder)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0,
    )  # fmt: skip
    try:
        _wait_for(port)
        yield f"redis://127.0.0.1:{port}/0", f"redis://127.0.0.1:{port}/1"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + BROKER_PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError as error:
            if time.monotonic() > deadline:
                raise Missing(f"redis-server does not answer on port {port}") from error
            time.sleep(0.05)
        else:
            return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

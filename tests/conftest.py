"""A strict house: no network, no luck with the order of rows, nothing left over from another test."""

import ipaddress
import socket

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler
from django.utils import translation


def pytest_sessionstart(session):
    """Pages are tested in the language people read them in."""
    call_command("compile_catalogue", verbosity=0)


class NetworkForbidden(Exception):
    """A test reached for a machine other than this one."""


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    """Sockets reach this machine only: databases, brokers, live servers."""
    connect = socket.socket.connect

    def connect_nearby(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_this_machine(address[0]):
            raise NetworkForbidden(f"connect to {address}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_nearby)
        yield


def _is_this_machine(host):
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


@pytest.fixture(autouse=True, scope="session")
def _shuffle_unordered_rows():
    """A query that asks for no order gets none, so that no test passes by the luck of insertion order. The halves of a
    union are left alone: SQLite lets them have no order."""
    order_by_pairs, combinator_sql = SQLCompiler._order_by_pairs, SQLCompiler.get_combinator_sql

    def shuffled(self):
        pairs = list(order_by_pairs(self))
        is_whole = not self.query.combinator and not getattr(self.query, "is_half", False)
        if not pairs and not self.query.distinct and is_whole:
            pairs = [(OrderBy(Random()), False)]
        return iter(pairs)

    def of_halves(self, *args):
        for half in self.query.combined_queries:
            half.is_half = True
        return combinator_sql(self, *args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "_order_by_pairs", shuffled)
        patch.setattr(SQLCompiler, "get_combinator_sql", of_halves)
        yield


@pytest.fixture(autouse=True)
def _nothing_left_behind():
    """A request leaves its language to the thread, and whoever comes next would speak it."""
    yield
    cache.clear()
    translation.deactivate()


@pytest.fixture(autouse=True)
def _files_of_the_test_only(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"

"""What figures stand beside: the least that the same engine, or the same web server, needs."""

import time

from django.db import connection, transaction

from bench.figures import Figure, percentile
from bench.run import Run
from bench.visits import open_often, opened

EMPTY_PAGE = "/jobs/"
TABLE = "bench_yardstick"
SECONDS = 2.0
AT_ONCE = 1000


def commits() -> Figure:
    """One narrow row a transaction, one session: no petition can be written faster than that singly."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (id BIGINT PRIMARY KEY, word VARCHAR(40))")
        try:
            count, start = 0, time.perf_counter()
            while time.perf_counter() < start + SECONDS:
                cursor.execute(f"INSERT INTO {TABLE} VALUES (%s, %s)", [count, "a row of forty letters"])
                count += 1
            taken = time.perf_counter() - start
        finally:
            cursor.execute(f"DROP TABLE {TABLE}")
    return Figure("INSERT+COMMIT of one row", count / taken, "/s")


def bulk_insert() -> Figure:
    """Narrow rows a thousand a statement, all in one transaction: no file can be taken in faster."""
    rows = ", ".join(["(%s, 'a row of forty letters', 'another word')"] * AT_ONCE)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (id BIGINT PRIMARY KEY, word VARCHAR(40), other VARCHAR(40))")
        try:
            count, start = 0, time.perf_counter()
            with transaction.atomic():
                while time.perf_counter() < start + SECONDS:
                    cursor.execute(f"INSERT INTO {TABLE} VALUES {rows}", range(count, count + AT_ONCE))
                    count += AT_ONCE
            taken = time.perf_counter() - start
        finally:
            cursor.execute(f"DROP TABLE {TABLE}")
    return Figure(f"INSERT of rows, {AT_ONCE} a statement", count / taken, "/s")


def login_page(run: Run) -> Figure:
    """A page that asks no table: web server, middleware and templates by themselves."""
    return Figure("login page, p50", percentile(open_often(run, "/login/"), 50), "ms")


def empty_page(run: Run, session: str) -> Figure:
    """A page of somebody who is logged in, with the whole frame around an empty list."""
    return Figure("empty page, p50", percentile(open_often(run, EMPTY_PAGE, session), 50), "ms")


def empty_pages(run: Run, session: str, visitors: int) -> Figure:
    answers = opened(run, EMPTY_PAGE, session, times=visitors * run.size.reads, visitors=visitors)
    seconds = max(answer.ended_at for answer in answers) - min(answer.due_at for answer in answers)
    return Figure(f"empty pages, {visitors} at a time", len(answers) / seconds, "/s")


def statement(run: Run, name: str, sql: str, params: tuple[object, ...] = ()) -> Figure:
    """A statement by itself, its rows fetched and thrown away."""
    with connection.cursor() as cursor:
        times = [_timed(cursor, sql, params) for _ in range(run.size.reads)]
    return Figure(f"{name}, p50", percentile(times, 50), "ms")


def _timed(cursor, sql: str, params: tuple[object, ...]) -> float:
    start = time.perf_counter()
    cursor.execute(sql, params)
    cursor.fetchall()
    return (time.perf_counter() - start) * 1000

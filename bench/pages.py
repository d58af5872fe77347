"""How long pages take to open: the list of orders, narrowed and searched, and one order."""

from collections.abc import Iterator
from urllib.parse import quote

from django.urls import reverse

from bench import yardsticks
from bench.figures import Figure, percentile
from bench.run import Run
from bench.visits import open_often, session_of
from petitions.enums import Status
from petitions.models import WorkOrder

OFFICE = "bangong"  # sees every order


def measure(run: Run) -> Iterator[Figure]:
    run.portal.open()
    session = session_of(OFFICE)
    empty = yardsticks.empty_page(run, session)
    bare = yardsticks.statement(run, "SQL of twenty orders by deadline", *_twenty_orders())
    yield empty
    yield bare
    orders = reverse("petitions:orders")
    first = open_often(run, orders, session)
    yield Figure("list, first page, p50", percentile(first, 50), "ms").against(bare)
    yield from _opened("list, first page", first, empty)
    for name, path in (
        ("list, one tab and one category", f"{orders}?tab=handling&category=02"),
        ("list, a word of the text", f"{orders}?q={quote('垃圾')}"),
        ("list, a word nobody said", f"{orders}?q={quote('鹦鹉螺')}"),
        ("list, page 500", f"{orders}?page=500"),
        ("one order that is closed", _closed_order()),
    ):
        yield from _opened(name, open_often(run, path, session), empty)


def _opened(name: str, times: list[float], empty: Figure) -> Iterator[Figure]:
    for share in (50, 95):
        yield Figure(f"{name}, p{share}", percentile(times, share), "ms").against(empty)


def _twenty_orders() -> tuple[str, tuple[object, ...]]:
    return WorkOrder.objects.by_due().select_related("lead")[:20].query.sql_with_params()


def _closed_order() -> str:
    order = WorkOrder.objects.filter(status=Status.CLOSED).order_by("id")[0]
    return reverse("petitions:order", args=[order.number])

"""What is measured, in this order, on how many orders; imported once Django stands."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.core.management import call_command

from bench import dispatch, importing, intake, lifecycles, pages, rollup, sweep, trials
from bench.figures import Figure
from bench.run import Run
from bench.size import FULL, QUICK, Size
from bench.stacks import Stack


@dataclass(frozen=True)
class Measurement:
    name: str
    orders: Callable[[Size], int]
    measure: Callable[[Run], Iterator[Figure]]


MEASUREMENTS = (
    Measurement("pages", lambda size: size.few_orders, pages.measure),
    Measurement("pages", lambda size: size.many_orders, pages.measure),
    Measurement("rollup", lambda size: size.many_orders, rollup.measure),
    Measurement("trials", lambda size: size.many_orders, trials.measure),
    Measurement("intake", lambda size: size.many_orders, intake.measure),
    Measurement("dispatch", lambda size: size.many_orders, dispatch.measure),
    Measurement("lifecycles", lambda size: size.many_orders, lifecycles.measure),
    Measurement("sweep", lambda size: 0, sweep.measure),  # makes its own; late: nobody can work on them
    Measurement("importing", lambda size: 0, importing.measure),  # a city of its own, beside the other
)


def take(stack: Stack, *, names: Sequence[str], is_quick: bool) -> None:
    """Measure what is named, everything when nothing is; each result is kept as soon as it is there."""
    call_command("prepare", verbosity=0)
    run = Run(stack, QUICK if is_quick else FULL)
    try:
        for wanted in MEASUREMENTS:
            if not names or wanted.name in names:
                _take(wanted, run)
    finally:
        run.portal.close()


def _take(wanted: Measurement, run: Run) -> None:
    orders = wanted.orders(run.size)
    run.need(orders)
    title = f"{wanted.name} at {orders:,} orders".replace(",", " ")
    run.say(title)
    start = time.monotonic()
    figures = [figure.as_json() for figure in wanted.measure(run)]
    with run.stack.results.open("a") as file:
        file.write(json.dumps({"title": title, "seconds": time.monotonic() - start, "figures": figures}) + "\n")

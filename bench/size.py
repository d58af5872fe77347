"""How much is measured: minutes for figures that count, or seconds to see that everything still runs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    few_orders: int
    many_orders: int
    singles: int  # petitions sent one by one
    batches: int  # of BATCH petitions, sent together
    rate: int  # petitions a second that arrive whether or not the portal keeps up
    seconds: int  # for so long
    lifecycles: int
    reads: int  # of each page
    few_open: int  # orders that are open while the clocks are looked at
    many_open: int
    due: int  # clocks that call
    grids: int  # rows of the files that are imported
    posts: int
    organizations: int

    def rate_on(self, stack: str) -> int:
        """The embedded stack is for trying out: it is asked for less."""
        return self.rate if stack == "production" else self.rate * 2 // 5


BATCH = 500
SEED_ORDERS = 5_000  # the generator makes so many, copies make the rest
FULL = Size(
    few_orders=1_000, many_orders=100_000, singles=600, batches=4, rate=50, seconds=60, lifecycles=40, reads=40,
    few_open=10_000, many_open=100_000, due=1_000, grids=68_742, posts=450_000, organizations=87_000,
)  # fmt: skip
QUICK = Size(
    few_orders=200, many_orders=1_000, singles=40, batches=1, rate=50, seconds=4, lifecycles=4, reads=5,
    few_open=500, many_open=2_000, due=50, grids=2_000, posts=8_000, organizations=2_500,
)  # fmt: skip

"""One run on one stack: what every measurement has at hand."""

import time
from functools import cached_property
from io import StringIO

from django.core.management import call_command

from bench import city
from bench.petitions import SOURCE, Writer
from bench.portal import Portal
from bench.size import Size
from bench.stacks import Stack
from core.models import ApiKey, Delivery

UNLIMITED = 10**6  # calls a minute: the limit of a key is a courtesy, not what is measured
LOOK_EVERY = 0.05  # seconds
PATIENCE = 120  # seconds until everything sent has been routed


class Late(Exception):
    """The worker did not finish in time."""


class Run:
    def __init__(self, stack: Stack, size: Size) -> None:
        self.stack = stack
        self.size = size
        self.portal = Portal(stack)

    @cached_property
    def writer(self) -> Writer:
        return Writer()

    @cached_property
    def api_key(self) -> str:
        printed = StringIO()
        call_command("issue_api_key", client="Bench", source=SOURCE, scope=["petition:write"], stdout=printed)
        ApiKey.objects.update(rate_per_minute=UNLIMITED)
        return printed.getvalue().strip()

    def say(self, text: str) -> None:
        print(f"  … {text}", flush=True)

    def need(self, orders: int) -> None:
        """At least so many orders are there; the portal is closed while they are made."""
        if not city.has(orders):
            self.portal.close()
            city.grow(orders, self.say)

    def wait_until_routed(self) -> float:
        """The moment at which no petition waits for a worker any more."""
        deadline = time.monotonic() + PATIENCE
        while Delivery.objects.exists():
            if time.monotonic() > deadline:
                raise Late(f"{Delivery.objects.count()} deliveries still wait after {PATIENCE} s")
            time.sleep(LOOK_EVERY)
        return time.time()

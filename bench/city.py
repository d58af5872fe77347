"""The city measured in: made by the generator of the demonstration, then multiplied to the size asked for."""

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection

from bench import copies
from bench.size import SEED_ORDERS
from petitions.models import WorkOrder

MONTHS = 24
SEED = 20261122


def has(orders: int) -> bool:
    return WorkOrder.objects.count() >= orders


def grow(orders: int, say: Callable[[str], None]) -> None:
    """The generator lives through every order; beyond a few thousand each is copied with all that belongs to it."""
    made = WorkOrder.objects.count()
    if not made:
        made = min(orders, SEED_ORDERS)
        say(f"generating {made} orders of {MONTHS} months")
        call_command("demo_city", petitions=made, months=MONTHS, seed=SEED, verbosity=0)
    if not has(orders):
        say(f"copying them to {orders}")
        copies.multiply(orders)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

"""The fictional city 澄明市: its places, its units and its people. 990100 lies outside GB/T 2260: no such province."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from config.demo_city import accounts, duty_lists, estates, legacy_grids, organizations, places, venues


@transaction.atomic
def load_base(now: datetime, seed: int) -> dict[str, int]:
    """Everything a petition needs to find its place and its unit. What is there already stays as it is.

    Answers how many rows of each kind the city has.
    """
    today = timezone.localdate(now)
    return {
        **places.load_places(),
        "departmental grids": legacy_grids.load_legacy_grids(),
        **organizations.load_organizations(today, seed),
        **accounts.load_accounts(),
        **estates.load_estates(today, seed),
        **venues.load_venues(today, seed),
        **duty_lists.load_duty_lists(now),
    }

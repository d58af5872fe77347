"""The fictional city 澄明市: its places, its units and its people. 990100 lies outside GB/T 2260: no such province."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from config.demo_city import accounts, legacy_grids, organizations, places


@transaction.atomic
def load_base(now: datetime, seed: int) -> dict[str, int]:
    """Everything a petition needs to find its place and its unit. What is there already stays as it is.

    Answers how many rows of each kind the city has.
    """
    return {
        **places.load_places(),
        "departmental grids": legacy_grids.load_legacy_grids(),
        **organizations.load_organizations(timezone.localdate(now), seed),
        **accounts.load_accounts(),
    }

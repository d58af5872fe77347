"""Which exclusions from assessment are looked at again (practice §2.8): one in ten, drawn by nobody."""

from datetime import timedelta
from hashlib import sha256

SHARE = 10
WATCHED_FOR = timedelta(days=180)  # after an exclusion proved wrong, all of the unit's are looked at again


def is_drawn(number: str) -> bool:
    """Whether the exclusion of this order is drawn for re-check. The draw is fixed by the number, so nobody can draw
    again, and anybody can check it."""
    return int.from_bytes(sha256(f"exclusion {number}".encode()).digest()[:8], "big") % SHARE == 0

"""When others see that an order has been dispatched."""

import threading
import time
from collections import deque
from typing import Self

from django.db import connection

from core.models import Event

LOOK_EVERY = 0.05  # seconds
LOOKED_BACK = 40  # looks: events are numbered before they are committed, so a smaller number may appear later
DISPATCHES = f"SELECT id, subject_id FROM {Event._meta.db_table} WHERE id > %s AND kind = 'workorder.dispatch'"


class Watch:
    """Looks from a session of its own, every 50 ms: the moment noted is never too early, and so much too late.

    What appears after even later ones were looked past is found at the end, and noted with that moment.
    """

    def __init__(self) -> None:
        self.seen_at: dict[int, float] = {}  # order: seconds since 1970
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        first = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        newest = deque([first], maxlen=LOOKED_BACK)
        while not self._over.wait(LOOK_EVERY):
            newest.append(max(newest[-1], self._look(after=newest[0])))
        self._look(after=first)
        connection.close()

    def _look(self, *, after: int) -> int:
        """Note what is new since that event; answers the newest there is."""
        with connection.cursor() as cursor:
            cursor.execute(DISPATCHES, [after])
            rows, now = cursor.fetchall(), time.time()
        for _event, order in rows:
            self.seen_at.setdefault(order, now)
        return max((event for event, _order in rows), default=after)

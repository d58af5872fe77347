"""When others see that an order has been dispatched."""

import threading
import time
from collections import deque
from typing import Self

from django.db import connection

from core.models import Event

LOOK_EVERY = 0.05  # seconds
LOOKED_BACK = 40  # looks; events are numbered before they are committed, so a smaller number may appear later
DISPATCHES = f"SELECT id, subject_id FROM {Event._meta.db_table} WHERE id > %s AND kind = 'workorder.dispatch'"


class Watch:
    """Looks from a session of its own, every 50 ms: the moment noted is never too early, and so much too late."""

    def __init__(self) -> None:
        self.seen_at: dict[int, float] = {}  # order: seconds since 1970
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        newest = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        known = deque([newest], maxlen=LOOKED_BACK)
        with connection.cursor() as cursor:
            while not self._over.wait(LOOK_EVERY):
                cursor.execute(DISPATCHES, [known[0]])
                rows, now = cursor.fetchall(), time.time()
                for event_id, order_id in rows:
                    self.seen_at.setdefault(order_id, now)
                    newest = max(newest, event_id)
                known.append(newest)
        connection.close()

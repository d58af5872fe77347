"""What waits for a meeting to decide: the pool of agenda items, filled from everywhere, each matter once."""

from datetime import datetime

from django.db import IntegrityError, transaction

from core import ledger
from core.actors import Actor
from partyorgs.enums import AgendaState
from partyorgs.models import AgendaItem


def raise_item(
    *, title: str, text: str, source: str, source_key: str, address: str, by: Actor, at: datetime
) -> AgendaItem:
    """Put something into the pool. The same source with the same key lies there once, however often it is asked for."""
    try:
        with transaction.atomic():
            item = AgendaItem.objects.create(
                title=title, text=text, source=source, source_key=source_key, address=address, raised_at=at,
                raised_by_name=by.name,
            )  # fmt: skip
            ledger.record(item, "agendaitem.raise", by=by, at=at, source=source, source_key=source_key)
    except IntegrityError:
        return AgendaItem.objects.get(source=source, source_key=source_key, state=AgendaState.POOL)
    return item

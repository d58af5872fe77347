"""The agenda pool: what waits for a meeting to decide. Whoever finds something raises it, and it is raised once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from core.refusals import Refusal
from partyorgs.enums import AgendaState
from partyorgs.models import AgendaItem

BY_HAND = "hand"  # source of what somebody typed in
RAISED, DROPPED = "agenda.raised", "agenda.dropped"


class NotInThePool(Refusal):
    """The item stays as it is."""


@transaction.atomic
def raise_item(
    *, title: str, text: str, source: str, source_key: str, address: str, by: Actor, at: datetime
) -> AgendaItem:
    """Put something into the pool. What waits there already under the same source and key is answered as it is;
    a matter that was taken or dropped may come up again."""
    said = {"title": title.strip()[:120], "text": text.strip(), "address": address}
    if not said["title"]:
        raise NotInThePool(
            field="title", code="required", detail=_("The item has no title."),
            remedy=_("Say in a few words what is to be decided."),
        )  # fmt: skip
    made = {**said, "raised_at": at, "raised_by_name": by.name}
    if source_key:
        key = {"source": source, "source_key": source_key, "state": AgendaState.POOL}
        item, is_new = AgendaItem.objects.get_or_create(**key, defaults=made)
    else:
        item, is_new = AgendaItem.objects.create(source=source, **made), True
    if is_new:
        ledger.record(item, RAISED, by=by, at=at, source=source, source_key=source_key, **said)
    return item


@transaction.atomic
def drop(item: AgendaItem, *, reason: str, by: Actor, at: datetime) -> AgendaItem:
    """No meeting will hear of it, and here is why."""
    reason = reason.strip()
    if not reason:
        raise NotInThePool(
            field="reason", code="required", detail=_("The reason is missing."),
            remedy=_("Say why no meeting shall decide this: whoever raised it reads it."),
        )  # fmt: skip
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.state != AgendaState.POOL:
        raise NotInThePool(
            field="", code="wrong_state", detail=_("The item is no longer in the pool."),
            remedy=_("Reload the page to see what became of it."),
        )  # fmt: skip
    item.state, item.dropped_because = AgendaState.DROPPED, reason[:200]
    item.save(update_fields=["state", "dropped_because"])
    ledger.record(item, DROPPED, by=by, at=at, reason=item.dropped_because)
    return item

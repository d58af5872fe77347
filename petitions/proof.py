"""The ledger proves itself: every chain of events holds, and every order is what its history says it is.

Orders are read in batches, five queries a batch whatever their histories, so the cost grows with the city and memory
does not. What looks wrong is looked at again under the order's lock: the city goes on working meanwhile, and an order
that took a step between two queries is no fault.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db import models, transaction

from core import ledger
from core.models import Event
from petitions import replay
from petitions.models import Assignment, Clock, FollowUp, WorkOrder

ORDER = WorkOrder._meta.label_lower
BATCH = 500
STREAM = 2000  # events in memory at a time


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it should be, and of what: an order's number, or a kind of row and its key."""

    subject: str
    text: str


@dataclass(slots=True)
class Checked:
    subjects: int = 0
    events: int = 0
    faults: list[Fault] = field(default_factory=list)


def of_orders(pks: Sequence[int] | None = None, *, batch: int = BATCH) -> Iterator[Checked]:
    """All orders, or those named; batch by batch. Events of orders that are gone are found on the way."""
    after = 0
    while True:
        rows = list(_orders(pks).filter(pk__gt=after).order_by("pk")[:batch])
        is_last = len(rows) < batch
        span = _Span(after, None if is_last else rows[-1].pk, pks)
        yield _checked(rows, span)
        if is_last:
            return
        after = rows[-1].pk


def of_others() -> Iterator[Checked]:
    """All that is not an order has no more than its chain: persons, whistles, projects, limits, keys."""
    events = Event.objects.exclude(subject_type=ORDER).order_by("subject_type", "subject_id", "seq")
    for (kind, pk), history in groupby(events.iterator(chunk_size=STREAM), key=_subject):
        known = list(history)
        yield Checked(1, len(known), [Fault(f"{kind} {pk}", text) for text in _chain(known)])


def _subject(event: Event) -> tuple[str, int]:
    return event.subject_type, event.subject_id


@dataclass(frozen=True, slots=True)
class _Span:
    """The keys of a batch: above one, up to another, or to the end."""

    after: int
    upto: int | None
    pks: Sequence[int] | None

    def of(self, rows: models.QuerySet, key: str) -> models.QuerySet:
        rows = rows.filter(**{f"{key}__gt": self.after})
        if self.upto is not None:
            rows = rows.filter(**{f"{key}__lte": self.upto})
        return rows if self.pks is None else rows.filter(**{f"{key}__in": self.pks})


def _orders(pks: Sequence[int] | None) -> models.QuerySet[WorkOrder]:
    wide = ("title", "search_text", "place_name")
    rows = WorkOrder.objects.select_related("merged_into").defer(*wide, *(f"merged_into__{name}" for name in wide))
    return rows if pks is None else rows.filter(pk__in=pks)


def _checked(rows: Sequence[WorkOrder], span: _Span) -> Checked:
    events = _by(span.of(Event.objects.filter(subject_type=ORDER), "subject_id").order_by("subject_id", "seq"),
                 "subject_id")  # fmt: skip
    clocks = _by(span.of(Clock.objects.filter(stopped_at=None), "work_order_id"), "work_order_id")
    parts = _by(span.of(Assignment.objects.filter(is_active=True), "work_order_id"), "work_order_id")
    calls = _by(span.of(_answered(), "work_order_id"), "work_order_id")
    found = Checked(len(rows), sum(map(len, events.values())))
    for row in rows:
        if _faults(row, events.pop(row.pk, []), clocks[row.pk], parts[row.pk], calls[row.pk]):
            found.faults += [Fault(row.number, text) for text in _again(row.pk)]
    found.faults += [Fault(f"{ORDER} {pk}", "the row is gone, its history is not") for pk in events]
    return found


def _by(rows: Iterable[models.Model], key: str) -> defaultdict[int, list]:
    found: defaultdict[int, list] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def _answered() -> models.QuerySet[FollowUp]:
    """Calls about the order itself in which somebody answered. Those who joined it answer for themselves."""
    return FollowUp.objects.filter(petition=None, is_reached=True).order_by("work_order_id", "at", "id")


def _faults(
    order: WorkOrder, events: Sequence[Event], clocks: Iterable[Clock], parts: Iterable[Assignment],
    calls: Sequence[FollowUp],
) -> list[str]:  # fmt: skip
    if not events:
        return ["nothing is on record about it"]
    found = _chain(events) + replay.differences(order, events, clocks, parts)
    return found + replay.unanswered(order, calls[-1] if calls else None)


def _chain(events: Sequence[Event]) -> list[str]:
    event = ledger.broken(events)
    if event is None:
        return []
    what = "was edited" if event.hash != ledger.digest(event) else "does not follow from the one before it"
    return [f"event {event.seq} {event.kind}: {what}"]


@transaction.atomic
def _again(pk: int) -> list[str]:
    """The same questions about one order that nobody else can change meanwhile."""
    order = WorkOrder.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if order is None:
        return []  # it is gone, with all its rows, and the next run finds its history
    return _faults(
        order, list(ledger.history(order)), Clock.objects.filter(work_order=order, stopped_at=None),
        Assignment.objects.filter(work_order=order, is_active=True), list(_answered().filter(work_order=order)),
    )  # fmt: skip

"""Everybody whose petition joined an order is answered: who has still to be told, and what each of them said.

The answers of an order are those of its primary petition (practice §2.10). What the others say stands in calls of
their own, is read by the office, and neither moves the order nor counts in its rates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from petitions import permissions, verification
from petitions.case import Case
from petitions.enums import Action, Status
from petitions.models import FollowUp, MergeRecord, Petition, Reply, WorkOrder
from petitions.refusals import NotAllowed, NotPermitted

ANSWERED_IN = frozenset({Status.FOLLOW_UP, Status.CLOSED})  # there is a reply, and it may be told
TOLD_IN = ANSWERED_IN | {Status.ARCHIVED}
CALLED = "workorder.joined_called"


@dataclass(slots=True)
class Voice:
    """A petition that joined an order, with the calls about it in the present round."""

    petition: Petition
    merge: MergeRecord | None = None  # how it came; undone, it goes back
    calls: list[FollowUp] = field(default_factory=list)

    @property
    def can_be_called(self) -> bool:
        return not self.petition.is_anonymous

    @property
    def is_told(self) -> bool:
        return any(call.is_reached for call in self.calls)

    @property
    def attempts(self) -> int:
        return sum(not call.is_reached for call in self.calls)

    @property
    def is_given_up(self) -> bool:
        """Tried in vain three times, on two different days at least."""
        days = {timezone.localdate(call.at) for call in self.calls if not call.is_reached}
        return self.attempts >= verification.ATTEMPTS and len(days) >= verification.ON_DAYS

    @property
    def is_open(self) -> bool:
        """Somebody still has to call."""
        return self.can_be_called and not self.is_told and not self.is_given_up


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of those who joined have been told, of how many."""

    total: int
    told: int
    still: int


def of(order: WorkOrder) -> list[Voice]:
    """Those that joined the order, in the order they came. Three queries, one where nobody joined."""
    rows = order.petitions.filter(is_primary=False).select_related("petitioner").defer("content").order_by("id")
    voices = {row.pk: Voice(row) for row in rows}
    if not voices:
        return []
    calls = FollowUp.objects.filter(work_order=order, petition_id__in=voices, round=order.round)
    for call in calls.order_by("at", "id"):
        if call.petition_id is not None:
            voices[call.petition_id].calls.append(call)
    merges = MergeRecord.objects.filter(primary=order, undone_at=None).select_related("work_order").order_by("id")
    came = {number: merge for merge in merges for number in merge.petitions}
    for voice in voices.values():
        voice.merge = came.get(voice.petition.number)
    return list(voices.values())


def has_some_to_tell() -> Q:
    """Orders whose reply somebody who joined has still to hear: of `Voice.is_open`, for a whole list at once."""
    calls = FollowUp.objects.filter(petition=OuterRef("pk"), round=OuterRef("work_order__round")).order_by()
    missed = calls.filter(is_reached=False).values("petition")
    in_vain = missed.annotate(attempts=Count("pk"), days=Count(TruncDate("at"), distinct=True)).filter(
        attempts__gte=verification.ATTEMPTS, days__gte=verification.ON_DAYS
    )
    joined = Petition.objects.filter(work_order=OuterRef("pk"), is_primary=False, is_anonymous=False)
    still = joined.exclude(Exists(calls.filter(is_reached=True))).exclude(Exists(in_vain))
    return Q(status__in=ANSWERED_IN) & Q(Exists(still))


def tally(voices: Iterable[Voice]) -> Tally:
    callable_ones = [voice for voice in voices if voice.can_be_called]
    return Tally(
        total=len(callable_ones),
        told=sum(voice.is_told for voice in callable_ones),
        still=sum(voice.is_open for voice in callable_ones),
    )  # fmt: skip


def may_call(actor: Actor, order: WorkOrder) -> bool:
    """Those who may call about the order itself, and nobody of the unit that handled it."""
    return order.status in ANSWERED_IN and permissions.may(actor, Action.MISS_CALL, Case(order, None))


def registered_as(petition: Petition) -> str:
    """The number of the order it was given, which it keeps wherever it has joined."""
    if petition.is_primary:
        return petition.work_order.number
    here = Q(primary=petition.work_order) | Q(primary__merged_into=petition.work_order)
    merges = MergeRecord.objects.filter(here, undone_at=None).select_related("work_order")
    came = [merge for merge in merges.order_by("id") if petition.number in merge.petitions]
    return came[0].work_order.number if came else petition.work_order.number


def reply_to(petition: Petition) -> Reply | None:
    """What its petitioner is told, the same as all who are in the order; none before the office has passed it on."""
    order = petition.work_order
    if order.status not in TOLD_IN:
        return None
    return order.replies.select_related("department").order_by("-at", "-id").first()


@transaction.atomic
def call(
    petition: Petition, *, by: Actor, at: datetime, is_reached: bool, contacted: str = "", solved: str = "",
    rating: int | None = None, comment: str = "", may_publish: bool = False, cause: str = "",
) -> FollowUp:  # fmt: skip
    """Somebody was told what became of the matter, or did not answer. Their answers stay out of the event."""
    order = WorkOrder.objects.select_for_update(of=("self",)).get(pk=petition.work_order_id)
    petition = Petition.objects.get(pk=petition.pk)  # under the lock: it may have left the order meanwhile
    if not permissions.may(by, Action.MISS_CALL, Case(order, petition)):
        raise NotPermitted(Action.MISS_CALL)
    _check(petition, order)
    if not (is_reached or verification.is_calling_time(at)):
        raise NotAllowed(_("Only calls between 9:00 and 20:30 count as attempts."), code="calling_hours")
    answers = {
        "contacted": contacted, "solved": solved, "rating": rating, "may_publish": may_publish, "cause": cause,
    } if is_reached else {}  # fmt: skip
    row = FollowUp.objects.create(
        work_order=order, petition=petition, round=order.round, is_reached=is_reached, comment=comment,
        at=at, by_id=by.id, by_name=by.name, **answers,
    )  # fmt: skip
    ledger.record(order, CALLED, by=by, at=at, petition=petition.number, is_reached=is_reached)
    return row


def _check(petition: Petition, order: WorkOrder) -> None:
    if order.status not in ANSWERED_IN:
        raise NotAllowed(
            _("There is no reply to tell yet: call once the order is to be followed up."), code="too_early"
        )
    if petition.is_primary or petition.work_order_id != order.pk:
        raise NotAllowed(_("This is the order's own petition: use the page of its follow-up."), code="primary")
    if petition.is_anonymous:
        raise NotAllowed(_("This petition is anonymous: nobody can be called."), code="nobody_to_call")
    told = FollowUp.objects.filter(work_order=order, petition=petition, round=order.round, is_reached=True)
    if told.exists():
        raise NotAllowed(_("This petitioner has been told already."), code="told")

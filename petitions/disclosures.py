"""Opening a petitioner's identity: for a reason, for a minute, ten times a day, on record; and who reads that record.

Practice §2.11 (4), §6.4. Grants and reviews are events of the person they concern, so nobody can alter them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import ledger, masking, moments
from core.actors import Actor
from core.calendar import CITY_TIME
from core.models import Event, User
from petitions.confidentiality import Identity, may_reveal
from petitions.enums import DisclosureReason
from petitions.models import IdentityDisclosure, Petition, WorkOrder
from petitions.refusals import Refused

SHOWN_FOR = timedelta(seconds=60)
DAILY_REVEALS = 10  # of one person without a supervisor (practice §2.11)
BATCH = 10  # what a supervisor adds at a time, for the rest of the day
GRANTED, REVIEWED = "user.reveals_granted", "user.disclosures_reviewed"


class NotDisclosed(Refused):
    """The identity stays closed for this person."""


class NotGranted(Refused):
    """Nothing is added to what this person may look at today."""


@dataclass(frozen=True, slots=True)
class View:
    """Somebody looked, as the petitioner is told: no names of staff."""

    on: date
    by_unit: bool

    @property
    def text(self) -> str:
        words = (
            _("The handling unit viewed your contact on %(day)s.")
            if self.by_unit
            else _("The coordination office viewed your contact on %(day)s.")
        )
        return words % {"day": moments.full_day(self.on)}


def may_read_log(actor: Actor) -> bool:
    return actor.has("auditor", "supervisor")


def may_grant(actor: Actor) -> bool:
    return actor.has("supervisor")


def may_review(actor: Actor) -> bool:
    return actor.has("auditor")


@transaction.atomic
def reveal(petition: Petition, order: WorkOrder, *, by: Actor, at: datetime, reason: str, note: str = "") -> Identity:
    """Open the identity once. Leaves a row and an event; refused without right, without reason, or ten times a day."""
    if by.id is None or not may_reveal(by, order, at=at, petition=petition):
        raise NotDisclosed(_("You may not see who this is."), code="not_disclosed")
    if not reason:
        raise NotDisclosed(_("Choose a reason: it is kept on record."), code="required", field="reason")
    User.objects.select_for_update(of=("self",)).get(pk=by.id)  # a second session of theirs counts after this one
    if left_today(by.id, at) <= 0:
        raise NotDisclosed(
            _("You have looked at as many identities as a day allows: ask a supervisor."), code="too_many"
        )
    _record(petition, order, by=by, at=at, reason=reason, note=masking.redact(note)[:200])
    profile = petition.petitioner
    return Identity(profile.name, profile.phone, profile.address, is_revealed=True)


@transaction.atomic
def hand_out(petition: Petition, order: WorkOrder, *, by: Actor, at: datetime) -> Identity:
    """The identity for the system that brought it in, if its key may read identities. On record like any look."""
    profile = getattr(petition, "petitioner", None)
    if profile is None:
        return Identity(is_anonymous=True)
    _record(petition, order, by=by, at=at, reason=DisclosureReason.CONTACT, note="API")
    return Identity(profile.name, profile.phone, profile.address, is_revealed=True)


def _record(petition: Petition, order: WorkOrder, *, by: Actor, at: datetime, reason: str, note: str) -> None:
    WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)  # the ledger numbers under this lock
    unit = order.lead.short_name if order.lead and order.lead_id in by.department_ids() else ""
    IdentityDisclosure.objects.create(
        petition=petition, by_id=by.id, by_name=by.name, unit=unit, at=at, reason=reason, note=note
    )  # fmt: skip
    said: dict[str, Any] = {"note": note} if by.id is None else {}
    ledger.record(order, "workorder.identity_shown", by=by, at=at, petition=petition.number, reason=reason, **said)


# --- how often a day


def left_today(user_id: int, at: datetime) -> int:
    """How many identities a person may still open today."""
    shown = IdentityDisclosure.objects.filter(by_id=user_id, at__gte=_midnight(at)).count()
    return DAILY_REVEALS + sum(_more(_grants(at).filter(subject_id=user_id)).values()) - shown


@transaction.atomic
def grant(user: User, *, by: Actor, at: datetime, reason: str) -> None:
    """A supervisor lets somebody else go on today."""
    if not may_grant(by):
        raise NotGranted(_("Supervisors grant further views."), code="not_permitted")
    if by.id == user.pk:
        raise NotGranted(_("Another supervisor has to grant this: nobody grants it to themselves."), code="own")
    if not reason.strip():
        raise NotGranted(_("Say why: it is kept on record."), code="required", field="reason")
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)  # the ledger numbers under this lock
    ledger.record(user, GRANTED, by=by, at=at, more=BATCH, reason=masking.redact(reason))


@dataclass(frozen=True, slots=True)
class Usage:
    """How many identities somebody has opened today, of how many they may."""

    user: User
    shown: int
    allowed: int


def used_up(at: datetime) -> list[Usage]:
    """Who can open no more identities today."""
    today = IdentityDisclosure.objects.filter(at__gte=_midnight(at), by_id__isnull=False)
    shown = Counter(today.values_list("by_id", flat=True))
    more = _more(_grants(at))
    spent = [pk for pk, count in shown.items() if pk is not None and count >= DAILY_REVEALS + more[pk]]
    users = User.objects.filter(pk__in=spent).order_by("name", "id")
    return [Usage(user, shown[user.pk], DAILY_REVEALS + more[user.pk]) for user in users]


def _grants(at: datetime) -> QuerySet[Event]:
    return Event.objects.filter(kind=GRANTED, at__gte=_midnight(at)).order_by("id")


def _more(grants: Iterable[Event]) -> Counter[int]:
    more: Counter[int] = Counter()
    for event in grants:
        more[event.subject_id] += event.data["more"]
    return more


def _midnight(at: datetime) -> datetime:
    return at.astimezone(CITY_TIME).replace(hour=0, minute=0, second=0, microsecond=0)


# --- who reads the record


def views_of(petition: Petition) -> list[View]:
    """What the petitioner may know: on which days somebody looked, and whether for the unit or for the office."""
    rows = petition.disclosures.filter(by_id__isnull=False).order_by("at", "id").values_list("at", "unit")
    return list(dict.fromkeys(View(at.astimezone(CITY_TIME).date(), bool(unit)) for at, unit in rows))


@transaction.atomic
def review(*, by: Actor, at: datetime, note: str = "") -> None:
    """The weekly look through the record, by somebody who has no part in the work."""
    if by.id is None or not may_review(by):
        raise NotGranted(_("The record is reviewed by auditors."), code="not_permitted")
    auditor = User.objects.select_for_update(of=("self",)).get(pk=by.id)  # the ledger numbers under this lock
    ledger.record(auditor, REVIEWED, by=by, at=at, note=masking.redact(note))


def last_review() -> Event | None:
    return Event.objects.filter(kind=REVIEWED).order_by("-at", "-id").first()

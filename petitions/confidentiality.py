"""What of a petition a person may read: the redacted text, a masked identity, the rest only for a reason, on record.

Practice §2.11, §6.1 (V3, V4), §6.4.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger, masking
from core.actors import Actor
from petitions.enums import DisclosureReason, PetitionerKind
from petitions.models import IdentityDisclosure, Petition, WorkOrder
from petitions.refusals import Refused

SHOWN_FOR = timedelta(seconds=60)
DAILY_REVEALS = 10  # of one person, practice §2.11
UNLIMITED = ("caller", "supervisor")  # calling back is the one's work, the other answers for it
SEES_RAW = ("intake", "caller")  # those who speak with the petitioner


class NotDisclosed(Refused):
    """The identity stays closed for this person."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A petitioner as somebody may see them. Empty strings where there is nothing to show."""

    name: str = ""
    phone: str = ""
    address: str = ""
    is_anonymous: bool = False
    is_hidden: bool = False
    is_revealed: bool = False


def may_read_raw(actor: Actor, order: WorkOrder) -> bool:
    """The words as they were said, for those who took them down or call back; not where they also work for the unit
    that handles them."""
    return actor.has(*SEES_RAW) and order.lead_id not in actor.department_ids()


def may_reveal(actor: Actor, order: WorkOrder) -> bool:
    """Dispatchers, supervisors, the office, and the unit that must call; never for confidential orders outside intake,
    never for the unit complained about."""
    if order.is_anonymous or order.target_department_id in actor.department_ids():
        return False
    if order.is_confidential:
        return may_read_raw(actor, order)
    return actor.has(*SEES_RAW, "dispatcher", "supervisor", "office_admin") or (
        order.lead_id in actor.department_ids("liaison", "handler", "street_coordinator")
    )


def text_of(petition: Petition, actor: Actor, order: WorkOrder) -> str:
    return petition.content if may_read_raw(actor, order) else petition.content_redacted


def identity(petition: Petition, actor: Actor, order: WorkOrder) -> Identity:
    """The masked view: 王**, 138****5678. Hidden altogether where the order is confidential."""
    profile = getattr(petition, "petitioner", None)
    if profile is None:
        return Identity(is_anonymous=True)
    if order.is_confidential and not may_read_raw(actor, order):
        return Identity(is_hidden=True)
    mask = masking.mask_enterprise if profile.kind == PetitionerKind.ENTERPRISE else masking.mask_name
    return Identity(mask(profile.name), masking.mask_phone(profile.phone), masking.mask_address(profile.address))


@transaction.atomic
def reveal(petition: Petition, order: WorkOrder, *, by: Actor, at: datetime, reason: str, note: str = "") -> Identity:
    """Open the identity once. Leaves a row and an event; refused without right, without reason, or ten times a day."""
    if by.id is None or not may_reveal(by, order):
        raise NotDisclosed(_("You may not see who this is."), code="not_disclosed")
    if not reason:
        raise NotDisclosed(_("Choose a reason: it is kept on record."), code="required", field="reason")
    today = IdentityDisclosure.objects.filter(by_id=by.id, at__gte=at - timedelta(days=1)).count()
    if today >= DAILY_REVEALS and not by.has(*UNLIMITED):
        raise NotDisclosed(_("Ten identities a day are the limit: ask a supervisor."), code="too_many")
    WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)  # the ledger numbers under this lock
    IdentityDisclosure.objects.create(
        petition=petition, by_id=by.id, by_name=by.name, at=at, reason=reason, note=note
    )  # fmt: skip
    ledger.record(order, "workorder.identity_shown", by=by, at=at, petition=petition.number, reason=reason)
    profile = petition.petitioner
    return Identity(profile.name, profile.phone, profile.address, is_revealed=True)


@transaction.atomic
def hand_out(petition: Petition, order: WorkOrder, *, by: Actor, at: datetime) -> Identity:
    """The identity for the system that brought it in, if its key may read identities. Leaves an event like any look."""
    profile = getattr(petition, "petitioner", None)
    if profile is None:
        return Identity(is_anonymous=True)
    WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)  # the ledger numbers under this lock
    ledger.record(
        order, "workorder.identity_shown", by=by, at=at, petition=petition.number, reason=DisclosureReason.CONTACT,
        note="API",
    )  # fmt: skip
    return Identity(profile.name, profile.phone, profile.address, is_revealed=True)

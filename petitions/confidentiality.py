"""What of a petition a person may read: the redacted text, a masked identity, the rest only for a reason, on record.

Practice §2.11, §6.1 (V3, V4), §6.4. Opening an identity is a rule of `petitions.disclosures`.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core import ledger, masking
from core.actors import Actor
from petitions import catalogue
from petitions.enums import PetitionerKind, PetitionKind, Status
from petitions.models import Petition, WorkOrder

CREATOR_SEES = timedelta(hours=24)  # who took a petition down may look it up again for a day (practice §2.3)
APPROVERS = ("office_admin",)  # who else may open a confidential order, for a reason (practice §2.11)
WITH_REASON = ("dispatcher", "supervisor", "office_admin")
UNIT_WITH_REASON = ("liaison", "handler", "street_coordinator")
AGAINST_SOMEBODY = (PetitionKind.COMPLAINT, PetitionKind.REPORT)
# A complaint about a person at work can come back to the petitioner from that person; one too many costs nothing.
STAFF = re.compile(
    "工作人员|从业人员|员工|职工|干部|领导|负责人|公务员|民警|辅警|交警|警察|城管|执法|队员|法官|书记|主任|科长|处长|局长|所长|站长"
    "|队长|网格员|网格长|窗口|社工|社区工作者|居委|村委|保安|司机|驾驶员|老师|教师|医生|护士"
)


class Confidential(Protocol):
    """A category, as far as keeping a secret goes."""

    @property
    def is_confidential(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Identity:
    """A petitioner as somebody may see them. Empty strings where there is nothing to show."""

    name: str = ""
    phone: str = ""
    address: str = ""
    is_anonymous: bool = False
    is_hidden: bool = False
    is_revealed: bool = False


def is_by_rule(
    kind: str, category: Confidential | None, *, target_department_id: int | None = None, target_text: str = ""
) -> bool:
    """Whether an order is confidential though nobody asked: reports, what its category says (minors, violence at home),
    complaints about a department or about people at work."""
    if kind == PetitionKind.REPORT or (category and category.is_confidential):
        return True
    return kind in AGAINST_SOMEBODY and bool(target_department_id or STAFF.search(target_text))


def may_read_raw(actor: Actor, order: WorkOrder, *, at: datetime, petition: Petition | None = None) -> bool:
    """The words as they were said, for those who speak with the petitioner while they do: who took them down, for a
    day; callers while they call. Not where they also work for the unit that handles them or is complained about."""
    if order.lead_id in actor.department_ids() or serves_target(actor, order):
        return False
    if actor.has("caller") and _is_called_about(order, petition):
        return True
    return actor.has("intake") and at - order.registered_at <= CREATOR_SEES and _taken_down_by(order) == actor.id


def may_reveal(actor: Actor, order: WorkOrder, *, at: datetime, petition: Petition | None = None) -> bool:
    """Those who read the raw words anyway; the office, and the unit that must call. A confidential order opens to
    approvers only; to the unit complained about and all below it none ever does."""
    if order.is_anonymous or serves_target(actor, order):
        return False
    if may_read_raw(actor, order, at=at, petition=petition):
        return True
    is_the_units = order.lead_id in actor.department_ids()
    if order.is_confidential:
        return actor.has(*APPROVERS) and not is_the_units
    return actor.has(*WITH_REASON) or order.lead_id in actor.department_ids(*UNIT_WITH_REASON)


def serves_target(actor: Actor, order: WorkOrder) -> bool:
    """Whether the person works for the unit complained about, or for one below it."""
    target = order.target_department_id
    if target is None:
        return False
    return any(catalogue.load().answers_to(unit, target) for unit in actor.department_ids())


def text_of(petition: Petition, actor: Actor, order: WorkOrder, *, at: datetime) -> str:
    return petition.content if may_read_raw(actor, order, at=at, petition=petition) else petition.content_redacted


def identity(petition: Petition, actor: Actor, order: WorkOrder, *, at: datetime) -> Identity:
    """The masked view: 王**, 138****5678. Hidden altogether where the order is confidential."""
    profile = getattr(petition, "petitioner", None)
    if profile is None:
        return Identity(is_anonymous=True)
    if order.is_confidential and not may_read_raw(actor, order, at=at, petition=petition):
        return Identity(is_hidden=True)
    mask = masking.mask_enterprise if profile.kind == PetitionerKind.ENTERPRISE else masking.mask_name
    return Identity(mask(profile.name), masking.mask_phone(profile.phone), masking.mask_address(profile.address))


def _is_called_about(order: WorkOrder, petition: Petition | None) -> bool:
    """Petitions that joined an order are called about after its close too."""
    has_joined = petition is not None and not petition.is_primary
    return order.status == Status.FOLLOW_UP or (has_joined and order.status == Status.CLOSED)


def _taken_down_by(order: WorkOrder) -> int | None:
    """Who registered the order, by its first event; asked once an order object."""
    known = order.__dict__
    if "_taken_down_by" not in known:
        known["_taken_down_by"] = ledger.history(order).values_list("by_id", flat=True).filter(seq=1).first()
    return known["_taken_down_by"]

"""事实单: what the side complained about is told of a petition, in other words than the petitioner's (practice §2.11).

Place, facts, demand; no identity, no recording, no original wording, no time of call, no number of the order.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import ledger, numbers
from core.actors import Actor
from core.calendar import CITY_TIME
from core.refusals import Refusal, Refusals
from partyorgs.models import Department
from petitions import confidentiality, giveaways
from petitions.models import FactSlip, WorkOrder
from petitions.refusals import Refused

WRITERS = ("dispatcher", "supervisor", "office_admin")
ANSWERERS = ("liaison", "handler", "dept_leader", "street_coordinator")


class NotWritten(Refusals):
    """The slip would have told too much, or to nobody."""


class NotAnswered(Refused):
    """The answer was not taken down."""


def visible_to(actor: Actor) -> QuerySet[FactSlip]:
    """Those handed to the person's own unit; for the office those of the orders it may see."""
    seen = Q(department__in=actor.department_ids(*ANSWERERS))
    if actor.is_office:
        seen |= Q(work_order__in=WorkOrder.objects.visible_to(actor))
    return FactSlip.objects.filter(seen)


def of_order(order: WorkOrder, actor: Actor) -> list[FactSlip]:
    """For the office; the unit that handles the matter is not told what the other side answered."""
    if not actor.is_office or order.lead_id in actor.department_ids():
        return []
    return list(order.fact_slips.select_related("department").order_by("id"))


def may_open(actor: Actor) -> bool:
    return actor.is_office or bool(actor.department_ids(*ANSWERERS))


def may_write(actor: Actor, order: WorkOrder) -> bool:
    return actor.has(*WRITERS) and not confidentiality.serves_target(actor, order)


def may_answer(actor: Actor, slip: FactSlip) -> bool:
    """The unit answers for itself; what a company without an account answers, the office takes down."""
    if slip.answered_at is not None:
        return False
    return actor.has(*WRITERS) if slip.department_id is None else slip.department_id in actor.department_ids(*ANSWERERS)


@transaction.atomic
def write(
    order: WorkOrder, *, by: Actor, at: datetime, place: str, facts: str, demand: str, party: str = ""
) -> FactSlip:
    """Hand a slip to the unit complained about, or, where `party` names one, to a company or shop on paper."""
    if not may_write(by, order):
        raise NotWritten([_refusal("", "not_permitted", _("Fact slips are written by the office."))])
    order = WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)  # the ledger numbers under this lock
    department: Department | None = None if party else order.target_department
    told = {"place": place.strip(), "facts": facts.strip(), "demand": demand.strip(), "party": party.strip()}
    refusals = giveaways.faults(order, told)
    if department is None and not told["party"]:
        refusals.append(_refusal("party", "nobody", _("Say to whom it goes: the petition names no department.")))
    if refusals:
        raise NotWritten(refusals)
    slip = FactSlip.objects.create(
        number=numbers.take(FactSlip.PREFIX, at.astimezone(CITY_TIME).date())[0], work_order=order,
        department=department, at=at, by_id=by.id, by_name=by.name, **told,
    )  # fmt: skip
    ledger.record(
        order, "workorder.fact_slip_written", by=by, at=at, slip=slip.number,
        to=department.code if department else slip.party,
    )  # fmt: skip
    return slip


@transaction.atomic
def answer(slip: FactSlip, *, by: Actor, at: datetime, text: str) -> FactSlip:
    """What the side complained about says to it: once, on record with the order."""
    order = WorkOrder.objects.select_for_update(of=("self",)).get(pk=slip.work_order_id)
    slip = FactSlip.objects.select_for_update(of=("self",)).get(pk=slip.pk)
    if slip.answered_at is not None:
        raise NotAnswered(_("This slip has been answered already."), code="answered")
    if not may_answer(by, slip):
        raise NotAnswered(_("A slip is answered by the unit it went to."), code="not_permitted")
    if not text.strip():
        raise NotAnswered(_("Write an answer."), code="required", field="answer")
    slip.answer, slip.answered_at, slip.answered_by_name = text.strip(), at, by.name
    slip.save(update_fields=["answer", "answered_at", "answered_by_name"])
    ledger.record(order, "workorder.fact_slip_answered", by=by, at=at, slip=slip.number)
    return slip


def _refusal(field: str, code: str, text: str) -> Refusal:
    return Refusal(field=field, code=code, detail=text, remedy="")

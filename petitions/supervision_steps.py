"""Who may take which step with a supervision, and from where (practice §2.12)."""

from collections.abc import Callable

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import ledger
from core.actors import SYSTEM, Actor
from petitions.case import LEADING_ROLES
from petitions.enums import SupervisionLevel, SupervisionState
from petitions.models import OrderRecusal, SupervisionOrder, WorkOrder
from petitions.refusals import NotPermitted, Refused

Level, State = SupervisionLevel, SupervisionState

APPROVERS = {
    Level.NOTICE: "supervisor",
    Level.ORDER: "office_admin",
    Level.TALK: "deputy_convener",
    Level.CIRCULAR: "deputy_convener",
}
DRIVERS = ("supervisor", "office_admin", "deputy_convener")
DESK = ("intake", "dispatcher", "office_admin")  # answers while nobody leads: then the order is stuck in the office
NEXT = {Level.NOTICE: Level.ORDER, Level.ORDER: Level.TALK, Level.TALK: Level.CIRCULAR}


class Step(TextChoices):
    DRAFT = "draft", gettext_lazy("draw up supervision")
    ISSUE = "issue", gettext_lazy("issue")
    DROP = "drop", gettext_lazy("drop the draft")
    RAISE = "raise", gettext_lazy("raise to the next level")
    REPLY = "reply", gettext_lazy("reply")
    SEND_BACK = "send-back", gettext_lazy("ask for a better reply")
    WRITE_OFF = "write-off", gettext_lazy("write off")


class NotYours(NotPermitted):
    """The step exists, but not for this person at this supervision."""

    def __init__(self, step: Step) -> None:
        text = _(
            "Not open to you: %(step)s. Your role does not allow it, or you have a stake in the unit or the order."
        )
        Refused.__init__(self, text % {"step": step.label}, code="not_permitted")


FROM = {
    Step.ISSUE: State.DRAFT,
    Step.DROP: State.DRAFT,
    Step.RAISE: State.ISSUED,
    Step.REPLY: State.ISSUED,
    Step.SEND_BACK: State.REPLIED,
    Step.WRITE_OFF: State.REPLIED,
}


def may_open(actor: Actor) -> bool:
    """The ledger: the office sees all of it, a unit what was issued to it."""
    return actor.is_office or bool(actor.department_ids(*LEADING_ROLES))


def may_draft(actor: Actor, order: WorkOrder) -> bool:
    return actor == SYSTEM or (actor.has(*DRIVERS) and _is_impartial(actor, order, order.lead_id))


def may_approve(actor: Actor, row: SupervisionOrder, level: str) -> bool:
    """A named person with the role of the level, without a stake in the unit or the order."""
    return actor.has(APPROVERS[Level(level)]) and _is_impartial(actor, row.work_order, row.department_id)


def levels_for(actor: Actor, row: SupervisionOrder) -> list[SupervisionLevel]:
    return [level for level in Level if may_approve(actor, row, level)]


def may(actor: Actor, step: Step, row: SupervisionOrder) -> bool:
    return MAY[step](actor, row)


def _is_impartial(actor: Actor, order: WorkOrder, unit_id: int | None) -> bool:
    if not actor.partial_to.isdisjoint({unit_id, order.target_department_id}):
        return False
    return not OrderRecusal.objects.filter(work_order_id=order.pk, by_id=actor.id).exists()


def _drives(actor: Actor, row: SupervisionOrder) -> bool:
    return actor.has(*DRIVERS) and _is_impartial(actor, row.work_order, row.department_id)


def _judges(actor: Actor, row: SupervisionOrder) -> bool:
    """Whoever judges a reply has not written it. Among the units that is plain; at the desk it has to be asked."""
    if not _drives(actor, row):
        return False
    reply = ledger.history(row).filter(kind="supervision.replied").last()
    return reply is None or reply.by_id != actor.id


def _answers(actor: Actor, row: SupervisionOrder) -> bool:
    return actor.has(*DESK) if row.department_id is None else row.department_id in actor.department_ids(*LEADING_ROLES)


def _raises(actor: Actor, row: SupervisionOrder) -> bool:
    return Level(row.level) in NEXT and may_approve(actor, row, NEXT[Level(row.level)])


MAY: dict[Step, Callable[[Actor, SupervisionOrder], bool]] = {
    Step.ISSUE: lambda actor, row: bool(levels_for(actor, row)),
    Step.DROP: _drives,
    Step.RAISE: _raises,
    Step.REPLY: _answers,
    Step.SEND_BACK: _judges,
    Step.WRITE_OFF: _judges,
}

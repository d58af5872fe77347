"""Who is told of a supervision: the people of the unit that is driven, and whoever asked for the reply."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import ledger, moments, notices
from core.actors import Actor
from core.enums import NoticeTone
from partyorgs.enums import Role
from petitions import urging
from petitions.audience import Audience
from petitions.enums import SupervisionLevel, SupervisionTrigger
from petitions.models import SupervisionOrder
from petitions.reminders import Circle
from petitions.supervision_steps import APPROVERS

DRAFTED, ASKED, REPLIED = "supervision.drafted", "supervision.asked", "supervision.replied"
ASKING = ["supervision.issued", "supervision.raised", "supervision.sent_back"]  # events


def register() -> None:
    notices.word(urging.URGED, urging.words)
    notices.word(DRAFTED, _drafted)
    notices.word(ASKED, _asked)
    notices.word(REPLIED, _replied)
    notices.name_subjects(SupervisionOrder._meta.label_lower, _matters)


def tell_of_draft(row: SupervisionOrder, *, at: datetime) -> None:
    """To those who may issue it at its level, but for whoever drew it up."""
    approvers = Circle(office=frozenset({Role(APPROVERS[SupervisionLevel(row.level)])}))
    people = Audience.on(timezone.localdate(at)).of(approvers, row.department_id, row.work_order)
    data = {"number": row.work_order.number, "trigger": row.trigger}
    told = [notices.draft(one, DRAFTED, row, at=at, path=_path(row), **data) for one in people if one != row.by_id]
    notices.tell(told)


def tell_unit(row: SupervisionOrder, *, at: datetime) -> None:
    """Something is demanded of the unit by a day."""
    urging.tell_unit(
        ASKED, row, row.work_order, row.department_id, _path(row), at=at, tone=NoticeTone.ORANGE,
        supervision=row.number, level=row.level, due=row.due_at,
    )  # fmt: skip


def tell_of_reply(row: SupervisionOrder, *, at: datetime) -> None:
    """To whoever asked for it last."""
    asked = ledger.history(row).filter(kind__in=ASKING).last()
    if asked and asked.by_id:
        data = {"number": row.work_order.number, "supervision": row.number, "who": row.replied_by_name}
        notices.tell([notices.draft(asked.by_id, REPLIED, row, at=at, path=_path(row), **data)])


def _path(row: SupervisionOrder) -> str:
    return reverse("petitions:supervision", args=[row.pk])


def _drafted(data: Mapping[str, Any]) -> str:
    occasion = SupervisionTrigger(data["trigger"]).label
    return _("Supervision of order %(number)s waits to be issued: %(occasion)s.") % {**data, "occasion": occasion}


def _asked(data: Mapping[str, Any]) -> str:
    said = _("%(level)s %(supervision)s about order %(number)s: reply by %(due)s.")
    due = moments.due(datetime.fromisoformat(str(data["due"]))) if data.get("due") else "—"
    return said % {**data, "due": due, "level": capfirst(SupervisionLevel(data["level"]).label)}


def _replied(data: Mapping[str, Any]) -> str:
    return _("%(who)s has replied to %(supervision)s about order %(number)s.") % data


def _matters(actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
    rows = SupervisionOrder.objects.visible_to(actor).filter(pk__in=ids).order_by("pk")
    return dict(rows.values_list("pk", "work_order__title"))

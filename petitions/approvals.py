"""What waits to be decided beside the way of an order: more time, help, suspension, exclusion, a last word.

Pure but for the rows of one page: which piles there are, who decides from them, and how what was asked for reads.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import moments
from core.actors import Actor
from petitions.enums import Action, Matter
from petitions.models import (
    Assignment,
    AssistRequest,
    Exclusion,
    ExtensionRequest,
    FinalReply,
    Request,
    Suspension,
    WorkOrder,
)

PENDING = Q(state="pending")


@dataclass(frozen=True)
class Pile:
    """Orders with one thing to decide: the rows that say so, the roles that decide, the step that does."""

    key: str
    label: str
    matter: str
    model: type[Request] | type[Assignment]
    rows: Q
    roles: tuple[str, ...]
    action: Action

    @property
    def where(self) -> Q:
        """Orders with an open matter are few and have an index; only they are looked into."""
        found = Exists(self.model._default_manager.filter(self.rows, work_order=OuterRef("pk")))
        return Q(open_matters__contains=self.matter) & Q(found)


PILES = (
    Pile("extension", gettext_lazy("Extensions"), Matter.EXTENSION, ExtensionRequest, PENDING,
         ("dispatcher", "office_admin"), Action.EXTEND),
    Pile("suspension", gettext_lazy("Suspensions"), Matter.SUSPENSION, Suspension, PENDING,
         ("deputy_convener",), Action.SUSPEND),
    Pile("assist", gettext_lazy("Assists"), Matter.ASSIST, AssistRequest, PENDING,
         ("dispatcher", "office_admin"), Action.ADD_ASSIST),
    Pile("objection", gettext_lazy("Objections"), Matter.OBJECTION, Assignment,
         Q(is_active=True, objected_at__isnull=False, objection_settled_at=None),
         ("dispatcher", "office_admin"), Action.SETTLE_OBJECTION),
    Pile("final_reply", gettext_lazy("Final replies"), Matter.FINAL_REPLY, FinalReply, PENDING,
         ("deputy_convener",), Action.FINAL_REPLY),
    Pile("exclusion_check", gettext_lazy("Exclusions to check"), Matter.EXCLUSION, Exclusion, PENDING,
         ("office_admin",), Action.CHECK_EXCLUSION),
    Pile("exclusion", gettext_lazy("Exclusions to decide"), Matter.EXCLUSION, Exclusion, Q(state="checked"),
         ("deputy_convener",), Action.EXCLUDE),
    Pile("recheck", gettext_lazy("Drawn for re-check"), Matter.EXCLUSION, Exclusion,
         Q(state="granted", is_drawn=True, rechecked_at=None), ("supervisor", "office_admin"),
         Action.UPHOLD_EXCLUSION),
)  # fmt: skip


def may_open(actor: Actor) -> bool:
    return bool(piles_of(actor))


def piles_of(actor: Actor) -> list[Pile]:
    return [pile for pile in PILES if actor.has(*pile.roles)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on one order, in words."""

    number: str
    text: str
    quote: str
    by: str
    at: datetime
    due_before: datetime | None = None
    due_after: datetime | None = None


def asked(pile: Pile, orders: Iterable[WorkOrder]) -> dict[int, Asked]:
    """By order: one query a page."""
    rows = pile.model._default_manager.filter(pile.rows, work_order__in=list(orders)).select_related("department")
    if pile.model is AssistRequest:
        rows = rows.select_related("department", "unit")
    return {row.work_order_id: _in_words(row) for row in rows.order_by("id")}


def told(row: Any) -> str:
    """What was asked for, in one breath, for whoever decides on it."""
    text, quote = _said(row)
    moved = ""
    if getattr(row, "due_after", None):
        moved = _("due %(before)s, then %(after)s") % {
            "before": moments.due(row.due_before), "after": moments.due(row.due_after)
        }  # fmt: skip
    words = _("; ").join(part for part in (text, moved, quote.replace("\n", " ")) if part)
    return _("%(who)s asks: %(what)s.") % {"who": row.by_name, "what": words.rstrip("。.")}


def _in_words(row: Any) -> Asked:
    if isinstance(row, Assignment):
        text = _("%(unit)s objects to assisting") % {"unit": row.department.short_name}
        return Asked("", text, row.objection, "", row.objected_at)
    text, quote = _said(row)
    return Asked(
        row.number, text, quote, row.by_name, row.at, getattr(row, "due_before", None), getattr(row, "due_after", None)
    )  # fmt: skip


def _said(row: Any) -> tuple[str, str]:
    match row:
        case ExtensionRequest():
            days = ngettext("%(n)s day", "%(n)s days", row.days) % {"n": row.days}
            return f"{row.get_reason_display()}{_('; ')}{days}", row.plan
        case Suspension():
            review = _("to be looked at again on %(day)s") % {"day": moments.full_day(row.review_on)}
            return f"{row.get_cause_display()}{_('; ')}{review}", f"{row.interim_measure}\n{row.plan}"
        case AssistRequest():
            return _("help from %(unit)s") % {"unit": row.unit.short_name}, row.piece
        case FinalReply():
            return row.get_ground_display(), row.basis
        case _:
            return row.get_ground_display(), row.evidence

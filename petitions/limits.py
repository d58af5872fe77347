"""Changing time limits: always a new version from a day on, with who, when and why; never an edit of a row.

A limit holds for whole days and a change begins tomorrow at the earliest, so no clock that was started today is
measured by two. A version that has not begun can be taken back; one that has is rolled back by another version. Clocks
that run keep the limit they began with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from core.calendar import CITY_TIME
from core.models import Event
from petitions import deadlines
from petitions.models import Category, SlaRule
from petitions.refusals import NotAllowed

SCOPE = ("clock", "track", "urgency", "category_id", "kind", "channel")
VALUES = ("amount", "unit", "base", "basis")
ADDED, CHANGED, ENDED, TAKEN_BACK = "limit.added", "limit.changed", "limit.ended", "limit.taken_back"


@dataclass(frozen=True, slots=True)
class Values:
    """How long, counted how, and on which ground."""

    amount: Decimal
    unit: str
    base: str
    basis: str = ""


def may_see(actor: Actor) -> bool:
    return actor.has("office_admin", "supervisor", "auditor", "deputy_convener")


def may_edit(actor: Actor) -> bool:
    return actor.has("office_admin")


def earliest(at: datetime) -> date:
    """The first day a change made now may begin on."""
    return at.astimezone(CITY_TIME).date() + timedelta(days=1)


@transaction.atomic
def add(
    values: Values, *, clock: str, since: date, reason: str, by: Actor, at: datetime, track: str = "",
    urgency: str = "", category: Category | None = None, kind: str = "", channel: str = "",
) -> SlaRule:  # fmt: skip
    """A limit for a case that had none of its own."""
    _require_later(since, at)
    rule = _new(values, since, clock=clock, track=track, urgency=urgency,
                category_id=category.pk if category else None, kind=kind, channel=channel)  # fmt: skip
    if any(row.valid_to is None or row.valid_to > since for row in versions(rule)):
        raise NotAllowed(_("There is a limit for exactly this case already: change that one."), code="exists")
    rule.save()
    _record(rule, ADDED, by=by, at=at, reason=reason, after=_said(rule))
    return rule


@transaction.atomic
def change(rule: SlaRule, values: Values, *, since: date, reason: str, by: Actor, at: datetime) -> SlaRule:
    """The limit ends on a day and its next version begins."""
    rule = _locked(rule)
    _require_later(since, at)
    if since <= rule.valid_from:
        raise NotAllowed(
            _("This version begins on %(day)s: the next one can begin a day later, or take this one back.")
            % {"day": rule.valid_from}, code="too_early", field="since",
        )  # fmt: skip
    if Values(**{name: getattr(rule, name) for name in VALUES}) == values:
        raise NotAllowed(_("Nothing is different from the version in force."), code="same", field="amount")
    before = _said(rule)
    rule.valid_to = since
    rule.save(update_fields=["valid_to"])
    successor = _new(values, since, **{name: getattr(rule, name) for name in SCOPE})
    successor.save()
    _record(successor, CHANGED, by=by, at=at, reason=reason, before=before, after=_said(successor), replaces=rule.pk)
    return successor


def roll_back(rule: SlaRule, earlier: SlaRule, *, since: date, reason: str, by: Actor, at: datetime) -> SlaRule:
    """Another version with the values of an earlier one."""
    if not _is_same_case(rule, earlier):
        raise NotAllowed(_("That is a limit for another case."), code="other_case")
    values = Values(**{name: getattr(earlier, name) for name in VALUES})
    return change(rule, values, since=since, reason=reason, by=by, at=at)


@transaction.atomic
def end(rule: SlaRule, *, since: date, reason: str, by: Actor, at: datetime) -> SlaRule:
    """A special limit ends, and the more general one counts again. Of the general ones, none may be missing."""
    rule = _locked(rule)
    _require_later(since, at)
    if not is_special(rule):
        raise NotAllowed(_("Without this limit the clock could not be started: change it instead."), code="needed")
    if since <= rule.valid_from:
        raise NotAllowed(_("This version has not begun: take it back instead."), code="too_early", field="since")
    before = _said(rule)
    rule.valid_to = since
    rule.save(update_fields=["valid_to"])
    _record(rule, ENDED, by=by, at=at, reason=reason, before=before, after=_said(rule))
    return rule


@transaction.atomic
def take_back(rule: SlaRule, *, reason: str, by: Actor, at: datetime) -> SlaRule | None:
    """A version that has not begun goes, and the one before it goes on. Returns that one."""
    rule = _locked(rule)
    if rule.valid_from < earliest(at):
        raise NotAllowed(_("This version is in force: roll it back with another one."), code="in_force")
    before = _said(rule)
    previous = next((row for row in versions(rule) if row.valid_to == rule.valid_from), None)
    kept = previous or rule
    _record(kept, TAKEN_BACK, by=by, at=at, reason=reason, before=before, taken_back=rule.pk)
    rule.delete()
    if previous:
        previous.valid_to = None
        previous.save(update_fields=["valid_to"])
    return previous


def is_special(rule: SlaRule) -> bool:
    """Whether another limit counts where this one ends."""
    return bool(rule.category_id or rule.kind or rule.channel or rule.track)


def versions(rule: SlaRule) -> models.QuerySet[SlaRule]:
    """All versions of a limit for the same case, the newest first."""
    case = {name: getattr(rule, name) for name in SCOPE}
    category = {"category": None} if case.pop("category_id") is None else {"category_id": rule.category_id}
    return SlaRule.objects.filter(**case, **category).exclude(pk=rule.pk or 0).order_by("-valid_from")


def history(rules: Iterable[SlaRule]) -> models.QuerySet[Event]:
    """Who changed these versions and why, the newest first."""
    ids = [rule.pk for rule in rules]
    events = Event.objects.filter(subject_type=SlaRule._meta.label_lower, subject_id__in=ids)
    return events.order_by("-at", "-id")


def _locked(rule: SlaRule) -> SlaRule:
    """The version as it is now, held against others; only the last one may be changed."""
    current = SlaRule.objects.select_for_update(of=("self",)).filter(pk=rule.pk).first()
    if current is None or current.valid_to is not None:
        raise NotAllowed(_("Somebody changed this limit before you: look at its newest version."), code="changed")
    return current


def _is_same_case(one: SlaRule, other: SlaRule) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in SCOPE)


def _require_later(since: date, at: datetime) -> None:
    if since < earliest(at):
        raise NotAllowed(
            _("A change begins tomorrow at the earliest: no clock of today is measured by two limits."),
            code="too_early", field="since",
        )  # fmt: skip


def _new(values: Values, since: date, **case: Any) -> SlaRule:
    rule = SlaRule(valid_from=since, **case)
    for name in VALUES:
        setattr(rule, name, getattr(values, name))
    return rule


def _said(rule: SlaRule) -> dict[str, Any]:
    """A version as its event keeps it, readable when the row is gone."""
    case = {name: getattr(rule, name) for name in SCOPE}
    return case | {name: getattr(rule, name) for name in VALUES} | {
        "amount": f"{rule.amount:f}", "valid_from": rule.valid_from, "valid_to": rule.valid_to,
        "category": rule.category.name if rule.category else "",
    }  # fmt: skip


def _record(rule: SlaRule, kind: str, *, by: Actor, at: datetime, reason: str, **data: Any) -> None:
    ledger.record(rule, kind, by=by, at=at, reason=reason, **data)
    deadlines.changed()
    transaction.on_commit(deadlines.changed)

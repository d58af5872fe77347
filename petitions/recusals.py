"""Units about whose matters a person decides nothing, because they have an interest there (信访工作条例 art. 28).

One order is left with `Action.RECUSE`; here a person stays out of everything a unit has to do with.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import ledger, masking
from core.actors import Actor
from core.calendar import CITY_TIME
from core.models import User
from partyorgs.models import Department, Recusal
from petitions.refusals import Refused

DECLARED, ENDED = "user.recused", "user.recusal_ended"


class NotRecused(Refused):
    """The list of recusals stays as it was."""


def may_see_all(actor: Actor) -> bool:
    return actor.has("office_admin")


def visible_to(actor: Actor) -> QuerySet[Recusal]:
    """One's own; the office administrator, who has to find somebody else to decide, sees everybody's."""
    rows = Recusal.objects.all()
    return rows if may_see_all(actor) else rows.filter(user=actor.id)


@transaction.atomic
def declare(department: Department, *, by: Actor, at: datetime, reason: str) -> Recusal:
    """From today on this person decides nothing about the unit's matters."""
    if not reason.strip():
        raise NotRecused(_("Say why: it is kept on record."), code="required", field="reason")
    person = _locked(by)
    if person.recusals.filter(department=department, valid_to=None).exists():
        raise NotRecused(_("You have recused yourself from this unit already."), code="twice", field="department")
    row = Recusal.objects.create(
        user=person, department=department, reason=masking.redact(reason.strip())[:200],
        valid_from=at.astimezone(CITY_TIME).date(),
    )  # fmt: skip
    ledger.record(person, DECLARED, by=by, at=at, department=department.code, reason=row.reason)
    return row


@transaction.atomic
def end(recusal: Recusal, *, by: Actor, at: datetime) -> None:
    """The interest is gone. The day on which this is said still belongs to the recusal."""
    if by.id != recusal.user_id:
        raise NotRecused(_("A recusal is ended by whoever declared it."), code="not_yours")
    person = _locked(by)
    tomorrow = at.astimezone(CITY_TIME).date() + timedelta(days=1)
    if Recusal.objects.filter(pk=recusal.pk, valid_to=None).update(valid_to=tomorrow):
        ledger.record(person, ENDED, by=by, at=at, department=recusal.department.code)


def _locked(by: Actor) -> User:
    """The ledger numbers a person's events under this lock."""
    assert by.id is not None
    return User.objects.select_for_update(of=("self",)).get(pk=by.id)

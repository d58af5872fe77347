"""What a person may be today: the grants of a user as an Actor."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor, Grant
from core.models import User
from partyorgs.enums import Role
from partyorgs.models import Recusal, RoleGrant

RECUSED = "recused"  # marks, among the rows of one query, a unit the person does not decide about
NOBODY = Actor(id=None, name="")


def actor(user: User | AnonymousUser) -> Actor:
    """The user with today's grants. One query, the first time a user object is asked about."""
    if not user.is_authenticated:
        return NOBODY
    known = user.__dict__.get("_actor")
    if known is None:
        known = user.__dict__["_actor"] = actor_on(user, timezone.localdate())
    return known


def title(actor: Actor) -> str:
    """What stands beside a name in the head of every page: the role, or the first of several."""
    roles = [role for role in Role if role.value in actor.roles]
    if not roles:
        return ""
    return str(roles[0].label) if len(roles) == 1 else _("%(role)s and others") % {"role": roles[0].label}


def actor_on(user: User, day: date) -> Actor:
    """The user with the grants of that day, and the units whose matters they recused themselves from."""
    grants = RoleGrant.objects.active(day).filter(user=user).order_by()
    recusals = Recusal.objects.active(day).filter(user=user).order_by()
    rows = grants.values_list("role", "department_id", "area_code").union(
        recusals.values_list(Value(RECUSED), "department_id", Value("")), all=True
    )
    known = sorted(rows, key=lambda row: (row[0], row[1] or 0, row[2]))
    return Actor(
        id=user.pk, name=str(user), grants=tuple(Grant(*row) for row in known if row[0] != RECUSED),
        recused_from=frozenset(row[1] for row in known if row[0] == RECUSED),
    )  # fmt: skip

"""What a person may be today: the grants of a user as an Actor."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor, Grant
from core.models import User
from partyorgs.enums import Role
from partyorgs.models import RoleGrant

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
    """The user with the grants of that day."""
    rows = RoleGrant.objects.active(day).filter(user=user).order_by("role", "id")
    grants = tuple(Grant(*row) for row in rows.values_list("role", "department_id", "area_code"))
    return Actor(id=user.pk, name=str(user), grants=grants)

"""Who is told of a whistle: the people of the departments called, and the street when one of them has come."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core import notices
from core.calendar import CITY_TIME
from core.enums import NoticeTone
from partyorgs.models import RoleGrant
from petitions.case import HANDLING_ROLES
from petitions.enums import WhistleKind
from petitions.models import Whistle

BLOWN, ENDED = "whistle.blown", "whistle.ended"


def register() -> None:
    notices.word(BLOWN, _blown)
    notices.word(ENDED, _ended)


def tell_called(whistle: Whistle, units: Iterable[int], *, at: datetime) -> None:
    """Everybody who may arrive for a department called, at any hour; an emergency is red from the first minute."""
    tone = NoticeTone.RED if whistle.kind == WhistleKind.EMERGENCY else NoticeTone.ORANGE
    _tell(whistle, BLOWN, units, at=at, tone=tone, place=whistle.place)


def tell_ended(whistle: Whistle, units: Iterable[int], *, at: datetime) -> None:
    _tell(whistle, ENDED, units, at=at, tone=NoticeTone.PLAIN)


def _tell(whistle: Whistle, kind: str, units: Iterable[int], *, at: datetime, tone: str, **data: Any) -> None:
    on = at.astimezone(CITY_TIME).date()
    of_a_unit = Q(department_id__in=list(units), role__in=HANDLING_ROLES)
    users = RoleGrant.objects.active(on).filter(of_a_unit, user__is_active=True).order_by("user_id")
    path = reverse("petitions:whistle", args=[whistle.number])
    data |= {"number": whistle.number, "whistle": whistle.kind, "street": whistle.street.name}
    notices.tell(
        notices.draft(user_id, kind, whistle, at=at, tone=tone, path=path, **data)
        for user_id in users.values_list("user_id", flat=True).distinct()
    )


def _blown(data: Mapping[str, Any]) -> str:
    values = _values(data) | {"place": data["place"]}
    return _("%(street)s calls your department: %(kind)s %(number)s at %(place)s.") % values


def _ended(data: Mapping[str, Any]) -> str:
    return _("%(street)s has ended the %(kind)s %(number)s.") % _values(data)


def _values(data: Mapping[str, Any]) -> dict[str, str]:
    return {"street": data["street"], "kind": WhistleKind(data["whistle"]).label, "number": data["number"]}

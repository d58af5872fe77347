"""Who is told of a revision of the duty lists: the units asked, the drafter of an objection, all of them of its end."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core import moments, notices
from core.actors import Actor
from core.calendar import CITY_TIME
from core.enums import NoticeTone
from partyorgs.enums import RevisionState
from partyorgs.models import Department, DutyRevision, RoleGrant
from partyorgs.permissions import SPEAKERS

ASKED, OBJECTED, DECIDED = "dutyrevision.ask", "dutyrevision.opinion", "dutyrevision.decided"


def register() -> None:
    notices.word(ASKED, _asked)
    notices.word(OBJECTED, _objected)
    notices.word(DECIDED, _decided)
    notices.name_subjects(DutyRevision._meta.label_lower, _titles)


def tell_asked(revision: DutyRevision, units: Iterable[Department], *, at: datetime) -> None:
    people = _speakers(units, at)
    _tell(revision, ASKED, people, at=at, tone=NoticeTone.ORANGE, until=revision.opinions_until)


def tell_objection(revision: DutyRevision, unit: Department, *, at: datetime) -> None:
    drafter = [revision.drafted_by_id] if revision.drafted_by_id else []
    _tell(revision, OBJECTED, drafter, at=at, tone=NoticeTone.ORANGE, unit=unit.short_name)


def tell_decided(revision: DutyRevision, *, at: datetime) -> None:
    drafter = {revision.drafted_by_id} if revision.drafted_by_id else set()
    people = sorted({*_speakers(revision.asked.all(), at), *drafter})
    _tell(revision, DECIDED, people, at=at, tone=NoticeTone.PLAIN, state=revision.state, on=revision.effective_on)


def _speakers(units: Iterable[Department], at: datetime) -> list[int]:
    asked = Q(department__in=list(units), role__in=SPEAKERS, user__is_active=True)
    grants = RoleGrant.objects.active(at.astimezone(CITY_TIME).date()).filter(asked).order_by("user_id")
    return list(grants.values_list("user_id", flat=True).distinct())


def _tell(revision: DutyRevision, kind: str, people: Iterable[int], *, at: datetime, tone: str, **data: Any) -> None:
    path = reverse("partyorgs:revision", args=[revision.pk])
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items()}
    said = {"number": revision.document, "title": revision.title, **plain}
    notices.tell(notices.draft(user_id, kind, revision, at=at, tone=tone, path=path, **said) for user_id in people)


def _asked(data: Mapping[str, Any]) -> str:
    return _("Duty lists: your unit is asked about “%(title)s” until %(day)s.") % {
        "title": data["title"], "day": _day(data["until"]),
    }  # fmt: skip


def _objected(data: Mapping[str, Any]) -> str:
    return _("Duty lists: %(unit)s objects to “%(title)s”.") % data


def _decided(data: Mapping[str, Any]) -> str:
    values = {"title": data["title"], "state": RevisionState(data["state"]).label, "day": _day(data["on"])}
    if data["state"] == RevisionState.APPROVED:
        return _("Duty lists: “%(title)s” is approved and in force from %(day)s.") % values
    return _("Duty lists: “%(title)s”: %(state)s.") % values


def _day(text: str) -> str:
    return moments.full_day(date.fromisoformat(text))


def _titles(actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    return dict(DutyRevision.objects.filter(pk__in=list(ids)).order_by().values_list("pk", "title"))

"""Telling the office and the street that a term ends: six months and three months before, and on the day (§4.5).

What was told stands in the ledger, so a round may run at any time and twice; it costs what has come due.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import ledger, notices
from core.actors import Actor
from core.calendar import CITY_TIME
from core.enums import NoticeTone
from core.models import Event, Notice
from grids import codes
from partyorgs.enums import Role, TermStage
from partyorgs.models import PartyOrganization, RoleGrant
from partyorgs.terms import MONTHS, add_months

KIND, NOTICE = "partyorg.term_told", "partyorg.term"
LOOKED_BACK = timedelta(days=15)  # the portal stood still, or a term was entered late
BATCH = 500
TONES = {
    TermStage.SIX_MONTHS: NoticeTone.PLAIN, TermStage.THREE_MONTHS: NoticeTone.YELLOW, TermStage.DUE: NoticeTone.ORANGE,
}  # fmt: skip

TABS = {TermStage.SIX_MONTHS: "six", TermStage.THREE_MONTHS: "three", TermStage.DUE: "three"}  # of the list

Told = tuple[PartyOrganization, TermStage]


@transaction.atomic
def remind(*, by: Actor, at: datetime) -> int:
    """Tell of every term that has come to one of its marks. Returns how many were told of."""
    today = at.astimezone(CITY_TIME).date()
    wanted = [row.pk for row, _stage in _untold(_come_due(today), today)][:BATCH]
    rows = PartyOrganization.objects.filter(pk__in=wanted).order_by("pk")
    locked = rows.select_for_update(skip_locked=True, no_key=True, of=("self",)).with_place()
    told = _untold(locked, today)  # asked again under the lock: another round may have been quicker
    if told:
        notices.tell(_notices(told, today, at))
        ledger.record_many([ledger.draft(row, KIND, by=by, at=at, stage=mark, due=_due(row)) for row, mark in told])
    return len(told)


def _come_due(today: date) -> Iterable[PartyOrganization]:
    near = Q()
    for months in MONTHS.values():
        mark = add_months(today, months)
        near |= Q(term_due_on__range=(mark - LOOKED_BACK, mark))
    return PartyOrganization.objects.active(today).filter(near).order_by("pk")


def _mark(due: date, today: date) -> TermStage | None:
    """The mark an end of term has passed within the days looked back, the nearest one."""
    for mark, months in MONTHS.items():
        day = add_months(today, months)
        if day - LOOKED_BACK <= due <= day:
            return mark
    return None


def _untold(rows: Iterable[PartyOrganization], today: date) -> list[Told]:
    marked = [(row, mark) for row in rows if (mark := _mark(_due(row), today))]
    events = Event.objects.filter(
        subject_type=PartyOrganization._meta.label_lower, subject_id__in=[row.pk for row, _mark in marked], kind=KIND
    ).order_by("pk")
    known = {(event.subject_id, event.data["stage"], event.data["due"]) for event in events}
    return [(row, mark) for row, mark in marked if (row.pk, mark.value, _due(row).isoformat()) not in known]


def _due(row: PartyOrganization) -> date:
    assert row.term_due_on is not None
    return row.term_due_on


def _notices(told: Iterable[Told], today: date, at: datetime) -> list[Notice]:
    """One notice a reader and mark, however many terms have come to it."""
    readers = _Readers(today)
    by_reader: dict[tuple[int, TermStage], list[PartyOrganization]] = defaultdict(list)
    for row, mark in told:
        for user_id in readers.of(row.place_code):
            by_reader[user_id, mark].append(row)
    return [_notice(user_id, mark, rows, at) for (user_id, mark), rows in sorted(by_reader.items())]


def _notice(user_id: int, mark: TermStage, rows: Sequence[PartyOrganization], at: datetime) -> Notice:
    first = rows[0]
    listed = f"{reverse('partyorgs:watch')}?tab={TABS[mark]}"
    path = reverse("partyorgs:organization", args=[first.code]) if len(rows) == 1 else listed
    return notices.draft(
        user_id, NOTICE, first, at=at, tone=TONES[mark], path=path, stage=mark.value, name=first.name,
        due=first.term_due_on, more=len(rows) - 1,
    )  # fmt: skip


class _Readers:
    """The office, and the coordinators of the street a place lies in."""

    def __init__(self, today: date) -> None:
        grants = RoleGrant.objects.active(today).filter(
            role__in=[Role.OFFICE_ADMIN, Role.STREET_COORDINATOR], user__is_active=True
        )  # fmt: skip
        rows = list(grants.order_by("user_id").values_list("user_id", "role", "area_code"))
        self._office = {user_id for user_id, role, _area in rows if role == Role.OFFICE_ADMIN}
        self._streets = [(area, user_id) for user_id, role, area in rows if role == Role.STREET_COORDINATOR]

    def of(self, place_code: str) -> set[int]:
        return self._office | {user_id for area, user_id in self._streets if area and codes.covers(area, place_code)}


# --- words


def register() -> None:
    notices.word(NOTICE, _words)
    notices.name_subjects(PartyOrganization._meta.label_lower, _names)


def _words(data: Mapping[str, Any]) -> str:
    phrase = {
        TermStage.SIX_MONTHS: _("Term ends within six months, on %(due)s"),
        TermStage.THREE_MONTHS: _("Term ends within three months, on %(due)s"),
        TermStage.DUE: _("Term has ended: %(due)s"),
    }[TermStage(data["stage"])]
    said = phrase % {"due": data["due"]}
    if not data["more"]:
        return said
    more = ngettext("and %(n)s other organisation", "and %(n)s other organisations", data["more"])
    return f"{said} {more % {'n': data['more']}}"


def _names(actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
    """Organisations are no secret."""
    return dict(PartyOrganization.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "name"))

"""Estates: entered with their management, managed otherwise from a day on, their committees and four-party meetings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger, masking
from core.actors import Actor
from core.calendar import CITY_TIME
from grids import campaigns, register
from grids.enums import ManagingMode
from grids.models import (
    Area,
    Estate,
    EstateAgreement,
    EstateManagement,
    EstateMeeting,
    Grid,
    OwnersCommittee,
    PlaceName,
    PropertyCompany,
)
from grids.refusals import Refused


@dataclass(frozen=True, slots=True)
class Managed:
    """How an estate is managed, from which day on, on which ground."""

    mode: str
    since: date
    company: PropertyCompany | None = None
    basis: str = ""


@transaction.atomic
def add(estate: Estate, managed: Managed, *, by: Actor, at: datetime) -> Estate:
    """Enter an estate. Its name joins the gazetteer, so that petitions that name it find their place."""
    must_be_possible(managed, at)
    register.add(estate, by=by, at=at)
    _put(estate, managed, by=by, at=at)
    _name(estate, _day(at))
    return estate


@transaction.atomic
def change(estate: Estate, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Estate:
    """Correct what is known of it. People go on using an old name, so the gazetteer keeps it."""
    estate = register.change(estate, values, by=by, at=at)
    if {"name", "place_code"} & values.keys():
        _name(estate, _day(at))
    return estate


@transaction.atomic
def manage(estate: Estate, managed: Managed, *, by: Actor, at: datetime) -> EstateManagement:
    """From a day on it is managed otherwise. Whoever loses it opens its item in every campaign again."""
    estate = register.locked(estate)
    must_be_possible(managed, at)
    current = now_managed(estate)
    must_follow(current, managed)
    if current:
        if (current.mode, current.company) == (managed.mode, managed.company):
            raise Refused(_("It is managed just so already."), code="same", field="mode")
        current.valid_to = managed.since
        current.save(update_fields=["valid_to"])
    row = _put(estate, managed, by=by, at=at, before=current.mode if current else "")
    if managed.mode == ManagingMode.NONE:
        campaigns.reopen_for(estate, by=by, at=at)
    return row


def now_managed(estate: Estate) -> EstateManagement | None:
    """The row in force; the only one without an end."""
    return estate.managements.filter(valid_to=None).select_related("company").first()


def must_be_possible(managed: Managed, at: datetime) -> None:
    if (managed.mode == ManagingMode.COMPANY) != (managed.company is not None):
        text = _("A property company is named where one manages, and only there.")
        raise Refused(text, code="company", field="company")
    if managed.since > _day(at):
        raise Refused(_("That day has not come: enter it then."), code="too_late", field="since")


def must_follow(current: EstateManagement | None, managed: Managed) -> None:
    if current and managed.since <= current.valid_from:
        text = _("The present management began on %(day)s: name a later day.") % {"day": current.valid_from}
        raise Refused(text, code="too_early", field="since")


@transaction.atomic
def seat_committee(committee: OwnersCommittee, *, by: Actor, at: datetime) -> OwnersCommittee:
    """A new term of the owners' committee. Figures only: who sits in it is not kept."""
    estate = register.locked(committee.estate)
    register.insert(committee)
    ledger.record(
        estate, "estate.committee_seated", by=by, at=at, established_on=committee.established_on,
        term_ends_on=committee.term_ends_on, seats=committee.seats, party_share=committee.party_share,
    )  # fmt: skip
    return committee


@transaction.atomic
def meet(
    meeting: EstateMeeting, agreements: Sequence[EstateAgreement], *, by: Actor, at: datetime
) -> EstateMeeting:  # fmt: skip
    """Record a four-party meeting with what was agreed."""
    estate = register.locked(meeting.estate)
    meeting.outcome = masking.redact(meeting.outcome)
    meeting.recorded_at, meeting.recorded_by_name = at, by.name
    register.insert(meeting)
    for agreement in agreements:
        agreement.meeting, agreement.text = meeting, masking.redact(agreement.text)[:200]
    EstateAgreement.objects.bulk_create(agreements)
    ledger.record(
        estate, "estate.met", by=by, at=at, held_on=meeting.held_on, topic=meeting.topic, seats=meeting.seats,
        agreements=[agreement.text for agreement in agreements],
    )  # fmt: skip
    return meeting


@transaction.atomic
def keep_promise(agreement: EstateAgreement, *, by: Actor, at: datetime, result: str) -> EstateAgreement:
    """What was agreed is done, and what came of it."""
    estate = register.locked(agreement.meeting.estate)
    agreement = EstateAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if agreement.done_at:
        text = _("%(name)s entered the result already.") % {"name": agreement.done_by_name}
        raise Refused(text, code="done")
    agreement.result, agreement.done_at, agreement.done_by_name = masking.redact(result)[:200], at, by.name
    agreement.save(update_fields=["result", "done_at", "done_by_name"])
    ledger.record(estate, "estate.agreement_kept", by=by, at=at, text=agreement.text, result=agreement.result)
    return agreement


def _put(estate: Estate, managed: Managed, *, by: Actor, at: datetime, before: str = "") -> EstateManagement:
    row = EstateManagement.objects.create(
        estate=estate, mode=managed.mode, company=managed.company, basis=managed.basis, valid_from=managed.since
    )
    ledger.record(
        estate, "estate.managed", by=by, at=at, before=before, mode=managed.mode, since=managed.since,
        company=managed.company.name if managed.company else "", basis=managed.basis,
    )  # fmt: skip
    return row


def _name(estate: Estate, on: date) -> None:
    code = estate.place_code
    grid = Grid.objects.filter(code=code).first()
    place = {"grid": grid} if grid else {"area": Area.objects.filter(code=code).first()}
    if any(place.values()):
        PlaceName.objects.get_or_create(name=estate.name, **place, defaults={"valid_from": on})


def _day(at: datetime) -> date:
    return at.astimezone(CITY_TIME).date()

"""换届: recording an election, postponing one, and how those elected have changed over the years. Numbers only."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, DecimalField, F, Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from core.calendar import CITY_TIME
from core.refusals import Refusal
from partyorgs import terms
from partyorgs.enums import ElectionTiming, PartyOrgKind
from partyorgs.models import PartyOrganization, TermElection

LONGEST_POSTPONEMENT_MONTHS = 12
NEVER_ELECT = (PartyOrgKind.TEMPORARY_BRANCH, PartyOrgKind.WORKING_COMMITTEE, PartyOrgKind.CONTACT_HOUSEHOLD)


def elects(organization: PartyOrganization) -> bool:
    """A working committee is sent by the committee above, a temporary branch ends with its task."""
    return organization.kind not in NEVER_ELECT


@transaction.atomic
def record(
    organization: PartyOrganization, *, held_on: date, term_years: int, by: Actor, at: datetime,
    approval_document: str = "", **counted: Any,
) -> TermElection:  # fmt: skip
    """Take an election down; the organisation's term begins anew with it."""
    row = _locked(organization)
    _must_be_possible(row, held_on, at)
    timing = terms.timing(row.term_due_on, held_on)
    if timing != ElectionTiming.ON_TIME and not approval_document:
        raise Refusal(
            field="approval_document", code="no_approval",
            detail=_("The election was held %(timing)s.") % {"timing": timing.label},
            remedy=_("Name the document by which the superior approved it."),
        )  # fmt: skip
    election = TermElection.objects.create(
        organization=row, held_on=held_on, due_on=row.term_due_on, term_years=term_years, timing=timing,
        approval_document=approval_document, recorded_at=at, recorded_by_name=by.name, **counted,
    )  # fmt: skip
    row.last_election_on, row.term_years = held_on, term_years
    row.term_due_on = terms.ends_on(held_on, term_years)
    row.postponed_until, row.postponement_document = None, ""
    row.save()
    told = {"held_on": held_on, "term_due_on": row.term_due_on, "timing": timing, "document": approval_document}
    ledger.record(row, "partyorg.elected", by=by, at=at, **told)
    return election


@transaction.atomic
def postpone(
    organization: PartyOrganization, *, postponed_until: date, postponement_document: str, by: Actor, at: datetime
) -> PartyOrganization:
    """The superior has approved a later election."""
    row = _locked(organization)
    if row.term_due_on is None:
        raise Refusal(
            field="postponed_until", code="no_term", detail=_("It has no term that ends."),
            remedy=_("Record its last election first."),
        )  # fmt: skip
    latest = terms.add_months(row.term_due_on, LONGEST_POSTPONEMENT_MONTHS)
    if not row.term_due_on < postponed_until <= latest:
        raise Refusal(
            field="postponed_until", code="out_of_range",
            detail=_("An election is postponed by at most a year."),
            remedy=_("Give a day after %(due)s and until %(latest)s.") % {"due": row.term_due_on, "latest": latest},
        )  # fmt: skip
    row.postponed_until, row.postponement_document = postponed_until, postponement_document
    row.save(update_fields=["postponed_until", "postponement_document"])
    ledger.record(row, "partyorg.postponed", by=by, at=at, until=postponed_until, document=postponement_document)
    return row


def _locked(organization: PartyOrganization) -> PartyOrganization:
    return PartyOrganization.objects.select_for_update(of=("self",)).get(pk=organization.pk)


def _must_be_possible(row: PartyOrganization, held_on: date, at: datetime) -> None:
    if not elects(row):
        raise Refusal(
            field="", code="never_elects",
            detail=_("A %(kind)s holds no elections.") % {"kind": PartyOrgKind(row.kind).label},
            remedy=_("If the kind is wrong, correct it first."),
        )  # fmt: skip
    if held_on > at.astimezone(CITY_TIME).date():
        raise Refusal(
            field="held_on", code="not_past", detail=_("The election has not been held yet."),
            remedy=_("Give a day that has come."),
        )  # fmt: skip
    if row.last_election_on and held_on <= row.last_election_on:
        raise Refusal(
            field="held_on", code="not_the_last",
            detail=_("An election of %(day)s is on record.") % {"day": row.last_election_on},
            remedy=_("Give the day of an election after it."),
        )  # fmt: skip


# --- what became of it, in numbers


@dataclass(frozen=True, slots=True)
class Structure:
    """Those elected in a year, all organisations together (一升一降: education up, age down)."""

    year: int
    elections: int
    elected: int
    average_age: Decimal
    college_share: Decimal
    women_share: Decimal
    turnout: Decimal


def structure() -> list[Structure]:
    """Year by year, the newest first."""
    ages = Sum(F("average_age") * F("elected"), output_field=DecimalField(max_digits=14, decimal_places=1))
    sums = (
        TermElection.objects.order_by().values(year=ExtractYear("held_on"))
        .annotate(
            elections=Count("pk"), people=Sum("elected"), ages=ages, college=Sum("with_college"), female=Sum("women"),
            came=Sum("voted"), called=Sum("entitled"),
        )
        .order_by("-year")
    )  # fmt: skip
    return [
        Structure(
            year=row["year"], elections=row["elections"], elected=row["people"],
            average_age=Decimal(row["ages"]) / row["people"],
            college_share=Decimal(row["college"]) / row["people"], women_share=Decimal(row["female"]) / row["people"],
            turnout=Decimal(row["came"]) / row["called"],
        )
        for row in sums
    ]  # fmt: skip

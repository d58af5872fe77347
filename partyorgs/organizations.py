"""An organisation of the party tree: founding and editing it, and what stands above and below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, RPad
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from core.refusals import Refusal
from partyorgs.enums import PostKind
from partyorgs.models import PartyOrganization, Post
from partyorgs.models.party import LONGEST_CODE
from partyorgs.permissions import may_edit_organization
from partyorgs.structure import NOT_COUNTED

PARTY_POSTS = (PostKind.GRID_BRANCH_SECRETARY, PostKind.FIRST_SECRETARY, PostKind.CONTACT_LEADER)
DIGITS = 4  # of the path code, a level


# --- the tree


def root(on: date) -> PartyOrganization | None:
    """What stands over all others, if one does."""
    found = list(PartyOrganization.objects.active(on).with_place().filter(parent=None).order_by("code")[:2])
    return found[0] if len(found) == 1 else None


def roots(on: date) -> QuerySet[PartyOrganization]:
    return _dressed(PartyOrganization.objects.active(on).filter(parent=None), on)


def below(organization: PartyOrganization, on: date) -> QuerySet[PartyOrganization]:
    """One level, in the order of codes; each knows whether more lies below it and how much."""
    return _dressed(PartyOrganization.objects.active(on).filter(parent=organization), on)


def above(organization: PartyOrganization) -> list[PartyOrganization]:
    """The superiors, from the root down. The code names them all: one query at any depth."""
    codes = [organization.code[:length] for length in range(DIGITS, len(organization.code), DIGITS)]
    return list(PartyOrganization.objects.filter(code__in=codes).order_by("code")) if codes else []


def _dressed(rows: QuerySet[PartyOrganization], on: date) -> QuerySet[PartyOrganization]:
    """With `has_below` and `count_below`, which the index of codes answers without a join."""
    inside = PartyOrganization.objects.active(on).filter(
        code__gt=OuterRef("code"), code__lte=RPad(OuterRef("code"), LONGEST_CODE, Value("9"))
    )
    counted = inside.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    children = PartyOrganization.objects.active(on).filter(parent=OuterRef("pk"))
    return rows.annotate(
        has_below=Exists(children), count_below=Coalesce(Subquery(counted), Value(0))
    ).order_by("code")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Totals:
    """What lies below an organisation. Members are those its direct subordinates count, for each counts its own."""

    organizations: int
    members: int | None


def totals(organization: PartyOrganization, on: date) -> Totals:
    active = PartyOrganization.objects.active(on)
    members = active.filter(parent=organization).exclude(kind__in=NOT_COUNTED).aggregate(n=Sum("member_count"))["n"]
    return Totals(active.within(organization.code).count() - organization.is_active(on), members)


def posts(organization: PartyOrganization) -> list[Post]:
    """Who holds the party posts of the place that the organisation leads."""
    if not organization.is_lead:
        return []
    here = Q(grid_id=organization.grid_id) if organization.grid_id else Q(area_id=organization.area_id)
    return list(Post.objects.filter(here, kind__in=PARTY_POSTS).order_by("kind", "id"))


def heads_both(on: date) -> tuple[int, int]:
    """书记一肩挑: of how many secretaries it is known, and how many head committee and collective as well."""
    known = PartyOrganization.objects.active(on).exclude(secretary_heads_committee=None)
    both = Q(secretary_heads_committee=True, secretary_heads_collective=True)
    counts = known.aggregate(known=Count("pk"), both=Count("pk", filter=both))
    return counts["both"], counts["known"]


# --- founding and editing


@transaction.atomic
def found(parent: PartyOrganization, *, by: Actor, at: datetime, document: str, **fields: Any) -> PartyOrganization:
    """A new organisation under another; its code is the next one there."""
    above_it = PartyOrganization.objects.select_for_update(of=("self",)).get(pk=parent.pk)
    last = above_it.children.order_by("-code").values_list("code", flat=True).first()
    number = int(last[-DIGITS:]) + 1 if last else 1
    if number >= 10**DIGITS or len(above_it.code) + DIGITS > LONGEST_CODE:
        raise Refusal(
            field="", code="no_room", detail=_("There is no code left below this organisation."),
            remedy=_("Found it below another one."),
        )  # fmt: skip
    row = PartyOrganization(parent=above_it, code=f"{above_it.code}{number:0{DIGITS}}", **fields)
    _save(row, by)
    ledger.record(row, "partyorg.founded", by=by, at=at, document=document, **_plain(row, fields))
    return row


@transaction.atomic
def edit(
    organization: PartyOrganization, changes: Mapping[str, Any], *, seen: int, by: Actor, at: datetime
) -> PartyOrganization:
    """Change some fields. `seen` is the number of the last event its editor had seen: nobody overwrites another."""
    row = PartyOrganization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    if version(row) != seen:
        raise Refusal(
            field="", code="second", detail=_("Somebody else has changed this organisation meanwhile."),
            remedy=_("Load the page anew, then enter your changes again."),
        )  # fmt: skip
    before = _plain(row, changes)
    for name, value in changes.items():
        setattr(row, name, value)
    after = _plain(row, changes)
    if before != after:
        _must_leave_nothing_behind(row, changes.get("valid_to"))
        _save(row, by)
        ledger.record(row, "partyorg.edited", by=by, at=at, before=before, after=after)
    return row


def version(organization: PartyOrganization) -> int:
    """The number of its last event."""
    return ledger.history(organization).count()


def _save(row: PartyOrganization, by: Actor) -> None:
    """Where it stands now is the actor's to keep, and nobody has made another the lead of the place meanwhile."""
    if not may_edit_organization(by, row):
        raise Refusal(
            field="area", code="not_yours", detail=_("This place is not yours to keep."),
            remedy=_("Enter a place in your street, or leave it to the office."),
        )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refusal(
            field="", code="second", detail=_("Somebody else has entered something meanwhile that this contradicts."),
            remedy=_("Load the page anew, then enter your changes again."),
        ) from error  # fmt: skip


def _must_leave_nothing_behind(row: PartyOrganization, ends_on: date | None) -> None:
    if ends_on and PartyOrganization.objects.active(ends_on).filter(parent=row).exists():
        raise Refusal(
            field="valid_to", code="not_empty", detail=_("Organisations stand below it on that day."),
            remedy=_("Dissolve those first."),
        )  # fmt: skip


def _plain(row: PartyOrganization, names: Mapping[str, Any] | Sequence[str]) -> dict[str, Any]:
    """Fields as the ledger keeps them: whoever they point to, by code."""
    return {name: getattr(value := getattr(row, name), "code", value) for name in names}

"""无物业小区清零: estates without management are taken into a ledger, followed street by street, and counted to zero.

How an item leaves the ledger stands in `grids.writeoffs`.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from core import ledger, masking
from core.actors import Actor
from core.calendar import CITY_TIME
from grids import register
from grids.enums import ItemState
from grids.models import Campaign, CampaignItem, Estate
from grids.models.campaigns import CampaignItemQuerySet
from grids.models.estates import EstateQuerySet
from grids.refusals import Refused

NOT_REPORTED = {
    "state": ItemState.OPEN, "mode": "", "company": None, "managed_since": None, "evidence": "", "reported_at": None,
    "reported_by": None, "reported_by_name": "", "cleared_at": None, "cleared_by_name": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is to zero."""

    cleared: int
    reported: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.cleared

    def __str__(self) -> str:
        return f"{self.cleared}/{self.total}"


def progress(items: CampaignItemQuerySet) -> Progress:
    return Progress(**items.order_by().aggregate(
        total=Count("pk"),
        reported=Count("pk", filter=Q(state=ItemState.REPORTED)),
        cleared=Count("pk", filter=Q(state=ItemState.CLEARED)),
    ))  # fmt: skip


def missing(campaign: Campaign, on: date) -> EstateQuerySet:
    """Estates without management that nobody has taken into the ledger yet."""
    return Estate.objects.active(on).unmanaged(on).exclude(pk__in=campaign.items.values("estate"))


@transaction.atomic
def start(campaign: Campaign, *, by: Actor, at: datetime) -> Campaign:
    """Begin it with every estate that has no management."""
    register.add(campaign, by=by, at=at)
    take_in(campaign, by=by, at=at)
    return campaign


@transaction.atomic
def take_in(campaign: Campaign, *, by: Actor, at: datetime) -> int:
    """Take in the estates that are missing. Pressed twice, the second finds none. Answers how many came."""
    campaign = register.locked(campaign)
    today = at.astimezone(CITY_TIME).date()
    items = [
        CampaignItem(campaign=campaign, estate=estate, begun_on=today, due_on=max(campaign.target_on, today))
        for estate in missing(campaign, today).order_by("place_code", "id")
    ]
    CampaignItem.objects.bulk_create(items)
    if items:
        drafts = [ledger.draft(item, "campaignitem.taken_in", by=by, at=at, due_on=item.due_on) for item in items]
        ledger.record_many(drafts, new=True)
        names = [str(item.estate) for item in items]
        ledger.record(campaign, "campaign.taken_in", by=by, at=at, count=len(items), estates=names)
    return len(items)


@transaction.atomic
def plan(item: CampaignItem, *, measure: str, due_on: date, by: Actor, at: datetime) -> CampaignItem:
    """What is going to be done, until when."""
    item = register.locked(item)
    _must_run(item)
    if due_on < item.begun_on:
        raise Refused(_("The deadline lies after the beginning."), code="too_early", field="due_on")
    before, item.measure, item.due_on = item.due_on, masking.redact(measure)[:200], due_on
    item.save(update_fields=["measure", "due_on"])
    ledger.record(item, "campaignitem.planned", by=by, at=at, measure=item.measure, before=before, due_on=due_on)
    return item


@transaction.atomic
def note(item: CampaignItem, text: str, *, by: Actor, at: datetime) -> CampaignItem:
    """How it is going. Notes are events: nobody takes one back."""
    item = register.locked(item)
    ledger.record(item, "campaignitem.noted", by=by, at=at, text=masking.redact(text))
    return item


def reopen_for(estate: Estate, *, by: Actor, at: datetime) -> int:
    """The estate has lost its management: what was reported or written off for it is open again. The caller holds the
    estate. Answers how many items that were."""
    held = CampaignItem.objects.select_for_update(of=("self",)).filter(estate=estate)
    items = list(held.exclude(state=ItemState.OPEN).order_by("id"))
    for item in items:
        reset(item)
        ledger.record(item, "campaignitem.reopened", by=by, at=at)
    return len(items)


def reset(item: CampaignItem) -> None:
    """Back to where nothing had been reported; the events keep what was. The caller holds the item."""
    for name, value in NOT_REPORTED.items():
        setattr(item, name, value)
    item.save(update_fields=list(NOT_REPORTED))


def _must_run(item: CampaignItem) -> None:
    if item.state == ItemState.CLEARED:
        text = _("%(name)s has written it off meanwhile: nothing is left to plan.") % {"name": item.cleared_by_name}
        raise Refused(text, code="cleared")

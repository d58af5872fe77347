"""How an estate leaves a campaign's ledger (销号): its street reports with evidence, somebody else checks and writes
off, or sends back. Every step takes the estate first and then the item, as `estates.manage` does, so that nobody waits
for each other."""

from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from core import files, ledger, masking
from core.actors import Actor
from grids import campaigns, estates, register
from grids.enums import ItemState, ManagingMode
from grids.estates import Managed
from grids.models import CampaignItem, Estate
from grids.refusals import Refused


@transaction.atomic
def report(
    item: CampaignItem, managed: Managed, *, by: Actor, at: datetime, evidence: str = "", upload: File | None = None
) -> CampaignItem:
    """Somebody manages the estate now, and this shows it. Raises `files.FileRefused` too."""
    estate, item = _taken(item)
    _must_be(item, ItemState.OPEN)
    if managed.mode == ManagingMode.NONE:
        text = _("An estate is written off once somebody manages it: say who.")
        raise Refused(text, code="mode", field="mode")
    if not evidence.strip() and upload is None:
        text = _("Show it: write what was decided and where it can be seen, or add a photo or the contract.")
        raise Refused(text, code="evidence", field="evidence")
    estates.must_be_possible(managed, at)
    if not _is_known(estate, managed):
        estates.must_follow(estates.now_managed(estate), managed)
    kept = files.keep(upload, item, by=by, at=at, field="upload") if upload else None
    item.state, item.evidence = ItemState.REPORTED, masking.redact(evidence.strip())
    item.mode, item.company, item.managed_since = managed.mode, managed.company, managed.since
    item.reported_at, item.reported_by_id, item.reported_by_name = at, by.id, by.name
    item.save()
    ledger.record(
        item, "campaignitem.reported", by=by, at=at, mode=item.mode, since=managed.since, evidence=item.evidence,
        company=managed.company.name if managed.company else "", sha256=kept.sha256 if kept else "",
    )  # fmt: skip
    return item


@transaction.atomic
def write_off(item: CampaignItem, *, by: Actor, at: datetime) -> CampaignItem:
    """The evidence holds: the register says from now on who manages the estate, and the item is closed."""
    estate, item = _taken(item)
    _must_be(item, ItemState.REPORTED)
    _must_be_another(item, by)
    assert item.managed_since is not None
    managed = Managed(item.mode, item.managed_since, item.company, basis=str(item.campaign)[:120])
    if not _is_known(estate, managed):
        estates.manage(estate, managed, by=by, at=at)
    item.state, item.cleared_at, item.cleared_by_name = ItemState.CLEARED, at, by.name
    item.save(update_fields=["state", "cleared_at", "cleared_by_name"])
    ledger.record(item, "campaignitem.written_off", by=by, at=at, mode=item.mode)
    return item


@transaction.atomic
def send_back(item: CampaignItem, *, reason: str, by: Actor, at: datetime) -> CampaignItem:
    """The evidence does not hold: what was reported goes back to the street, with the reason."""
    _estate, item = _taken(item)
    _must_be(item, ItemState.REPORTED)
    _must_be_another(item, by)
    campaigns.reset(item)
    ledger.record(item, "campaignitem.sent_back", by=by, at=at, reason=masking.redact(reason))
    return item


def _taken(item: CampaignItem) -> tuple[Estate, CampaignItem]:
    estate = register.locked(item.estate)
    return estate, register.locked(item)


def _is_known(estate: Estate, managed: Managed) -> bool:
    """Whether the register has it already, because the street entered it on the estate's page."""
    current = estates.now_managed(estate)
    return current is not None and (current.mode, current.company) == (managed.mode, managed.company)


def _must_be(item: CampaignItem, state: str) -> None:
    """Kind to the one who was second."""
    if item.state != state:
        text = _("Not possible now: the item is “%(state)s”; load the page anew to see what happened.")
        raise Refused(text % {"state": ItemState(item.state).label}, code="wrong_state")


def _must_be_another(item: CampaignItem, by: Actor) -> None:
    if by.id == item.reported_by_id:
        raise Refused(_("What you reported yourself is checked by somebody else."), code="two_people")

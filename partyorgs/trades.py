"""Coverage of new trades (新业态新就业群体): trade by district, which organisation reaches whom, and the blanks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from core import ledger
from core.actors import Actor
from grids.enums import Level
from grids.models import Area
from partyorgs.enums import PartyOrgKind
from partyorgs.models import PartyOrganization, Trade, TradeCoverage

ACROSS = (PartyOrgKind.INDUSTRY_COMMITTEE, PartyOrgKind.JOINT_COMMITTEE, PartyOrgKind.JOINT_BRANCH)


@dataclass(frozen=True, slots=True)
class Table:
    """A row a trade, a cell a district; a cell nobody has counted yet is None."""

    districts: Sequence[Area]
    rows: Sequence[tuple[Trade, Sequence[TradeCoverage | None]]]

    @property
    def cells(self) -> list[TradeCoverage]:
        return [cell for _trade, cells in self.rows for cell in cells if cell]

    @property
    def blanks(self) -> int:
        return sum(cell.is_blank for cell in self.cells)

    @property
    def workers(self) -> int:
        return sum(cell.workers for cell in self.cells)

    @property
    def reached(self) -> int:
        return sum(cell.workers for cell in self.cells if not cell.is_blank)

    @property
    def share(self) -> float | None:
        return self.reached / self.workers if self.workers else None


def table(on: date) -> Table:
    districts = list(Area.objects.active(on).filter(level=Level.DISTRICT).order_by("code"))
    rows = TradeCoverage.objects.select_related("organization", "trade", "district").order_by("pk")
    known = {(row.trade_id, row.district_id): row for row in rows}
    trades = Trade.objects.order_by("order", "id")
    return Table(
        districts, [(trade, [known.get((trade.pk, district.pk)) for district in districts]) for trade in trades]
    )


@transaction.atomic
def count(
    trade: Trade, district: Area, *, units: int, workers: int, organization: PartyOrganization | None, by: Actor,
    at: datetime, counted_on: date,
) -> TradeCoverage:  # fmt: skip
    """Enter what was counted; it takes the place of what was there."""
    Trade.objects.select_for_update(of=("self",)).get(pk=trade.pk)
    if not units and not workers:
        organization = None  # there is nobody to be reached
    row, _is_new = TradeCoverage.objects.update_or_create(
        trade=trade, district=district,
        defaults={"units": units, "workers": workers, "organization": organization, "counted_on": counted_on},
    )  # fmt: skip
    told = {"units": units, "workers": workers, "organization": organization.code if organization else ""}
    ledger.record(row, "trade.counted", by=by, at=at, **told)
    return row

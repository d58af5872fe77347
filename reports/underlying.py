"""The orders behind a number of the roll-up by place: the same that were counted, found again by the same lots."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from grids import codes
from partyorgs import seats
from petitions.models import WorkOrder
from reports.places import RollUp
from reports.placing import Lot, Written, within_era


def in_place(roll: RollUp, place: str, *, own: bool = False) -> list[Lot]:
    """What lies in this place; its own is what is known no closer."""
    return [lot for lot in roll.lots if lot.lies == place or (not own and lot.lies and codes.covers(place, lot.lies))]


def answered_by(roll: RollUp, organization: str, *, own: bool = False) -> list[Lot]:
    """What this organisation or one below it answers for; its own is what it answers for itself."""
    answering = ((lot, roll.answering[lot.lies]) for lot in roll.lots)
    return [
        lot
        for lot, seat in answering
        if seat and (seat.code == organization or (not own and organization in seats.above(seat.code)))
    ]


def behind(orders: QuerySet[WorkOrder], lots: Iterable[Lot], roll: RollUp) -> QuerySet[WorkOrder]:
    """The orders of these lots, out of those that were counted."""
    lots = list(lots)
    orders = orders.filter(registered_at__gte=roll.period.moments[0], registered_at__lt=roll.period.moments[1])
    if len(lots) == len(roll.lots):
        return orders
    whole = {lot.written for lot in lots if not lot.ids}
    wanted = Q(pk__in=[order for lot in lots for order in lot.ids])
    stretches: defaultdict[str, set[Written]] = defaultdict(set)
    for lot in roll.lots:
        stretches[lot.written.code].add(lot.written)
    plain = [code for code, all_of_it in stretches.items() if all_of_it <= whole]
    wanted |= Q(place_code__in=plain)
    for written in sorted(whole, key=lambda each: (each.code, each.known)):
        if not stretches[written.code] <= whole:
            wanted |= within_era(written, roll.period, roll.ground.history)
    return orders.filter(wanted)

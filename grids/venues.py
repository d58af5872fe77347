"""Venues: how much they are used, and where they are on a map."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from core import ledger
from core.actors import Actor
from core.calendar import CITY_TIME
from grids import codes, register
from grids.models import Venue, VenueVisits
from grids.refusals import Refused

LOW = 0.3  # of what it is made for: below this a venue asks for attention


@dataclass(frozen=True, slots=True)
class Point:
    """A venue on a map."""

    lon: float
    lat: float
    name: str
    kind: str
    url: str
    radius_m: int | None


@dataclass(frozen=True, slots=True)
class Use:
    """A month's visits beside what the venue is made for."""

    month: date
    count: int
    capacity: int | None

    @property
    def share(self) -> float | None:
        return self.count / self.capacity if self.capacity else None

    @property
    def is_low(self) -> bool:
        return self.share is not None and self.share < LOW


def points(*, on: date, within: str = "") -> list[Point]:
    """The venues of a place, or of the whole city, that have coordinates. One query."""
    rows = Venue.objects.active(on)
    if within:
        rows = rows.within(codes.parse(within).text)
    return [
        Point(row.lon, row.lat, row.name, row.get_kind_display(), reverse("grids:venue", args=[row.pk]), row.radius_m)
        for row in rows.order_by("place_code", "name", "id")
        if row.lon is not None and row.lat is not None
    ]


@transaction.atomic
def count_visits(venue: Venue, *, month: date, count: int, by: Actor, at: datetime) -> VenueVisits:
    """Enter or correct the number of a month that has begun."""
    venue, month = register.locked(venue), month.replace(day=1)
    if month > at.astimezone(CITY_TIME).date():
        raise Refused(_("That month has not begun."), code="too_late", field="month")
    row = VenueVisits.objects.filter(venue=venue, month=month).first()
    before = row.count if row else None
    if row is None:
        row = VenueVisits(venue=venue, month=month)
    row.count = count
    row.save()
    ledger.record(venue, "venue.visits_counted", by=by, at=at, month=month, count=count, before=before)
    return row


def uses(venue: Venue, *, months: int = 12) -> list[Use]:
    """The last months that were counted, the oldest first."""
    rows = list(VenueVisits.objects.filter(venue=venue).order_by("-month")[:months])
    return [Use(row.month, row.count, venue.capacity) for row in reversed(rows)]


def last_uses(venues: Iterable[Venue], *, on: date) -> dict[int, Use]:
    """Of each venue the newest whole month that was counted. One query."""
    by_id = {venue.pk: venue for venue in venues}
    rows = VenueVisits.objects.filter(venue__in=by_id, month__lt=on.replace(day=1)).order_by("month", "id")
    newest = {row.venue_id: row for row in rows.filter(month__gte=date(on.year - 1, on.month, 1))}
    return {pk: Use(row.month, row.count, by_id[pk].capacity) for pk, row in newest.items()}

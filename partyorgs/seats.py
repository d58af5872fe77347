"""Where the party organisations stood on a day, and which of them leads there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from partyorgs.enums import PartyOrgKind
from partyorgs.models import FormerSeat, PartyOrganization

# Whoever leads all of an area or a grid. The others work by trade, by function, for a time, or below a branch.
LEADING = (
    PartyOrgKind.GRID_BRANCH,
    PartyOrgKind.WORKING_COMMITTEE,
    PartyOrgKind.PARTY_COMMITTEE,
    PartyOrgKind.GENERAL_BRANCH,
    PartyOrgKind.BRANCH,
)
STEP = 4  # digits of a path code for each level


@dataclass(frozen=True, slots=True)
class Seat:
    """An organisation and the unified code of its place on that day; empty where it is bound to none."""

    code: str
    name: str
    kind: str
    place: str

    @property
    def is_leading(self) -> bool:
        return self.kind in LEADING


def read(on: date) -> list[Seat]:
    """In the order of their path codes. Two queries."""
    former: dict[int, tuple[str | None, str | None]] = {}
    moved = FormerSeat.objects.filter(until__gt=on).order_by("-until", "-id")
    for organization, area, grid in moved.values_list("organization_id", "area__code", "grid__code"):
        former[organization] = (area, grid)  # the earliest of them comes last
    rows = PartyOrganization.objects.active(on).order_by("code")
    return [
        Seat(code, name, kind, "".join(place or "" for place in former.get(id, (area, grid))))
        for id, code, name, kind, area, grid in rows.values_list(
            "id", "code", "name", "kind", "area__code", "grid__code"
        )
    ]


def above(code: str) -> tuple[str, ...]:
    """Path codes of an organisation and of all above it, from the root down."""
    return tuple(code[:end] for end in range(STEP, len(code) + 1, STEP))


def leaders(seats: Iterable[Seat]) -> dict[str, list[Seat]]:
    """By place, who leads there, the highest first. Where there is only a party group, its branch leads."""
    seats = list(seats)
    by_code = {seat.code: seat for seat in seats}
    found: dict[str, list[Seat]] = {}
    for seat in sorted(seats, key=lambda seat: (len(seat.code), seat.code)):
        if seat.place and seat.is_leading:
            found.setdefault(seat.place, []).append(seat)
    for seat in seats:
        branch = by_code.get(seat.code[:-STEP])
        if seat.kind == PartyOrgKind.GROUP and branch and len(seat.place) == 15 and seat.place not in found:
            found[seat.place] = [branch]
    return found

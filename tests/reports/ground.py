"""A small city on which petitions can be put anywhere in one line, and both trees over it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import count

from core.calendar import CITY_TIME
from grids.enums import GridKind
from grids.models import Area, Grid
from partyorgs.enums import PartyOrgKind
from partyorgs.models import PartyOrganization
from petitions.enums import Channel, PetitionKind, Status
from petitions.models import Petition, WorkOrder
from reports import places
from reports.placing import Period

SINCE = date(2020, 1, 1)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
TIDE, NORTH = "990102001", "990102003"  # streets

AREAS = {
    "990100": ("city", "澄明市"),
    "990102": ("district", "东湾区"),
    TIDE: ("street", "望潮街道"),
    f"{TIDE}001": ("community", "望潮社区"),
    f"{TIDE}002": ("community", "海棠社区"),
    NORTH: ("street", "北栈街道"),
    f"{NORTH}001": ("community", "北栈社区"),
    "990103": ("district", "云溪区"),
    "990103001": ("street", "云溪街道"),
    "990103001001": ("community", "云溪社区"),
}
GRIDS = (
    f"{TIDE}001001", f"{TIDE}001002", f"{TIDE}002001", f"{NORTH}001001", f"{NORTH}001002", "990103001001001",
)  # fmt: skip


def found_city():
    """Every area is led by an organisation and every grid by a branch."""
    areas, paths = {}, {}
    for code, (level, name) in AREAS.items():
        above = areas.get("990100" if level == "district" else code[:-3] if level != "city" else "")
        areas[code] = Area.objects.create(code=code, level=level, name=name, parent=above, valid_from=SINCE)
        path = "0001" if above is None else next_path(paths[above.code])
        paths[code] = path
        organization(path, f"{name}党组织", PartyOrgKind.PARTY_COMMITTEE, area=areas[code])
    for number, code in enumerate(GRIDS):
        community = areas[code[:12]]
        grid = Grid.objects.create(
            code=code, kind=GridKind.BASIC, name=f"{community.name}第{code[-1]}网格", community=community,
            street=areas[code[:9]], households=100, geometry=square(90 + number / 100, 3.0), valid_from=SINCE,
        )  # fmt: skip
        organization(next_path(paths[code[:12]]), f"{grid.name}党支部", PartyOrgKind.GRID_BRANCH, grid=grid)


def next_path(above):
    below = PartyOrganization.objects.filter(code__startswith=above, code__regex=rf"^[0-9]{{{len(above) + 4}}}$")
    return f"{above}{below.count() + 1:04}"


def organization(code, name, kind, **place):
    above = PartyOrganization.objects.filter(code=code[:-4]).first()
    return PartyOrganization.objects.create(code=code, name=name, kind=kind, parent=above, valid_from=SINCE, **place)


def square(west, south, side=0.01):
    east, north = round(west + side, 6), round(south + side, 6)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


_numbers = count(1)


def petition(place, on, *, point=None, status=Status.ANSWERED):
    """One petition, already answered, of that day and place."""
    number, at = next(_numbers), datetime.combine(on, time(10), tzinfo=CITY_TIME)
    order = WorkOrder.objects.create(
        number=f"GD{number:014}", status=status, title="路灯不亮", channel=Channel.HOTLINE_12345,
        kind=PetitionKind.HELP, place_code=place, registered_at=at, updated_at=at,
    )  # fmt: skip
    lon, lat = (Decimal(str(each)) for each in point) if point else (None, None)
    Petition.objects.create(
        number=f"SQ{number:014}", work_order=order, channel=order.channel, kind=order.kind, title=order.title,
        content="路灯不亮", content_redacted="路灯不亮", received_at=at, lon=lon, lat=lat,
    )  # fmt: skip
    return order


def roll(period, on):
    return places.roll_up(WorkOrder.objects.all(), period, on=on)


@dataclass(frozen=True)
class Seen:
    """Petitions of a roll-up by the code of the place, zeros left out."""

    places: dict
    organizations: dict


def seen(rolled):
    return Seen(
        {code: line.total.petitions for code, line in rolled.places.items() if line.total.petitions},
        {line.name: line.total.petitions for line in rolled.organizations.values() if line.total.petitions},
    )

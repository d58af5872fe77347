from datetime import date

import pytest

from core.models import User
from grids.models import Area, Grid, PlaceName
from partyorgs.enums import Role
from partyorgs.models import RoleGrant

FIRST_DAY = date(2020, 1, 1)


def square(west, south, side=0.01):
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def area(db):
    def make(code, level, name, **fields):
        parent = Area.objects.filter(code=code[:4] + "00" if level == "district" else code[:-3]).first()
        return Area.objects.create(
            **{"code": code, "level": level, "name": name, "parent": parent, "valid_from": FIRST_DAY, **fields}
        )

    return make


@pytest.fixture
def grid(db):
    def make(code, **fields):
        community = Area.objects.filter(code=code[:12]).first()
        street = Area.objects.get(code=code[:9])
        given = {"code": code, "name": code, "community": community, "street": street, "valid_from": FIRST_DAY}
        return Grid.objects.create(**{**given, **fields})

    return make


@pytest.fixture
def place_name(db):
    def make(name, place):
        field = "grid" if isinstance(place, Grid) else "area"
        return PlaceName.objects.create(name=name, valid_from=FIRST_DAY, **{field: place})

    return make


@pytest.fixture
def town(area, grid):
    """One district, two streets; the first has two communities with two grids and one, the second has one of each."""
    area("990100", "city", "澄明市")
    area("990102", "district", "东湾区")
    area("990102001", "street", "望潮街道")
    area("990102001001", "community", "望潮社区")
    area("990102001002", "community", "海棠社区")
    area("990102003", "street", "北栈街道")
    area("990102003001", "community", "北栈社区")
    return {
        "west": grid("990102001001001", geometry=square(90.00, 3.0)),
        "east": grid("990102001001002", geometry=square(90.01, 3.0)),
        "begonia": grid("990102001002001", geometry=square(90.02, 3.0)),
        "north": grid("990102003001001", geometry=square(90.00, 3.5)),
    }


@pytest.fixture
def sun(db):
    """Works a grid in Wangchao, and nothing else is known of him here."""
    user = User.objects.create(username="sun", name="孙硕")
    RoleGrant.objects.create(user=user, role=Role.GRID_WORKER, area_code="990102001001001", valid_from=FIRST_DAY)
    return user


@pytest.fixture
def sit_down(client):
    """Log somebody in, with the portal in English."""

    def log_in(user):
        client.force_login(user)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return log_in

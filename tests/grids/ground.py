"""Estates, campaigns, venues and spaces in one line each, and the people of their stories: Hong coordinates the
street, Mei and Du are at the office, Wei is of a department and only reads."""

from datetime import date, datetime, timedelta

from core.actors import Actor, Grant
from core.calendar import CITY_TIME
from core.models import User
from grids import campaigns, estates, register
from grids.enums import ManagingMode
from grids.estates import Managed
from grids.models import Campaign, Estate, IdleSpace, PropertyCompany, Venue

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=CITY_TIME)
LONG_AGO = date(2020, 3, 1)
STREET, GRID = "990102001", "990102001001001"


def actor(name, *grants):
    """With an account: who reported what is kept by account."""
    user, _new = User.objects.get_or_create(username=name, defaults={"name": name})
    return Actor(user.pk, name, tuple(Grant(**grant) for grant in grants))


def hong():
    return actor("hong", {"role": "street_coordinator", "area_code": STREET})


def mei():
    return actor("mei", {"role": "office_admin"})


def du():
    return actor("du", {"role": "supervisor"})


def make_company(name="萤灯物业"):
    return PropertyCompany.objects.get_or_create(name=name, defaults={"valid_from": LONG_AGO})[0]


def by_company(since=LONG_AGO, name="萤灯物业", basis=""):
    return Managed(ManagingMode.COMPANY, since, make_company(name), basis)


def nobody(since=LONG_AGO):
    return Managed(ManagingMode.NONE, since)


def make_estate(name="纸鲸苑", place=GRID, managed=None, at=NOW):
    estate = Estate(name=name, place_code=place, buildings=6, households=288, valid_from=LONG_AGO)
    return estates.add(estate, managed or by_company(), by=mei(), at=at)


def make_campaign(begun=date(2026, 6, 1), target=date(2026, 11, 30), at=NOW):
    """Begun at `at` with whatever estates have no management then."""
    row = Campaign(name="无物业小区清零", begun_on=begun, target_on=target)
    return campaigns.start(row, by=mei(), at=at)


def make_venue(name="望潮街道党群服务中心", place=STREET, **said):
    given = {"kind": "service_centre", "opening_hours": "8:30—17:30", "operator": "望潮街道", "valid_from": LONG_AGO}
    return register.add(Venue(name=name, place_code=place, **{**given, **said}), by=mei(), at=NOW)


def make_space(name="原粮站仓库", place=GRID, **said):
    given = {"kind": "room", "area_m2": 420, "owner": "望潮街道办", "valid_from": LONG_AGO}
    return register.add(IdleSpace(name=name, place_code=place, **{**given, **said}), by=mei(), at=NOW)


def days_later(count):
    return NOW + timedelta(days=count)

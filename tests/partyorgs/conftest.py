from datetime import date

import pytest
from django.utils import timezone

from core.kept import forget_all
from core.models import User
from grids.models import Area, Grid
from partyorgs.models import Department, DutyItem, PartyOrganization, RoleGrant
from tests import factories
from tests.partyorgs import ground

FIRST_DAY = date(2020, 1, 1)


@pytest.fixture
def street(db):
    city = Area.objects.create(code="990100", level="city", name="澄明市", valid_from=FIRST_DAY)
    district = Area.objects.create(code="990102", level="district", name="东湾区", parent=city, valid_from=FIRST_DAY)
    return Area.objects.create(code="990102003", level="street", name="北栈街道", parent=district, valid_from=FIRST_DAY)


@pytest.fixture
def grid(street):
    community = Area.objects.create(
        code="990102003001", level="community", name="北栈社区", parent=street, valid_from=FIRST_DAY
    )
    return Grid.objects.create(
        code="990102003001001", name="第一网格", community=community, street=street, valid_from=FIRST_DAY
    )


@pytest.fixture
def department(db):
    def make(code, **fields):
        given = {"name": code, "short_name": code, "system": "government", "valid_from": FIRST_DAY}
        return Department.objects.create(**{"code": code, **given, **fields})

    return make


@pytest.fixture
def duty(department):
    def make(code="C-020101", **fields):
        lead = fields.pop("lead", None) or Department.objects.filter(code="D14").first() or department("D14")
        return DutyItem.objects.create(**{"code": code, "title": code, "lead": lead, "valid_from": FIRST_DAY, **fields})

    return make


@pytest.fixture
def organization(db):
    def make(code="0001", **fields):
        given = {"name": code, "kind": "party_committee", "valid_from": FIRST_DAY}
        return PartyOrganization.objects.create(**{"code": code, **given, **fields})

    return make


@pytest.fixture
def wei(db):
    """Liaison of the roads department."""
    return User.objects.create(username="wei", name="魏")


@pytest.fixture
def grant(wei):
    def make(role, **fields):
        return RoleGrant.objects.create(**{"user": wei, "role": role, "valid_from": FIRST_DAY, **fields})

    return make


# --- the small city of the factories, on a Wednesday morning, and somebody at a screen


@pytest.fixture
def city(db, monkeypatch):
    city = factories.make_city()
    monkeypatch.setattr(timezone, "now", lambda: ground.MORNING)
    yield city
    forget_all()


@pytest.fixture
def cast(city):
    return factories.people()


@pytest.fixture
def sit_down(client):
    """Log somebody in, with the portal in English: `sit_down(cast.wei).get(…)`."""

    def log_in(user):
        client.force_login(user)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return log_in

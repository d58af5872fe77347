"""The office on a Wednesday morning: the city, its people, and somebody at a screen."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from core.calendar import CITY_TIME
from core.kept import forget_all
from partyorgs.enums import Role
from petitions import catalogue
from tests import factories
from tests.petitions.rest import Caller

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=CITY_TIME)


@pytest.fixture
def city(db, monkeypatch):
    """The small city, where it stays Wednesday, ten o'clock. It is built before the clock stops: that a map is old is
    seen by the moment of its last edit."""
    city = factories.make_city()
    monkeypatch.setattr(timezone, "now", lambda: WEDNESDAY)
    yield city
    forget_all()


@pytest.fixture
def wednesday(city):
    return WEDNESDAY


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


@pytest.fixture
def call(sit_down):
    """Log somebody in who has a program of their own: `call(cast.wei).take(order, "sign")`."""
    return lambda user: Caller(sit_down(user))


@pytest.fixture
def ling(city, cast):
    """The leader of Wei's department."""
    return factories.person("ling", "凌云", {"role": Role.DEPT_LEADER, "department": city.roads})


@pytest.fixture
def free_catalogue(monkeypatch):
    """The grassroots guard has tests of its own; here the duty list lets everybody lead."""
    free = SimpleNamespace(
        rule=lambda category, kind, place, on: None, allows_territory=lambda category, on: True,
        answers_to=lambda unit, target: False,
    )  # fmt: skip
    monkeypatch.setattr(catalogue, "load", lambda: free)

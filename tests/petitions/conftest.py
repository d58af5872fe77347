"""The office on a Wednesday morning: the city, its people, and somebody at a screen."""

from datetime import datetime

import pytest
from django.utils import timezone

from core.calendar import CITY_TIME
from core.kept import forget_all
from tests import factories

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=CITY_TIME)


@pytest.fixture
def wednesday(monkeypatch):
    """It is Wednesday, 18 November 2026, ten o'clock, and stays so."""
    monkeypatch.setattr(timezone, "now", lambda: WEDNESDAY)
    return WEDNESDAY


@pytest.fixture
def city(db, wednesday):
    yield factories.make_city()
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

"""How long the departments called by a whistle have, by its kind and the place (practice §2.9)."""

from datetime import date, timedelta

import pytest

from core.kept import forget_all
from core.models import CalendarDay
from partyorgs.enums import Role
from petitions.enums import Status, Urgency
from petitions.models import SlaRule
from tests.factories import HALLWAY, SINCE, acting, order_in, person
from tests.petitions.whistling import blow, call_of, call_up, make_streets, moment

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def called(city):
    return call_up()


@pytest.fixture
def streets(city):
    return make_streets(city)


@pytest.fixture
def whistle(city, called, wednesday):
    return blow(city, called, at=wednesday)


@pytest.fixture
def national_day(city):
    """1 to 7 October 2026 off, Saturday the 10th worked."""
    days = [CalendarDay(day=date(2026, 10, day), is_workday=False, note="国庆节") for day in range(1, 8)]
    CalendarDay.objects.bulk_create([*days, CalendarDay(day=date(2026, 10, 10), is_workday=True, note="补班")])
    forget_all()


@pytest.mark.parametrize(
    ("kind", "street", "blown", "response", "result"),
    [
        # on a working day, at night, on a holiday
        ("emergency", "北栈街道", "2026-11-18T10:00", "2026-11-18T10:30", "2026-11-19T10:00"),
        ("emergency", "北栈街道", "2026-11-21T23:50", "2026-11-22T00:20", "2026-11-22T23:50"),
        ("emergency", "北栈街道", "2026-10-01T02:15", "2026-10-01T02:45", "2026-10-02T02:15"),
        ("emergency", "双桥镇", "2026-11-18T10:00", "2026-11-18T11:00", "2026-11-19T10:00"),
        ("emergency", "双桥镇", "2026-10-01T23:30", "2026-10-02T00:30", "2026-10-02T23:30"),
        ("emergency", "柳塘乡", "2026-11-18T10:00", "2026-11-18T11:00", "2026-11-19T10:00"),
        ("emergency", "创智园", "2026-11-18T10:00", "2026-11-18T10:30", "2026-11-19T10:00"),
        ("enforcement", "北栈街道", "2026-11-18T10:00", "2026-11-19T10:00", "2026-11-25T17:30"),
        ("enforcement", "双桥镇", "2026-11-18T10:00", "2026-11-19T10:00", "2026-11-25T17:30"),
        ("enforcement", "北栈街道", "2026-10-01T23:00", "2026-10-02T23:00", "2026-10-13T17:30"),
        ("key_work", "北栈街道", "2026-11-18T10:00", "2026-11-23T17:30", "2026-12-02T17:30"),
        ("key_work", "双桥镇", "2026-11-18T10:00", "2026-11-23T17:30", "2026-12-02T17:30"),
        ("key_work", "北栈街道", "2026-09-30T16:00", "2026-10-10T17:30", "2026-10-20T17:30"),
        ("key_work", "北栈街道", "2026-10-03T21:00", "2026-10-10T17:30", "2026-10-20T17:30"),
    ],
)
def test_the_called_have_so_long(kind, street, blown, response, result, national_day, streets, called, city):
    at = moment(blown)
    coordinator = acting(person("qu", "区辉", {"role": Role.STREET_COORDINATOR, "area_code": "990102"}))

    whistle = blow(
        city, called, kind=kind, street=streets[street], meeting_place="社区议事厅", meeting_at=at + 2 * HOUR,
        by=coordinator, at=at,
    )  # fmt: skip

    call = call_of(whistle, called.fire)
    assert (call.started_at, call.due_at, call.result_due_at) == (at, moment(response), moment(result))


def test_the_lamp_of_the_response_is_watched(whistle, called, wednesday):
    call = call_of(whistle, called.fire)

    assert (call.yellow_at, call.orange_at) == (wednesday + 21 * MINUTE, wednesday + 27 * MINUTE)
    assert (call.alert_at, call.alerted) == (call.yellow_at, 0)


def test_the_city_sets_its_own_times_also_by_the_urgency_of_the_order(city, called, wednesday):
    SlaRule.objects.create(clock="whistle_emergency", urgency="urgent", amount=20, unit="minutes", base="natural",
                           valid_from=SINCE)  # fmt: skip
    forget_all()
    order = order_in(Status.HANDLING, category=HALLWAY, urgency=Urgency.URGENT)

    linked = blow(city, called, orders=[order], at=wednesday)
    alone = blow(city, called, place="另一处", at=wednesday)

    assert call_of(linked, called.fire).due_at == wednesday + 20 * MINUTE
    assert call_of(alone, called.fire).due_at == wednesday + 30 * MINUTE


def test_a_year_without_calendar_leaves_the_time_open(city, called):
    at = moment("2028-12-29T10:00")

    whistle = blow(city, called, kind="key_work", meeting_place="议事厅", meeting_at=at + HOUR, at=at)

    call = call_of(whistle, called.fire)
    assert (call.due_at, call.result_due_at, call.alert_at) == (None, None, None)

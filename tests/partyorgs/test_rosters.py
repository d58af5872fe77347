"""Who is on call: read at any moment, entered a week at a time, and no record of anybody's time."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from core import ledger
from core.calendar import CITY_TIME
from partyorgs import rosters
from partyorgs.forms.rosters import Week
from partyorgs.models import OnCall
from partyorgs.rosters import NotEntered, Shift
from tests.factories import acting
from tests.partyorgs.ground import MORNING, TODAY, departments

LIST = reverse("partyorgs:rosters")
DAY = timedelta(days=1)
SHIFT = Shift("许测试", "12345转6014", "何测试", "12345转5014")


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=CITY_TIME)


def enter(unit, shifts, cast):
    rosters.enter(unit, shifts, by=acting(cast.wei), at=MORNING)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-18T08:30", date(2026, 11, 18)),
        ("2026-11-18T23:59", date(2026, 11, 18)),
        ("2026-11-19T03:00", date(2026, 11, 18)),
        ("2026-11-19T08:29", date(2026, 11, 18)),
        ("2026-11-19T08:30", date(2026, 11, 19)),
    ],
)
def test_a_day_on_call_runs_until_the_next_morning(at, day):
    assert rosters.day_of(moment(at)) == day


def test_who_is_on_call_at_night_is_whoever_began_in_the_morning(city, cast):
    enter(city.roads, {TODAY: SHIFT}, cast)

    assert rosters.on_call(city.roads.pk, moment("2026-11-19T02:00")).officer_name == "何测试"
    assert rosters.on_call(city.roads.pk, moment("2026-11-19T09:00")) is None
    assert rosters.on_call(city.water.pk, moment("2026-11-19T02:00")) is None


def test_what_is_entered_again_changes_nothing_and_what_is_emptied_is_a_gap(city, cast):
    enter(city.roads, {TODAY: SHIFT, TODAY + DAY: SHIFT}, cast)
    enter(city.roads, {TODAY: SHIFT, TODAY + DAY: SHIFT}, cast)
    enter(city.roads, {TODAY: SHIFT, TODAY + DAY: Shift()}, cast)

    assert list(OnCall.objects.values_list("day", flat=True).order_by("day")) == [TODAY]
    told = [event.data["days"] for event in ledger.history(city.roads)]
    assert told == [
        {"2026-11-18": ["许测试", "何测试"], "2026-11-19": ["许测试", "何测试"]}, {"2026-11-19": ["", ""]},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "shift", "code"), [(TODAY - DAY, SHIFT, "over"), (TODAY + DAY, Shift("许测试"), "incomplete")]
)
def test_one_wrong_day_and_none_is_entered(day, shift, code, city, cast):
    with pytest.raises(NotEntered) as refused:
        enter(city.roads, {TODAY: SHIFT, day: shift}, cast)

    assert (refused.value.code, refused.value.day, OnCall.objects.count()) == (code, day, 0)


def test_the_open_days_of_a_fortnight(city, cast):
    enter(city.roads, {TODAY + n * DAY: SHIFT for n in range(14) if n not in (3, 9)}, cast)

    found = rosters.gaps([city.roads.pk, city.water.pk], MORNING)

    assert found[city.roads.pk] == [TODAY + 3 * DAY, TODAY + 9 * DAY]
    assert len(found[city.water.pk]) == 14


def test_a_week_runs_from_monday():
    assert rosters.week_of(TODAY)[0] == date(2026, 11, 16)
    assert len(rosters.week_of(TODAY)) == 7


# --- the pages


def sent(days):
    return {Week.key(day, name): getattr(SHIFT, name) for day in days for name in SHIFT.__dataclass_fields__}


def test_a_unit_enters_its_week(city, cast, sit_down):
    wei, page = sit_down(cast.wei), reverse("partyorgs:roster", args=["D14"])

    half = wei.post(page, {Week.key(TODAY, "leader_name"): "许测试"})
    done = wei.post(f"{page}?week=2026-11-18", sent([TODAY, TODAY + DAY, TODAY - DAY]))

    assert (half.status_code, list(half.context["form"].errors)) == (422, ["20261118-leader_name"])
    assert done.url == f"{page}?week=2026-11-16"
    assert list(OnCall.objects.values_list("day", flat=True).order_by("day")) == [TODAY, TODAY + DAY]


def test_the_next_week_is_filled_in_like_this_one_but_not_entered(city, cast, sit_down):
    enter(city.roads, {TODAY: SHIFT}, cast)

    page = sit_down(cast.wei).get(reverse("partyorgs:roster", args=["D14"]), {"week": "2026-11-25", "copy": "1"})

    assert page.context["form"][Week.key(TODAY + 7 * DAY, "officer_name")].value() == "何测试"
    assert OnCall.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("wei", 302), ("mei", 302), ("chen", 403), ("hong", 403)])
def test_a_roster_is_entered_by_its_unit_or_the_office(who, status, city, cast, sit_down):
    reader, page = sit_down(getattr(cast, who)), reverse("partyorgs:roster", args=["D14"])

    assert reader.get(page).context["may_keep"] == (status == 302)
    assert reader.post(page, sent([TODAY])).status_code == status


@pytest.mark.parametrize("week", ["", "x", "9999-01-01", "2026-13-01"])
def test_a_week_that_makes_no_sense_is_this_one(week, city, cast, sit_down):
    page = sit_down(cast.wei).get(reverse("partyorgs:roster", args=["D14"]), {"week": week})

    assert page.context["first"] == date(2026, 11, 16)


def test_the_list_shows_who_is_on_call_now_and_who_is_missing(city, cast, sit_down):
    enter(city.roads, {TODAY: SHIFT}, cast)
    mei = sit_down(cast.mei)

    listing = mei.get(LIST).context["listing"]
    open_now = mei.get(LIST, {"tab": "open"}).context["listing"]

    there = {unit.code: (unit.shift.officer_name if unit.shift else "", len(unit.gaps)) for unit in listing.rows}
    assert there["D14"] == ("何测试", 13)
    assert there["D16"] == ("", 14)
    assert "D14" not in [unit.code for unit in open_now.rows]
    assert open_now.total == listing.total - 1


def test_a_hundred_and_fifty_four_units_on_one_platform(city, cast, sit_down, django_assert_num_queries):
    """S3-40: 13 + 52 + 59 + 30."""
    departments(149)
    mei = sit_down(cast.mei)

    with django_assert_num_queries(15):
        listing = mei.get(LIST, {"per": "100"}).context["listing"]

    assert (listing.total, len(listing.rows)) == (154, 100)


@pytest.mark.parametrize(("asked", "rows"), [("城管", 1), ("局", 3)])
def test_the_list_costs_the_same_at_any_length(asked, rows, city, cast, sit_down, django_assert_num_queries):
    for unit in (city.roads, city.water, city.traffic):
        enter(unit, {TODAY: SHIFT}, cast)
    mei = sit_down(cast.mei)

    with django_assert_num_queries(15):
        assert len(mei.get(LIST, {"q": asked}).context["listing"].rows) == rows

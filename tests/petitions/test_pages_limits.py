"""The settings pages of limits and calendar: read by some, changed by one, always by versions and with the reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import calendar
from core.models import CalendarDay, CalendarYear, Event, Job
from partyorgs.enums import Role
from petitions import deadlines, limits, tasks
from petitions.enums import ClockName, Status, TimeBase, TimeUnit
from petitions.limits import Values
from petitions.models import SlaRule
from petitions.refusals import NotAllowed
from tests import factories

LIMITS, CALENDAR = "/settings/limits/", "/settings/calendar/"
TOMORROW = date(2026, 11, 19)
NEXT_WEEK = date(2026, 11, 25)


@pytest.fixture
def auditor(city):
    return factories.person("shen", "沈清", {"role": Role.AUDITOR})


@pytest.fixture
def signing(city):
    return SlaRule.objects.get(clock=ClockName.SIGN, urgency="normal", category=None, track="")


@pytest.fixture
def mei(cast):
    return factories.acting(cast.mei)


@pytest.fixture
def hand_over(monkeypatch):
    """What goes to the workers is done at once."""
    monkeypatch.setattr(tasks.recompute, "delay", lambda **said: tasks.recompute(**said))


def values(amount, unit=TimeUnit.HOURS, base=TimeBase.WORKING, basis=""):
    return Values(Decimal(amount), unit, base, basis)


def limit_on(rule, day):
    order = factories.submit_petition()
    return deadlines.clockwork().limits.find(rule.clock, order, day).amount


# --- versions


def test_a_change_is_a_new_version_from_its_day(signing, mei, wednesday):
    newest = limits.change(signing, values(6), since=NEXT_WEEK, reason="市政府令", by=mei, at=wednesday)

    signing.refresh_from_db()
    assert (signing.amount, signing.valid_to) == (Decimal(4), NEXT_WEEK)
    assert (newest.amount, newest.valid_from, newest.valid_to) == (Decimal(6), NEXT_WEEK, None)
    assert limit_on(signing, NEXT_WEEK - timedelta(days=1)) == 4
    assert limit_on(signing, NEXT_WEEK) == 6
    event = limits.history([newest, signing]).get()
    assert (event.kind, event.by_name, event.data["reason"]) == ("limit.changed", "王敏", "市政府令")
    assert (event.data["before"]["amount"], event.data["after"]["amount"]) == ("4.00", "6")
    assert event.data["replaces"] == signing.pk


def test_rolling_back_is_another_version(signing, mei, wednesday):
    newest = limits.change(signing, values(6), since=TOMORROW, reason="试行", by=mei, at=wednesday)

    back = limits.roll_back(newest, signing, since=NEXT_WEEK, reason="试行结束", by=mei, at=wednesday)

    assert [row.amount for row in limits.versions(back)] == [6, 4]
    assert (back.amount, back.valid_from) == (Decimal(4), NEXT_WEEK)
    assert SlaRule.objects.get(pk=newest.pk).valid_to == NEXT_WEEK


def test_a_version_that_has_not_begun_is_taken_back(signing, mei, wednesday):
    newest = limits.change(signing, values(6), since=NEXT_WEEK, reason="误填", by=mei, at=wednesday)

    assert limits.take_back(newest, reason="填错", by=mei, at=wednesday) == signing

    signing.refresh_from_db()
    assert signing.valid_to is None
    assert not SlaRule.objects.filter(pk=newest.pk).exists()
    assert limits.history([signing]).first().data["before"]["amount"] == "6.00"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"since": date(2026, 11, 18)}, "too_early"),  # today
        ({"values": values(4)}, "same"),
    ],
)
def test_what_is_no_change_is_refused(signing, mei, wednesday, said, code):
    whole = {"values": values(6), "since": NEXT_WEEK} | said

    with pytest.raises(NotAllowed) as refusal:
        limits.change(signing, whole["values"], since=whole["since"], reason="…", by=mei, at=wednesday)

    assert refusal.value.code == code


def test_only_the_newest_version_is_changed(signing, mei, wednesday):
    limits.change(signing, values(6), since=NEXT_WEEK, reason="一", by=mei, at=wednesday)

    with pytest.raises(NotAllowed) as refusal:
        limits.change(signing, values(8), since=NEXT_WEEK, reason="二", by=mei, at=wednesday)

    assert refusal.value.code == "changed"


def test_a_special_limit_can_end_and_a_general_one_cannot(city, signing, mei, wednesday):
    special = limits.add(
        values(2), clock=ClockName.SIGN, category=city.pavement, since=TOMORROW, reason="重点", by=mei, at=wednesday
    )
    later = wednesday + timedelta(days=5)

    limits.end(special, since=date(2026, 12, 1), reason="结束", by=mei, at=later)
    with pytest.raises(NotAllowed) as refusal:
        limits.end(signing, since=date(2026, 12, 1), reason="结束", by=mei, at=later)

    assert refusal.value.code == "needed"
    assert limit_on(special, date(2026, 11, 30)) == 2
    assert limit_on(special, date(2026, 12, 1)) == 4


def test_a_case_has_one_limit_at_a_time(city, mei, wednesday):
    said = {"clock": ClockName.SIGN, "category": city.pavement, "since": TOMORROW, "reason": "…", "by": mei}
    limits.add(values(2), at=wednesday, **said)

    with pytest.raises(NotAllowed) as refusal:
        limits.add(values(3), at=wednesday, **said)

    assert refusal.value.code == "exists"


def test_clocks_that_run_keep_their_limit(signing, mei, wednesday):
    order = factories.order_in(Status.DISPATCHED)
    before = order.clocks.get(name=ClockName.SIGN).due_at

    limits.change(signing, values(9), since=TOMORROW, reason="…", by=mei, at=wednesday)

    assert order.clocks.get(name=ClockName.SIGN).due_at == before


# --- the pages


@pytest.mark.parametrize("address", [LIMITS, CALENDAR])
@pytest.mark.parametrize(("who", "status"), [("mei", 200), ("deputy", 200), ("wei", 403), ("hong", 403), ("chen", 403)])
def test_who_sees_the_settings(sit_down, cast, address, who, status):
    assert sit_down(getattr(cast, who)).get(address).status_code == status


def test_auditors_read_and_change_nothing(sit_down, auditor, signing):
    client = sit_down(auditor)

    assert client.get(LIMITS).status_code == 200
    assert client.get(reverse("petitions:limit", args=[signing.pk])).status_code == 200
    assert "Add a limit" not in client.get(LIMITS).content.decode()
    assert client.get(reverse("petitions:limit-new")).status_code == 403
    assert client.post(reverse("petitions:limit-act", args=[signing.pk, "change"])).status_code == 403
    assert client.post(f"{CALENDAR}change/").status_code == 403
    assert client.post(f"{CALENDAR}enter/").status_code == 403


def test_a_limit_is_changed_on_its_page(sit_down, cast, signing):
    client = sit_down(cast.mei)
    address = reverse("petitions:limit-act", args=[signing.pk, "change"])
    said = {"amount": "6", "unit": "hours", "base": "working", "basis": "市令", "since": "2026-11-25", "reason": "提速"}

    answer = client.post(address, said, follow=True)

    newest = SlaRule.objects.get(clock=ClockName.SIGN, urgency="normal", valid_from=NEXT_WEEK)
    assert answer.redirect_chain == [(reverse("petitions:limit", args=[newest.pk]), 302)]
    assert "提速" in answer.content.decode()


def test_a_change_of_today_comes_back_with_the_form(sit_down, cast, signing):
    said = {"amount": "6", "unit": "hours", "base": "working", "since": "2026-11-18", "reason": "提速"}

    answer = sit_down(cast.mei).post(reverse("petitions:limit-act", args=[signing.pk, "change"]), said)

    assert answer.status_code == 422
    assert "tomorrow at the earliest" in answer.content.decode()
    assert SlaRule.objects.filter(clock=ClockName.SIGN, urgency="normal").count() == 1


def test_calendar_days_are_whole_days(sit_down, cast):
    said = {
        "clock": "sign", "kind": "inquiry", "amount": "1.5", "unit": "days", "base": "calendar", "since": "2026-11-25",
        "reason": "…",
    }  # fmt: skip

    answer = sit_down(cast.mei).post(reverse("petitions:limit-new"), said)

    assert answer.status_code == 422
    assert "whole days" in answer.content.decode()


def test_the_list_costs_the_same_at_any_length(sit_down, cast, django_assert_num_queries):
    client = sit_down(cast.mei)
    client.get(LIMITS)

    for clock in ("verify", "handle"):
        with django_assert_num_queries(QUERIES):
            client.get(LIMITS, {"clock": clock})


QUERIES = 8


# --- try it


def ask(client, **said):
    words = {
        "clock": "handle", "urgency": "normal", "kind": "help", "channel": "hotline_12345",
        "starts_at": "2026-09-30T16:00",
    }  # fmt: skip
    return client.get(LIMITS, {f"t-{name}": value for name, value in (words | said).items()}).content.decode()


@pytest.fixture
def october(city):
    """The holiday of 2026, and the Saturday worked for it."""
    holiday = [date(2026, 10, day) for day in range(1, 8)]
    CalendarDay.objects.bulk_create(CalendarDay(day=day, is_workday=False, note="国庆节") for day in holiday)
    CalendarDay.objects.create(day=date(2026, 10, 10), is_workday=True, note="国庆节")
    calendar.changed()


def test_try_it_c1(sit_down, cast, october):
    page = ask(sit_down(cast.mei))

    assert 'datetime="2026-10-13T17:30:00+08:00"' in page
    assert "10-10 Sat (国庆节)" in page  # counted
    assert "10-01 Thu (国庆节)" in page  # left out
    assert "09-30 Wed (the day it starts on is not counted)" in page


def test_try_it_with_a_pause_and_an_extension(sit_down, cast):
    page = ask(
        sit_down(cast.mei), starts_at="2026-11-16T10:00", paused_at="2026-11-18T10:00", resumed_at="2026-11-20T10:00",
        extension="5",
    )  # fmt: skip

    assert 'datetime="2026-11-23T17:30:00+08:00"' in page  # C8 before the pause
    assert 'datetime="2026-11-25T17:30:00+08:00"' in page  # after it
    assert 'datetime="2026-12-02T17:30:00+08:00"' in page  # and five working days more


def test_try_it_says_which_limit_counts_and_why(sit_down, cast, city, mei, wednesday):
    limits.add(
        values(2), clock=ClockName.SIGN, category=city.pavement, since=TOMORROW, reason="…", by=mei, at=wednesday
    )

    page = ask(sit_down(cast.mei), clock="sign", category=factories.PAVEMENT, starts_at="2026-11-20T09:00")

    assert "2 working hours (category “道路与人行道破损”)" in page
    assert "4 working hours (urgency “normal”)" in page  # fits too, but counts less


def test_try_it_answers_htmx_with_its_part(sit_down, cast):
    answer = sit_down(cast.mei).get(
        LIMITS, {"t-clock": "handle", "t-urgency": "normal"}, headers={"HX-Request": "true"}
    )

    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="trial"')
    assert "Starts at" in page  # what is missing


def test_try_it_where_the_year_is_missing(sit_down, cast):
    page = ask(sit_down(cast.mei), starts_at="2028-12-29T16:00")

    assert "year whose calendar has not been entered" in page


# --- the calendar


def test_what_an_edit_would_move_is_shown_before(sit_down, cast):
    factories.order_in(Status.HANDLING)
    said = {"first": "2026-11-20", "state": "rest", "reason": "通知"}

    page = sit_down(cast.mei).get(CALENDAR, said).content.decode()

    assert "1 running clock would get another due moment." in page
    assert not CalendarDay.objects.exists()


def test_days_are_changed_and_clocks_follow(sit_down, cast, hand_over):
    order = factories.order_in(Status.HANDLING)
    due = order.clocks.get(name=ClockName.HANDLE).due_at
    said = {"first": "2026-11-20", "last": "", "state": "rest", "note": "抗台风停工", "reason": "市政府通知"}

    answer = sit_down(cast.mei).post(f"{CALENDAR}change/", said, follow=True)

    assert answer.redirect_chain == [(f"{CALENDAR}?year=2026", 302)]
    row = CalendarDay.objects.get()
    assert (row.day, row.is_workday, row.note) == (date(2026, 11, 20), False, "抗台风停工")
    assert order.clocks.get(name=ClockName.HANDLE).due_at == due + timedelta(days=1)
    page = answer.content.decode()
    assert "抗台风停工" in page
    assert "the clocks of 1 orders were moved" in page


def test_the_same_again_is_refused(sit_down, cast, hand_over):
    said = {"first": "2026-11-21", "state": "rest", "reason": "通知"}  # a Saturday is free anyway

    answer = sit_down(cast.mei).post(f"{CALENDAR}change/", said)

    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_a_year_is_pasted(sit_down, cast, hand_over):
    lines = "日期,类型,名称\n2029-01-01,休,元旦\n2029-02-12~2029-02-18，休，春节\n2029-02-10\t班\t春节"

    answer = sit_down(cast.mei).post(f"{CALENDAR}enter/", {"year": "2029", "source": "国办发明电", "days": lines})

    assert answer.status_code == 302
    assert CalendarYear.objects.get(year=2029).source == "国办发明电"
    entered = dict(CalendarDay.objects.filter(day__year=2029).values_list("day", "is_workday"))
    assert entered == {
        date(2029, 1, 1): False,
        **{date(2029, 2, day): False for day in (12, 13, 14, 15, 16)},  # the 17th and 18th are a weekend
        date(2029, 2, 10): True,
    }
    assert Event.objects.get(kind="calendar.year_entered").data["reason"] == "国办发明电"


def test_a_year_comes_as_a_file_too(sit_down, cast, hand_over):
    file = SimpleUploadedFile("2029.csv", "2029-01-01,休,元旦\n".encode("gb18030"))

    sit_down(cast.mei).post(f"{CALENDAR}enter/", {"year": "2029", "source": "国办发明电", "file": file})

    assert CalendarDay.objects.get(day__year=2029).note == "元旦"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"days": "2029-13-01,休"}, "Line 1"),
        ({"days": "2029-01-01,也许"}, "Line 1"),
        ({"days": "2028-01-01,休"}, "days of another year"),
        ({"year": "2026", "days": "2026-01-01,休"}, "has been entered already"),
        ({"days": ""}, "Enter the days"),
    ],
)
def test_a_year_that_cannot_be_read_is_not_entered(sit_down, cast, said, words):
    answer = sit_down(cast.mei).post(f"{CALENDAR}enter/", {"year": "2029", "source": "国办发明电"} | said)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not CalendarYear.objects.filter(year=2029).exists()
    assert not CalendarDay.objects.exists()


def test_a_missing_year_is_said_with_what_waits_for_it(sit_down, cast):
    CalendarYear.objects.filter(year__gt=2026).delete()
    calendar.changed()

    page = sit_down(cast.mei).get(CALENDAR).content.decode()

    assert "2027 has not been entered" in page


def test_a_year_says_of_each_day_what_it_is(sit_down, cast, october):
    page = sit_down(cast.mei).get(CALENDAR, {"year": "2026"}).content.decode()

    assert 'class="day day-off" href="?first=2026-10-01#edit"' in page
    assert 'class="day day-on" href="?first=2026-10-10#edit"' in page
    assert "Thursday 1 October 2026 rest day 国庆节" in page


def test_the_calendar_costs_the_same_however_much_is_entered(sit_down, cast, django_assert_num_queries):
    client = sit_down(cast.mei)
    client.get(CALENDAR)

    with django_assert_num_queries(CALENDAR_QUERIES):
        client.get(CALENDAR)
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date(2026, 10, day), is_workday=False) for day in (1, 2, 5)
    )  # fmt: skip
    with django_assert_num_queries(CALENDAR_QUERIES):
        client.get(CALENDAR)


CALENDAR_QUERIES = 11


def test_work_that_was_called_off_is_begun_again(sit_down, cast, monkeypatch):
    order = factories.order_in(Status.HANDLING)
    due = order.clocks.get(name=ClockName.HANDLE).due_at
    monkeypatch.setattr(tasks.recompute, "delay", lambda **said: None)  # no worker hears it
    client = sit_down(cast.mei)
    client.post(f"{CALENDAR}change/", {"first": "2026-11-20", "state": "rest", "reason": "通知"})
    client.post(reverse("core:job-cancel", args=[Job.objects.get().pk]))
    assert "Start again" in client.get(CALENDAR).content.decode()

    monkeypatch.setattr(tasks.recompute, "delay", lambda **said: tasks.recompute(**said))
    client.post(f"{CALENDAR}again/")

    assert order.clocks.get(name=ClockName.HANDLE).due_at == due + timedelta(days=1)


def test_the_sweep_finds_work_that_nobody_heard_of(sit_down, cast, monkeypatch):
    order = factories.order_in(Status.HANDLING)
    due = order.clocks.get(name=ClockName.HANDLE).due_at
    monkeypatch.setattr(tasks.recompute, "delay", lambda **said: None)
    sit_down(cast.mei).post(f"{CALENDAR}change/", {"first": "2026-11-20", "state": "rest", "reason": "通知"})

    monkeypatch.setattr(tasks.recompute, "delay", lambda **said: tasks.recompute(**said))
    tasks.settle_due_moments()

    assert order.clocks.get(name=ClockName.HANDLE).due_at == due + timedelta(days=1)

"""Enters the working days the State Council has announced, as far as the library knows them."""

from datetime import date, timedelta
from importlib.metadata import version
from typing import Any

import chinese_calendar
from django.core.management.base import BaseCommand
from django.db import transaction

from core import calendar
from core.models import CalendarDay, CalendarYear


class Command(BaseCommand):
    help = "Load the public calendar, 2004 to the last year announced. Years already entered are left as they are."

    def handle(self, *, verbosity: int, **_: Any) -> None:
        entered = set(CalendarYear.objects.values_list("year", flat=True))
        years = [year for year in _announced() if year not in entered]
        with transaction.atomic():
            for year in years:
                _enter(year)
        calendar.changed()
        if verbosity:
            self.stdout.write(f"Calendar: {len(years)} years loaded, {len(entered)} kept as they were.")


def _announced() -> range:
    known = chinese_calendar.constants.holidays
    return range(min(known).year, max(known).year + 1)


def _enter(year: int) -> None:
    CalendarYear.objects.create(year=year, source=f"chinesecalendar {version('chinesecalendar')}")
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, is_workday=day.weekday() >= 5, note=_name(day)) for day in _exceptions(year)
    )


def _exceptions(year: int) -> list[date]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return [day for day in days if day.year == year and chinese_calendar.is_workday(day) != (day.weekday() < 5)]


def _name(day: date) -> str:
    name = chinese_calendar.get_holiday_detail(day)[1]
    return chinese_calendar.Holiday(name).chinese if name else ""

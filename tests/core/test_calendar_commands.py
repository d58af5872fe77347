from datetime import date

import polib
import pytest
from django.core.management import call_command
from django.utils.translation import gettext, override

from core.models import CalendarDay, CalendarYear


@pytest.mark.django_db
def test_load_calendar_enters_exceptions_only():
    call_command("load_calendar", verbosity=0)

    assert list(CalendarYear.objects.values_list("year", flat=True)) == list(range(2004, 2027))
    october = CalendarDay.objects.filter(day__range=("2026-10-01", "2026-10-11"))
    assert list(october.values_list("day", "is_workday")) == [
        (date(2026, 10, 1), False),
        (date(2026, 10, 2), False),
        (date(2026, 10, 5), False),
        (date(2026, 10, 6), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 10), True),
    ]
    assert CalendarDay.objects.get(day=date(2026, 10, 1)).note == "国庆节"


@pytest.mark.django_db
def test_load_calendar_leaves_what_was_entered_by_hand():
    CalendarYear.objects.create(year=2026, source="国办发明电")

    call_command("load_calendar", verbosity=0)

    assert CalendarYear.objects.get(year=2026).source == "国办发明电"
    assert not CalendarDay.objects.filter(day__year=2026).exists()


def test_compile_catalogue_follows_the_source(settings, tmp_path):
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = polib.POFile()
    source.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    source.append(polib.POEntry(msgid="a text nobody has compiled", msgstr="新译"))
    source.save(str(folder / "django.po"))
    settings.LOCALE_PATHS = [tmp_path]
    with override("zh-hans"):
        assert gettext("a text nobody has compiled") == "a text nobody has compiled"

    call_command("compile_catalogue", verbosity=0)

    assert [(entry.msgid, entry.msgstr) for entry in polib.mofile(str(folder / "django.mo"))] == [
        ("a text nobody has compiled", "新译")
    ]
    with override("zh-hans"):
        assert gettext("a text nobody has compiled") == "新译"  # in the process that compiled it, too

"""What is asked of whoever changes the working calendar or enters a year of it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import moments
from core.calendar_edits import Entered
from core.components import Fact
from petitions.forms.fields import day, text

WORKED, REST, PLAIN = "worked", "rest", "plain"
MEANING = {WORKED: True, REST: False, PLAIN: None}
STATES = [
    (REST, gettext_lazy("rest day")),
    (WORKED, gettext_lazy("worked")),
    (PLAIN, gettext_lazy("as the week has it")),
]
WORDS = {
    False: {"休", "休息", "放假", "rest", "off", "0"},
    True: {"班", "上班", "补班", "调休上班", "work", "worked", "on", "1"},
}
MOST = 200  # special days of a year
LARGEST = 64 * 1024


class DayEdit(forms.Form):
    """Some days of one year. Sent with GET to see what it would do, with POST to do it."""

    first = day(gettext_lazy("First day"))
    last = day(gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: that day only."))
    state = forms.ChoiceField(label=gettext_lazy("What they are"), choices=STATES, initial=REST)
    note = forms.CharField(label=gettext_lazy("Name of the day"), max_length=100, required=False)
    reason = text(gettext_lazy("Why it is changed"), rows=2, help_text=gettext_lazy("Notice or decision."))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["last"] = data.get("last") or data.get("first")
        return data

    @property
    def days(self) -> list[date]:
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        return [first + n * timedelta(days=1) for n in range((last - first).days + 1)]

    @property
    def is_workday(self) -> bool | None:
        return MEANING[self.cleaned_data["state"]]

    @property
    def facts(self) -> list[Fact]:
        """What was asked for, to be read once more before it is done."""
        said, days = self.cleaned_data, dict.fromkeys((self.cleaned_data["first"], self.cleaned_data["last"]))
        return [
            Fact(_("Days"), " - ".join(moments.full_day(day) for day in days)),
            Fact(_("What they are"), dict(STATES)[said["state"]]),
            Fact(_("Name of the day"), said["note"] or None),
            Fact(_("Why it is changed"), said["reason"]),
        ]

    @property
    def said(self) -> dict[str, Any]:
        names = ("first", "last", "note", "reason")
        return {name: self.cleaned_data[name] for name in names} | {"is_workday": self.is_workday}


class YearEntry(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2004, max_value=2100)
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200, help_text=gettext_lazy("The notice the days were taken from.")
    )
    days = text(
        gettext_lazy("Special days"), rows=8, required=False,
        help_text=gettext_lazy("One a line, only those unlike the week: 2027-02-05~2027-02-11,休,春节"),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("or as a CSV file"), required=False, widget=forms.FileInput({"accept": ".csv,.txt"})
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        content = data.get("days", "")
        if data.get("file"):
            content = _decoded(data["file"].read(LARGEST))
        faults: list[str] = []
        self.entered = dict(_entries(content, faults))
        if faults:
            self.add_error("days", faults)
        elif len(self.entered) > MOST:
            self.add_error("days", _("More than %(n)s special days in a year: that cannot be right.") % {"n": MOST})
        elif not self.entered and "days" not in self.errors:
            self.add_error("days", _("Enter the days, or choose a file."))
        return data


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _entries(content: str, faults: list[str]) -> Iterator[tuple[date, Entered]]:
    """The days of each line; what cannot be read is named in `faults`."""
    for number, line in enumerate(content.splitlines(), 1):
        cells = [cell.strip() for cell in re.split(r"[,，\t;；]", line)]
        if not any(cells) or (number == 1 and not re.search(r"\d", cells[0])):
            continue  # nothing, or a line of headings
        try:
            days, is_workday = _span(cells[0]), _meaning(cells[1] if len(cells) > 1 else "")
        except ValueError:
            text = _("Line %(n)s: give a day, 休 or 班, and its name: %(line)s")
            faults.append(text % {"n": number, "line": line[:60]})
            continue
        for each in days:
            yield each, Entered(is_workday, cells[2][:100] if len(cells) > 2 else "")


def _span(cell: str) -> list[date]:
    first, _dash, last = re.sub(r"[～至]", "~", cell).partition("~")
    start, end = (date.fromisoformat(part.strip().replace("/", "-")) for part in (first, last or first))
    if not 0 <= (end - start).days <= MOST:
        raise ValueError(cell)
    return [start + n * timedelta(days=1) for n in range((end - start).days + 1)]


def _meaning(cell: str) -> bool:
    for is_workday, words in WORDS.items():
        if cell.lower() in words:
            return is_workday
    raise ValueError(cell)

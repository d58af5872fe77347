"""The words and small drawings that pages share. Built in: templates need no {% load %}."""

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from core import jobs, moments
from core.components import ActionPanel, Bar, ClockFace
from core.enums import JobState
from core.models import Job

register = template.Library()

Number = int | float | Decimal

NOTHING = "—"
MYRIAD = 10_000

# Where a case is, as three places: the lamp that burns says which office has it (practice §2.2).
LAMP_SLOTS = {"yellow": 1, "green": 2, "orange": 3}
LAMP_NAMES = {"yellow": _("Yellow lamp"), "green": _("Green lamp"), "orange": _("Orange lamp")}


# The site ------------------------------------------------------------------------------------------------------------
# Tags and not context, because the error pages are drawn without any.


@register.simple_tag
def site_name() -> str:
    return settings.SITE_NAME


@register.simple_tag
def site_notice() -> str:
    """This is no system for state secrets, and says so on every page."""
    return settings.SITE_NOTICE


@register.simple_tag
def has_rare(actions: Sequence[ActionPanel]) -> bool:
    """Whether something is to stand under "More"."""
    return any(action.is_rare for action in actions)


@register.filter
def undo_address(message: Message) -> str:
    """Where the step that a message speaks of is taken back: its tags are "undo ADDRESS"."""
    word, _space, address = (message.extra_tags or "").partition(" ")
    return address if word == "undo" else ""


# Blocks --------------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def page_header(content: str, heading: str, crumbs: Sequence[tuple[str, str]] = ()) -> str:
    """{% page_header heading crumbs %}buttons{% endpage_header %}; crumbs are (label, url), home is added."""
    context = {"heading": heading, "crumbs": crumbs, "actions": content if content.strip() else ""}
    return render_to_string("_components/page_header.html", context)


@register.simple_block_tag
def panel(content: str, heading: str = "", *, note: str = "", flush: bool = False, id: str = "") -> str:
    """{% panel heading %}body{% endpanel %}; `note` stands at the right, `flush` leaves no room around a table."""
    context = {"heading": heading, "note": note, "is_flush": flush, "id": id, "body": content}
    return render_to_string("_components/panel.html", context)


# Lamps, clocks, meters -----------------------------------------------------------------------------------------------


@register.inclusion_tag("_components/stage_lamp.html")
def stage_lamp(lamp: str, label: str, *, named: bool = False) -> dict[str, Any]:
    """The stage lamp by place, shape, colour and word. `lamp` is none, grey, yellow, green or orange."""
    return {
        "slot": LAMP_SLOTS.get(lamp, 0),
        "is_over": lamp == "none",
        "name": LAMP_NAMES.get(lamp, "") if named else "",
        "label": label,
    }


@register.inclusion_tag("_components/deadline.html")
def deadline(face: ClockFace | None, *, meter: bool = True) -> dict[str, Any]:
    """A clock in words, with a meter of the time used."""
    return {"face": face, "has_meter": meter}


@register.inclusion_tag("_components/meter.html")
def meter(value: Number, maximum: Number, label: str, tone: str = "") -> dict[str, Any]:
    return {"value": value, "maximum": maximum, "label": label, "tone": tone}


@register.inclusion_tag("_components/bar_chart.html")
def bar_chart(title: str, bars: Sequence[Bar], *, unit: str = "", top: Number = 0) -> dict[str, Any]:
    """Bars from zero, each with its number in words: the chart is its own table. `top` fixes the full length."""
    full = top or max((bar.value for bar in bars), default=0)
    widths = [round(max(bar.value, 0) / full * 100, 2) if full else 0 for bar in bars]
    return {"title": title, "rows": list(zip(bars, widths, strict=True)), "unit": unit}


@register.simple_tag
def tag(text: str, tone: str = "") -> SafeString:
    """A word in a box: red warns, blue informs, amber and green grade."""
    return format_html('<span class="tag{}">{}</span>', f" tag-{tone}" if tone else "", text)


@register.filter
def signs(text: str) -> SafeString:
    """Signs of the duty matrix. ⧉ is drawn by the style sheet: hardly a font in an office has it."""
    return mark_safe(conditional_escape(text).replace("⧉", '<span class="sign-both">⧉</span>'))


# Moments -------------------------------------------------------------------------------------------------------------


@register.filter
def short_time(at: datetime | None, now: datetime) -> str:
    return _time(at, moments.short(at, now=now)) if at else NOTHING


@register.filter
def long_time(at: datetime | None) -> str:
    return _time(at, moments.full(at)) if at else NOTHING


@register.filter
def minutes_left(job: Job, now: datetime) -> int | None:
    """By the pace so far, in whole minutes rounded up; nothing before there is a pace."""
    if job.state != JobState.RUNNING or not job.total or not job.done:
        return None
    pace = (now - job.started_at) / job.done
    return math.ceil(pace * (job.total - job.done) / timedelta(minutes=1))


@register.filter
def job_title(job: Job) -> str:
    return jobs.title(job)


@register.filter
def working_hours(minutes: int | None) -> str:
    """Working minutes in hours, as long spans are read."""
    if minutes is None:
        return NOTHING
    hours = round(minutes / 60, 1)
    return ngettext("%(n)s working hour", "%(n)s working hours", 1 if hours == 1 else 2) % {"n": f"{hours:g}"}


@register.filter
def due_time(at: datetime | None) -> str:
    return _time(at, moments.due(at)) if at else NOTHING


@register.filter
def long_day(day: date | None) -> str:
    return moments.full_day(day) if day else NOTHING


def _time(at: datetime, text: str) -> SafeString:
    machine = timezone.localtime(at).isoformat(timespec="seconds")
    return format_html('<time datetime="{}" title="{}">{}</time>', machine, moments.full(at), text)


# Numbers -------------------------------------------------------------------------------------------------------------


@register.filter
def percent(share: Number | None, digits: int = 1) -> str:
    """0.9312 as 93.1%. Half is rounded up, as the office does on paper."""
    if share is None:
        return NOTHING
    hundredths = Decimal(str(share)) * 100
    return f"{hundredths.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)}%"


@register.filter
def grouped(number: Number | None) -> str:
    return NOTHING if number is None else f"{number:,}"


@register.filter
def count(number: int | None) -> str:
    """1,284; in Chinese from ten thousand on 1.3万, with the exact number behind it."""
    if number is None or number < MYRIAD or not (get_language() or "").startswith("zh"):
        return grouped(number)
    myriads = (Decimal(number) / MYRIAD).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return format_html('<data value="{}" title="{}">{}万</data>', number, grouped(number), myriads)

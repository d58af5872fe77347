"""Words and small drawings: how a moment, a number, a lamp and a clock are written."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.utils import translation

from core.components import Bar, ClockFace, spell
from core.models import Job
from core.templatetags import ui

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, 5, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


def render(source, **context):
    return engines["django"].from_string(source).render(context).replace("\n", "")


@pytest.fixture
def _in_english():
    with translation.override("en"):
        yield


def test_time_of_this_year_is_short_and_carries_the_whole():
    at = datetime(2026, 11, 20, 9, 5, tzinfo=SHANGHAI)

    with translation.override("en"):
        assert ui.short_time(at, NOW) == (
            '<time datetime="2026-11-20T09:05:00+08:00" title="Friday 20 November 2026, 09:05">11-20 09:05</time>'
        )


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2025, 11, 20, 9, 5, tzinfo=SHANGHAI), ">2025-11-20<"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=ZoneInfo("UTC")), ">01-01 00:00<"),  # new year has begun in the city
        (datetime(2025, 12, 31, 15, 59, tzinfo=ZoneInfo("UTC")), ">2025-12-31<"),
    ],
)
def test_the_year_is_the_citys_year(at, text):
    assert text in ui.short_time(at, NOW)


@pytest.mark.usefixtures("_in_english")
def test_deadline_names_its_weekday():
    assert ">19 November (Thu) 17:30<" in ui.due_time(datetime(2026, 11, 19, 9, 30, tzinfo=ZoneInfo("UTC")))


@pytest.mark.parametrize("write", [lambda at: ui.short_time(at, NOW), ui.long_time, ui.due_time, ui.long_day])
def test_no_moment_is_a_dash(write):
    assert write(None) == "—"


@pytest.mark.usefixtures("_in_english")
def test_day_is_written_out():
    assert ui.long_day(date(2026, 11, 20)) == "Friday 20 November 2026"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.9312, "93.1%"), (Decimal("0.93125"), "93.1%"), (Decimal("0.0005"), "0.1%"), (1, "100.0%"), (None, "—")],
)
def test_percent_has_one_digit_and_rounds_half_up(share, text):
    assert ui.percent(share) == text


def test_percent_can_be_whole():
    assert ui.percent(Decimal("0.125"), 0) == "13%"


@pytest.mark.parametrize(
    ("number", "language", "text"),
    [
        (9, "zh-hans", "9"),
        (9_999, "zh-hans", "9,999"),
        (12_840, "zh-hans", '<data value="12840" title="12,840">1.3万</data>'),
        (12_840, "en", "12,840"),
        (None, "zh-hans", "—"),
    ],
)
def test_count_is_grouped_or_told_in_myriads(number, language, text):
    with translation.override(language):
        assert ui.count(number) == text


@pytest.mark.parametrize(
    ("duration", "working", "text"),
    [
        (13.9 * HOUR, True, "1.5 working days"),
        (7 * HOUR, True, "1 working day"),
        (-3.5 * HOUR, True, "0.5 working days"),
        (3.4 * HOUR, True, "3 working hours"),
        (1 * HOUR, True, "1 working hour"),
        (0.4 * HOUR, True, "24 minutes"),
        (0 * HOUR, True, "0 minutes"),
        (60 * HOUR, False, "2.5 days"),
        (47 * HOUR, False, "47 hours"),
        (11 * HOUR, False, "11 hours"),
    ],
)
@pytest.mark.usefixtures("_in_english")
def test_an_amount_is_told_in_its_largest_unit_and_never_rounded_up(duration, working, text):
    day = 7 * HOUR if working else 24 * HOUR

    assert spell(duration, day=day, working=working) == text


@pytest.mark.parametrize(
    ("lamp", "left", "tone", "words"),
    [
        ("green", 14 * HOUR, "ok", "2 working days left"),
        ("yellow", 7 * HOUR, "warn", "! 1 working day left"),
        ("orange", 2 * HOUR, "warn", "! 2 working hours left"),
        ("red", -7 * HOUR, "over", "▲ Overdue 1 working day"),
        ("red", 0 * HOUR, "over", "▲ Overdue"),
        ("paused", 7 * HOUR, "pause", "Ⅱ Paused · return under review"),
        ("stopped", 0 * HOUR, "done", "✓ In time"),
        ("stopped", -1 * HOUR, "over", "▲ Late by 1 working hour"),
        ("unknown", None, "ok", "No deadline"),
    ],
)
@pytest.mark.usefixtures("_in_english")
def test_a_clock_reads_without_colour(lamp, left, tone, words):
    face = ClockFace("Handling", lamp, left, note="return under review")

    assert (face.tone, face.words) == (tone, words)


@pytest.mark.parametrize(("used", "shown"), [(0, 0), (0.456, 46), (1.7, 100), (-0.1, 0)])
def test_a_meter_never_leaves_its_frame(used, shown):
    assert ClockFace("Handling", "green", HOUR, used).percent_used == shown


@pytest.mark.usefixtures("_in_english")
def test_deadline_draws_words_and_meter():
    face = ClockFace("Handling", "red", -7 * HOUR, 1.2)

    assert render("{% deadline face %}", face=face) == (
        '<span class="due due-over">▲ Overdue 1 working day</span>'
        '<progress class="meter meter-over" value="100" max="100" aria-label="100% of the time used">'
        "100% of the time used</progress>"
    )


def test_deadline_without_a_clock_is_a_dash():
    assert render("{% deadline face %}", face=None) == '<span class="muted">—</span>'


@pytest.mark.parametrize(
    ("lamp", "burning"),
    [("none", []), ("grey", []), ("yellow", ["lamp-yellow"]), ("green", ["lamp-green"]), ("orange", ["lamp-orange"])],
)
def test_one_lamp_burns_in_its_own_place(lamp, burning):
    drawn = render("{% stage_lamp lamp 'word' %}", lamp=lamp)

    assert [name for name in ("lamp-yellow", "lamp-green", "lamp-orange") if name in drawn] == burning
    assert drawn.count("lamp-off") == 3 - len(burning)
    assert ("lamp-struck" in drawn) == (lamp == "none")
    assert drawn.endswith("<span>word</span></span>")


@pytest.mark.usefixtures("_in_english")
def test_a_lamp_can_say_its_name():
    assert render("{% stage_lamp 'orange' 'word' named=True %}").endswith("<span>Orange lamp · word</span></span>")


def test_a_tag_escapes_what_people_wrote():
    assert ui.tag("<b>", "red") == '<span class="tag tag-red">&lt;b&gt;</span>'


def test_bars_start_at_zero_and_share_one_scale():
    rows = ui.bar_chart("Share", [Bar("A", 50), Bar("B", 25), Bar("C", -3)])["rows"]

    assert [width for _bar, width in rows] == [100, 50, 0]


def test_a_fixed_top_is_the_full_length():
    assert ui.bar_chart("Share", [Bar("A", 50)], top=200)["rows"] == [(Bar("A", 50), 25)]


def test_an_empty_chart_says_so():
    assert "chart-value" not in render("{% bar_chart 'Share' bars %}", bars=[])


@pytest.mark.parametrize(
    ("state", "total", "done", "left"),
    [
        ("running", 300, 100, 2),
        ("running", 301, 100, 3),
        ("running", 300, 0, None),
        ("running", None, 5, None),
        ("done", 300, 300, None),
    ],
)
def test_a_job_tells_its_end_by_its_pace(state, total, done, left):
    job = Job(state=state, total=total, done=done, started_at=NOW - timedelta(minutes=1))

    assert ui.minutes_left(job, NOW) == left


def test_a_header_without_buttons_draws_no_place_for_them():
    assert "page-actions" not in render("{% page_header 'Here' %} {% endpage_header %}")


def test_a_panel_keeps_its_body_and_escapes_its_heading():
    drawn = render("{% panel heading %}<p>body</p>{% endpanel %}", heading="<x>")

    assert "<h2>&lt;x&gt;</h2>" in drawn
    assert "<p>body</p>" in drawn


def test_signs_keep_what_is_drawn_readable_and_escape_the_rest():
    assert render("{{ text|signs }}", text="○⧉<b>") == '○<span class="sign-both">⧉</span>&lt;b&gt;'

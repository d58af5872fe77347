"""The notice centre: grouped by what it is about, one count in the top bar, every notice one's own."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import notices
from core.actors import Actor
from core.context import Shell
from core.models import Notice, User

NOW = timezone.now()


@pytest.fixture
def wei(db):
    return User.objects.create_user("wei", name="魏建国")


@pytest.fixture
def mei(db):
    return User.objects.create_user("mei", name="梅兰")


@pytest.fixture
def at_screen(client, wei):
    client.force_login(wei)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture(autouse=True)
def _words(monkeypatch):
    monkeypatch.setattr(notices, "_words", {"order.late": lambda data: f"{data['number']} is late"})
    monkeypatch.setattr(notices, "_namers", {"core.user": lambda actor, ids: {pk: f"case {pk}" for pk in ids}})


def tell(user, about, *, minutes=0, **columns):
    at = NOW + timedelta(minutes=minutes)
    row = notices.draft(user.pk, "order.late", about, at=at, path=columns.pop("path", "/jobs/"), number="GD1")
    for name, value in columns.items():
        setattr(row, name, value)
    return notices.tell([row])[0]


def groups(answer):
    return [[line.notice.pk for line in group.lines] for group in answer.context["listing"].rows]


def test_notices_are_grouped_by_what_they_are_about_newest_first(at_screen, wei, mei):
    one, two, three = tell(wei, wei), tell(wei, mei, minutes=1), tell(wei, wei, minutes=2)
    tell(mei, wei)

    answer = at_screen.get(reverse("core:notices"))

    assert groups(answer) == [[three.pk, one.pk], [two.pk]]
    assert answer.content.decode().count("GD1 is late") == 3
    assert f"case {wei.pk}" in answer.content.decode()


def test_unread_ones_come_first_and_all_are_kept(at_screen, wei, mei):
    unread, read = tell(wei, wei), tell(wei, mei, minutes=1, read_at=NOW)

    assert groups(at_screen.get(reverse("core:notices"))) == [[unread.pk]]
    assert groups(at_screen.get(reverse("core:notices"), {"tab": "all"})) == [[read.pk], [unread.pk]]


def test_the_top_bar_counts_what_is_unread(at_screen, wei, mei):
    for about in (wei, mei):
        tell(wei, about)
    tell(wei, wei, read_at=NOW)

    html = at_screen.get(reverse("core:jobs")).content.decode()

    assert '<b class="badge">2<span class="visually-hidden"> unread</span></b>' in html


def test_counting_costs_no_query_beside_that_of_the_jobs(rf, wei, django_assert_num_queries):
    tell(wei, wei)
    request = rf.get("/")
    request.user, request.actor = wei, Actor(wei.pk, "Wei")
    shell = Shell(request)

    with django_assert_num_queries(1):
        assert (shell.running_jobs, shell.unread_notices) == (0, 1)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="asks SQLite for its plan")
def test_counting_reads_an_index_of_what_is_unread(wei, rf):
    request = rf.get("/")
    request.user = wei
    with CaptureQueriesContext(connection) as queries:
        assert Shell(request).unread_notices == 0

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "SCAN core_notice" not in plan.replace('"', "")
    assert "core_notice" in plan or "notice_unread" in plan


def test_all_can_be_marked_as_read_at_once(at_screen, wei, mei):
    tell(wei, wei)
    others = tell(mei, wei)

    answer = at_screen.post(reverse("core:notices-read"))

    assert answer.url == reverse("core:notices")
    assert list(Notice.objects.filter(read_at=None)) == [others]


def test_one_can_be_marked_as_read(at_screen, wei):
    one, two = tell(wei, wei), tell(wei, wei, minutes=1)

    answer = at_screen.post(reverse("core:notice-read", args=[one.pk]), {"next": "/notices/?tab=all"})

    assert answer.url == "/notices/?tab=all"
    assert list(Notice.objects.filter(read_at=None)) == [two]


def test_a_group_is_read_up_to_what_was_shown(at_screen, wei, mei):
    tell(wei, wei)
    shown = tell(wei, wei, minutes=1)
    came_later, another = tell(wei, wei, minutes=2), tell(wei, mei)

    at_screen.post(reverse("core:notice-read", args=[shown.pk]), {"group": "1"})

    assert list(Notice.objects.filter(read_at=None).order_by("pk")) == [came_later, another]


def test_opening_leads_there_and_counts_as_read(at_screen, wei):
    row = tell(wei, wei)

    answer = at_screen.post(reverse("core:notice-open", args=[row.pk]))

    row.refresh_from_db()
    assert (answer.url, row.read_at is not None) == ("/jobs/", True)


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(at_screen, wei, elsewhere):
    row = tell(wei, wei, path=elsewhere)

    assert at_screen.post(reverse("core:notice-open", args=[row.pk])).url == reverse("core:notices")
    assert at_screen.post(reverse("core:notice-read", args=[row.pk]), {"next": elsewhere}).url == "/notices/"


@pytest.mark.parametrize("name", ["core:notice-read", "core:notice-open"])
def test_notices_of_others_are_not_there(at_screen, mei, name):
    row = tell(mei, mei)

    assert at_screen.post(reverse(name, args=[row.pk])).status_code == 404
    assert Notice.objects.filter(read_at=None).exists()


def test_looking_changes_nothing(at_screen, wei):
    tell(wei, wei)

    at_screen.get(reverse("core:notices"))

    assert Notice.objects.get().read_at is None


def test_who_has_read_everything_is_told_so(at_screen):
    assert "You have read everything." in at_screen.get(reverse("core:notices")).content.decode()


def test_a_fragment_is_part_of_the_page(at_screen, wei):
    tell(wei, wei)

    part = at_screen.get(reverse("core:notices"), headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert "GD1 is late" in part


def test_the_list_costs_the_same_at_one_and_at_three(at_screen, wei, mei):
    costs = []
    for wanted in (1, 3):
        while Notice.objects.count() < wanted:
            tell(wei, User.objects.create_user(f"u{Notice.objects.count()}"))
        with CaptureQueriesContext(connection) as queries:
            at_screen.get(reverse("core:notices"))
        costs.append(len(queries))

    assert costs == [6, 6]


@pytest.mark.ignore_template_errors
def test_administrators_see_what_no_channel_took_and_let_it_be_tried_again(client, wei):
    admin = User.objects.create_superuser("admin", name="管理员", password="a-long-password-for-admin")
    tell(wei, wei)
    stuck = tell(wei, wei)
    Notice.objects.filter(pk=stuck.pk).update(pending=["sms"], attempts=12, last_error="sms: gateway is down")
    client.force_login(admin)
    page = reverse("admin:core_notice_changelist")

    html = client.get(page).content.decode()
    client.post(page, {"action": "carry_again", "_selected_action": [stuck.pk]})

    stuck.refresh_from_db()
    assert html.count("sms: gateway is down") == 1
    assert "order.late" in html
    assert (stuck.attempts, stuck.carry_at is not None) == (0, True)
